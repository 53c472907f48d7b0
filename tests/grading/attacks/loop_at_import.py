"""Never ends while it is loaded."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

while True:
    pass

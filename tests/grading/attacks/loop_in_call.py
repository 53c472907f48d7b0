"""Never ends in the call."""

# from: L0
# kind: time
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    while True:
        pass

"""Is not a text that Python reads."""

# from: L0
# kind: syntax
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
return [0.0] * 3

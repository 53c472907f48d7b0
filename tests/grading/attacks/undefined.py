"""Does not define what the exercise asks for."""

# from: L0
# kind: missing
WORLD  # given by the test; elsewhere this file stops here

def gradeint(x):
    return [0.0] * 3

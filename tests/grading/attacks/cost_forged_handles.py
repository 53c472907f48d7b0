"""Names numbers that it was not given, and primitives that there are not."""

# from: L0
# exercise: cost
WORLD  # given by the test; elsewhere this file stops here

def gradient(f, x):
    made = type(x[0])
    asked = made(10**6)
    try:
        return [made(-1), made("0"), made(None), asked * asked]
    except Exception:
        return [made(k) for k in range(10_000, 10_020)]

"""Takes more and more memory, and catches the refusal."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

def gradient(x):
    kept = []
    for _ in range(48):
        try:
            kept.append(bytearray(1 << 25))
        except MemoryError:
            return None
    return [1.0] * 3

"""Changes modes, times and owners of files."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import ctypes
import os

path = os.path.join(WORLD, "solution.py")
libc = ctypes.CDLL(None)
for action in (
    lambda: os.chmod(path, 0),
    lambda: os.utime(path, (0, 0)),
    lambda: os.chown(path, 12345, 12345),
    lambda: os.setxattr(path, "user.mine", b"1"),
    lambda: libc.syscall(452, -100, path.encode(), 0, 0),
):
    try:
        action()
    except OSError as error:
        print(error)


def gradient(x):
    return [0.0] * 3

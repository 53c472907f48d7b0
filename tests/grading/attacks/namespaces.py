"""Makes itself root of a namespace of its own, and mounts."""

# from: L0
WORLD  # given by the test; elsewhere this file stops here

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print("unshare", libc.unshare(0x10000000 | 0x20000), ctypes.get_errno())
print("mount", libc.mount(b"none", WORLD.encode(), b"tmpfs", 0, None), ctypes.get_errno())
print("chroot", libc.chroot(WORLD.encode()), ctypes.get_errno())


def gradient(x):
    return [0.0] * 3

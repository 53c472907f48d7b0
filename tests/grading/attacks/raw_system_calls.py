"""Makes forbidden calls by number, also by the numbers of other interfaces of the kernel."""

# from: L2
WORLD  # given by the test; elsewhere this file stops here

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
SOCKET, CLONE, CLONE3, IO_URING = {
    "x86_64": (41, 56, 435, 425),
    "aarch64": (198, 220, 435, 425),
}[platform.machine()]
made = libc.syscall(SOCKET, 2, 2, 0)
if made >= 0:
    import socket

    socket.socket(fileno=made).sendto(b"here", ("127.0.0.1", PORT))
print("socket", made, ctypes.get_errno())
print("io_uring", libc.syscall(IO_URING, 8, ctypes.create_string_buffer(256)), ctypes.get_errno())
print("clone3", libc.syscall(CLONE3, ctypes.create_string_buffer(88), 88), ctypes.get_errno())
print("x32 socket", libc.syscall(0x40000000 | SOCKET, 2, 2, 0), ctypes.get_errno())


def gradient(x):
    return [0.0] * 3

"""System calls that a submission has no use for, and the filter that refuses them.

Child side: the standard library alone. ``program(machine)`` returns what ``confine.install`` takes.

The filter lets pass what is not listed, since Python and NumPy use many calls and new versions use
others; Landlock stands behind it. A call newer than the list is unknown to it and is refused as if
the kernel did not have it, so that a new kernel opens no hole. The numbers are those of the
kernel's ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h``; the
program is classic BPF (Linux, *Seccomp BPF*).
"""

from __future__ import annotations

import errno
import struct

NEWEST = 469
"""The last call that this list knows; from 424 on, numbers are the same on all architectures."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: number on x86_64, number on aarch64, where older forms are missing.
_TABLE = """
new processes and threads
    fork 57 -  vfork 58 -  clone 56 220  execve 59 221  execveat 322 281
other processes: their memory, their descriptors, signals to them, their place in the queue
    ptrace 101 117  process_vm_readv 310 270  process_vm_writev 311 271  kcmp 312 272
    kill 62 129  tkill 200 130  tgkill 234 131  rt_sigqueueinfo 129 138  rt_tgsigqueueinfo 297 240
    pidfd_send_signal 424 424  pidfd_open 434 434  pidfd_getfd 438 438  process_madvise 440 440
    process_mrelease 448 448  migrate_pages 256 238  move_pages 279 239
    setpriority 141 140  ioprio_set 251 30  sched_setparam 142 118  sched_setscheduler 144 119
    sched_setaffinity 203 122  sched_setattr 314 274  setpgid 109 154  setsid 112 157
the network
    socket 41 198  socketpair 53 199  bind 49 200  listen 50 201  accept 43 202  accept4 288 242
    connect 42 203  sendto 44 206  recvfrom 45 207  sendmsg 46 211  recvmsg 47 212
    sendmmsg 307 269  recvmmsg 299 243
calls made on one's behalf, past this filter
    io_uring_setup 425 425  io_uring_enter 426 426  io_uring_register 427 427
what Landlock leaves open of files: modes, owners, times, attributes, handles, watching, flushing
    chmod 90 -  fchmod 91 52  fchmodat 268 53  fchmodat2 452 452  chown 92 -  fchown 93 55
    lchown 94 -  fchownat 260 54  utime 132 -  utimes 235 -  futimesat 261 -  utimensat 280 88
    setxattr 188 5  lsetxattr 189 6  fsetxattr 190 7  removexattr 197 14  lremovexattr 198 15
    fremovexattr 199 16  setxattrat 463 463  removexattrat 466 466  file_setattr 469 469
    truncate 76 45  mknod 133 -  mknodat 259 33  name_to_handle_at 303 264
    open_by_handle_at 304 265  fanotify_init 300 262  inotify_init 253 -  inotify_init1 294 26
    inotify_add_watch 254 27  sync 162 81  syncfs 306 267
memory and messages that outlive the process, or that its limits do not count
    shmget 29 194  shmat 30 196  shmctl 31 195  semget 64 190  semop 65 193  semctl 66 191
    semtimedop 220 192  msgget 68 186  msgsnd 69 189  msgrcv 70 188  msgctl 71 187
    mq_open 240 180  mq_unlink 241 181  memfd_create 319 279  memfd_secret 447 447
identity, limits and this very filter
    setuid 105 146  setgid 106 144  setreuid 113 145  setregid 114 143  setresuid 117 147
    setresgid 119 149  setgroups 116 159  setfsuid 122 151  setfsgid 123 152  capset 126 91
    setrlimit 160 164  prctl 157 167  seccomp 317 277  personality 135 92
    landlock_create_ruleset 444 444  landlock_add_rule 445 445  landlock_restrict_self 446 446
namespaces, mounts and the machine itself
    unshare 272 97  setns 308 268  mount 165 40  umount2 166 39  pivot_root 155 41  chroot 161 51
    open_tree 428 428  move_mount 429 429  fsopen 430 430  fsconfig 431 431  fsmount 432 432
    fspick 433 433  mount_setattr 442 442  open_tree_attr 467 467  bpf 321 280
    perf_event_open 298 241  userfaultfd 323 282  add_key 248 217  request_key 249 218
    keyctl 250 219  reboot 169 142  kexec_load 246 104  kexec_file_load 320 294
    init_module 175 105  finit_module 313 273  delete_module 176 106  swapon 167 224
    swapoff 168 225  acct 163 89  quotactl 179 60  quotactl_fd 443 443  settimeofday 164 170
    clock_settime 227 112  clock_adjtime 305 266  adjtimex 159 171  sethostname 170 161
    setdomainname 171 162  iopl 172 -  ioperm 173 -  modify_ldt 154 -  syslog 103 116
    vhangup 153 58
"""

# Calls that are refused only with certain arguments: number on x86_64 and aarch64, which argument,
# and its values. A descriptor can be told to signal its owner, and its owner can be anyone:
# fcntl's F_SETOWN, F_SETSIG, F_SETOWN_EX, ioctl's FIOSETOWN, SIOCSPGRP; and TIOCSTI types into a
# terminal.
FCNTL, IOCTL, CLONE3, PRLIMIT64 = (72, 25), (16, 29), (435, 435), (302, 261)
_BY_ARGUMENT = ((FCNTL, 1, (8, 10, 15)), (IOCTL, 1, (0x8901, 0x8902, 0x5412)))

_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x25, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data


def table() -> dict[str, tuple[int | None, int | None]]:
    """Return name → numbers on x86_64 and aarch64 of the calls that are always refused.

    >>> table()["fork"], table()["kill"]
    ((57, None), (62, 129))
    """
    words = [word for line in _TABLE.splitlines() if line.startswith(" ") for word in line.split()]
    numbers = [
        None if word == "-" else int(word) for word in words if word == "-" or word.isdigit()
    ]
    names = [word for word in words if word != "-" and not word.isdigit()]
    return dict(zip(names, zip(numbers[::2], numbers[1::2], strict=True), strict=True))


def program(machine: str) -> bytes:
    """Return the filter for a machine, as ``platform.machine()`` names it.

    Raises LookupError for one whose numbers are not known.
    """
    which = list(ARCHITECTURES).index(machine) if machine in ARCHITECTURES else None
    if which is None:
        raise LookupError(f"the system calls of {machine} are not known")
    refuse, absent = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    lines = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUAL, ARCHITECTURES[machine], 1, 0),
        _instruction(_RETURN, _KILL),  # the calls of another architecture have other numbers
        _instruction(_LOAD, _NUMBER),
        *_if(_ABOVE, 0x3FFFFFFF, _KILL),  # nor is x32 for us
        *_if(_ABOVE, NEWEST, absent),
        *_if(_EQUAL, CLONE3[which], absent),  # the C library then falls back on clone
    ]
    for numbers in table().values():
        if (number := numbers[which]) is not None:
            lines += _if(_EQUAL, number, refuse)
    for pair, argument, values in _BY_ARGUMENT:
        tests = [line for value in values for line in _if(_EQUAL, value, refuse)]
        lines += _with_argument(pair[which], argument, 0, tests)
    # prlimit64 may read limits, its third argument then being a null pointer; both halves count.
    for half in (0, 4):
        tests = [_instruction(_EQUAL, 0, 1, 0), _instruction(_RETURN, refuse)]
        lines += _with_argument(PRLIMIT64[which], 2, half, tests)
    lines.append(_instruction(_RETURN, _ALLOW))
    return b"".join(lines)


def _instruction(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, k)


def _if(comparison: int, k: int, result: int) -> list[bytes]:
    return [_instruction(comparison, k, 0, 1), _instruction(_RETURN, result)]


def _with_argument(number: int, argument: int, half: int, tests: list[bytes]) -> list[bytes]:
    """For one call, load half of an argument (the lower is 0, the upper 4), test it, go on."""
    return [
        _instruction(_EQUAL, number, 0, len(tests) + 2),
        _instruction(_LOAD, _ARGUMENTS + 8 * argument + half),
        *tests,
        _instruction(_LOAD, _NUMBER),
    ]

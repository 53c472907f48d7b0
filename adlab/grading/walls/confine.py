"""Walls of the Linux kernel around the calling process, raised without privilege by ctypes.

Child side: this file needs the standard library alone, and is loaded before the student's code.

- ``prctl`` settings: unreadable by others, reaper of orphans, dies with its starter
- ``drop_capabilities``: what root may do beyond owning its files
- ``Landlock``: which files may be read; none may be written (landlock(7))
- ``install``: a filter of system calls (``syscalls``)

Each raises OSError, or Unsupported, if the kernel does not do it: a wall that was asked for and
does not stand must stop the grade.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself costs a tenth of a cold start
    from collections.abc import Callable, Iterable

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}

_libc = ctypes.CDLL(None, use_errno=True)


class Unsupported(RuntimeError):
    """This kernel or processor does not have the wall that was asked for."""


def prctl(option: int, value: int) -> None:
    """Set one of the process's properties."""
    _check(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0))


def install(program: bytes) -> None:
    """Put this process, for good, under a seccomp filter, given as a BPF program."""
    text = ctypes.create_string_buffer(program, len(program))
    size = len(program) // 8
    header = ctypes.create_string_buffer(struct.pack("@HP", size, ctypes.addressof(text)))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _check(_libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(2), header, 0, 0))


def refuse_threads() -> None:
    """Raise Unsupported if there is a second thread: walls are raised around the calling one."""
    if len(os.listdir("/proc/self/task")) != 1:
        raise Unsupported("a library has started threads before the walls stood")


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def drop_capabilities() -> None:
    """Give up every capability but that of reading files (CAP_DAC_READ_SEARCH, number 2).

    A Python that lives in a folder of someone else must still be able to load its modules; what
    may be read is Landlock's to say.
    """
    number = SYS_CAPSET.get(platform.machine())
    if number is None:
        raise Unsupported(f"capabilities on {platform.machine()}")
    if os.geteuid() != 0:
        return
    header = struct.pack("=Ii", 0x20080522, 0)
    kept = 1 << 2
    low, high = struct.pack("=III", kept, kept, 0), struct.pack("=III", 0, 0, 0)
    _check(_libc.syscall(ctypes.c_long(number), header, low + high))


# ---------------------------------------------------------------------------------- Landlock

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = (1 << bit for bit in range(4))
# The rights that each version of Landlock knows: 13 at first, then REFER, TRUNCATE and IOCTL_DEV.
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP = 0b11  # bind and connect, from version 4
_SCOPES = 0b11  # abstract Unix sockets and signals, from version 6


def landlock_version() -> int:
    """Return the version of Landlock's interface, or 0."""
    return max(0, _libc.syscall(ctypes.c_long(CREATE_RULESET), None, ctypes.c_size_t(0), 1))


class Landlock:
    """A set of rules: nothing on disk may be touched but what was allowed."""

    def __init__(self) -> None:
        version = landlock_version()
        if version < 1:
            raise Unsupported("the kernel has no Landlock, or it is switched off")
        rights = _RIGHTS[max(known for known in _RIGHTS if known <= version)]
        fields = [rights]
        if version >= 4:
            fields.append(_TCP)
        if version >= 6:
            fields.append(_SCOPES)
        rules = struct.pack(f"={len(fields)}Q", *fields)
        self._rules = _check(
            _libc.syscall(ctypes.c_long(CREATE_RULESET), rules, ctypes.c_size_t(len(rules)), 0)
        )

    def allow(self, path: str, rights: int) -> None:
        """Allow rights on a file, or on all beneath a folder; what is not there is skipped."""
        try:
            at = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        try:
            rule = struct.pack("=Qi", rights, at)
            _check(_libc.syscall(ctypes.c_long(ADD_RULE), self._rules, 1, rule, 0))
        finally:
            os.close(at)

    def restrict(self) -> None:
        """Put this process, for good, under the rules."""
        _check(_libc.syscall(ctypes.c_long(RESTRICT_SELF), self._rules, 0))
        os.close(self._rules)


def allow_python(rules: Landlock, packages: Iterable[str]) -> None:
    """Allow reading of Python's own modules, of the given packages, and of system libraries.

    Python's folder is allowed entry by entry: in some installations it holds site-packages too,
    and in there may be solutions. Listing is allowed where the importer has to list.
    """
    own = os.path.dirname(os.path.realpath(os.__file__))
    rules.allow(own, READ_DIR)
    _allow_entries(rules, own, lambda name: name not in ("site-packages", "dist-packages"))
    for package in packages:
        rules.allow(os.path.dirname(package), READ_DIR)
        if os.path.isdir(package):
            rules.allow(package, READ_DIR)
            _allow_entries(rules, package, lambda name: name != "_data")  # there are adlab's own
        else:
            rules.allow(package, READ_FILE)
    for folder in _library_folders():
        names = os.listdir(folder)
        if any(name.startswith("python3") for name in names):
            _allow_entries(rules, folder, lambda name: ".so" in name)
        else:
            rules.allow(folder, READ_FILE | READ_DIR)
    rules.allow("/etc/ld.so.cache", READ_FILE)
    rules.allow("/dev/urandom", READ_FILE)
    rules.allow(os.devnull, READ_FILE | WRITE_FILE)


def _allow_entries(rules: Landlock, folder: str, wanted: Callable[[str], bool]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if wanted(entry.name):
                _allow_entry(rules, entry.path, entry.is_dir())


def _allow_entry(rules: Landlock, path: str, is_folder: bool) -> None:
    rules.allow(path, READ_FILE | READ_DIR if is_folder else READ_FILE)


def _library_folders() -> set[str]:
    """Return the folders of the shared libraries that this process has loaded."""
    with open("/proc/self/maps") as maps:
        paths = {line.split(maxsplit=5)[-1].strip() for line in maps if "/" in line}
    paths = {path for path in paths if ".so" in os.path.basename(path)}
    own = os.path.dirname(os.path.realpath(os.__file__))
    return {os.path.dirname(path) for path in paths if not path.startswith(own)}

"""Whether a file lies on another machine's disk.

- `is_network(path)`: as far as Linux says; elsewhere False.
"""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    [
        *("9p", "afs", "beegfs", "ceph", "cifs", "glusterfs", "gpfs", "lustre", "nfs", "nfs4"),
        *("ocfs2", "orangefs", "pvfs2", "smb3", "smbfs"),
        *("fuse.ceph", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs"),
    ]
)
"""Kinds of file systems that several machines may write to."""


def is_network(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the file system that a path is on may be shared by machines."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    found = [(place, kind) for line in lines if (read := _read(line)) for place, kind in [read]]
    above = [each for each in found if path.is_relative_to(each[0])]
    return bool(above) and max(reversed(above), key=lambda each: len(each[0].parts))[1] in NETWORK


def _read(line: str) -> tuple[Path, str] | None:
    """Where something is mounted, and what kind it is; see proc(5).

    >>> _read(  # doctest: +ELLIPSIS
    ...     "36 35 0:32 / /home/ad\\\\040min rw shared:1 - nfs4 server:/home rw"
    ... )
    (...Path('/home/ad min'), 'nfs4')
    """
    before, dash, after = line.partition(" - ")
    fields, kind = before.split(), after.split()
    if not dash or len(fields) < 5 or not kind:
        return None
    place = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
    return Path(place), kind[0]

"""A Jupyter server that runs already, on a hub for instance: which one, and a link into it.

- `running_server()`: the server that this process was started from, or None.
- `server.link(file)`: where it shows a file.

A server tells its terminals its address and its folder, a hub its prefix. What a server tells its
kernels is its process: that is looked up among those that run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit


class OutOfReach(Exception):
    """A file is not below the folder that a server shows. The message says what to do."""


@dataclass(frozen=True)
class Running:
    """A server.

    Attributes
    ----------
    address : with the prefix and a slash at the end; on a hub that does not say its own, the prefix
    root : the folder that it shows
    """

    address: str
    root: Path

    @property
    def is_whole(self) -> bool:
        """Whether the address has a host, or is to be put behind that of the hub."""
        return "//" in self.address

    def link(self, path: Path) -> str:
        """Where JupyterLab shows a file or a folder; raises OutOfReach.

        >>> Running("/user/jane/", Path("/home/jane")).link(Path("/home/jane/ad 1/00-tour.ipynb"))
        '/user/jane/lab/tree/ad%201/00-tour.ipynb'
        """
        root = self.root.resolve()
        if not path.resolve().is_relative_to(root):
            raise OutOfReach(
                f"Jupyter runs already, and shows {root}; {path} is not below that. Say a folder "
                f"that is:\n    adlab lab {root / 'adlab-lessons'}"
            )
        below = path.resolve().relative_to(root).as_posix()
        return f"{self.address}lab/tree/{quote(below)}"


def running_server(environment: Mapping[str, str] = os.environ) -> Running | None:
    """The server that this process was started from: by a terminal, by a kernel, or by a hub."""
    prefix = environment.get("JUPYTERHUB_SERVICE_PREFIX", "")
    address = environment.get("JUPYTER_SERVER_URL", "")
    root = environment.get("JUPYTER_SERVER_ROOT", "")
    if not address and (found := _of_kernel(environment.get("JPY_PARENT_PID", ""))):
        address, root = found
    if prefix:
        # The server's own address is that behind the hub, which no browser reaches.
        address = environment.get("JUPYTERHUB_PUBLIC_URL", "") or prefix
        root = root or environment.get("JUPYTERHUB_ROOT_DIR", "") or str(Path.home())
    if not address:
        return None
    return Running(address.rstrip("/") + "/", Path(root or ".").expanduser())


def _of_kernel(server: str) -> tuple[str, str] | None:
    """The address and the folder of the server with this process id, which started a kernel."""
    if not server.isdecimal():
        return None
    for folder in _runtime_folders():
        try:
            said = json.loads((folder / f"jpserver-{server}.json").read_text("utf-8"))
            address = urlsplit(said["url"])
            return address._replace(query="").geturl(), str(said["root_dir"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _runtime_folders() -> list[Path]:
    """Where servers write down that they run."""
    try:
        from jupyter_core.paths import jupyter_runtime_dir
    except ImportError:
        return []
    return [Path(jupyter_runtime_dir())]

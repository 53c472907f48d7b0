"""JupyterLab on the lessons: sign the notebooks that were delivered, then start the server.

===================================  ===================================================
``sign(notebooks)``                  so that their stored outputs open trusted, thus alive
``server_arguments(folder, …)``      how adlab wants JupyterLab to be
``start(arguments)``                 run it until it is stopped
===================================  ===================================================

Jupyter is imported inside the functions: the rest of adlab works without it.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

CONFIGURED = Path(__file__).parent / "jupyter"
"""Settings that users may change: no question about news, which would cover the player."""


def sign(notebooks: Iterable[Path]) -> None:
    """Sign notebooks with the user's own key, as ``jupyter trust`` does.

    JupyterLab strips scripts, styles and drawings from the stored outputs of a notebook that
    nobody on this machine ran or signed. Sign only what adlab itself wrote.
    """
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    with closing(notary.store):
        for path in notebooks:
            notary.sign(nbformat.read(path, as_version=4))


def server_arguments(
    folder: Path,
    lesson: str | None,
    *,
    port: int | None = None,
    browser: bool = True,
    extra: Sequence[str] = (),
) -> list[str]:
    """Return the arguments for JupyterLab; those in ``extra`` win over adlab's own.

    Parameters
    ----------
    folder : what JupyterLab shows as its root
    lesson : path in the folder of the notebook to open; None opens the launcher
    port : None leaves it to Jupyter (8888, or the next that is free)
    browser : False only prints the address, for a server without a screen
    extra : the user's own arguments

    Examples
    --------
    >>> server_arguments(Path("/course"), "00-tour.ipynb", browser=False)[:2]
    ['--ServerApp.root_dir=/course', '--LabApp.default_url=/lab/tree/00-tour.ipynb']
    """
    settings = {
        "--ServerApp.root_dir": str(folder),
        "--LabApp.default_url": f"/lab/tree/{quote(lesson)}" if lesson else "/lab",
        # One Ctrl-C stops it. Notebooks are saved as one works, so there is little to confirm.
        "--ServerApp.answer_yes": "True",
        "--log-level": "WARN",  # so that the one line to be read is seen: the address
    }
    if not browser:
        settings["--ServerApp.open_browser"] = "False"
    if port is not None:
        settings["--ServerApp.port"] = str(port)
    if _is_root():
        settings["--ServerApp.allow_root"] = "True"  # as in a container; Jupyter refuses otherwise
    # Jupyter refuses a setting given twice.
    given = {argument.partition("=")[0] for argument in extra}
    own = [f"{name}={value}" for name, value in settings.items() if name not in given]
    return [*own, *extra]


def start(arguments: Sequence[str]) -> None:
    """Run JupyterLab in this process until it is stopped.

    Raises
    ------
    SystemExit : Jupyter does not accept the arguments, or cannot listen on the port
    """
    from jupyterlab.labapp import LabApp

    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [known, str(CONFIGURED)]))
    logging.getLogger("ServerApp").addFilter(_one_link)
    LabApp.launch_instance(list(arguments))


def _one_link(record: logging.LogRecord) -> bool:
    """Say one address where Jupyter says three; keep all else as it is.

    >>> said = "open this file: file:///a\\nOr one of these URLs: http://b?token=1 http://c?token=1"
    >>> record = logging.LogRecord("ServerApp", logging.CRITICAL, "", 0, said, None, None)
    >>> _one_link(record), record.getMessage()
    (True, 'The lessons are at this address:\\n\\n    http://b?token=1\\n')
    """
    links = re.findall(r"https?://\S+token=\S*", record.getMessage())
    if record.levelno == logging.CRITICAL and links:
        record.msg, record.args = f"The lessons are at this address:\n\n    {links[0]}\n", None
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0

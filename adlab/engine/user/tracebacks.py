"""Tracebacks of teaching errors in notebooks: the user's lines and the message.

- `rendered(error)`: what IPython and Jupyter show of an `AdlabError`.
- `shortened(trace)`: a traceback with the user's frames only.

Set the environment variable ADLAB_TRACEBACK to "full" to see all frames. Plain Python shows them
all anyway, with the message at the end.
"""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import Any

from adlab.engine.user.whose import owner


def rendered(error: BaseException) -> list[str]:
    """The lines of the traceback, in the style of the running shell."""
    trace, offset = error.__traceback__, 1  # the first frame is the shell's own
    if os.environ.get("ADLAB_TRACEBACK") != "full" and (short := shortened(trace)):
        trace, offset = short, 0
    shell: Any = None
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
    if shell is None:
        return traceback.format_exception(type(error), error, trace)
    lines: list[str] = shell.InteractiveTB.structured_traceback(
        type(error), error, trace, tb_offset=offset
    )
    return lines


def shortened(trace: TracebackType | None) -> TracebackType | None:
    """The frames that are neither adlab's nor an installed package's; None if there are none."""
    entries = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if owner(code.co_filename) == "user":
            entries.append(trace)
        trace = trace.tb_next
    kept: TracebackType | None = None
    for entry in reversed(entries):
        kept = TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return kept

"""Frames: the line of the user's that is running, seen from somewhere inside adlab.

- `user_frame()`: the nearest frame that is the user's own.
- `user_position()`: its code and instruction, for a record.
- `user_where()`: its line, for a message; `user_stack_level()`: the same for a warning.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType

from adlab.engine.user import source
from adlab.engine.user.whose import owner


def user_frame(above: int = 1) -> FrameType:
    """The nearest frame that is the user's own, or the caller's where there is none.

    So many frames `above` this one are adlab's for sure, and not looked at. An installed package
    that the user's function called is passed over, as NumPy is; if the function itself is of an
    installed package, it counts as the user's.
    """
    here = sys._getframe(above)
    frame: FrameType | None = here
    library: FrameType | None = None
    while frame is not None:
        whose = owner(frame.f_code.co_filename)
        if whose == "user":
            return frame
        if whose == "library":
            library = library or frame
        elif library is not None and frame.f_globals.get("__name__") in TRACERS:
            return library
        frame = frame.f_back
    return library or here


# Which call the function that is traced.
TRACERS = (
    "adlab.engine.recording.tracing",
    "adlab.bridges.torch_recorder",
    "adlab.bridges.jax_recorder",
)


def user_position(above: int = 1) -> tuple[CodeType, int]:
    """Code and instruction of the user's frame: what `source` resolves."""
    frame = user_frame(1 + above)
    return frame.f_code, frame.f_lasti


def user_where(above: int = 1) -> str:
    """The user's line, for a message, and which installed package it called."""
    frame = user_frame(1 + above)
    line = source.where(frame.f_code, frame.f_lasti)
    library = _library_between(sys._getframe(above), frame)
    return f"in {library}, called from {line}" if library else line


def _library_between(frame: FrameType | None, user: FrameType) -> str:
    """The installed package that the user's line called: the one nearest to that line."""
    name = ""
    while frame is not None and frame is not user:
        code = frame.f_code
        if owner(code.co_filename) == "library":
            package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
            name = f"{code.co_name} of {package}" if package else code.co_name
        frame = frame.f_back
    return name


def user_stack_level() -> int:
    """The `stacklevel` with which a warning of the caller points at the user's line."""
    user = user_frame(2)
    frame: FrameType | None = sys._getframe(1)
    levels = 1
    while frame is not None and frame is not user:
        frame = frame.f_back
        levels += 1
    return levels

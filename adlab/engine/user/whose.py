"""Whose a file is: adlab's, NumPy's or Python's own, another package's, or the user's."""

from __future__ import annotations

import os
import sysconfig
from functools import lru_cache
from types import CodeType

import numpy as np

from adlab.engine.user import source

INTERNAL: tuple[str, ...] = (
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep,  # adlab
    os.path.dirname(os.path.abspath(np.__file__)) + os.sep,
    sysconfig.get_path("stdlib") + os.sep,
    "<adlab",
    "<frozen ",
)


def also_internal(folder: str) -> None:
    """Count the files of a folder as no user's: a framework that is stepped is passed over."""
    global INTERNAL
    if folder not in INTERNAL:
        INTERNAL = (*INTERNAL, folder)
        is_internal_file.cache_clear()
        owner.cache_clear()


def is_internal(code: CodeType) -> bool:
    """Whether the code is adlab's, NumPy's or Python's own rather than the user's."""
    return is_internal_file(code.co_filename)


@lru_cache(maxsize=1024)
def is_internal_file(filename: str) -> bool:
    """The same of a file."""
    return filename.startswith(INTERNAL)


@lru_cache(maxsize=1024)
def owner(filename: str) -> str:
    """Whose a file is: "internal", of another "library" that is installed, or the "user"'s own."""
    if is_internal_file(filename):
        return "internal"
    return "library" if source.is_library_file(filename) else "user"

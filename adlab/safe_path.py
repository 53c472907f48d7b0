"""``python -m adlab`` imports nothing from the folder in which it is typed.

Python puts that folder first on the path of modules, and it may be a folder of submissions: a
student's ``secrets.py`` would then run in the grader. So this module is the first that adlab
imports, and all it does is to take the folder off again, unless adlab itself is there.
"""

import os
import sys


def leave_current_folder(words: list[str], path: list[str], here: str) -> None:
    """Take the first entry off the path of modules if the interpreter was started by ``-m adlab``.

    Parameters
    ----------
    words : the command line, from the interpreter on
    path : of modules; it is changed
    here : the folder in which adlab is

    >>> path = ["/class", "/usr/lib/python3"]
    >>> leave_current_folder(["python", "-m", "adlab", "grade", "."], path, "/usr/lib/python3")
    >>> path
    ['/usr/lib/python3']
    """
    module = words[words.index("-m") + 1 :][:1] if "-m" in words else []
    if module and module[0].partition(".")[0] == "adlab":
        first = os.path.realpath(path[0] or os.curdir)
        if first != os.path.realpath(here):
            del path[0]


if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:  # so while the module is being found
    leave_current_folder(
        sys.orig_argv, sys.path, os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    )

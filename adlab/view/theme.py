"""How everything that adlab shows is named for style sheets.

- `class_names(look)`: the classes of a look, which no page around it can know.
"""

from __future__ import annotations


def class_names(look: str) -> str:
    """The classes of a look; they all begin with adlab-, so that no host's style sheet meets them.

    >>> class_names("now on-value")
    'adlab-now adlab-on-value'
    """
    return " ".join(f"adlab-{name}" for name in look.split())

"""Where commands print, and how they end when they cannot go on."""

from __future__ import annotations

from typing import NoReturn

import typer
from rich.console import Console

# No markup: "adlab[lab]" and people's folder names hold brackets.
out = Console(markup=False, highlight=False, soft_wrap=True)
err = Console(markup=False, highlight=False, soft_wrap=True, stderr=True)


def fail(message: str) -> NoReturn:
    """End the command: something on this machine stands in the way."""
    err.print("Error:", message)
    raise typer.Exit(1)


def misused(message: str) -> NoReturn:
    """End the command: it was misused."""
    err.print("Error:", message)
    raise typer.Exit(2)

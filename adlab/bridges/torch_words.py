"""What PyTorch's calls are called here, and which of them work entry by entry.

- `name_of(func)`: "linear", "mul", "T" of what a mode is told is called.
- `words(name)`: the name, the formula and the symbol of the node.
- `by_entry(name)`: whether PyTorch says that the call works entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from adlab.bridges import said
from adlab.bridges.said import COMPARISONS, Said
from adlab.engine.primitives.primitive import PRIMITIVES

LIKE = said.LIKE | {"truediv": "divide", "true_divide": "divide", "absolute": "abs"}
FORMULAS = {
    "matmul": ("{x} @ {y}", "@"),
    "mm": ("{x} @ {y}", "@"),
    "bmm": ("{x} @ {y}", "@"),
    "mv": ("{x} @ {y}", "@"),
    "rsub": ("{y} − {x}", "−"),
    "rtruediv": ("{y} / {x}", "/"),
    "rpow": ("{y} ^ {x}", "^"),
    "rmatmul": ("{y} @ {x}", "@"),
    "getitem": ("{x}[{index}]", "[ ]"),
    "T": ("{x}ᵀ", "ᵀ"),
    "t": ("{x}ᵀ", "ᵀ"),
    "mT": ("{x}ᵀ", "ᵀ"),
} | COMPARISONS
# By entry, though not tagged so: they are made of others that are.
ALSO_BY_ENTRY = {"dropout", "rtruediv", "rpow", "float", "double", "clone", "contiguous", "truediv"}
SHORT = {"scaled_dot_product_attention": "attention", "multi_head_attention_forward": "attention"}
TENSORS = {"T", "mT", "H", "mH", "data", "real", "imag", "grad"}  # attributes that are tensors


def name_of(func: Callable[..., Any]) -> str:
    """What a call is called, without what marks it as an operator or as one that writes in place.

    >>> name_of(torch.Tensor.__getitem__), name_of(torch.Tensor.add_)
    ('getitem', 'add')
    """
    name = getattr(func, "__name__", type(func).__name__)
    if name == "__get__":
        return str(getattr(getattr(func, "__self__", None), "__name__", name))
    plain = name.strip("_")
    if name.startswith("__i") and plain[1:] in IN_PLACE:
        return plain[1:]
    return plain


IN_PLACE = {"add", "sub", "mul", "div", "truediv", "pow", "matmul", "floordiv", "mod"}


def writes(func: Callable[..., Any]) -> bool:
    """Whether a call changes its first argument.

    >>> writes(torch.Tensor.relu_), writes(torch.Tensor.__iadd__), writes(torch.Tensor.__add__)
    (True, True, False)
    """
    name = getattr(func, "__name__", "")
    if name.startswith("__"):
        return name == "__setitem__" or (name.startswith("__i") and name[3:-2] in IN_PLACE)
    return name.endswith("_")


@cache
def words(name: str, several: int | None = None) -> Said:
    """What the node of a call says; of one with several results, which of them."""
    like = LIKE.get(name, name)
    known = PRIMITIVES.get(like)
    if known and known.elementwise and several is None:
        return Said(like, known.formula, known.symbol)
    formula, symbol = FORMULAS.get(name, (f"{SHORT.get(name, name)}({{args}})", ""))
    own = name if known is None else f"torch.{name}"  # an array's sum is not adlab's
    if several is None:
        return Said(own, formula, symbol or SHORT.get(name, name))
    return Said(f"{own}[{several}]", f"{formula}[{several}]", symbol or f"{name}[{several}]")


@cache
def by_entry(name: str) -> bool:
    """Whether each entry of the result is made of one entry of each operand.

    >>> by_entry("tanh"), by_entry("sum")
    (True, False)
    """
    packet = getattr(torch.ops.aten, name, None)
    if packet is None or name in ALSO_BY_ENTRY:
        return name in ALSO_BY_ENTRY
    kinds = [getattr(packet, each) for each in packet.overloads() if "out" not in each]
    return any(torch.Tag.pointwise in each.tags for each in kinds)

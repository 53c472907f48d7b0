"""What a recorded run may change, and what is put back after it, whatever happens.

- `reached(f, args)`: the modules that a function works with, by the names it has for them.
- `Unchanged(modules)`: a context manager; inside, buffers are copies, and no `.grad` is the user's.

A run is the user's own: dropout draws, BatchNorm counts, `backward()` adds to `.grad`. After it the
model is as it was, so that looking at it does not change it.
"""

from __future__ import annotations

import functools
import inspect
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import torch
from torch import nn

from adlab.engine.arrays import containers

Where = tuple[Any, str, Any]


def reached(f: Callable[..., Any], args: Sequence[Any]) -> dict[str, nn.Module]:
    """The modules that a function works with: itself, in its closure, global, or its arguments."""
    found: dict[str, nn.Module] = {}
    seen: set[int] = set()
    for name, thing in [*_around(f), *(leaf for a in args for leaf in containers.flatten(a))]:
        for path, each in containers.flatten(thing, name):
            if isinstance(each, nn.Module) and id(each) not in seen:
                seen.add(id(each))
                found[path] = each
    return found


def _around(f: Any) -> Iterator[tuple[str, Any]]:
    """What a function can see by name."""
    if isinstance(f, functools.partial):
        yield from _around(f.func)
        yield from (("", each) for each in (*f.args, *f.keywords.values()))
        return
    if isinstance(f, nn.Module):
        yield "", f
        return
    own = getattr(f, "__self__", None)
    if own is not None:
        yield "self", own
        if not isinstance(own, nn.Module):
            yield from vars(own).items() if hasattr(own, "__dict__") else ()
    function = inspect.unwrap(f)
    code = getattr(function, "__code__", None)
    if code is None:
        return
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # not filled yet
            continue
    for name in code.co_names:
        if name in function.__globals__:
            yield name, function.__globals__[name]


def named(modules: Mapping[str, nn.Module], kind: str) -> dict[int, tuple[str, Any]]:
    """The parameters or buffers of all modules by id, with their names.

    A name says which module it is only where there are several.
    """
    found: dict[int, tuple[str, Any]] = {}
    for path, module in modules.items():
        before = f"{path}." if path and len(modules) > 1 else ""
        for name, each in getattr(module, f"named_{kind}")():
            found.setdefault(id(each), (before + name, each))
    return found


class Unchanged:
    """Puts back what a run changes of modules, gradients, and random states."""

    def __init__(self, modules: Sequence[nn.Module]) -> None:
        parts = {id(part): part for module in modules for part in module.modules()}
        self.parts = list(parts.values())
        self.grads: dict[int, tuple[Any, Any]] = {}

    def __enter__(self) -> Unchanged:
        with ExitStack() as stack:
            stack.callback(self._put_back_grads)
            for part in self.parts:
                stack.callback(setattr, part, "training", part.training)
                held = dict(part._buffers)
                stack.callback(_put_back, part._buffers, held)
                for name, buffer in held.items():
                    part._buffers[name] = None if buffer is None else buffer.clone()
                for parameter in part.parameters(recurse=False):
                    self.keep(parameter)
            stack.callback(torch.set_rng_state, torch.get_rng_state())
            stack.callback(np.random.set_state, np.random.get_state())
            stack.callback(random.setstate, random.getstate())
            stack.callback(torch.set_default_dtype, torch.get_default_dtype())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def keep(self, tensor: Any) -> None:
        """Keep the gradient of a tensor: what is added to it during the run is added to a copy."""
        if id(tensor) not in self.grads:
            self.grads[id(tensor)] = tensor, tensor.grad
            if tensor.grad is not None:
                tensor.grad = tensor.grad.clone()

    def _put_back_grads(self) -> None:
        for tensor, grad in self.grads.values():
            tensor.grad = grad


def _put_back(buffers: dict[str, Any], held: dict[str, Any]) -> None:
    buffers.clear()
    buffers.update(held)

"""What of PyTorch cannot be stepped through, and what to write instead.

Each message names the user's line. Nothing has been changed by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_pre_hook

from adlab.bridges.foreign import Entry
from adlab.engine.errors import TracingError, explain
from adlab.engine.user import source
from adlab.engine.user.frames import user_frame

ONE_STEP = "step through one forward pass: return the loss, and leave the update outside"


def _at(frame: Any) -> str:
    return source.where(frame.f_code, frame.f_lasti) if frame is not None else ""


@contextmanager
def no_optimizer() -> Iterator[None]:
    """Refuse an optimizer's step."""

    def refuse(optimizer: Any, *_: Any) -> None:
        raise TracingError(
            explain(
                f"The function takes a step of {type(optimizer).__name__}, which changes your "
                "parameters.",
                where=_at(user_frame(2)),
                why="a graph is that of one run, with parameters that stay as they are",
                fix=ONE_STEP,
            )
        )

    handle = register_optimizer_step_pre_hook(refuse)
    try:
        yield
    finally:
        handle.remove()


def check_call(name: str, tensors: Sequence[Any], kwargs: Mapping[str, Any], frame: Any) -> None:
    """Refuse what writes its result elsewhere."""
    if kwargs.get("out") is not None:
        raise TracingError(
            explain(
                f"{name}(…, out=…) writes into a tensor of yours.",
                where=_at(frame),
                why="PyTorch itself has no derivative for it",
                fix=f"take the result: y = torch.{name}(…)",
            )
        )


def check_tensor(
    tensor: Any, what: str, error: type[TracingError] | type[Exception], frame: Any = None
) -> None:
    """Refuse complex and sparse tensors, and those without numbers."""
    if tensor.is_complex():
        raise error(
            explain(
                f"{what} is complex: derivatives are taken with respect to real numbers.",
                where=_at(frame),
                fix="compute with the real and the imaginary part, each a tensor of its own",
            )
        )
    if tensor.layout != torch.strided:
        raise error(
            explain(
                f"{what} is sparse ({tensor.layout}), and has no entries that could be shown.",
                where=_at(frame),
                fix="use x.to_dense()",
            )
        )
    if tensor.is_meta:
        raise error(
            explain(
                f"{what} is on the device “meta”, and has no numbers.",
                where=_at(frame),
                fix="make the model on a device that computes",
            )
        )


def check_write(tensor: Any, parameters: Mapping[int, tuple[str, Any]], frame: Any) -> None:
    """Refuse a write into a parameter, through whatever view of it."""
    if not isinstance(tensor, torch.Tensor) or tensor.layout != torch.strided:
        return
    place = tensor.untyped_storage().data_ptr()
    for name, parameter in parameters.values():
        if place and parameter.untyped_storage().data_ptr() == place:
            raise TracingError(
                explain(
                    f"The function writes into the parameter {name}.",
                    where=_at(frame),
                    why="stepping through your model must not change it",
                    fix=ONE_STEP,
                )
            )


def changed_leaf(name: str, frame: Any) -> TracingError:
    """The error for an input that was written into behind PyTorch's back."""
    return TracingError(
        explain(
            f"{name} was written into where PyTorch keeps no record of it, and is used again.",
            where=_at(frame),
            why="its adjoint would be that of two different values",
            fix="make a new tensor of it: w = w - rate * gradient",
        )
    )


def check_module(module: Any) -> None:
    """Refuse modules that run elsewhere."""
    if isinstance(module, torch.nn.DataParallel) or "DistributedDataParallel" in str(type(module)):
        raise TracingError(
            explain(
                f"{type(module).__name__} runs copies of your model beside each other.",
                where=_at(user_frame(2)),
                fix="step through model.module, the model inside",
            )
        )


def check_unseen(name: str, frame: Any) -> None:
    """Refuse a checkpoint whose inside PyTorch runs only on its way back."""
    if name.startswith("CheckpointFunction"):
        raise TracingError(
            explain(
                "A reentrant checkpoint hides what is computed in it.",
                where=_at(frame),
                fix="use checkpoint(…, use_reentrant=False)",
            )
        )


class Explained:
    """Turns PyTorch's error about a value that was written into, into one that names the lines."""

    def __init__(self, entry: Entry, writes: Sequence[tuple[Entry, Any, int, Any]]) -> None:
        self.entry, self.writes = entry, writes

    def __call__(self, error: RuntimeError) -> Exception:
        if "modified by an inplace operation" not in str(error):
            return error
        entry = self.entry
        later = [w for w in self.writes if w[0].index > entry.index] or list(self.writes)
        who = f", and {source.where(later[0][0].code, later[0][0].instruction)}," if later else ""
        return TracingError(
            explain(
                f"{entry.name} saved a value for its backward pass{who} then wrote into it.",
                where=source.where(entry.code, entry.instruction),
                why=f"PyTorch says: {error}",
                fix="write h = h + 1 in place of h += 1, and relu(h) in place of h.relu_()",
            )
        )

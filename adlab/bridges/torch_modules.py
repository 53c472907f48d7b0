"""The modules of a network as calls, so that a picture of it is grouped by its layers.

- `Following(making, modules)`: a `Watch` that enters a call for each module that runs.

A call is named by the path and the class, "encoder.0 · Linear". The nodes that it makes at the
user's one line `h = self.encoder(x)` all stand there, and only the last of them is h.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from torch import nn
from torch.nn.modules import module as hooks

from adlab.bridges.foreign import Making
from adlab.engine.recording.following import Watch
from adlab.engine.user import source
from adlab.engine.user.frames import user_position
from adlab.engine.user.whose import is_internal


class Following(Watch):
    """Follow the user's frames, and the modules between them."""

    def __init__(
        self,
        making: Making,
        modules: Mapping[str, nn.Module],
        refuse: Callable[[nn.Module], None],
    ) -> None:
        super().__init__(making.graph)
        self.making, self.refuse = making, refuse
        self.names = {
            id(part): ".".join(filter(None, (path if len(modules) > 1 else "", name)))
            for path, module in modules.items()
            for name, part in module.named_modules()
        }
        self.open: list[tuple[int, Any, int]] = []  # how many nodes there were, and where it stands

    def __enter__(self) -> Following:
        self.handles = [
            hooks.register_module_forward_pre_hook(self._enter),
            hooks.register_module_forward_hook(self._leave, always_call=True),
        ]
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        for handle in self.handles:
            handle.remove()

    def _enter(self, module: nn.Module, arguments: Any) -> None:
        self.refuse(module)
        code, instruction = user_position()
        self.open.append((len(self.making.made), code, instruction))
        own = not is_internal(type(module).forward.__code__)
        self.push(self._name(module), code, instruction, "forward" if own else "")

    def _name(self, module: nn.Module) -> str:
        path, kind = self.names.get(id(module), ""), type(module).__name__
        return f"{path} · {kind}" if path else kind

    def _leave(self, module: nn.Module, arguments: Any, result: Any) -> None:
        if not self.open:
            return
        first, code, instruction = self.open.pop()
        here = [
            entry
            for entry in self.making.made[first:]
            if entry.code is code and source.own(entry.instruction) == instruction
        ]
        for entry in here[:-1]:
            entry.instruction = source.inherited(entry.instruction)
        self.pop()

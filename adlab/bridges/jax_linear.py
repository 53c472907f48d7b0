"""JAX's own backward pass: the linear program of a function, and its transpose.

- `Backward(graph, f, args, options)`: the sweep "backward" of a graph of JAX's.
- `programs(f, args, options)`: both programs, as JAX writes them.

`jax.grad` linearizes: it runs the function forward and keeps a program that is linear in the
tangents. Then it transposes that, equation by equation, last to first. A value that was used twice
gets `add_any` there, which is the sum at a fan-out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax

from adlab.bridges.foreign import ForeignGraph
from adlab.engine.sweeps.readable import plus, store_partials
from adlab.engine.sweeps.seeds import weightings
from adlab.engine.sweeps.steps import announce

MARK = "(JAX’s own)"


LINEAR, TRANSPOSED = "linear program", "its transpose"


def programs(
    f: Callable[..., Any], args: Sequence[Any], options: Mapping[str, Any]
) -> dict[str, str]:
    """The linear program of a function at its arguments, and what it becomes by transposing.

    >>> import jax.numpy as jnp
    >>> made = programs(lambda x: jnp.sin(x) * 2.0, (1.0,), {})
    >>> "mul" in made["linear program"] and "mul" in made["its transpose"]
    True
    """

    def g(*given: Any) -> Any:
        return f(*given, **options)

    primal, linear = jax.linearize(g, *args)
    back = jax.linear_transpose(linear, *args)
    return {
        LINEAR: str(jax.make_jaxpr(linear)(*args)),
        TRANSPOSED: str(jax.make_jaxpr(back)(primal)),
    }


class Backward:
    """The sweep "backward": in the order of JAX's transposed program.

    Attributes
    ----------
    words : list of str
        What is said after 0, 1, 2, … steps, once it has run.
    """

    def __init__(
        self,
        graph: ForeignGraph,
        f: Callable[..., Any],
        args: Sequence[Any],
        options: Mapping[str, Any],
    ) -> None:
        self.graph, self._run = graph, (f, args, options)
        self.words: list[str] = []

    @property
    def programs(self) -> dict[str, str]:
        """JAX's linear program and its transpose, as text."""
        return programs(*self._run)

    def __call__(self, output: int | str = 0) -> list[Any]:
        """Run it for one number among the outputs; the adjoints by node."""
        graph, labels = self.graph, self.graph.labels
        label, seeds = weightings(graph).choose(output, "output")
        [(node, seed)] = seeds.items()
        with announce("reverse", graph, label, mark=MARK) as tell:
            self.words = ["JAX runs the function, and writes down a program linear in tangents."]
            stored = store_partials(graph, tell)
            for k, edges in enumerate(stored):
                entry = graph.nodes[k]
                said = "is given." if entry.is_input else f"= {entry.formula}."
                self.words.append(f"{entry.label} {said}")
                self.words += [
                    f"{labels[o]}’s tangent goes to that of {entry.label}, in an equation that is "
                    "linear in it." for o, _, _ in edges
                ]  # fmt: skip
            adjoints: list[Any] = [None] * len(graph)
            adjoints[node] = seed
            tell("backward pass", "seed", tell.slots["adjoint"][node], None, seed)
            self.words.append(f"The transposed program gets 1 for {labels[node]}.")
            for k in reversed(range(len(graph))):
                if adjoints[k] is None:
                    continue
                for operand, position, partial in stored[k]:
                    before = adjoints[operand]
                    adjoints[operand] = plus(before, adjoints[k] * partial)
                    read = tell.slots["adjoint"][k], tell.slots["partial"][operand, k, position]
                    slot = tell.slots["adjoint"][operand]
                    tell("backward pass", "add", slot, before, adjoints[operand], read)
                    how = "gives" if before is None else "add_any adds"
                    self.words.append(
                        f"The equation of {labels[k]}, transposed: {how} a cotangent to "
                        f"{labels[operand]}."
                    )
        return adjoints

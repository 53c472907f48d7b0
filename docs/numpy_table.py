"""Write `docs/numpy.md`: the NumPy functions that adlab differentiates, and in which forms.

    python docs/numpy_table.py

The functions come from the engine's own tables, so the page cannot promise what is not there.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np

import adlab  # noqa: F401  (fills the tables)
from adlab.engine.primitives.primitive import FUNCTIONS, PRIMITIVES
from adlab.engine.recording.operators import METHODS
from adlab.engine.recording.var import UFUNC_NAMES

PAGE = Path(__file__).with_name("numpy.md")
REFUSED = {"dtype", "out", "order", "subok", "overwrite_input", "optimize", "stable",
           "copy", "casting", "hermitian", "sorted", "tol"}  # fmt: skip
BUT = {  # what is refused of one function only, and what is not
    np.unique: ({"axis"}, set()),
    np.quantile: ({"weights", "interpolation"}, set()),
    np.percentile: ({"weights", "interpolation"}, set()),
    np.ravel: (set(), {"order"}),
    np.reshape: (set(), {"order", "copy"}),
    np.meshgrid: (set(), {"copy"}),
    np.linalg.svd: (set(), {"hermitian"}),
    np.einsum: (set(), {"optimize"}),
}
QUESTIONS = {"ask", "plain"}  # makers of handlers that only answer

HEAD = """# NumPy in adlab

Written by `docs/numpy_table.py` from the engine's tables. Any other NumPy function that is given a
recording value raises an error that says what to write instead, or how to define a primitive of
your own; with plain arrays NumPy works as ever.

The arguments are those that a derivative can flow through or that choose how; `dtype=` and the like
are refused. Arrays are float64; `adlab.erf`, `gelu`, `logsumexp`, `relu`, `sigmoid`,
`log_softmax`, `softmax` and `softplus` are there besides.

What stays out, with a message that says so: complex numbers, and with them `np.fft` and the
eigenvalues of matrices that are not symmetric (`np.linalg.eigh` is there).

"""

UFUNCS = """## Entry by entry (ufuncs)

`x` and `y` are the arguments, `z` is the result; `larger_share(x, y)` is 1 where x is larger, 1/2
at a tie, else 0; `part_of_length(x, z)` is x / z, and 0 where z is 0. Outside of a function's
domain and at its ends inf or nan comes out, with a warning.

Of each there are `.reduce`, `.accumulate`, `.reduceat` and `.outer`; `np.add.at`; `out=` with a
recorded array, and with it `where=`, which computes only where the mask holds.
"""


WRITING = """
## Writing into arrays

What NumPy lets you write into, you may write into: an array that was computed, and one that was
made like a recorded value, by NumPy's own `like=` or as `np.zeros_like(x)`. A plain `np.zeros(3)`
can hold numbers only; writing a recorded value into it is refused.

```python
def f(x):                       # an array
    z = np.zeros(3, like=x)
    z[0] = x[0] * x[1]          # entries, rows, slices, masks, lists of positions
    z[1:] += x[1:]
    for row in z.reshape(3, 1): # views share the memory, as in NumPy
        row *= 2
    return np.sum(z)
```

- Each write is a node, "z with [0] ← v1". Its name is z₍₂₎, then z₍₃₎; the versions before stay, so
  that every derivative is right.
- `+=`, `*=` and their kin change an array; numbers never change. Views (basic indexing, `.T`,
  `.reshape`, `np.ravel`, `np.flip`, …), other names, and arrays in lists and dicts see the change;
  copies (`.copy()`, `.flatten()`, `x[[0, 2]]`, `x[mask]`) do not.
- An argument that f writes into is that of the run only: your array stays as it is, and the
  derivative is that with respect to what you passed. Two arguments are two arrays, also where you
  pass one array twice.
- `np.put`, `np.copyto`, `np.place`, `np.putmask`, `np.put_along_axis`, `np.fill_diagonal`,
  `np.add.at`, `.fill()`, `.sort()`, `.put()`, and `out=` with a recorded array write, too.
- Refused, on your line: writing into `np.diagonal` and `np.broadcast_to`, recorded values into
  arrays of whole numbers or masks, and a view of an array into the same array at a mask, where
  NumPy reads entries that it has written over just before.
- NumPy makes arrays like other *arrays*: called on a plain number, `np.zeros(3, like=2.0)` is its
  own error. With adlab a number will do.
- Every write copies the array once. Where you can, write whole rows.
"""


def page() -> str:
    """The whole page."""
    flowing, answering = [], []
    for function, handler in FUNCTIONS.items():
        maker = handler.__qualname__.partition(".")[0]
        (answering if maker in QUESTIONS else flowing).append(function)
    return "\n".join(
        [
            HEAD + UFUNCS,
            table(("function", "reads", "derivatives", "at kinks and jumps"), ufunc_rows()),
            "\n## Functions\n",
            table(("function", "arguments"), [(name(f), arguments(f)) for f in by_name(flowing)]),
            WRITING,
            "## Array methods\n",
            ", ".join(
                f"`.{m}`"
                for m in sorted(
                    {
                        *METHODS,
                        "reshape",
                        "transpose",
                        "flatten",
                        "tolist",
                        "copy",
                        "fill",
                        "put",
                        "sort",
                        "partition",
                    }
                )
            )
            + ", and `.T`, `.shape`, `.ndim`, `.size`, `len()`, iteration, indexing by numbers, "
            "slices, arrays and masks.",
            "\n## Answered plainly\n\nWhat these return has no derivative. Answers that depend on "
            "values are noted as guards of the graph.\n",
            ", ".join(f"`{name(f)}`" for f in by_name(answering)) + ".\n",
        ]
    )


def ufunc_rows() -> list[tuple[str, ...]]:
    rows = []
    for key, primitive in sorted(PRIMITIVES.items()):
        function = getattr(np, key, None)
        if not isinstance(function, np.ufunc):
            continue
        reads = primitive.formula.format(x="x", y="y", w="w", args="x, y")
        if primitive.rules == (None,):
            slopes = "nothing flows"
        else:
            maps = [
                rule.label.format(x="x", y="y")
                for rule in primitive.rules
                if hasattr(rule, "label")
            ]
            slopes = "; ".join(f"`{slope}`" for slope in primitive.partials or maps)
        aliases = [alias for alias, target in UFUNC_NAMES.items() if target == key]
        rows.append(
            (", ".join(f"`np.{n}`" for n in [key, *aliases]), reads, slopes, primitive.kink)
        )
    return rows


def name(function: object) -> str:
    module = function.__module__.removeprefix("numpy").removeprefix(".")
    return ".".join(filter(None, ["np", module, function.__name__]))


def by_name(functions: list[object]) -> list[object]:
    return sorted(functions, key=lambda f: (name(f).count("."), name(f)))


def arguments(function: object) -> str:
    """NumPy's own arguments, without those that are refused."""
    try:
        told = FUNCTIONS[function] if isinstance(function, np.ufunc) else function
        parameters = inspect.signature(told).parameters.values()
    except ValueError:
        parameters = inspect.signature(FUNCTIONS[function]).parameters.values()
    more, less = BUT.get(function, (set(), set()))
    refused = (REFUSED | more) - less
    kept = [p.name for p in parameters if p.name not in refused and p.kind != p.VAR_KEYWORD]
    return ", ".join(f"`{parameter}`" for parameter in kept)


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

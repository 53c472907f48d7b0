"""The sweeps over a graph, and the Steps that they tell of.

- `readable`: order, forward, tangent and reverse, one plain loop each;
- `quick`: the last two again, when nobody looks on; `running` chooses, and runs any by name;
- `steps`, `timeline`: what is told of a sweep, and what is kept of it;
- `breaking`: the first number that is inf or nan, also as a share; `cancellation`: digits lost;
- `elimination`: partials joined in any order;
- `seeds`: which number the derivative is of; `finite`, `kinks`: derivatives that are inf or nan,
  and second ones where there is none;
- `wrong_sweeps`, `searches`: mistakes to watch; `cost`: what is spent.
"""

from adlab.engine.sweeps.finite import check_finite
from adlab.engine.sweeps.readable import Seeds, filled, forward, order
from adlab.engine.sweeps.running import reverse, run, tangent

__all__ = ["Seeds", "check_finite", "filled", "forward", "order", "reverse", "run", "tangent"]

"""Where a picture stands in panes, as a page gets it.

- `places_of(fitting)`: in all panes that a page may have.
- `place(places, pane)`: in one.
"""

from __future__ import annotations

from collections.abc import Sequence

from adlab.view.drawn.diagram import path
from adlab.view.drawn.faces import DOT
from adlab.view.drawn.fit import Fitting, Pane, Places
from adlab.view.replay.spec import Place

LOW = 200  # a pane that is no higher has no room for a magnifier below its map


def places_of(fitting: Fitting, panes: Sequence[Pane]) -> list[Place]:
    """Where the picture stands in the panes that a page may have."""
    places = [(fitting.fit(pane), pane) for pane in panes]
    dots = {pane.down: k for k, (each, pane) in enumerate(places) if each.sizes == DOT}
    return [  # dots fit every pane, as small as it takes, so that one place of them is enough
        place(*each)
        for k, each in enumerate(places)
        if each[0].sizes != DOT or dots[each[1].down] == k
    ]


def place(places: Places, pane: Pane) -> Place:
    """Places as a page gets them."""
    return Place(
        [round(size) for size in places.pane[:2]],
        places.sizes.name,
        [[round(x), round(y)] for x, y in places.nodes],
        [path(line) for line in places.lines],
        [[round(at[0]), round(at[1])] if at else [] for at in places.gates],
        places.ledgers,
        [round(x) for x in places.legend or ()],
        [round(size) for size in pane[:2]] if places.is_map and pane.height > LOW else [],
        pane.down,
    )

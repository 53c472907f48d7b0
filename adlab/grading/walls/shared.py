"""Arguments of several calls, in which lists, dictionaries and arrays may be the same object.

JSON has no identity: what occurs twice would arrive as two. So each of them is sent
once, as one of `objects`, and everything else refers to it by its number.

>>> node = {"value": 1.0}
>>> shared = Shared()
>>> shared.sent([node, node]), shared.objects
({'same': 1}, [{'dict': {'value': 1.0}}, {'list': [{'same': 0}, {'same': 0}]}])
>>> shared.place([0, "value"])
"[0]['value']"
"""

from __future__ import annotations

from typing import Any

from adlab.grading.walls.wire import is_array


class Shared:
    """What was sent so far.

    Attributes
    ----------
    objects : each list, dictionary and array once, after those in it
    """

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []
        """The originals, so that no other object gets the place in memory of one of them."""

    def sent(self, data: Any) -> Any:
        """Data as they are sent: a reference to one of the objects, or themselves."""
        if type(data) not in (list, dict):
            return data
        if id(data) not in self._numbers:
            made: dict[str, Any]
            if is_array(data):
                made = {"array": data}
            elif type(data) is list:
                made = {"list": [self.sent(item) for item in data]}
            else:
                made = {"dict": {key: self.sent(item) for key, item in data.items()}}
            self.objects.append(made)
            self._kept.append(data)
            self._numbers[id(data)] = len(self.objects) - 1
        return {"same": self._numbers[id(data)]}

    def place(self, changed: Any) -> str:
        """Where the first object that is not as it was differs: as one writes it in Python.

        Parameters
        ----------
        changed : the number of an object and the place in it, as the other side says; [] if
            nothing was changed
        """
        if not changed:
            return ""
        if type(changed) is not list or len(changed) != 2 or changed[0] not in self._range():
            return "[…]"
        number, place = changed
        path = f"[{place!r}]" if type(place) in (int, str) else "[…]"
        if type(place) is list and place and all(type(k) is int for k in place):
            path = f"[{', '.join(map(str, place))}]"
        outer = self._holder(number)
        while outer:
            path = f"[{outer[1]!r}]{path}"
            outer = self._holder(outer[0])
        return path

    def _range(self) -> range:
        return range(len(self.objects))

    def _holder(self, number: int) -> tuple[int, int | str] | None:
        """The first object that holds another one, and where."""
        for k in range(number + 1, len(self.objects)):
            [(kind, items)] = self.objects[k].items()
            for key, item in enumerate(items) if kind == "list" else items.items():
                if type(item) is dict and item.get("same") == number:
                    return k, key
        return None

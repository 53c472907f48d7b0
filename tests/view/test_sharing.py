"""Which outputs of a notebook bring the script of the player."""

import sys
from types import SimpleNamespace

import pytest

import adlab
from adlab.view.player import sharing
from adlab.view.player.sharing import EVERY, carries


class Kernel:
    """What IPython answers in a notebook's kernel."""

    def __init__(self):
        self.kernel = self
        self.runs = 0
        self.asked = {}

    def run(self, cell="", code="adlab.step(f, 2.0)"):
        self.runs += 1
        metadata = {"cellId": cell} if cell else {}
        self.asked = {"metadata": metadata, "content": {"code": code}}
        self.asked["header"] = {"msg_id": str(self.runs)}

    def get_parent(self):
        return self.asked


@pytest.fixture
def kernel(monkeypatch):
    kernel = Kernel()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: kernel))
    monkeypatch.setattr(sharing, "_cells", {})
    monkeypatch.setattr(sharing, "_outputs", {})
    for name in (*sharing.ALONE, "ADLAB_SHARE"):
        monkeypatch.delenv(name, raising=False)
    return kernel


def outputs(kernel, cells, count=1):
    found = []
    for cell in cells:
        kernel.run(cell)
        found += [carries("pack") for _ in range(count)]
    return found


def test_one_of_eight_cells_carries(kernel):
    found = outputs(kernel, [f"cell {k}" for k in range(2 * EVERY + 1)])
    assert [k for k, each in enumerate(found) if each] == [0, EVERY, 2 * EVERY]


def test_a_cell_that_runs_again_does_as_before(kernel):
    assert outputs(kernel, "abaabb") == [True, False, True, True, False, False]


def test_of_many_outputs_of_one_run_one_of_eight_carries(kernel):
    found = outputs(kernel, "a", count=EVERY + 1)
    assert [k for k, each in enumerate(found) if each] == [0, EVERY]


def test_a_cell_without_a_name_is_known_by_its_code(kernel):
    found = []
    for code in ("step(f)", "step(g)", "step(f)"):
        kernel.run(code=code)
        found.append(carries("pack"))
    assert found == [True, False, True]


def test_each_pack_is_carried(kernel):
    kernel.run("a")
    assert carries("with arrays") and carries("without")


@pytest.mark.parametrize("name", [*sharing.ALONE, "ADLAB_SHARE"])
def test_where_each_output_is_a_page_of_its_own_all_are_whole(kernel, monkeypatch, name):
    monkeypatch.setenv(name, "0")
    assert all(outputs(kernel, "abc"))


def test_twenty_players_take_less_than_a_megabyte(kernel):
    total = 0
    for k in range(20):
        kernel.run(f"cell {k}")
        bundle = adlab.step(lambda x1, x2: x1 * x2 + x1, 2.0 + k, 5.0)._repr_mimebundle_()
        total += len(bundle["text/html"].encode())
    assert total < 1_000_000


def test_asked_for_html_alone_it_is_whole(kernel):
    kernel.run("a")
    shown = adlab.step(lambda x: x * x, 2.0)
    first, second = (shown._repr_mimebundle_()["text/html"] for _ in range(2))
    assert len(second) < len(first) - 40_000
    assert len(shown._repr_html_()) == len(first)

"""Arrays in the live player: previews that change with the step, and the panel with all of them."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import adlab

pytestmark = pytest.mark.browser

X = np.array([[1.0, 2.0, -1.0], [0.3, -1.0, 0.5], [0.5, 0.5, 2.0], [2.0, 1.0, -0.3]])


def network(x, w, b):
    hidden = np.tanh(x @ w + b)
    return np.mean(hidden**2)


def opened(page: Page, tmp_path, *arguments, f=network, **options):
    path = tmp_path / "page.html"
    adlab.step(f, *arguments, **options).to_html(path)
    page.goto(path.as_uri())
    live = page.locator(".adlab-live")
    live.focus()
    return live


@pytest.fixture
def live(page: Page, tmp_path):
    return opened(page, tmp_path, X, np.ones((3, 2)), np.zeros(2), sweep="reverse")


def levels(live, slot):
    cells = live.locator(f'[data-preview="{slot}"] rect.adlab-cell')
    return cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).fill)")


def test_a_heat_map_is_drawn_with_the_step_that_makes_the_array(live):
    assert set(levels(live, "v0")) == {"none"}
    live.press("ArrowRight")
    assert len(set(levels(live, "v0"))) > 4
    assert set(levels(live, "v1")) == {"none"}  # w has not been given yet


def test_colours_change_with_the_step_and_back(live):
    live.press("End")
    last = levels(live, "d0")
    assert set(last) != {"none"}
    live.press("Home")
    assert set(levels(live, "d0")) == {"none"}


def test_the_panel_opens_and_closes_by_keyboard_and_gives_the_focus_back(live):
    live.press("End")
    node = live.locator('[data-node="0"]')
    node.focus()
    node.press("Enter")
    panel = live.get_by_role("dialog", name="x in full")
    expect(panel).to_be_focused()
    expect(panel.get_by_role("table", name="value")).to_contain_text("−0.3")
    expect(panel.get_by_role("table", name="adjoint")).to_be_visible()
    panel.press("Escape")
    expect(panel).to_be_hidden()
    expect(node).to_be_focused()


def test_i_opens_the_node_now_written_and_a_click_opens_any(live):
    live.press("b")
    live.press("i")
    expect(live.get_by_role("dialog", name="v5 in full")).to_be_visible()
    live.page.keyboard.press("Escape")
    live.locator('[data-node="0"] .adlab-label').click()
    expect(live.get_by_role("dialog", name="x in full")).to_be_visible()


def test_the_matrix_of_an_edge_opens_on_demand_and_stays_open(live):
    live.press("b")
    live.press("i")
    panel = live.get_by_role("dialog")
    expect(panel.get_by_text("matrix, 1 × 8")).to_be_visible()
    expect(panel.get_by_role("table", name="matrix, 1 × 8")).to_be_hidden()
    panel.locator("summary").focus()
    live.page.keyboard.press("Space")
    expect(panel.get_by_role("table", name="matrix, 1 × 8")).to_contain_text("0.125")
    live.page.keyboard.press("ArrowLeft")
    expect(panel.get_by_role("table", name="matrix, 1 × 8")).to_be_visible()


def test_edges_say_the_shape_of_what_they_carry(live):
    shapes = live.locator(".adlab-edge .adlab-shape:visible")
    assert shapes.all_text_contents() == ["4×3", "3×2", "4×2", "2", "4×2", "4×2", "4×2"]


BOXES = (
    "live => [...live.querySelectorAll('.adlab-box')].map(b => JSON.stringify(b.getBBox()) + "
    "b.parentNode.getAttribute('transform'))"
)
OUTSIDE = """live => [...live.querySelectorAll('.adlab-node')].flatMap(node => {
    const box = node.querySelector('.adlab-box').getBBox();
    return [...node.querySelectorAll('.adlab-glyph, rect.adlab-cell')].filter(part => {
        if (!part.getClientRects().length) return false;
        const { x, y, width, height } = part.getBBox();
        const out = x < box.x || y < box.y || x + width > box.x + box.width + 0.5
            || y + height > box.y + box.height;
        return out && (part.textContent || part.tagName === 'rect');
    }).map(part => part.textContent);
})"""


@pytest.mark.parametrize("size", [1.0, 1.234567e-9, -1.234567e99])
def test_every_cell_is_inside_its_box_and_no_box_moves(page: Page, tmp_path, size):
    def f(x, w, b, long):
        return np.sum(x @ w) + np.sum(b) * np.sum(long * 2.0)

    shapes = [(4, 3), (3, 2), (3,), (30, 40)]
    live = opened(page, tmp_path, *[np.full(shape, size) for shape in shapes], f=f, sweep="reverse")
    before = live.evaluate(BOXES)
    live.press("End")
    assert live.evaluate(BOXES) == before
    assert live.evaluate(OUTSIDE) == []


def test_names_in_the_table_are_not_broken(page: Page, tmp_path):
    page.set_viewport_size({"width": 1000, "height": 760})
    live = opened(page, tmp_path, X, np.ones((3, 2)), np.zeros(2), sweep="reverse")
    live.press("End")
    heights = live.locator(".adlab-rows .adlab-body .adlab-row-name").evaluate_all(
        "all => all.map(e => e.offsetHeight)"
    )
    assert max(heights) < 36

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
    const box = node.querySelector('.adlab-box').getBoundingClientRect();
    return [...node.querySelectorAll('.adlab-glyph, rect.adlab-cell')].filter(part => {
        if (!part.getClientRects().length) return false;
        const { x, y, width, height } = part.getBoundingClientRect();
        const out = x < box.x - 0.5 || y < box.y - 2 || x + width > box.x + box.width + 0.5
            || y + height > box.y + box.height + 0.5;
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


def test_entries_are_read_by_pointer_and_keys_and_said_how_they_are_made(live):
    live.press("End")
    w, b = live.locator('[data-node="1"]'), live.locator('[data-node="2"]')
    w.focus()
    w.press("Enter")
    panel = live.get_by_role("dialog", name="w in full")
    reader = panel.get_by_role("status")
    adjoint = panel.get_by_role("grid").last
    expect(adjoint).to_have_accessible_name("Entries of w̄: the arrow keys go from one to the next")
    cells = adjoint.get_by_role("gridcell")
    expect(cells).to_have_count(6)
    cells.nth(3).hover()
    expect(reader).to_contain_text("w̄[1, 1] = ")
    expect(reader).to_contain_text("row 1 of 0–2, column 1 of 0–1")
    cells.nth(3).click()
    expect(cells.nth(3)).to_be_focused()
    cells.nth(3).press("ArrowUp")
    expect(cells.nth(1)).to_be_focused()
    expect(reader).to_contain_text("row 0 of 0–2, column 1 of 0–1")
    expect(panel.locator(".adlab-key").last).to_contain_text("−")

    # The last step is the share of b: its two rows are added up, the pointed column in numbers.
    live.page.keyboard.press("Escape")
    live.press("End")
    live.press("i")
    panel = live.get_by_role("dialog")
    said = panel.locator(".adlab-lens-head").first
    line = panel.locator(".adlab-lens-line")
    expect(said).to_contain_text("backward")
    while "add up" not in (said.text_content() or ""):
        live.press("ArrowLeft")
    assert panel.get_attribute("aria-label") == "b in full"
    expect(said).to_contain_text("backward add up 4 rowsforward copy to 4 rows(2,) → (4, 2)")
    expect(line).to_contain_text(" + ")
    expect(panel.locator(".adlab-from")).to_have_count(4)
    assert panel.locator(".adlab-lens-total").is_visible()

    # Forwards, a product is row times column.
    live.press("Home")
    while "times w" not in (panel.text_content() or ""):
        live.press("ArrowRight")
    expect(panel.locator(".adlab-from")).to_have_count(6)
    assert (line.text_content() or "").count(" · ") == 3
    b.focus()


def test_what_both_grew_is_marked_and_a_stack_has_facets(page: Page, tmp_path):
    def f(y, t, s):
        return np.mean((y - t) ** 2) + np.sum(np.tanh(s))

    live = opened(page, tmp_path, np.ones((8, 1)), np.ones(8), np.ones((16, 20, 30)), f=f)
    grew = live.locator(".adlab-grew")
    expect(grew).to_have_count(1)
    assert grew.locator(".adlab-box").evaluate("e => getComputedStyle(e).strokeDasharray") != "none"
    shapes = live.locator(".adlab-edge .adlab-shape").all_text_contents()
    assert {"(8, 1) → (8, 8)", "(8,) → (8, 8)"} <= set(shapes)
    expect(live.locator('[data-node="2"] .adlab-stack-more')).to_have_text("+12")
    expect(live.locator('[data-preview="v2"] .adlab-cell')).to_have_count(4 * 4 * 6)
    live.press("End")
    live.locator('[data-node="2"]').press("Enter")
    panel = live.get_by_role("dialog", name="s in full")
    expect(panel.get_by_role("gridcell")).to_have_count(96)
    panel.get_by_role("gridcell").nth(30).click()
    expect(panel.get_by_role("status")).to_contain_text("s[1, 10–14, 0–4]: largest 1")

"""Players in the programs that people use, each with a real browser.

Where a host is not installed, its tests are skipped; `.ci/run hosts` installs all that it can.
"""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.hosts.hosting import FUNCTION, PAIR, PYTHON, STEP, environment, free_port, serving

pytestmark = [pytest.mark.hosts, pytest.mark.slow]

WAIT = 60_000  # ms; hosts are slow to show what they have
BLANK = """() => [...document.querySelectorAll('.jp-OutputArea-output, .cell_output, .output')]
    .filter(each => !each.innerText.trim() && !each.querySelector('img, svg')).length"""


def needs(module: str) -> None:
    """Skip, not fail: a host is a program that only `.ci/run hosts` installs."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")


def ran(*command: object, home: Path) -> None:
    done = subprocess.run(
        [PYTHON, "-m", *map(str, command)],
        env=environment(home),
        cwd=home,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def stepped(where: Page | Frame, index: int = 0) -> None:
    """A live player goes on by a key, and all of it is in sight."""
    live = where.locator(".adlab-live").nth(index)
    expect(live).to_be_visible(timeout=WAIT)
    count = live.locator(".adlab-count")
    before = int(count.inner_text().split("/")[0])
    live.focus()
    live.press("ArrowLeft")
    expect(count).to_contain_text(f"{before - 1} /")
    live.press("ArrowRight")
    expect(count).to_contain_text(f"{before} /")
    frame = live.bounding_box()
    narrow = "adlab-phone" in live.get_attribute("class")  # code and trace are behind tabs
    for name in ("graph", "sentence", "formula", *([] if narrow else ["code", "trace"])):
        pane = live.locator(f"[data-pane={name}]").bounding_box()
        assert pane["x"] >= frame["x"] - 1 and pane["y"] >= frame["y"] - 1, name
        assert pane["y"] + pane["height"] <= frame["y"] + frame["height"] + 1, name
        assert pane["width"] > 50 and pane["height"] > 20, name


def framed(page: Page, index: int = 0) -> Frame:
    """The frame that a player stands in, which shows all of it without a scroll bar."""
    element = page.locator("iframe[srcdoc]").nth(index)
    expect(element).to_be_visible(timeout=WAIT)
    frame = element.element_handle().content_frame()
    inner = [each for each in [frame, *frame.child_frames] if each.locator(".adlab-player").count()]
    [frame] = inner or [frame]
    expect(frame.locator(".adlab-live").first).to_be_visible(timeout=WAIT)
    scrolls = "() => document.documentElement.scrollHeight > innerHeight + 1"
    assert not frame.evaluate(scrolls)
    return frame


@pytest.mark.parametrize("host", ["alabaster", "furo", "pydata_sphinx_theme", "panel", "notebook"])
def test_no_style_sheet_of_a_host_knows_a_class_of_ours(host):
    needs(host)
    sheets = [*Path(importlib.util.find_spec(host).origin).parent.rglob("*.css")]
    assert sheets
    assert [sheet for sheet in sheets if "adlab-" in sheet.read_text("utf-8")] == []


@pytest.mark.parametrize("form", ["html", "slides"])
def test_nbconvert_offline(page: Page, notebook, home, form):
    needs("nbconvert")
    target = home / ("out.html" if form == "html" else "out.slides.html")
    ran("nbconvert", "--to", form, notebook, "--output", home / "out", home=home)
    text = target.read_text("utf-8")
    assert "Loading widget" not in text
    page.context.set_offline(True)
    page.goto(target.as_uri())
    expect(page.locator(".adlab-live")).to_have_count(5, timeout=WAIT)
    expect(page.locator(".adlab-twins")).to_have_count(1)
    if form == "html":
        stepped(page)
        assert page.evaluate(BLANK) == 1  # the widget, whose HTML stands before it


def test_outputs_of_a_notebook_share_one_script(notebook):
    content = json.loads(notebook.read_text("utf-8"))
    outputs = [each for cell in content["cells"] for each in cell.get("outputs", [])]
    texts = ["".join(each.get("data", {}).get("text/html", "")) for each in outputs]
    players = [each for each in texts if 'class="adlab-player"' in each]
    whole = [len(each) > 60_000 for each in players]
    assert whole == [True, True, True, False]  # three kinds of page, and the first one again


def test_a_notebook_without_the_output_that_brings_the_script_shows_picture_and_table(
    page: Page, notebook, home
):
    needs("nbconvert")
    content = json.loads(notebook.read_text("utf-8"))
    content["cells"] = content["cells"][-1:]
    rest = home / "rest.ipynb"
    rest.write_text(json.dumps(content), "utf-8")
    ran("nbconvert", "--to", "html", rest, "--output", home / "rest.html", home=home)
    page.goto((home / "rest.html").as_uri())
    expect(page.locator("img.adlab-picture")).to_be_visible()
    expect(page.get_by_text("The evaluation trace, with every")).to_be_visible()


@pytest.mark.parametrize("trusted", [True, False])
def test_notebook_7(page: Page, notebook, home, trusted):
    needs("notebook")
    shutil.copy(notebook, home / "players.ipynb")
    if trusted:
        ran("jupyter", "trust", "players.ipynb", home=home)
    port = free_port()
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--no-browser"]
    options += ["--allow-root", "--IdentityProvider.token=", "--ServerApp.password="]
    url = f"http://127.0.0.1:{port}"
    with serving([PYTHON, "-m", "notebook", *options], f"{url}/api", home):
        page.goto(f"{url}/notebooks/players.ipynb")
        if trusted:
            stepped(page)
            page.keyboard.press("d")
            page.keyboard.press("d")
            expect(page.locator(".adlab-live").first).to_be_visible()
        else:
            expect(page.locator("img.adlab-picture").first).to_be_visible(timeout=WAIT)
            expect(page.locator(".adlab-live")).to_have_count(0)
        assert "Loading widget" not in page.locator("body").inner_text()


def test_rise(page: Page, notebook, home):
    needs("jupyterlab_rise")
    content = json.loads(notebook.read_text("utf-8"))
    for cell in content["cells"]:
        cell["metadata"]["slideshow"] = {"slide_type": "slide"}
    (home / "players.ipynb").write_text(json.dumps(content), "utf-8")
    # Panel's extension for JupyterLab leaves RISE blank.
    settings = home / "jupyter_config_dir" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"disabledExtensions": {"@pyviz/jupyterlab_pyviz": true}}', "utf-8")
    ran("jupyter", "trust", "players.ipynb", home=home)
    port = free_port()
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--no-browser"]
    options += ["--allow-root", "--IdentityProvider.token=", "--ServerApp.password="]
    url = f"http://127.0.0.1:{port}"
    with serving([PYTHON, "-m", "jupyterlab", *options], f"{url}/api", home):
        page.goto(f"{url}/rise/players.ipynb")
        page.locator(".reveal, [class*=rise]").first.wait_for(timeout=WAIT, state="attached")
        page.wait_for_timeout(5000)
        page.keyboard.press("ArrowRight")
        live = page.locator(".adlab-live").first
        expect(live).to_be_visible(timeout=WAIT)
        live.focus()
        before = page.url
        live.press("ArrowLeft")
        expect(live.locator(".adlab-count")).to_contain_text("22 /")
        assert page.url == before  # the slide stays


def test_voila(page: Page, notebook, home):
    needs("voila")
    shutil.copy(notebook, home / "players.ipynb")
    port = free_port()
    options = [f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1", "players.ipynb"]
    url = f"http://127.0.0.1:{port}/"
    with serving([PYTHON, "-m", "voila", *options], f"{url}voila/static/voila.js", home):
        page.goto(url)
        stepped(page)
        assert "Loading widget" not in page.locator("body").inner_text()


MARIMO = """import marimo
app = marimo.App()
@app.cell
def _():
{function}
    {step}
    return adlab, f
@app.cell
def _(adlab, f):
    {pair}
    return
"""


@pytest.mark.parametrize("mode", ["run", "edit"])
def test_marimo(page: Page, home, mode):
    needs("marimo")
    function = "\n".join(f"    {line}" for line in FUNCTION.splitlines())
    app = MARIMO.format(function=function, step=STEP, pair=PAIR)
    (home / "app.py").write_text(app, "utf-8")
    port = free_port()
    options = [mode, "app.py", "--headless", "--no-token", f"--port={port}"]
    url = f"http://127.0.0.1:{port}"
    with serving([PYTHON, "-m", "marimo", *options], url, home):
        page.goto(url)
        if mode == "edit":
            button = page.get_by_test_id("run-button").first
            button.wait_for(timeout=WAIT)
            for _ in range(20):  # until the kernel is there
                button.click()
                page.wait_for_timeout(2000)
                if page.locator("iframe[srcdoc]").count():
                    break
        stepped(framed(page))


def test_streamlit(page: Page, home):
    needs("streamlit")
    app = f"{FUNCTION}\nimport streamlit as st\nframe = {STEP}.iframe()\n"
    (home / "app.py").write_text(
        app + "st.components.v1.html(frame, height=frame.height)\n", "utf-8"
    )
    port = free_port()
    options = ["run", "app.py", f"--server.port={port}", "--server.headless=true"]
    options += ["--browser.gatherUsageStats=false", "--server.address=127.0.0.1"]
    url = f"http://127.0.0.1:{port}"
    with serving([PYTHON, "-m", "streamlit", *options], f"{url}/_stcore/health", home):
        page.goto(url)
        stepped(framed(page))


@pytest.mark.parametrize("shown", [STEP, f"pn.pane.HTML({STEP}.iframe(), width=960)"])
def test_panel(page: Page, home, shown):
    needs("panel")
    app = f"{FUNCTION}\nimport panel as pn\npn.extension()\npn.panel({shown}).servable()\n"
    (home / "app.py").write_text(app, "utf-8")
    port = free_port()
    url = f"http://127.0.0.1:{port}/app"
    with serving([PYTHON, "-m", "panel", "serve", "app.py", f"--port={port}"], url, home):
        page.goto(url)
        stepped(framed(page))


def test_gradio(page: Page, home):
    needs("gradio")
    port = free_port()
    launch = f"demo.launch(server_name='127.0.0.1', server_port={port})\n"
    blocks = f"with gr.Blocks() as demo:\n    gr.HTML({STEP}.iframe())\n"
    app = f"{FUNCTION}\nimport gradio as gr\n{blocks}"
    (home / "app.py").write_text(app + launch, "utf-8")
    with serving([PYTHON, "app.py"], f"http://127.0.0.1:{port}", home):
        page.goto(f"http://127.0.0.1:{port}")
        stepped(framed(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["alabaster", "furo", "pydata_sphinx_theme"])
def test_myst_nb(page: Page, notebook, home, theme, scheme):
    needs("myst_nb")
    needs(theme)
    shutil.copy(notebook, home / "index.ipynb")
    conf = f"extensions = ['myst_nb']\nhtml_theme = {theme!r}\nnb_execution_mode = 'off'\n"
    (home / "conf.py").write_text(conf, "utf-8")
    ran("sphinx", "-q", "-b", "html", home, home / "built", home=home)
    page.emulate_media(color_scheme=scheme)
    page.goto((home / "built" / "index.html").as_uri())
    stepped(page)
    contrasts = page.evaluate(CONTRAST)
    assert min(contrasts) >= 4.5, contrasts


# The contrast of the texts of the trace with what is below them.
CONTRAST = """() => {
    const numbers = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
    const ground = element => {
        for (let at = element; at; at = at.parentElement) {
            const found = numbers(getComputedStyle(at).backgroundColor);
            if (found.length < 4 || found[3] > 0.5) return found;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll(".adlab-rows .adlab-row-name")]
        .filter(each => each.checkVisibility() && each.innerText)
        .map(each => [light(numbers(getComputedStyle(each).color)), light(ground(each))])
        .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
}"""

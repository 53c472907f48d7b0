"""A lesson as slides: by nbconvert as reveal, and by jupyterlab-rise with a live player."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from adlab.course.doctor import find_chromium
from tests.browser.chromium import FLAGS
from tests.conftest import require
from tests.grading.world import ROOT
from tests.handbook import commands
from tests.hosts.hosting import PYTHON, environment, free_port, serving
from tests.notebooks.slides import LESSONS

pytestmark = [pytest.mark.slow, pytest.mark.tools]

LESSON = "09-backward.ipynb"
WAIT = 90_000


def test_nbconvert_makes_a_slide_of_each(tmp_path):
    require(find_spec("nbconvert"), "nbconvert is not installed")
    shutil.copy(LESSONS / LESSON, tmp_path)
    (line,) = (each for each in commands("slides.md") if "--to slides" in each)
    setting, _, *words = shlex.split(line)
    name, _, value = setting.partition("=")
    command = [sys.executable, "-m", *words]
    subprocess.run(
        command,
        cwd=tmp_path,
        env=environment(tmp_path) | {name: value, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=300,
        capture_output=True,
    )
    text = (tmp_path / "09-backward.slides.html").read_text("utf-8")
    cells = json.loads((LESSONS / LESSON).read_text("utf-8"))["cells"]
    kinds = [each["metadata"].get("slideshow", {}).get("slide_type") for each in cells]
    columns = len(re.findall(r"<section[^>]*>\s*<section", text))
    assert columns == kinds.count("slide") and "data-adlab" in text


@pytest.fixture
def browser():
    path = find_chromium()
    require(path, "Chromium is not installed")
    with sync_playwright() as playwright:
        opened: Browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


def test_rise_shows_question_and_player_on_slides_of_their_own(browser, tmp_path):
    require(find_spec("jupyterlab_rise"), "jupyterlab-rise is not installed")
    shutil.copy(LESSONS / LESSON, tmp_path)
    env = environment(tmp_path) | {"PYTHONPATH": str(ROOT)}
    trust = [sys.executable, "-m", "jupyter", "trust", LESSON]
    subprocess.run(trust, cwd=tmp_path, env=env, check=True, timeout=120, capture_output=True)
    port = free_port()
    options = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--no-browser"]
    options += ["--allow-root", "--IdentityProvider.token=", "--ServerApp.password="]
    url = f"http://127.0.0.1:{port}"
    with serving([PYTHON, "-m", "jupyterlab", *options], f"{url}/api", tmp_path):
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}/rise/{LESSON}")
        page.locator(".reveal .slides section.present").first.wait_for(timeout=WAIT)
        present = page.locator(".reveal .slides section.present:not(.stack)")
        expect(present).to_contain_text("Reverse mode II", timeout=WAIT)
        expect(present).not_to_contain_text("Predict")

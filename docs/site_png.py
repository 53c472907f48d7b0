"""Write `docs/site.png`: the first page of the site, as `adlab site` builds it.

    python docs/site_png.py

It needs the extras `site` and `test`, and Chromium.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import adlab
from adlab.course.doctor import find_chromium
from adlab.course.site.building import build

PICTURE = Path(__file__).parent / "site.png"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = build(Path(folder), adlab.__version__)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto((built.folder / "index.html").as_uri())
        page.locator(".adlab-live").wait_for()
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()

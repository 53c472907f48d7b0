"""Write `docs/player.png` and `docs/stage.png`: the README's function at the sum of a fan-out.

    python docs/player_png.py

It needs Chromium, and playwright of the extra `test`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from reverse_svg import f

import adlab
from adlab.course.doctor import find_chromium

HERE = Path(__file__).parent
STEP = 23


def main() -> None:
    player = adlab.step(f, 2.0, 5.0, sweep="reverse", start=STEP)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "page.html"
        player.to_html(path)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for name, width, height, keys in (("player", 960, 560, ""), ("stage", 1280, 720, "f")):
            page = browser.new_page(
                viewport={"width": width, "height": height}, device_scale_factor=1.5
            )
            page.goto(path.as_uri())
            page.locator(".adlab-live").focus()
            for key in keys:
                page.keyboard.press(key)
            page.wait_for_timeout(1000)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

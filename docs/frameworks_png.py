"""Write the pictures of `docs/frameworks.md`: five programs of PyTorch's with a fault each.

    python docs/frameworks_png.py

It needs PyTorch, Chromium, and playwright of the extra `test`.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from playwright.sync_api import sync_playwright
from torch import nn

import adlab
from adlab.course.doctor import find_chromium

HERE = Path(__file__).parent
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ font: 15px/1.5 "DejaVu Sans", sans-serif; margin: 20px; width: max-content }}
table {{ border-collapse: collapse }} th, td {{ padding: 3px 14px 5px 0; text-align: left;
vertical-align: top; border-bottom: 1px solid #ddd }} p {{ margin: 8px 0 0 }}
</style>{table}"""


class Dead(nn.Module):
    """Its second layer has a bias so low that its ReLU gives nothing but zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 1)
        nn.init.constant_(self.second.bias, -9.0)
        self.act1, self.act2 = nn.ReLU(), nn.ReLU()

    def forward(self, x):
        h = self.act1(self.first(x))
        return self.last(self.act2(self.second(h))).sum()


class Deep(nn.Module):
    """Eight sigmoids, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        layers = [part for _ in range(8) for part in (nn.Linear(8, 8), nn.Sigmoid())]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x).sum()


class Forgotten(nn.Module):
    """One layer is made, and never used; another is used behind a detach."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.head, self.extra = nn.Linear(4, 4), nn.Linear(4, 1), nn.Linear(4, 1)

    def forward(self, x):
        h = torch.tanh(self.encoder(x)).detach()
        return self.head(h).sum()


def spread(x):
    centred = x - x.mean()
    spread = (centred**2).mean().sqrt()
    return torch.log(spread) * 0.0 + centred.sum()


def loss(prediction, target):
    error = prediction - target
    return (error**2).mean()


def main() -> None:
    warnings.simplefilter("ignore", adlab.NonFiniteWarning)
    torch.manual_seed(0)
    x = torch.randn(4, 4)
    tables = {
        "dead": adlab.gradients(Dead(), x),
        "vanishing": adlab.gradients(Deep(), torch.randn(4, 8)),
        "forgotten": adlab.gradients(Forgotten(), x),
    }
    players = {
        "nan": adlab.step(spread, torch.ones(3), sweep="reverse", start=12),
        "grew": adlab.step(loss, torch.ones(4, 1), torch.ones(4), sweep="reverse", start=9),
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 960, "height": 620}, device_scale_factor=1.5)
        for name, table in tables.items():
            page.set_content(PAGE.format(table=table._repr_html_()))
            page.locator("body").screenshot(path=HERE / f"frameworks-{name}.png")
        for name, player in players.items():
            path = Path(folder) / f"{name}.html"
            player.to_html(path)
            page.goto(path.as_uri())
            page.wait_for_timeout(1000)
            page.screenshot(path=HERE / f"frameworks-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

"""Pictures for slides: one for each step and all of one size, as files, a GIF and a PDF."""

import io
import re
import sys
from importlib.util import find_spec

import numpy as np
import pytest

import adlab
from adlab.engine.errors import MissingPackageError
from adlab.view.files import exports, slides
from tests.conftest import require


def f(x1, x2):
    v1, v2 = np.log(x1), x1 * x2
    return v1 + v2 - np.sin(x2)


@pytest.fixture(scope="module")
def player():
    return adlab.step(f, 2.0, 5.0, sweep="reverse")


def size_of(svg: str) -> str:
    return re.search(r'viewBox="[^"]*"', svg)[0]


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>\n]+)<", svg.partition("</style>")[2])


class TestFrames:
    @pytest.mark.parametrize("caption", [True, False])
    def test_all_of_a_sweep_are_of_one_size(self, caption, player, tmp_path):
        paths = player.to_frames(tmp_path / "new" / "frames", caption=caption)
        assert [path.name for path in paths] == [f"step-{k:02}.svg" for k in range(25)]
        assert len({size_of(path.read_text("utf-8")) for path in paths}) == 1

    @pytest.mark.parametrize("k", [0, 3, 23, 24])
    def test_each_says_what_the_picture_of_its_step_says(self, k, player, tmp_path):
        path = player.to_frames(tmp_path, caption=False)[k]
        alone = player.to_svg(k, caption=False)
        assert sorted(texts(path.read_text("utf-8"))) == sorted(texts(alone))

    def test_the_number_of_the_step_is_on_it(self, player, tmp_path):
        text = player.to_frames(tmp_path)[23].read_text("utf-8")
        assert "23 / 24 · backward" in text and "data-shown" not in text

    def test_a_range_keeps_the_numbers_of_its_steps(self, tmp_path):
        some = adlab.step(f, 2.0, 5.0, sweep="reverse", only=(15, 17))
        names = [path.name for path in some.to_frames(tmp_path)]
        assert names == ["step-15.svg", "step-16.svg", "step-17.svg"]

    def test_pixels(self, tmp_path):
        require(find_spec("resvg_py"), "resvg-py is not installed")
        player = adlab.step(lambda x: x * x, 3.0)
        first = player.to_frames(tmp_path, "reverse", format="png", scale=1.0)[0]
        assert first.read_bytes().startswith(b"\x89PNG") and first.suffix == ".png"

    def test_what_cannot_be_is_said(self, player, tmp_path):
        with pytest.raises(ValueError, match="neither 'svg' nor 'png'"):
            player.to_frames(tmp_path, format="gif")
        with pytest.raises(ValueError, match="sweep"):
            player.to_frames(tmp_path, "backwards")


@pytest.fixture(scope="module")
def moving():
    require(find_spec("resvg_py") and find_spec("PIL"), "adlab[png] is not installed")
    from PIL import Image

    player = adlab.step(lambda x: x * x, 3.0, sweep="reverse")
    return Image.open(io.BytesIO(player.to_gif(scale=1.0))), player


def opened(player):
    """The sweep that the player opens on."""
    return next(each for name, each in player.timelines.items() if name.startswith("reverse"))


class TestGif:
    def test_it_moves_at_the_pace_of_reading(self, moving):
        image, player = moving
        seconds = exports.durations(exports.chosen_frames(opened(player)))
        found = []
        for number in range(image.n_frames):
            image.seek(number)
            found.append(image.info["duration"] / 1000)
        assert found == pytest.approx(seconds, abs=0.011) and image.info["loop"] == 0

    def test_paper_is_white_and_colours_are_those_of_the_picture(self, moving):
        image, _ = moving
        image.seek(image.n_frames - 1)
        colours = {colour for _, colour in image.convert("RGB").getcolors(10**6)}
        assert image.convert("RGB").getpixel((1, 1)) == (255, 255, 255)
        assert len(colours) > 50

    def test_without_its_packages_it_says_what_to_do(self, monkeypatch):
        require(find_spec("resvg_py"), "resvg-py is not installed")
        monkeypatch.setitem(sys.modules, "PIL", None)
        with pytest.raises(MissingPackageError, match=r'pip install "adlab\[png\]"'):
            slides.gif(
                slides.frame_svgs(adlab.timeline(adlab.trace(f, 2.0, 5.0), "forward")), [1.0]
            )


class TestPdf:
    def test_a_page_for_each_step_with_texts_as_texts(self, tmp_path):
        require(find_spec("typst"), "typst is not installed")
        player = adlab.step(lambda x: x * x, 3.0, sweep="reverse")
        data = player.to_pdf(tmp_path / "f.pdf")
        assert data == (tmp_path / "f.pdf").read_bytes() and data.startswith(b"%PDF")
        assert len(re.findall(rb"/Type ?/Page\b", data)) == len(opened(player)) + 1
        assert b"/FontFile" in data and b"/Subtype/Image" not in data

    def test_without_its_package_it_says_what_to_do(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "typst", None)
        with pytest.raises(MissingPackageError, match=r'pip install "adlab\[pdf\]"'):
            slides.pdf(["<svg></svg>"])


def test_latex_has_picture_and_table(player, tmp_path):
    text = player.to_tikz(tmp_path / "f.tex")
    assert text == (tmp_path / "f.tex").read_text("utf-8")
    assert r"\begin{pgfpicture}" in text or r"\begin{tikzpicture}" in text
    assert r"\begin{longtable}" in text and "11.65" in text

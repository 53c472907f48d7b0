"""Players on paper: what `nbconvert --to latex` gets."""

import re
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest

import adlab
from adlab.view.files.latex import escaped
from tests.engine.examples import baydin
from tests.view.functions import NETWORK, kinks, long_names, network

DOCUMENT = r"""\documentclass{article}
\usepackage{pgf,xcolor,longtable,graphicx}
\newenvironment{adjustbox}[1]{}{}
\begin{document}
%s
\end{document}
"""
PLAYERS = {
    "baydin": lambda: adlab.step(baydin, 2.0, 5.0),
    "kinks": lambda: adlab.step(kinks, 1.0, -2.0),
    "long names": lambda: adlab.step(long_names, 0.5, 1e-30),
    "arrays": lambda: adlab.step(network, *NETWORK),
    "one node": lambda: adlab.step(lambda x: x, 2.0),
    "signs": lambda: adlab.step(lambda x: np.floor(np.cbrt(x)) ** 2 % 3 - abs(x), -2.0),
}


def bundle(name: str) -> str:
    return PLAYERS[name]()._repr_mimebundle_()["text/latex"]


@pytest.mark.parametrize("name", PLAYERS)
def test_what_is_opened_is_closed(name):
    written = bundle(name)
    bare = re.sub(r"\\[{}]", "", written)
    assert bare.count("{") == bare.count("}")
    assert written.count(r"\begin{") == written.count(r"\end{")
    assert written.isascii()


def test_the_last_step_is_there_whole():
    written = bundle("baydin")
    for node in adlab.trace(baydin, 2.0, 5.0).nodes:
        assert f"\n{node.label} & " in written
    for number in ("11.65", "5.5", "1.716", "0.2837"):
        assert number in written


def test_what_means_something_to_latex_is_escaped():
    assert escaped("a_1 & 50% {x}") == r"a\_1 \& 50\% \{x\}"


def test_a_notebook_becomes_latex_with_the_picture_in_it(tmp_path):
    shown = adlab.step(baydin, 2.0, 5.0)._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", shown, execution_count=1)
    cell = nbformat.v4.new_code_cell("adlab.step(f, 2.0, 5.0)", execution_count=1, outputs=[output])
    path = tmp_path / "paper.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "latex", path], check=True, capture_output=True
    )
    written = path.with_suffix(".tex").read_text("utf-8")
    assert r"\begin{pgfpicture}" in written
    assert "Player of" not in written
    for package in ("tcolorbox", "adjustbox", "longtable"):  # tcolorbox brings PGF
        assert re.search(rf"\\usepackage(\[.*\])?{{{package}}}", written)


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="LaTeX is not installed")
@pytest.mark.parametrize("name", PLAYERS)
def test_latex_takes_it(name, tmp_path):
    (tmp_path / "paper.tex").write_text(DOCUMENT % bundle(name))
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "paper.tex"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1500:]

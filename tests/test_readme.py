"""What the README says is true: its code runs, its commands exist, its links lead somewhere."""

import re
from pathlib import Path

import adlab

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_its_code_runs_as_written_and_gives_the_numbers_it_states(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), scope)
    assert scope["counts"]["add", "adjoint"] == 8
    assert adlab.grad(scope["f"], argnums=(0, 1))(2.0, 5.0) == (5.5, 1.7163378145367738)
    assert adlab.grad(scope["cube"])(2.0) == 12.0


def test_its_hooks_work(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), scope)
    assert capsys.readouterr().out.splitlines()[-1] == "x1̄ = 5.5"
    assert scope["drawing"].source.count("->") == 8


def test_its_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target

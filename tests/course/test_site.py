"""What the site is made of, without Sphinx; `tests/site` builds it."""

import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile

import pytest

import adlab
from adlab.course.cli import main
from adlab.course.site import in_browser
from adlab.course.site.building import Refused, build
from adlab.course.site.front import FUNCTION, SUM, front_page
from adlab.course.site.guides import guide_pages, guide_pictures
from adlab.course.site.lessons import lesson_pages, lessons
from adlab.course.site.reference import GROUPS, reference_pages, with_headings
from adlab.course.site.sources import home
from adlab.course.site.tasks import exercise_pages
from adlab.course.site.trying import CORE, LOCK, MissingFiles, Python, assets, try_page
from adlab.course.site.wheels import archives
from adlab.grading.authoring.author import new
from adlab.grading.exercises.exercise import exercises, find
from adlab.view.assets import SHARED, shared, shared_script

README = "import numpy as np\n\ndef f(x1, x2):\n    return np.log(x1) + x1 * x2 - np.sin(x2)\n"


def notebook(*cells):
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, "outputs": outputs, "id": f"c{k}"}
        for k, (kind, source, *outputs) in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


# ------------------------------------------------------------------------------ one copy


def test_players_of_a_site_bring_neither_script_nor_style():
    whole = adlab.step(lambda x: x * x, 3.0)._repr_html_() * 2
    slim = shared(whole)
    assert whole.count("DecompressionStream") == 2
    assert "DecompressionStream" not in slim
    assert slim.count(f'data-adlab-pack="{SHARED}"') == 2 == slim.count("data-packed")
    assert 'class="adlab-picture"' in slim and "<table" in slim  # where no script runs


def test_a_player_of_another_version_keeps_its_own_script():
    other = adlab.step(lambda x: x * x, 3.0)._repr_html_().replace('"version":1', '"version":0')
    assert shared(other) == other


def test_html_without_a_player_stays_as_it_is():
    table = '<table data-adlab-pack="x"><script>a("b", "c");</script></table>'
    assert shared(table) == table


def test_the_shared_script_has_all_that_a_page_may_need():
    script = shared_script()
    for part in ("adlabShow", "putSliders", "buildPair", "adlab-lanes"):
        assert part in script
    assert "</script" not in script.lower()


# ------------------------------------------------------------------------------ lessons


def test_no_lesson_keeps_a_copy_of_the_player_and_all_are_there():
    pages = dict(lesson_pages(lessons()))
    assert {f"lessons/{path.name}" for path in (home() / "notebooks").glob("*.ipynb")} == {*pages}
    for name, text in pages.items():
        assert "new DecompressionStream" not in text, f"{name}: store its outputs anew"
        assert "<h1>" not in text, name


def test_a_lesson_leads_to_its_exercises_and_the_map_has_nobodys_progress():
    pages = dict(lesson_pages(lessons()))
    assert "(../exercises/reverse-sweep.md)" in pages["lessons/10-fan-out.ipynb"]
    assert "adlab.progress()" not in pages["lessons/index.ipynb"]
    assert "How far you are" not in pages["lessons/index.ipynb"]
    assert "10-fan-out.ipynb" in pages["lessons/index.ipynb"].partition("toctree")[2]


def test_notebooks_of_ones_own_stand_beside_those_of_adlab_or_in_their_place(tmp_path):
    (tmp_path / "20-mine.ipynb").write_text(notebook(("markdown", "# Mine")))
    (tmp_path / "00-tour.ipynb").write_text(notebook(("markdown", "# Our tour")))
    pages = dict(lesson_pages(lessons(tmp_path)))
    assert "# Mine" in pages["lessons/20-mine.ipynb"]
    assert "Our tour" in pages["lessons/00-tour.ipynb"]
    assert "20-mine.ipynb" in pages["lessons/index.ipynb"]
    assert len(pages) == len(lessons()) + 1


def test_a_course_without_a_map_gets_a_list(tmp_path):
    path = tmp_path / "01.ipynb"
    path.write_text(notebook(("markdown", "# One")))
    pages = dict(lesson_pages({"01.ipynb": path}))
    assert "[](./01.ipynb)" in pages["lessons/index.md"]


def test_what_only_a_running_python_shows_is_left_out(tmp_path):
    view = {"data": {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider"}}
    text = {"data": {"text/plain": "3", "text/html": ["<b>", "3</b>"]}}
    path = tmp_path / "01.ipynb"
    path.write_text(notebook(("code", ["1 +", " 2"], view, text)))
    cell = json.loads(dict(lesson_pages({"01.ipynb": path}))["lessons/01.ipynb"])["cells"][0]
    assert cell["outputs"] == [{"data": {"text/html": "<b>3</b>"}}]
    assert cell["source"] == "1 + 2"


# ------------------------------------------------------------------------------ exercises


def own_lines(solution):
    """The lines that only the solution has, of some length."""
    parts = re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", solution, re.DOTALL)
    return [line.strip() for part in parts for line in part.splitlines() if len(line.strip()) > 25]


def test_exercises_have_task_starter_and_hints_and_no_solution():
    pages = dict(exercise_pages(lessons()))
    for exercise in exercises().values():
        page = pages[f"exercises/{exercise.id}.md"]
        assert page.startswith(f"# {exercise.title}\n") and exercise.starter.strip() in page
        assert page.count("{dropdown}") == len(exercise.hints)
        assert f"lesson {exercise.lesson}](../lessons/{exercise.lesson}-" in page
        assert f"try.html#exercise={exercise.id}" in page
        shown = " ".join([exercise.starter, exercise.prompt, *exercise.hints])
        for line in own_lines(exercise.solution):
            assert line not in page or line in shown, line
        assert f"({exercise.id}.md)" in pages["exercises/index.md"]


def test_exercises_of_ones_own_have_pages(tmp_path, monkeypatch):
    new("mine", tmp_path)
    monkeypatch.setenv("ADLAB_EXERCISES", str(tmp_path))
    pages = dict(exercise_pages(lessons()))
    assert "exercises/mine.md" in pages and "(mine.md)" in pages["exercises/index.md"]


# ------------------------------------------------------------------------------ the rest


def test_every_public_name_has_its_group():
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(adlab.__all__)
    pages = dict(reference_pages())
    assert {f"reference/{name}.rst" for name in adlab.__all__} < {*pages}
    assert ".. autoexception:: ShapeError" in pages["reference/ShapeError.rst"]
    assert ":members:" in pages["reference/Graph.rst"]


def test_text_and_examples_below_the_sections_get_headings_and_stay_in_order():
    doc = ["One.", "", "Returns", "-------", "int", "    A.", "", "    B.", "", "So.", "", ">>> 1"]
    assert with_headings(doc) == [
        *doc[:9], "Notes", "-----", "So.", "", "Examples", "--------", ">>> 1",
    ]  # fmt: skip
    assert with_headings(["One.", "", ">>> 1"]) == ["One.", "", ">>> 1"]


def test_guides_link_to_each_other_and_to_pictures_that_are_there():
    pages = {name.partition("/")[2]: text for name, text in guide_pages()}
    pictures = {path.name for path in guide_pictures()}
    assert {"readme.md", "teaching.md", "numpy.md", "contributing.md"} < {*pages}
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)#:\s]+)", text):
            if not target.endswith(".ipynb"):  # an example of how to write one
                assert target in pictures | {*pages}, (name, target)


def test_the_first_page_opens_at_the_sum_with_sliders_and_three_ways_on():
    text = front_page().text
    assert ":link: lessons/00-tour" in text and ":link: guides/teaching" in text
    assert FUNCTION in (home() / "README.md").read_text("utf-8")
    assert text.count('class="adlab-player"') == 1 and SUM == 23


# ------------------------------------------------------------------------------ for the browser


def test_the_wheel_is_small_and_whole():
    made = archives()
    [name] = [each for each in made if each.startswith("adlab-") and each.endswith(".whl")]
    assert len(made[name]) < 1_000_000
    inside = zipfile.ZipFile(io.BytesIO(made[name])).namelist()
    assert "adlab/__init__.py" in inside and f"adlab-{adlab.__version__}.dist-info/RECORD" in inside
    assert not [each for each in inside if "__pycache__" in each or "_data" in each]
    [course] = [content for each, content in made.items() if each.endswith(".tar.gz")]
    with tarfile.open(fileobj=io.BytesIO(course)) as archive:
        names = archive.getnames()
        lesson = json.load(archive.extractfile("notebooks/10-fan-out.ipynb"))
    assert "exercises/10-reverse-sweep/prompt.md" in names
    assert not any(cell.get("outputs") for cell in lesson["cells"])
    assert archives() == made


def test_the_page_knows_its_archives_and_exercises():
    made = dict(assets(Python.of("")))
    told = json.loads(made["try/told.json"])
    assert all(f"try/{name}" in made for name in told["archives"])
    assert told["exercises"].keys() == exercises().keys()
    assert told["exercises"]["reverse-sweep"]["starter"] == find("reverse-sweep").starter.lstrip()
    page = try_page().text
    assert 'value="reverse-sweep"' in page and "f(2.0, 5.0)" in page and "{{" not in page


def pyodide(folder, missing=""):
    packages = {
        "numpy": {"file_name": "numpy.whl", "depends": ["openblas"]},
        "openblas": {"file_name": "openblas.zip", "depends": []},
        "sqlite3": {"file_name": "sqlite3.whl", "depends": []},
    }
    names = [*CORE, *(each["file_name"] for each in packages.values())]
    for name in names:
        if name != missing:
            (folder / name).write_text(name)
    (folder / "scipy.whl").write_text("not needed")
    (folder / LOCK).write_text(json.dumps({"packages": packages}))
    return [*names, LOCK]


def test_only_what_the_page_needs_of_pyodide_is_laid_beside_it(tmp_path):
    (tmp_path / "from").mkdir()
    names = pyodide(tmp_path / "from")
    Python.of(str(tmp_path / "from")).lay(tmp_path / "to")
    assert {path.name for path in (tmp_path / "to").iterdir()} == {*names}


@pytest.mark.parametrize("missing", ["numpy.whl", "openblas.zip", "pyodide.mjs"])
def test_a_folder_that_lacks_something_is_refused_before_anything_is_built(tmp_path, missing):
    pyodide(tmp_path, missing)
    with pytest.raises(MissingFiles, match=missing):
        Python.of(str(tmp_path)).files()
    with pytest.raises(Refused, match=missing):
        build(tmp_path / "site", "0", pyodide=str(tmp_path))
    assert not (tmp_path / "site").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(SystemExit) as ended:
        main(["site", str(tmp_path)])
    assert ended.value.code == 1
    assert "holds something else" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "thesis.txt").read_text() == "mine"


# ------------------------------------------------------------------------------ in the page


def answer(do, code=README, call="f(2.0, 5.0)", exercise=""):
    asked = {"do": do, "code": code, "call": call, "exercise": exercise}
    return json.loads(in_browser.answer(json.dumps(asked)))


def test_a_function_is_stepped_with_sliders_and_shared_style():
    said = answer("step")
    assert said["good"] and f'data-adlab-pack="{SHARED}"' in said["html"]
    assert not said["printed"]


@pytest.mark.parametrize(
    ("do", "call", "found"),
    [
        ("table", "f(2.0, x2=5.0)", "x1"),
        ("table", "f(*[2.0, 5.0])", "5.5"),
        ("compare", "f(2.0, 5.0)", "adlab-compare"),
        ("run", "", ""),
    ],
)
def test_what_there_is_to_do(do, call, found):
    said = answer(do, call=call)
    assert said["good"] and found in said["html"]


def test_arrays_go_without_sliders():
    assert answer("step", "def f(x):\n    return (x * x).sum()", "f(np.ones(3))")["good"]


def test_a_cell_shows_its_last_expression_and_what_it_prints():
    said = answer("run", README + "print('seen')\nadlab.grad(f)(2.0, 5.0)\n")
    assert said == {"html": "<pre>5.5</pre>", "good": True, "printed": "seen\n"}


def test_warnings_are_told():
    said = answer("step", "def f(x):\n    return np.sqrt(x)\n", "f(0.0)")
    assert said["good"] and "NonFiniteWarning" in said["printed"]


@pytest.mark.parametrize(
    ("code", "call", "said"),
    [
        ("import math\ndef f(x):\n    return math.sin(x)", "f(1.0)", ["line 3", "np.sin", "fix:"]),
        ("def f(x:\n    return x", "f(1.0)", ["not Python yet", "line 1"]),
        ("def f(x):\n    return [][1]", "f(1.0)", ["IndexError", "line 2: return [][1]"]),
        ("def g(x):\n    return x", "g(1.0", ["Write a call", "g(2.0, 5.0)"]),
        ("def g(x):\n    return x", "f(1.0)", ["NameError"]),
        ("def f(x):\n    return x", "f", ["Write a call"]),
        ("def f(x):\n    raise ValueError('<i>')", "f(1.0)", ["ValueError", "&lt;i&gt;"]),
    ],
)
def test_what_goes_wrong_is_an_answer(code, call, said):
    told = answer("step", code, call)
    assert not told["good"] and "<i>" not in told["html"]
    for part in said:
        assert part in told["html"]


def test_a_solution_of_an_exercise_is_checked():
    right, wrong = find("local-partials").solution, find("local-partials").misconceptions[0].source
    assert answer("check", right, exercise="local-partials")["good"]
    told = answer("check", wrong, exercise="local-partials")
    assert not told["good"] and "not yet" in told["html"] and "--seed" not in told["html"]


def test_the_code_of_a_visitor_is_a_module_whose_source_is_found():
    code = find("local-partials").solution + '\nadlab.check("local-partials", partials).passed\n'
    entry = find("local-partials").entry
    assert answer("run", code.replace("partials).passed", f"{entry}).passed"))["html"] == (
        "<pre>True</pre>"
    )


ALONE = """
import sys
for name in ("IPython", "anywidget", "ipywidgets", "pygraphviz", "rich", "sympy", "typer"):
    sys.modules[name] = None  # as if it were not installed
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: name not in sys.modules and found(name, *rest)
import json
from adlab.course.site.in_browser import answer
def ask(do, code, **more):
    told = json.loads(answer(json.dumps({"do": do, "code": code, **more})))
    assert told["good"], told
ask("step", "def f(x):\\n    return x * x", call="f(3.0)")
ask("run", "adlab.explore(lambda x, y: x * y, x=(1, 2), y=3.0)")
ask("run", "adlab.exercise('reverse-sweep')")
"""


def test_a_browser_needs_neither_widgets_nor_the_command_line():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

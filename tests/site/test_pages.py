"""The site as it is built: its pages, their links and sizes, and what they must not have."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import adlab
from adlab.grading.exercises.exercise import exercises
from tests.course.test_site import notebook, own_lines
from tests.site.conftest import built

pytestmark = [pytest.mark.site, pytest.mark.slow]

LARGEST = 300 * 1024  # bytes of a lesson's page
GERMAN = r"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "A question"
msgstr "Eine Frage"
"""
TEMPLATES = {"webpack-macros.html"}  # of the theme, and no page


class Links(HTMLParser):
    """The ids of a page, what it leads to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.leads: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href") is not None:
            self.leads.add(given["href"])
        elif tag == "link" and given.get("rel") not in ("canonical", "author"):
            self.loads.add(given.get("href") or "")
        elif given.get("src"):
            self.loads.add(given["src"])


@cache
def read(path: Path) -> Links:
    return Links(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def pages(site):
    found = [path for path in site.folder.rglob("*.html") if path.name not in TEMPLATES]
    assert len(found) > 120
    return found


def dead(page: Path, target: str) -> bool:
    """Whether a link leads nowhere; those to other machines are not followed."""
    parts = urlsplit(unescape(target))
    if parts.scheme or parts.netloc:
        return False
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if path.is_dir():
        path /= "index.html"
    if not path.is_file():
        return True
    script = path.name == "try.html" and parts.fragment.startswith("exercise=")
    anchor = unquote(parts.fragment)
    if not anchor or script or path.suffix != ".html":
        return False
    return anchor not in read(path).ids


def test_no_link_is_dead(pages):
    found = {
        (page.name, target)
        for page in pages
        for target in read(page).leads | read(page).loads
        if dead(page, target)
    }
    assert not found


def test_nothing_is_loaded_from_elsewhere(pages):
    elsewhere = {
        each
        for page in pages
        for each in read(page).loads
        if urlsplit(each).netloc or urlsplit(each).scheme not in ("", "data")
    }
    assert not elsewhere


def test_no_link_leads_to_a_notebook(pages):
    assert not [each for page in pages for each in read(page).leads if ".ipynb" in each]


def test_pages_of_lessons_are_small_and_have_no_copy_of_the_player(site):
    lessons = [*(site.folder / "lessons").glob("*.html")]
    assert len(lessons) > 15
    for path in lessons:
        assert path.stat().st_size <= LARGEST, path.name
        assert "DecompressionStream" not in path.read_text("utf-8"), path.name
    assert len([*site.folder.rglob("adlab-player.js")]) == 1


def test_every_name_and_every_exercise_has_a_page(site):
    for name in adlab.__all__:
        page = site.folder / "reference" / f"{name}.html"
        assert f'id="adlab.{name}"' in page.read_text("utf-8"), name
    for id in exercises():
        assert (site.folder / "exercises" / f"{id}.html").is_file()


def test_examples_of_the_reference_are_shown(site):
    """Their prompts are there for who reads; the button that copies leaves them out."""
    page = (site.folder / "reference" / "jvp.html").read_text("utf-8")
    assert re.search(r"&gt;&gt;&gt;", page) and "copybutton" in page


def test_no_solution_is_on_a_page(pages):
    texts = {page: re.sub(r"<[^>]*>", "", page.read_text("utf-8")) for page in pages}
    told = {page: unescape(text) for page, text in texts.items() if page.parent.name == "exercises"}
    for exercise in exercises().values():
        shown = " ".join([exercise.starter, exercise.prompt, *exercise.hints])
        page = next(text for path, text in told.items() if path.stem == exercise.id)
        for line in own_lines(exercise.solution):
            assert line not in page or line in shown, (exercise.id, line)
        for wrong in exercise.misconceptions:
            assert wrong.idea not in page


def test_the_search_finds_words_of_lessons_without_a_server(site):
    index = (site.folder / "searchindex.js").read_text("utf-8")
    assert '"overwrit' in index and "lessons/10-fan-out" in index


def test_notebooks_and_words_of_a_courses_own(site, tmp_path):
    assert re.search(r"\d+ pages in \d+ s: .*index\.html", site.said)
    (tmp_path / "lessons").mkdir()
    page = notebook(("markdown", "# Ours\n\nSee [the tour](00-tour.ipynb).\n\n![](own.svg)"))
    (tmp_path / "lessons" / "30-ours.ipynb").write_text(page)
    (tmp_path / "lessons" / "own.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    words = tmp_path / "words" / "de" / "LC_MESSAGES" / "lessons"
    words.mkdir(parents=True)
    (words / "10-fan-out.po").write_text(GERMAN, "utf-8")
    german = ["--language", "de", "--translations", str(tmp_path / "words")]
    again = built(tmp_path / "site", "--lessons", str(tmp_path / "lessons"), *german)
    text = (again.folder / "lessons" / "30-ours.html").read_text("utf-8")
    assert 'href="00-tour.html"' in text and "_images/own.svg" in text
    assert "30-ours.html" in (again.folder / "lessons" / "index.html").read_text("utf-8")
    assert "Eine Frage" in (again.folder / "lessons" / "10-fan-out.html").read_text("utf-8")


def test_the_texts_to_translate_are_a_file_for_each_page(tmp_path):
    texts = built(tmp_path / "texts", "--texts").folder
    assert 'msgid "A question"' in (texts / "lessons" / "10-fan-out.pot").read_text("utf-8")
    assert (texts / "exercises" / "reverse-sweep.pot").is_file()

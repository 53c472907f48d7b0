"""A program as HTML: complete in itself, and every line linked to its node."""

import re
from html.parser import HTMLParser

import numpy as np

import adlab
from adlab.view.player.program import highlighted, html
from tests.engine import examples


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.lines, self.style = [], False

    def handle_starttag(self, tag, attributes):
        self.style = tag == "style"
        if tag == "a":
            self.lines.append("")

    def handle_endtag(self, tag):
        self.style = False

    def handle_data(self, data):
        if not self.style:
            self.lines[-1] += data


def shown(program):
    parser = Text()
    parser.feed(html(program))
    return parser.lines


PROGRAM = adlab.trace(examples.baydin, 2.0, 5.0).program("reverse")


def test_the_lines_are_those_of_the_source():
    assert shown(PROGRAM) == PROGRAM.source.split("\n")


def test_it_needs_nothing_from_elsewhere():
    text = html(PROGRAM)
    assert "<script" not in text
    assert "http" not in text
    assert "url(" not in text


def test_every_line_of_the_body_is_linked_to_its_node():
    nodes = re.findall(r'data-node="(\d+)"', html(PROGRAM))
    assert len(nodes) == len(PROGRAM.rows) - 2


def test_every_link_leads_to_a_line():
    text = html(PROGRAM)
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text))


def test_the_title_names_the_formula_and_the_line():
    assert re.search(r'title="v2 = x1 · x2, line \d+, in baydin: v2 = x1 \* x2"', html(PROGRAM))


def test_signs_are_escaped():
    program = adlab.trace(lambda x: x * 2.0 if x < 5.0 else x, 1.0).program("value")
    assert "&lt; 5" not in highlighted("a")
    assert "x &lt; " in re.sub(r"<[^>]+>", "", html(program))


def test_derivatives_numbers_and_keywords_are_marked():
    text = highlighted("return x_bar * 2.0")
    assert text == (
        '<span class="adlab-keyword">return</span> '
        '<span class="adlab-derivative">x_bar</span> * <span class="adlab-number">2.0</span>'
    )


def test_a_program_shows_itself_in_a_notebook():
    program = adlab.trace(lambda x: np.sum(x * x), np.ones(3)).program("jacobian")
    assert program._repr_html_().startswith("<style>")

"""How Sphinx is told to build the site: its settings, in the place of a `conf.py`.

- `Language`: the one that the site is in; `settings(version, language)`: all of the settings.

Nothing is executed, and nothing is fetched: neither while the site is built nor by its pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

STATIC = Path(__file__).parent / "static"

EXTENSIONS = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
]

# A page with a player needs its whole width: it goes without the list at its right.
LISTS = {
    "guides/**": ["page-toc"],
    "exercises/**": ["page-toc"],
    "reference/**": ["page-toc"],
    "lessons/**": [],
    "index": [],
    "try": [],
}

THEME = {
    "show_prev_next": True,
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": LISTS,
    "footer_start": [],
    "footer_end": [],
    "article_footer_items": [],
    "back_to_top_button": False,  # it would lie over the buttons of a player
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


class Language(NamedTuple):
    """The language of the site, and where its words are.

    Attributes
    ----------
    name : such as "de"
    words : a folder with `de/LC_MESSAGES/lessons/10-fan-out.po` and so on, as sphinx-intl makes it
    """

    name: str = "en"
    words: Path | None = None


ENGLISH = Language()


def settings(version: str, language: Language = ENGLISH) -> dict[str, Any]:
    """The settings, by the names that Sphinx and its extensions give them."""
    return {
        "language": language.name,
        "locale_dirs": [str(language.words)] if language.words else [],
        "gettext_compact": False,  # a file for each page
        "project": "adlab",
        "html_title": "adlab",
        "version": version,
        "release": version,
        "extensions": EXTENSIONS,
        "nitpicky": True,
        # Types in the docstrings of parameters are words for people, such as "callable".
        "nitpick_ignore_regex": [(r"py:.*", r".*")],
        "nb_execution_mode": "off",
        "nb_mime_priority_overrides": [
            ("gettext", f"text/{kind}", 10) for kind in ("html", "plain")
        ],
        "nb_ipywidgets_js": {},  # what shows widgets would be fetched from elsewhere
        "myst_enable_extensions": ["colon_fence"],
        "myst_heading_anchors": 4,
        "numpydoc_show_class_members": False,
        "autodoc_member_order": "groupwise",
        "autodoc_typehints": "none",
        "python_use_unqualified_type_names": True,
        "add_module_names": False,
        "default_role": "code",
        "highlight_language": "none",
        "copybutton_prompt_text": r">>> |\.\.\. |\$ |In \[\d*\]: ",
        "copybutton_prompt_is_regexp": True,
        "html_theme": "pydata_sphinx_theme",
        "html_theme_options": THEME,
        "html_context": {"default_mode": "auto"},
        "html_sidebars": {"index": [], "try": []},
        "html_static_path": [str(STATIC / "site")],
        "html_css_files": ["site.css"],
        "html_js_files": [("adlab-player.js", {"defer": "defer"})],
        "html_show_sourcelink": False,
        "html_copy_source": False,
        "html_show_sphinx": False,
        "templates_path": [],
        "exclude_patterns": [],
    }

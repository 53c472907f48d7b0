"""The course as a site, and adlab itself in a page of it.

- `command`: `adlab site`; `building`: the sources that Sphinx is given, and what it makes of them;
  `settings`: how it is told to;
- `lessons`, `tasks`, `guides`, `reference`, `front`: the sources of the pages, each a kind;
- `trying`: the page on which a function of one's own is stepped; `wheels`: what a browser's Python
  is given; `in_browser`: what runs there; `written`: code that is given as text;
- `sources`: where the texts of all that stand.

Sphinx is imported where the site is built, and nowhere else.
"""

"""Files: stills and moving pictures as SVG and PNG, their captions, LaTeX, and DOT.

- `exports`: the player as pictures and plain text; `caption`: what stands around a picture;
- `pixels`: pictures as pixels; `slides`: one for each step, as files, a GIF or a PDF;
- `latex`: a trace for paper; `dot`: the graph for Graphviz.
"""

"""Files: stills and sequences as SVG, PNG and GIF, their captions, and DOT.

- `exports`: the player as pictures and plain text; `caption`: what stands around a picture;
- `pixels`: pictures as pixels; `dot`: the graph for Graphviz.
"""

"""Files: stills and sequences as SVG, PNG and GIF, their captions, and DOT."""

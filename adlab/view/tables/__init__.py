"""Tables: columns in text and HTML, traces, comparisons, and what derivatives cost."""

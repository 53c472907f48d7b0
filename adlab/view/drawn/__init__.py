"""What is drawn: the layout of a graph, its picture, the pictures of its parts, and plots."""

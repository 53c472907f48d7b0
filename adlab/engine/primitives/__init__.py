"""The elementary functions, each declared once, and their local derivatives.

- `primitive`: what a declaration holds; `declaring`: the ways to write one;
- `elementary`, `shapes`, `reductions`, `products`, `linalg`: the tables; `declared`: all of them;
- `edges`: what the sweeps do at one node, made of its declaration;
- `needs`: of which values a local derivative is made.
"""

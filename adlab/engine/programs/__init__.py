"""A derivative as straight-line source.

- `program`: a Program, what it reads like and how it is called;
- `patterns`, `lines`, `values`, `shares`, `writer`, `writing` and `reading` write it, from one
  operation up to the text that is read;
- `compiling`, `fitting` and `surroundings`: when it may be used in the place of a function;
- `looks` and `mentions`: how one sees that a value has changed, and which names code mentions.
"""

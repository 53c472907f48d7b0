"""Steps played again: the spec that a page holds, its fold, and the state after any step.

Read it in this order:

- `asked`: what the user asked to see, checked: a sweep, a step, a range of steps;
- `fold`: what each step of a sweep writes, reads, lights and says; `spec`: the same as typed data;
- `frames`: what the picture shows after each step, for pictures that are made in Python;
- `abridged`: a loop of very many turns, with few of them and the same derivatives;
- `jumps`: a sweep that is too long for a page; `listing`: the user's source beside the picture.
"""

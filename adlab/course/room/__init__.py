"""A live class: the room is asked, and its answers are named by the mistakes behind them.

- `questions`: questions made of a function, with what they cannot tell apart; `asked`: what of one
  travels to the service;
- `sets`: ready-made ones for the workshops of docs/teaching.md;
- `store`: the room in one SQLite file; `service`: the pages and addresses, see `adlab class`;
- `joining`: `adlab.join`, by which a notebook tells the room of its checks.
"""

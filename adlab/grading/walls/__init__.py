"""The walls around a submission: another process, and what of the machine it may touch.

Read it in this order:

- `limits`: what a submission may use; `sandbox`: which walls there are, and a start behind them;
- `launcher`, `confine`, `syscalls`, `worker`: the child's side, by the standard library alone;
- `wire`, `channel`: what crosses the pipe, and its ends; `transcript`: what crossed it before;
- `remote`: the grader's side of a submission; `oracle`: primitives that are evaluated for it;
- `entry`: the way in, `submitted(task)`, and `probe()`; `server`: the same, warm;
- `at_once`: where there is no other process; `local`: files of our own, without walls.
"""

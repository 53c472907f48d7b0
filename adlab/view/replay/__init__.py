"""Steps played again: the spec that a page holds, its fold, and the state after any step."""

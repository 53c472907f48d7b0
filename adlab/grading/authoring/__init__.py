"""The author's tools: `author` checks an exercise, `mutants` changes its solution in small ways."""

"""Attacks, golden and frozen submissions are texts to be graded: nothing here may import them."""

collect_ignore_glob = ["attacks/*", "frozen/*", "golden/*"]

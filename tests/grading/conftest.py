"""The files of the attack corpus are texts to be graded: nothing here may import them."""

collect_ignore_glob = ["attacks/*", "golden/*"]

"""What a learner works with: the lessons in a folder of their own, and the command line."""

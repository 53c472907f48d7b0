"""What is said of a step: its kind, its facts, the sentence, the formula, and how numbers look."""

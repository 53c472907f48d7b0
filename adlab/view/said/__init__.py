"""What is said of a step: its kind, its facts, the sentence, the formula, and how numbers look.

Read it in this order:

- `kinds`, `facts`: a Step as a Moment, which is its kind and all that there is to say about it;
- `templates`: every word that the player says; `narration`: the sentences, with the facts put in;
- `dependence`: what a function does not depend on;
- `expressions`, `formula`, `mathml`: what a primitive declares, what a step computes, as formulas;
- `graph_texts`: names, values and partials, whatever the sweep; `numbers`, `arrays`: how these
  look; `maps`: what of an array goes where in another;
- `letters`: how much room a text takes.
"""

"""Why a submission fails: the smallest failing graph, the first wrong node, the mistake by name.

Read it in this order:

- `probes`: the calls that the checks make, and what wrong implementations answer to them;
- `reducer`: make a failing graph small; `signals`: what one wrong number gives away;
- `fingerprint`: which mistake explains the wrong numbers; `questions`: what to ask about it;
- `diagnosis`: all of it on one submission.
"""

"""Every word that the player says, in one place: plain, short, and exact. To translate, edit here.

- `SENTENCES`: what is said at a step of each kind; `NOTES` are added where they apply.
- `CAPTIONS`: what each number of a formula is.
- `OPENING`, `HALFWAY`, `CLOSING`: what is said before, between and after the steps of a sweep.
- `WORDS`: the labels of the player itself; `ARRAY_WORDS` those it has for arrays.
- `GUARDS`: what is said of a branch; `TRACES` the headings of the evaluation trace as a table.

In a sentence `{from:name}` is the fact `from` of the step, shown in the class `name`; the facts are
those of `facts.Moment`. `{formula}` and `{numbers}` stand for the formula of the node's primitive,
with names and with numbers; `{word:strong}` is the word itself, emphasised. `narration` puts the
facts in.
"""

from __future__ import annotations

from typing import Any

from adlab.view.said.kinds import Kind

# -- What is said at each kind of step ------------------------------------------------------------

SENTENCES: dict[Kind, str] = {
    # order
    Kind("count"): "{node:to} waits for {after:number}: so many edges come into it.",
    Kind("count none"): "{node:to} waits for nothing: no edge comes into it.",
    Kind("ready"): "{node:to} waits for nothing any more. It is ready, and joins the queue.",
    Kind("visit"): "{node:to} is the first in the queue: it gets place {after:number} in the "
    "order.",
    Kind("release"): "{from:name} is done, so {node:to} waits for one less: {after:number}.",
    Kind("rest"): "{n:number} steps are taken at once: the graph is too big to take them one by "
    "one here. What each node then holds is in the picture of its group.",
    # values
    Kind("input"): "{node:to} is an input: the value {after:value} was given.",
    Kind("value"): "{node:to} is {formula}: with numbers, {numbers} = {after:value}.",
    Kind("missing"): "{node:to} is needed now, and nobody has computed it: what stands there is "
    "{after:value}.",
    Kind("value", form="array"): "{node:to} takes the value {after:value} from {formula}.",
    # partials
    Kind("partial"): "When {from:name} changes a little in this one place, {node:name} changes "
    "{after:partial} times as much. That partial goes on the edge.",
    Kind("partial", form="array"): "Each entry of {node:name} changes in proportion to the same "
    "entry of {from:name}: the edge keeps one partial for each.",
    Kind("partial", form="map"): "The partial from {from:name} to {node:name} is a linear map, "
    "“{after:partial}”, {shapes}. It goes on the edge.",
    # tangents
    Kind("seed"): "We ask for derivatives with respect to {node:to}: its tangent starts at "
    "{after:tangent}.",
    Kind("direction"): "{node:to} changes in the direction that was chosen: its tangent starts "
    "at {after:tangent}.",
    Kind("held"): "{node:to} is held still: its tangent is {after:tangent}.",
    Kind("kept seed"): "{node:to} {still carries:strong} {after:tangent}, the seed of the sweep "
    "before.",
    Kind("tangent", "sum"): "The tangent of {node:to} is partial times tangent, summed over its "
    "operands: {terms} = {after:tangent}.",
    Kind("tangent"): "The tangent of {node:to} is partial times tangent: {terms} = "
    "{after:tangent}.",
    Kind("tangent", form="array"): "The tangent of {node:to}: each operand’s tangent, sent "
    "through the partial on its edge, and summed.",
    Kind("tangent", "none"): "No derivative flows into {node:to}: its tangent is {after:tangent}.",
    # adjoints
    Kind("start"): "Start at the output: {node:to} changes exactly as much as itself, so its "
    "adjoint is {after:adjoint}.",
    Kind("start", form="array"): "Start at the output: we ask for the derivatives of "
    "{seed:name}, so the adjoint of {node:to} is 1 there and 0 elsewhere.",
    Kind("weight"): "Start at the output: {node:to} was given a weight, which is its adjoint: "
    "{after:adjoint}.",
    Kind("share"): "{from:name} hands {node:to} its share: adjoint times partial, "
    "{adjoint:adjoint} · {partial:partial factor} = {share:adjoint}.",
    Kind("share", "first"): "{from:name} hands {node:to} its share: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. It is the first of {total:number} shares, which "
    "will be added up.",
    Kind("share", "next"): "{from:name} hands its share back to {node:to}: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. {node:name} already holds {before:adjoint} from "
    "{holders:name}, so they {add:strong}: {after:adjoint}.",
    Kind("share", "on seed"): "{from:name} hands its share back to {node:to}: {adjoint:adjoint} "
    "· {partial:partial factor} = {share:adjoint}. {node:name} is an output itself and already "
    "holds {before:adjoint}, so they {add:strong}: {after:adjoint}.",
    Kind("share", "on rest"): "{from:name} hands its share back to {node:to}: {adjoint:adjoint} "
    "· {partial:partial factor} = {share:adjoint}. But {node:name} {still:strong} held "
    "{before:adjoint} from the call before: with the share it has {after:adjoint}.",
    Kind("share", "over"): "{from:name} hands {node:to} its share: {adjoint:adjoint} · "
    "{partial:partial factor} = {share:adjoint}. It {replaces:strong} {held:adjoint}, which "
    "{node:name} held from another path: that share is lost.",
    Kind("kept adjoint"): "{node:to} {still holds:strong} {after:adjoint}: that is what the call "
    "before left.",
    Kind("share", "on kept"): "{from:name} hands its share back to {node:to}: {adjoint:adjoint} "
    "· {partial:partial factor} = {share:adjoint}. It is added to {before:adjoint}, in which "
    "there {is still:strong} what the call before left: {after:adjoint}.",
    Kind("no share"): "{node:to} is to send, and no share has come to it yet: its adjoint is "
    "still {after:adjoint}.",
    Kind("share", form="array"): "{from:name} hands {node:to} its share: adjoint times partial, "
    "entry by entry.",
    Kind("share", "first", "array"): "{from:name} hands {node:to} its share: adjoint times "
    "partial, entry by entry. It is the first of {total:number} shares, which will be added up.",
    Kind("share", "next", "array"): "{from:name} hands its share back to {node:to}. {node:name} "
    "already holds a share from {holders:name}, so they {add:strong}, entry by entry.",
    Kind("share", "on seed", "array"): "{from:name} hands its share back to {node:to}. "
    "{node:name} is an output itself, so this is {added:strong} to its seed, entry by entry.",
    Kind("share", form="map"): "{from:name} hands {node:to} its share: its adjoint, sent back "
    "through “{partial:partial}” by the transpose{turned:partial}.",
    Kind("share", "first", "map"): "{from:name} hands {node:to} its share: its adjoint, sent "
    "back through “{partial:partial}” by the transpose{turned:partial}. It is the first of "
    "{total:number} shares, which will be added up.",
    Kind("share", "next", "map"): "{from:name} hands its share back to {node:to}, through the "
    "transpose of “{partial:partial}”{turned:partial}. {node:name} already holds a share from "
    "{holders:name}, so they {add:strong}.",
    Kind("share", "on seed", "map"): "{from:name} hands its share back to {node:to}, through the "
    "transpose of “{partial:partial}”{turned:partial}. {node:name} is an output itself, so this "
    "is {added:strong} to its seed.",
    Kind("share", form="sum"): "{from:name} hands {node:to} its share: {node:name} was copied to "
    "{copies:number}; the {copies:number} of {summand:adjoint} are added up{first:} "
    "{sum:adjoint} = {entry:adjoint}.",
    Kind("share", "first", "sum"): "{from:name} hands {node:to} its share: {node:name} was "
    "copied to {copies:number}; the {copies:number} of {summand:adjoint} are added up{first:} "
    "{sum:adjoint} = {entry:adjoint}. It is the first of {total:number} shares, which will be "
    "added up in turn.",
    Kind("share", "next", "sum"): "{from:name} hands its share back to {node:to}: {node:name} "
    "was copied to {copies:number}; the {copies:number} of {summand:adjoint} are added "
    "up{first:} {sum:adjoint} = {entry:adjoint}. {node:name} already holds a share from "
    "{holders:name}, so they {add:strong}.",
    Kind("share", "on seed", "sum"): "{from:name} hands its share back to {node:to}: {node:name} "
    "was copied to {copies:number}; the {copies:number} of {summand:adjoint} are added "
    "up{first:} {sum:adjoint} = {entry:adjoint}. {node:name} is an output itself, so this is "
    "{added:strong} to its seed.",
}

# An engine of one's own, where it does what no rule explains.
SENTENCES |= {
    Kind("own value"): "{node:to} is {formula}. Your engine has {after:value} for it.",
    Kind("own partial"): "On the edge from {from:name} to {node:name} your engine keeps the "
    "partial {after:partial}.",
    Kind("own adjoint"): "Your engine writes {after:adjoint} to {node:to}.",
    Kind("own adjoint", "next"): "Your engine writes {after:adjoint} to {node:to}, which held "
    "{before:adjoint}.",
    Kind("own clear"): "Your engine sets {node:to} back to 0: the {before:adjoint} that it held "
    "is {lost:strong}.",
}

# What stands below the numbers of a formula: of an event, of its order if that differs, a fact.
CAPTIONS = {
    "value after": "value",
    "input after": "its value",
    "partial after": "partial",
    "tangent partial": "partial",
    "tangent tangent": "tangent",
    "tangent after": "tangent of {node:name}",
    "seed after": "tangent of {node:name}",
    "direction after": "tangent of {node:name}",
    "held after": "tangent of {node:name}",
    "start after": "adjoint of {node:name}",
    "weight after": "adjoint of {node:name}",
    "share adjoint": "adjoint of {from:name}",
    "share partial": "partial",
    "share after": "the sum",
    "share only after": "adjoint of {node:name}",
    "share first after": "first of {total:} shares",
    "share next before": "held, from {holders:name}",
    "share on seed before": "its seed",
    "share on rest before": "left in it",
    "share on kept before": "left in it",
    "share over after": "replaces {held:}",
    "release before": "before",
    "first entry": "first entry",
}

FIRST_ENTRY = ". First entry:"  # of a sum over rows or columns
TURNED = ": “{back}”"  # what a transpose does

NOTES = {
    "kink": "It stands at a kink, where a convention decides: {kink}.",
    "jump": "There is no derivative at a jump, and a convention decides ({kink}).",
    "both grew": "It stretched {both:strong} operands: {stretched:number} numbers gave "
    "{pairs:number}, each paired with each.",
    "infinite": "Here the function is infinitely steep.",
    "again": "It was computed before, and nobody remembered.",
    "too late": "This comes {too late:strong}: another node has already used what stood here.",
    "early": "But {from:name} sends {too early:strong}: it has {got:number} of the {due:number} "
    "shares it is going to get.",
    "sent again": "That edge was used before: part of this is {counted twice:strong}.",
    "had read": "It had just read the adjoint of {givers:name}.",
    "undefined": "Here the rule gives no number: there is no derivative.",
}

OPENING = {
    "order": "In which order can the nodes be computed? Each after its operands: this is Kahn’s "
    "algorithm.",
    "forward": "Nothing has been computed yet. Each node will take the values of its operands and "
    "make its own.",
    "tangent": "Forward mode: along with each value goes its tangent, the derivative with respect "
    "to {seed:name}.",
    "direction": "Forward mode: along with each value goes its tangent, the derivative along "
    "{seed:name}.",
    "reverse": "Reverse mode has two passes: forward, which puts values in the nodes and partials "
    "on the edges, then backward, which hands derivatives of {seed:name} back along the edges.",
}
BEGIN = " To begin, press the next button, or the key →."  # where there is such a button
HALFWAY = "The forward pass is done. The next step starts the backward pass."
CLOSING = {
    "nothing": "Done.",
    "noted wrong": "Done: {results}. That is {wrong:strong}; right is {right}.",
    "noted right": "Done: {results}, which is right, in {steps} steps.",
    "noted lucky": "Done: {results}, which is right, for this function: the rule was lucky.",
    "order": "Done: each node came after all of its operands.",
    "forward": "Done: {results}.",
    "tangent": "Done. One sweep gives the derivatives with respect to one input: {results}.",
    "direction": "Done. One sweep gives the derivatives along one direction, {seed:name}: "
    "{results}.",
    "reverse": "Done. One backward pass gives the derivatives of {seed:name} with respect to every "
    "input: {results}.",
}

DEPENDENCE = {
    "only": "the output is the constant {value}",
    "one of": "output {n} is the constant {value}",
    "constant": "{said}: no input has an influence on it, so its derivatives are all 0.",
    "constants": "{said}: no input has an influence on them, so their derivatives are all 0.",
    "input": "{name} is an input and an output as well: nothing is done to it.",
    "unused": "{output} does not depend on {inputs}.",
    "more": "The function has {n} outputs, {names}; this sweep differentiates {seed}.",
}

# -- The player itself ----------------------------------------------------------------------------

WORDS: dict[str, Any] = {
    "player": "Step through {title}",
    "note": "This picture becomes a player that you can step through where scripts may run: trust "
    "the notebook, or run its cell.",
    "tables": "The evaluation trace, with every value and derivative",
    "tabs": {"order": "Order", "forward": "Forward", "tangent": "Tangent", "reverse": "Reverse"},
    "sweeps": "Sweeps",
    "choose forward": "sweep",
    "the right one": "right",
    "beside": "The list beside the tabs has the right sweep to compare with.",
    "choose tangent": "with respect to",
    "choose reverse": "derivatives of",
    "key": "key {n}",
    "phases": {
        "forward pass": "forward pass",
        "backward pass": "backward pass",
        "count": "counting",
        "visit": "visiting",
    },
    "short phases": {
        "forward pass": " · forward",
        "backward pass": " · backward",
        "count": " · counting",
        "visit": " · visiting",
    },
    "more": "More: tools, copies, help",
    "line": "line {n}",
    "lines": "lines {low}–{high} of {of}",
    "rows shown": "{low}–{high} of {of}",
    "upwards": "read upwards: inputs last",
    "through": "through",
    "shares": "{come} of {of} shares",
    "code of": "Code of {name}",
    "in full": "This node in full: arrays and matrices",
    "not finite": "First number that is not finite",
    "all finite": "All numbers of this sweep are finite.",
    "copy link": "Copy a link to this step",
    "phone tabs": {"all": "What is shown", "graph": "Picture", "code": "Code", "trace": "Trace"},
    "first": "First step",
    "previous": "Previous step",
    "play": "Play",
    "pause": "Pause",
    "next": "Next step",
    "last": "Last step",
    "backward": "Go to the backward pass",
    "slider": "Step",
    "step": "step {n} of {of}",
    "help": "Help",
    "close": "Close",
    "copy dot": "Copy the graph as DOT",
    "copy narration": "Copy the narration",
    "copied": "Copied",
    "copy by hand": "Copy this with Ctrl and C",
    "stage": "Stage: the whole screen, for the back row",
    "leave stage": "Leave: Esc",
    "controls": "Steps",
    "diagram": "Computational graph",
    "code": "Your code",
    "no code": "Python kept no source for this function, so there is none to show. Functions from "
    "a file or a notebook cell have one.",
    "trace": "Evaluation trace",
    "formula": "Formula",
    "node": "node",
    "is": "is",
    "value": "value",
    "tangent": "tangent",
    "adjoint": "adjoint",
    "waits": "waits for",
    "place": "place",
    "ready": "ready",
    "queue": "queue",
    "empty": "empty",
    "keys": [
        ["← →", "previous and next step"],
        ["Home End", "first and last step"],
        ["Enter", "in the picture: into it, then ← → ↑ ↓ from node to node"],
        ["Space", "play and pause"],
        ["1 2 3 4", "order, forward, tangent, reverse"],
        ["[ ]", "previous and next sweep of the tab"],
        ["b", "start of the backward pass"],
        ["p", "predict: say what comes next"],
        ["m", "the picture at its natural size, and back"],
        ["n", "the first number that is not finite"],
        ["/", "find a node by its name or operation"],
        ["< >", "all that a node was computed from, and all that was computed from it"],
        ["f", "stage: the whole screen, for the back row"],
        ["?", "this help"],
        ["Esc", "close, leave the stage, or stop asking"],
    ],
    "click": "Click a node, a row of the table or a piece of code to go to the step that computes "
    "it. Point at one to see it everywhere.",
    "picture": {
        "size of share": "size of the share",
        "minus": "minus",
        "find": "Find a node by its name or operation",
        "matches": "{n} found",
        "upstream": "All that this node was computed from",
        "downstream": "All that was computed from this node",
        "upstream of": "{label} was computed from {n} nodes",
        "downstream of": "{n} nodes were computed from {label}",
    },
    "call": "call {n} of {of}",
    "iteration": "iteration {n} of the loop in line {line}",
    "cut": "This sweep has {of} steps; the first {n} are here.",
    "more tangent": "The player shows the tangent sweeps of the first {n} of {of} numbers among "
    "the inputs.",
    "more reverse": "The player shows the reverse sweeps of the first {n} of {of} numbers among "
    "the outputs.",
    "more steps": "The graph has {of} nodes. Of each sweep, about {n} steps can be taken one by "
    "one, at the start of each pass; the others are taken at once.",
    "rows": "and {n} more nodes",
    "too big": "The graph has {n} nodes: too many for a picture that could be read.",
    "direction": "direction …",
    "weighting": "weights of the outputs",
    "one or all": "{label}: 1 number, or {size}",
    "how many": "{label} takes 1 number or {size}, and got {n}.",
    "run sweep": "Run this sweep",
    "difference": "First difference (key d)",
    "differing": "Different now: {labels}.",
    "same so far": "The same so far. The first difference is at step {n}.",
    "same here": "No difference at this step.",
    "no difference": "No difference at any step.",
    "compared": "{} beside {}",
    "sides": ["left", "right"],
    "turned": "{question} in line {line} is {now} now, and was {was}: AD follows the branch that "
    "is taken, so this is another graph.",
    "another graph": "With these inputs the function computes another graph.",
    "predict": "Predict: say what comes next",
    "ask about": "What is asked",
    "ask": {
        "values": "values",
        "tangents": "tangents",
        "adjoints": "adjoints",
        "sums": "sums at a fan-out",
        "next node": "next node",
    },
    "ask value": "{label} = {formula}. What is its value?",
    "ask tangent": "What is the tangent of {label} = {formula}?",
    "ask seed": "What does the adjoint of {label} start at?",
    "ask adjoint": "{from} hands {label} its share. What is the adjoint of {label} then?",
    "ask sum": "{label} now gets the last of its {of} shares. What is its adjoint, their sum?",
    "ask next node": "Which node can be computed next? Click it, or press Enter on its row.",
    "ask nothing": "Nothing to predict at the next step: go on.",
    "ask none left": "The sweep is done.",
    "answer": "Your answer: a number, or arithmetic such as 2*cos(3)",
    "check": "Check",
    "reveal": "Show me",
    "right": "Right, {label} has {answer}.",
    "right node": "Right: {answer}.",
    "missed": "{label} has {answer}.",
    "missed node": "It is {answer}.",
    "answer first": "First say what {label} has, or let it be shown.",
    "click first": "First click the node that can be computed next.",
    "stop asking": "Stop asking (key p)",
    "also right": "Right, {label} is ready too. The one written first, {taken}, is taken.",
    "try": "Not yet. One more try: the values it needs are in the picture.",
    "try alone": "That is the share alone. A share was there before: what do they make together?",
    "try unchanged": "That is what was there before. A share is added to it.",
    "try partial": "That is the partial on the edge. What is it multiplied by?",
    "try adjoint": "That is the adjoint of {from}. What is on the edge?",
    "try sign": "The size is right. Look at the sign.",
    "try waits": "Not yet: {label} still waits for {waits}.",
    "try done": "{label} has its place already.",
    "not a number": "“{part}” cannot stand there. Write a number, or arithmetic such as 2*cos(3).",
    "score": "{right} of {of} right, {first} at the first try",
    "no sweep": "The output does not depend on the inputs, so there is nothing to sweep.",
    "no input": "The function has no input to vary.",
}

OWN = {  # above the player of an engine of one's own
    "title": "Your engine on {name}",
    "side": "your engine",
    "right side": "right",
    "value": "The first wrong value is that of {node} = {formula}: your engine has {own}, right is "
    "{right}.",
    "partial": "The first wrong partial is on the edge from {operand} to {node}: your engine keeps "
    "{own}, right is {right}.",
    "adjoint": "The first wrong adjoint is that of {node}: your engine has {own}, right is "
    "{right}.",
    "shape": "{node} has the shape {right}, and its adjoint has {own}: an adjoint has one entry "
    "for each entry of its node.",
    "right": "Your engine is right: it has the same adjoint as adlab at each of {n} nodes.",
    "right again": "Your engine is right, in both calls of backward(): it has the same adjoint as "
    "adlab at each of {n} nodes.",
    "calls right": "The first call of backward() is right",
    "all calls right": "The first {n} calls of backward() are right",
    "adjoint again": "{right calls}; call {call}, on the same graph, goes wrong at {node}: your "
    "engine has {own}, right is {right}.",
    "again": "Something is left in the graph from the call before: which adjoints must be 0 when a "
    "sweep begins? (If that is meant, as in PyTorch and micrograd, where you clear by hand, pass "
    "calls=1.)",
    "no share": "No share came back to it along the edge from {consumer}.",
    "no share of two": "No share came back to it along one of its {n} edges from {consumer}.",
    "early": "{consumer} handed on when it had {got} of its {due} shares: who must come first?",
    "sent again": "{consumer} handed on more than once along the same edge: part of it is counted "
    "twice.",
    "lost": "A share that was there already was written over.",
    "cleared": "It was set back to 0 when a share had come already.",
    "seed": "It is the output, where the sweep begins: how much does {node} change when {node} "
    "changes by 1?",
    "cut": "At {node} = {formula} your object keeps no path to its operand {other}.",
    "once": "At {node} = {formula} there are {n} edges from {other}, and your object keeps its "
    "operands in a set or dictionary, which holds each once.",
    "same object": "{node} = {formula} is for your engine the same object as {other}.",
    "equal": "Your class has its own __eq__, and {node} and {other} hold the same number. Two "
    "nodes are the same only if they are one object: compare with `is`, or by id(node).",
    "paths": "But {node} was written {writes} times and has {n} edges: your engine goes along "
    "paths, and their number is multiplied at every fan-out that lies behind another. Sum "
    "at a node first, then hand on once.",
    "partials": "Where adlab could read no partial of your engine’s, its own is on the edge.",
}

GRADIENTS = {
    "layer": "layer",
    "value": "‖value‖",
    "zeros": "zeros",
    "adjoint": "‖adjoint‖",
    "gradient": "‖gradient‖",
    "notes": "",
    "call": "{name} call {n}",
    "grew": "{what} grew to {shape}",
    "bad": "first {kind}: {node} = {formula}",
    "dead": "all of it is 0",
    "nothing back": "nothing comes back",
    "without": "no gradient at all: {names}",
}

TRACES = {  # headings of the evaluation trace as a table, with the direction in which it is read
    "primal": "forward primal trace ↓",
    "tangent": "forward tangent trace ↓",
    "reverse": "reverse adjoint trace ↑",
}

ARRAY_WORDS: dict[str, Any] = {  # where there are arrays
    "extent": "shape",
    "by size": "arrays: the largest entry",
    "details": "{label} in full",
    "open details": "{label}, {shape}: show all entries",
    "all entries": "{shape}, {n} entries",
    "one number": "one number",
    "corners": "{shape}, {n} entries: the corners are shown",
    "not yet": "not run yet",
    "grid of": "Entries of {name}: the arrow keys go from one to the next",
    "entry": "{name}[{index}] = {text}",
    "entries of block": "{name}[{index}]: largest {text}",
    "largest of block": "the entry of the largest magnitude in this block of {shape}",
    "place in row": "entry {k} of 0–{last}",
    "place in array": "row {row} of 0–{rows}, column {column} of 0–{columns}",
    "forwards": "forward",
    "backwards": "backward",
    "times": "times",
    "same back": "the same, entry by entry",
    "terms": "({n} terms)",
    "from": "{name} = {text}, from {made}",
    "added to": "{name}: {terms} is added to what was there",
    "edges in": "Edges into {label}",
    "edge in": "from {label}:",
    "entry by entry": "entry by entry",
    "and back": "back: {label}",
    "matrix": "matrix, {rows} × {columns}",
    "big matrix": "matrix, {rows} × {columns}: too big to be shown",
    "keys": [
        *WORDS["keys"][:6],
        ["i", "the node now written, in full: its arrays, and the matrices on its edges"],
        *WORDS["keys"][6:],
    ],
}

GUARDS = {
    "compare": "{question} was {outcome}: AD follows this branch.",
    "many": "{question} was {outcome}: AD follows the branch taken each time.",
    "other": "{question} was {outcome}: AD takes it as fixed.",
    "true": "true",
    "false": "false",
    "times": "{outcome} {n} times",
}

# -- Big graphs -----------------------------------------------------------------------------------

GROUPS: dict[str, Any] = {  # what a group of nodes is called
    "call": "call {n} of {of}",
    "only call": "call",
    "loop": "loop in line {line}",
    "count": "{n} turns",
    "turn": "turn {n}",
    "turns between": "turns {first}–{last}",
    "block": "{name} × {n}",
    "blocks": "{n} calls in a row",
    "nodes": "{first} … {last}",
    "size": "{n} nodes",
    "one node": "1 node",
    "turn of": "turn {n} of {of}",
    "in turn": "In {turn}:",
    "in call": "In {name}:",
    "turns of": "Turn of the loop: {title}, {note}",
    "from turn": "turn {n}",
    "to turn": "turn {n}",
    "inside": "inside {name}",
    "drawn once": "drawn once, {n} calls",
    "calls": "Call of the function",
    "body": "body {name}, which {n} turns have",
    "bodies": "Bodies of the loop",
    "so far": "adjoint so far",
    "more names": "{n} more names that the loop carries",
    "fewer names": "only the names with the largest adjoints",
    "sampled": "{n} of {of} turns have a point",
    "in": "comes in",
    "more": "and {n} more",
    "picture": "Computational graph",
    "trail": "Where you are in the graph",
    "step in": "step into {name}",
    "go to": "go to {label}, outside this group",
    "before": "The group before this one",
    "after": "The group after this one",
    "done": "{n} of {of} done",
    "no room": "The graph has {n} nodes, and the pictures of this group and some others were left "
    "out to keep the page small. Its nodes are in the table.",
    "keys": [
        ["Enter", "step into a group: the one with the focus, or the one at work"],
        ["u", "step out again"],
        ["PageUp PageDown", "the group before, and the one after"],
        [", .", "one turn of a loop back, or on"],
        ["( )", "one call back, or on"],
    ],
}

# Of a page with sliders, which computes without Python.
SLIDERS: dict[str, Any] = {
    "inputs": "Inputs",
    "turned": WORDS["turned"],
    "true": "true",
    "false": "false",
    "needs python": "The picture is still that of the inputs before: for the other graph, run the "
    "function in Python.",
    "value not finite": "The value of {node} is {kind}{at}.",
    "steep": "The derivative of {node} with respect to {operand} is {kind}{at}.",
    "nan": "nan",
    "infinite": "infinite",
    "at": ", at {operands}",
    "where": "\n  where: line {line}{function}: {text}",
    "in function": ", in {name}",
    "in doubt": "At {label} larger numbers cancel, and of what is left the digits are those of "
    "rounding: Python’s may be others.",
}

# Of a page that computes: local slopes.
SLOPES: dict[str, Any] = {
    "slopes": "Local slopes of this node",
    "slopes of": "Local slopes of {node}",
    "slopes count": [
        "",
        "one operand, one slope",
        "two operands, two slopes",
        "three operands, three slopes",
    ],
    "whole function": "the whole function",
    "moves": "{label} moves",
    "stays": "{held} stays",
    "stay": "{held} stay",
    "first place": "{label} moves in place {n}",
    "inputs stay": "{label} moves, the other inputs stay",
    "against": "{node} against {operand}",
    "output": "the output",
    "the curve": "the curve, and the line that it looks like at {at}",
    "slope": "slope",
    "slope here": "slope {slope}",
    "is slope": "= {rule}",
    "on edge": "the number on the edge {operand}\u00a0→\u00a0{node}",
    "whole slope": "the adjoint of {node}: all its shares, added up",
    "two sides": "left {left}, right {right}",
    "used": "used: {used}",
    "zoom": "Zoom",
    "straight": "A straight line: its slope is the same everywhere.",
    "straights": "Straight lines: their slopes are the same everywhere.",
    "factors": "Each is a straight line: its slope is the other factor.",
    "drag": "Drag the point: curve, edge and adjoints follow.",
    "drag alone": "Drag the point for the slope elsewhere; in the graph {label} is {at}.",
    "near": "From near, the curve and its tangent are one line.",
    "near kink": "From near, a kink stays a kink: no line fits both sides.",
    "kink": "A kink: the slope is {left} from the left and {right} from the right. By convention "
    "{used} is used.",
    "jump": "A jump: there is no slope here. By convention {used} is used.",
    "no slope here": "There is no slope here.",
    "steep here": "Here the curve is infinitely steep.",
    "nothing flows": "{node} does not change with its operands, or only in jumps: no derivative "
    "flows through it.",
    "slope said": "{operand} = {at}: {node} = {value}, slope {slope}",
    "slope sentence": "When {operand} changes a little, {node} changes {slope} times as much. That "
    "is {what}.",
    "in the graph": "(graph: {at})",
    "keys": [
        *WORDS["keys"][:6],
        ["s", "local slopes of a node: its curves, and the line at this point"],
        *WORDS["keys"][6:],
    ],
}

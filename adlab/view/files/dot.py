"""The graph in the DOT language, for Graphviz, and for whoever wants to go on with it there.

- `to_dot(graph)`: the text.
"""

from __future__ import annotations

from adlab.engine.recording.graph import Graph
from adlab.view.said.graph_texts import Texts


def to_dot(graph: Graph) -> str:
    r"""The graph in the DOT language: formulas and values in the nodes, partials on the edges.

    >>> import adlab
    >>> print(to_dot(adlab.trace(lambda x: x * x, 3.0)).expandtabs(4), end="")
    digraph "<lambda>" {
        graph [rankdir=LR]
        node [shape=box style=rounded]
        x [label="x\n3"]
        v1 [label="v1 = x · x\n9" peripheries=2]
        x -> v1 [label=3]
        x -> v1 [label=3]
    }
    """
    import graphviz

    def quoted(part: str) -> str:
        return str(graphviz.escape(part))

    known = Texts(graph)
    dot = graphviz.Digraph(graphviz.escape(graph.name))
    dot.attr("graph", rankdir="LR")
    dot.attr("node", shape="box", style="rounded")
    # A colon in the name of a node would mean a port.
    names = [f"node {n.index}" if ":" in n.id else n.id for n in graph.nodes]
    for node in graph.nodes:
        title = node.label if node.is_input else f"{node.label} = {node.formula}"
        mark = {"peripheries": "2"} if node.is_output else {}
        label = rf"{quoted(title)}\n{quoted(known.values[node.index])}"
        dot.node(names[node.index], label, **mark)
    for edge in graph.connections():
        tail, head = names[edge.operand], names[edge.consumer]
        if edge in known.partials:
            dot.edge(tail, head, graphviz.escape(known.partials[edge]))
        else:
            dot.edge(tail, head, style="dotted")
    return str(dot.source)

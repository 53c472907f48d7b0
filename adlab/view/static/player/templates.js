/* Sentences and formulas: templates from Python, filled with the facts of a step. */

import { MATHML, factor } from "./tools.js";

function factIn({ fact, term, of }, facts) {
  return term === undefined ? facts[fact] : facts.terms[term][of];
}

/* Whose number a fact is: of a node, or of the edge along which the step reads or sends. */
const OWNERS = { adjoint: "from", before: "node", share: "node", after: "node", held: "node" };

/*
 * What a hole of a template lights when it is pointed at, see `links`; nothing where it is neither
 * of a node nor of an edge.
 */
export function handleOf({ fact, term, of }, facts, edges) {
  const lines = [...edges];
  if (term !== undefined) return of === "partial" ? `e${lines[term]}` : facts.terms[term].operand;
  if (typeof facts[fact] === "number") return facts[fact];
  if (fact === "partial") return lines.length ? `e${lines[0]}` : undefined;
  if (fact === "after" && facts.slot?.[0] === "p") return `e${facts.slot.slice(1)}`;
  const owner = facts[OWNERS[fact] ?? fact?.replace(/ value$/, "")];
  return typeof owner === "number" ? owner : undefined;
}

export function textOf(spec, template, facts) {
  return say(spec, template, facts)
    .map(([text]) => text)
    .join("");
}

export function say(spec, template, facts, handle = (_part) => undefined) {
  return template.map((part) => {
    if (typeof part === "string") return [part, ""];
    if (part.text) return [part.text, part.class];
    const fact = factIn(part, facts);
    const named = typeof fact === "number" && ["name", "to"].includes(part.class);
    const text = named ? spec.nodes[fact].label : String(fact);
    return [part.as === "factor" ? factor(text) : text, part.class, handle(part)];
  });
}

export function mathElement(tag, ...children) {
  const made = document.createElementNS(MATHML, tag);
  if (tag === "mover") made.setAttribute("accent", "true");
  made.append(...children);
  return made;
}

/* A tree as MathML; what a hole holds is coloured by what it is, and is a handle. */
export function formulaElement(spec, tree, now) {
  if (typeof tree === "string") return tree;
  if (Array.isArray(tree)) {
    const made = mathElement(tree[0], ...tree.slice(1).map((child) => formulaElement(spec, child, now)));
    if (tree[0] === "mfrac") dressSlope(made, tree, now);
    return made;
  }
  const { facts, edges } = now;
  const fact = factIn(tree, facts);
  const made = typeof fact === "string" ? mathElement("mn", tree.as === "factor" ? factor(fact) : fact) : nameElement(spec, fact, tree.as);
  const look = lookOf(tree, now);
  if (look) made.setAttribute("class", `adlab-${look}`);
  const handle = handleOf(tree, facts, edges);
  if (handle !== undefined) made.dataset.handle = handle;
  return made;
}

/* ∂a/∂b is the partial on an edge. */
function dressSlope(made, tree, { edges }) {
  const [above, below] = tree.slice(1);
  if (above[1]?.[1] !== "∂") return;
  made.setAttribute("class", "adlab-partial");
  const edge = [...edges][below[2]?.term ?? 0];
  if (edge !== undefined) made.dataset.handle = `e${edge}`;
}

function nameElement(spec, node, as) {
  const [base, subscript] = spec.nodes[node].name;
  const mark = { bar: "¯", dot: "˙" }[as];
  const name = mathElement("mi", base);
  const marked = mark ? mathElement("mover", name, mathElement("mo", mark)) : name;
  return subscript ? mathElement("msub", marked, mathElement("mn", subscript)) : marked;
}

const COLOURS = { adjoint: "adjoint", before: "adjoint", share: "adjoint", summed: "adjoint", partial: "partial" };

/* The colour of a number or a name. */
function lookOf({ fact, of, as }, { accent }) {
  if (as === "bar") return "adjoint";
  if (as === "dot") return "tangent";
  if (of) return of === "operand" ? "" : of;
  if (fact === "after") return accent;
  return COLOURS[fact] ?? (/ value$/.test(fact) ? "value" : "");
}

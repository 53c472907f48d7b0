/* Sentences and formulas: templates from Python, filled with the facts of a step. */

import { MATHML, factor } from "./tools.js";

function factIn({ fact, term, of }, facts) {
  return term === undefined ? facts[fact] : facts.terms[term][of];
}

export function textOf(spec, template, facts) {
  return say(spec, template, facts)
    .map(([text]) => text)
    .join("");
}

export function say(spec, template, facts) {
  return template.map((part) => {
    if (typeof part === "string") return [part, ""];
    if (part.text) return [part.text, part.class];
    const fact = factIn(part, facts);
    const named = typeof fact === "number" && ["name", "to"].includes(part.class);
    const text = named ? spec.nodes[fact].label : String(fact);
    return [part.as === "factor" ? factor(text) : text, part.class];
  });
}

export function mathElement(tag, ...children) {
  const made = document.createElementNS(MATHML, tag);
  if (tag === "mover") made.setAttribute("accent", "true");
  made.append(...children);
  return made;
}

export function formulaElement(spec, tree, facts) {
  if (typeof tree === "string") return tree;
  if (Array.isArray(tree)) {
    return mathElement(tree[0], ...tree.slice(1).map((child) => formulaElement(spec, child, facts)));
  }
  const fact = factIn(tree, facts);
  if (typeof fact === "string") return mathElement("mn", tree.as === "factor" ? factor(fact) : fact);
  const [base, subscript] = spec.nodes[fact].name;
  const mark = { bar: "¯", dot: "˙" }[tree.as];
  const name = mathElement("mi", base);
  const marked = mark ? mathElement("mover", name, mathElement("mo", mark)) : name;
  return subscript ? mathElement("msub", marked, mathElement("mn", subscript)) : marked;
}

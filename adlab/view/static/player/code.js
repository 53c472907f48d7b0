/* The source pane: one function at a time, each line cut where a node's piece begins or ends. */

import { element, titleOf, Part } from "./tools.js";
import { revealing, rowBox } from "./geometry.js";

export function codePane(spec, links, jump) {
  const { words } = spec;
  const body = element("div", {
    class: "adlab-code-body",
    tabindex: 0,
    role: "group",
    "aria-label": words.code,
  });
  const where = new Part(element("span", { class: "adlab-where" }));
  const pieces = spec.nodes.map(() => []);
  const blocks = spec.functions.map((_, f) => functionBlock(f));
  const choices = spec.functions.map(({ name }, f) => {
    const button = element("button", { type: "button", class: "adlab-choice" }, name);
    button.addEventListener("click", () => choose(f));
    return button;
  });
  const which = element("div", { class: "adlab-which" }, ...(choices.length > 1 ? choices : []), where.node);
  const pane = element("div", { class: "adlab-code" }, titleOf(words.code), which, body);
  body.append(...(blocks.length ? blocks : [element("div", { class: "adlab-none" }, words["no code"])]));
  let shown = -1;
  let lit = [];
  choose(0);

  function functionBlock(f) {
    const { first, lines } = spec.functions[f];
    const block = element("div", { class: "adlab-function" });
    lines.forEach((line, n) => {
      const number = element("span", { class: "adlab-line-number", "aria-hidden": "true" }, String(first + n));
      block.append(element("div", { class: "adlab-code-line" }, number, lineText(f, line, n)));
      for (const [g, at, said] of spec.branches) {
        if (g === f && at === n) block.append(element("div", { class: "adlab-branch" }, said));
      }
    });
    return block;
  }

  function lineText(f, line, n) {
    const spans = [];
    spec.nodes.forEach(({ at }, i) => {
      if (!at || at[0] !== f || n < at[1] || n > at[3]) return;
      const from = n === at[1] ? at[2] : line.length - line.trimStart().length;
      const to = n === at[3] ? at[4] : line.length;
      spans.push({ i, from, to, size: 1000 * (at[3] - at[1]) + at[4] - at[2] });
    });
    const cuts = [...new Set([0, line.length, ...spans.flatMap(({ from, to }) => [from, to])])].sort(
      (a, b) => a - b,
    );
    const text = element("span", { class: "adlab-text" });
    for (let c = 0; c + 1 < cuts.length; c++) {
      const around = spans.filter(({ from, to }) => from <= cuts[c] && to >= cuts[c + 1]);
      const part = new Part(
        element("span", around.length ? { class: "adlab-piece" } : {}, line.slice(cuts[c], cuts[c + 1])),
      );
      text.append(part.node);
      for (const { i } of around) pieces[i].push(part);
      const least = Math.min(...around.map(({ size }) => size));
      const inner = around.filter(({ size }) => size === least).map(({ i }) => i);
      for (const i of inner) links.add(i, part.node);
      if (inner.length) part.node.addEventListener("click", () => jump(...inner));
    }
    return text;
  }

  function choose(f) {
    if (f === shown) return;
    shown = f;
    blocks.forEach((block, i) => (block.hidden = i !== f));
    choices.forEach((choice, i) => choice.setAttribute("aria-pressed", String(i === f)));
  }

  /* The piece at work is lit, and where the result goes is underlined: elsewhere for a share. */
  function paint(now) {
    const node = spec.nodes[now.sharing ? now.facts.from : now.node];
    const current = node ? pieces[spec.nodes.indexOf(node)] : [];
    const target = now.sharing ? pieces[now.node] : current;
    for (const part of lit) if (!current.includes(part) && !target.includes(part)) part.look([]);
    for (const part of new Set([...target, ...current])) {
      part.look([current.includes(part) && "adlab-now", target.includes(part) && "adlab-to"], now.accent);
    }
    lit = [...current, ...target];
    if (node?.at) choose(node.at[0]);
    else if (!node) choose(0);
    where.text(node?.where ?? "");
  }

  return {
    pane,
    paint,
    show: () => (lit.length ? revealing(body, rowBox(lit[0].node.closest(".adlab-code-line"))) : null),
  };
}

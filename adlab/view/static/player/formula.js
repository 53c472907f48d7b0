/* The formula pane, the rule in symbols and with numbers, and the narration line. */

import { element, Part } from "./tools.js";
import { say, mathElement, formulaElement } from "./templates.js";

/* The rule in symbols, with numbers, and the result. */
export function formulaPane(spec) {
  const { words } = spec;
  const pane = element("div", { class: "adlab-formula", role: "group", "aria-label": words.formula });
  const blocks = [
    ["rule", words.rule],
    ["numbers", words.numbers],
    ["result", words.now],
  ].map(([part, said]) => {
    const title = new Part(element("span", { class: "adlab-small" }, said));
    const math = element("div", { class: "adlab-math" });
    const block = element("div", { class: `adlab-part adlab-${part}` }, title.node, math);
    return { part, block, title, math };
  });
  const chips = element("div", { class: "adlab-math" });
  const queue = element(
    "div",
    { class: "adlab-part adlab-queue" },
    element("span", { class: "adlab-small" }, words.queue),
    chips,
  );
  pane.append(...blocks.map(({ block }) => block), queue);

  function paint(now) {
    pane.dataset.accent = now.accent;
    for (const { part, block, title, math } of blocks) {
      const tree = now.phrase?.[part];
      block.hidden = !tree;
      if (!tree) continue;
      if (part === "numbers") {
        title.text(words[now.phrase.heading ?? "numbers"]);
      }
      math.replaceChildren(mathElement("math", formulaElement(spec, tree, now.facts)));
    }
    queue.hidden = now.kind !== "order" || now.k === 0;
    if (queue.hidden) return;
    const waiting = spec.nodes.filter((_, i) => now.slots.has(`q${i}`) && !now.slots.has(`o${i}`));
    chips.replaceChildren(...waiting.map(({ label }) => element("span", { class: "adlab-chip" }, label)));
    if (!waiting.length) chips.append(element("span", { class: "adlab-small" }, words.empty));
  }

  return { pane, paint };
}

export function narrationPane(spec) {
  const pane = element("div", { class: "adlab-narration", role: "status", "aria-live": "polite" });
  function paint(now) {
    const { sweep, k } = now;
    const parts = k === 0 ? sweep.opening : say(spec, now.phrase.say, now.facts);
    const last = k > 0 && k === sweep.steps.length;
    const halfway = k > 0 && k === sweep.halfway;
    const more = last ? (sweep.cut ? [[sweep.cut, "strong"]] : sweep.closing) : halfway ? spec.halfway : [];
    const all = more.length ? [...parts, [" ", ""], ...more] : parts;
    pane.dataset.accent = now.accent;
    pane.replaceChildren(
      ...all.map(([text, name]) => (name ? element("span", { class: `adlab-${name}` }, text) : text)),
    );
  }
  return { pane, paint };
}

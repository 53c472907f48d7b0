/*
 * The band: the sentence of the step with its small print, and the formula as a table of symbols,
 * the number of each exactly below, and what it is.
 */

import { element, Part } from "./tools.js";
import { say, textOf, handleOf, mathElement, formulaElement } from "./templates.js";

const EQUALS = ["mo", "="];

export function formulaPane(spec) {
  const { words } = spec;
  const pane = element("div", { class: "adlab-formula", role: "group", "aria-label": words.formula });
  const chips = element("span", { class: "adlab-chips" });
  const queue = element("div", { class: "adlab-queue" }, element("span", { class: "adlab-small" }, words.queue), chips);
  let table = element("div");
  pane.append(table, queue);

  function paint(now) {
    pane.dataset.accent = now.accent;
    const columns = (now.sweep.bare ? null : now.phrase?.columns) ?? [];
    const shown = columns.map(([, number], k) => cell(number, k, now));
    columns.forEach(([, number], k) => number?.fact === "after" && shown[k].classList.add("adlab-result"));
    const rows = {
      symbols: columns.map(([symbol], k) => cell(symbol, k, now)),
      numbers: [...lead(columns, now), ...shown],
      captions: columns.map(([, , caption], k) => place(element("small", {}, textOf(spec, caption ?? [], now.facts)), k)),
    };
    const bare = columns.some(([, number]) => number) ? "" : " adlab-bare";
    table = element("div", { class: `adlab-columns${bare}` });
    for (const [name, cells] of Object.entries(rows)) table.append(element("div", { class: `adlab-${name}` }, ...cells));
    pane.replaceChildren(table, queue);
    paintQueue(now);
  }

  /* Where symbols have no room, the numbers begin with the name of what they are. */
  function lead(columns, now) {
    const [name, relation] = columns;
    if (!name?.[0] || columns.length < 2 || !columns.some(([, number]) => number)) return [];
    const equals = relation[1] && relation[1][1] === "=" ? [] : [EQUALS];
    return [name[0], ...equals].map((tree) => {
      const made = cell(tree, 0, now);
      made.classList.add("adlab-lead");
      return made;
    });
  }

  function cell(tree, k, now) {
    if (tree?.fact === "summed") return place(element("span", { class: "adlab-summed" }, now.facts.summed), k);
    return place(element("span", {}, ...(tree ? [mathElement("math", formulaElement(spec, tree, now))] : [])), k);
  }

  function place(made, k) {
    made.style.gridColumn = String(k + 1);
    return made;
  }

  function paintQueue(now) {
    queue.hidden = now.kind !== "order" || now.k === 0;
    if (queue.hidden) return;
    const waiting = spec.nodes.flatMap(({ label }, i) => (now.slots.has(`q${i}`) && !now.slots.has(`o${i}`) ? [[label, i]] : []));
    chips.replaceChildren(...waiting.map(([label, i]) => element("span", { class: "adlab-chip", "data-handle": i }, label)));
    if (!waiting.length) chips.append(element("span", { class: "adlab-small" }, words.empty));
  }

  /* A low band has no room for three rows, and a long formula none for its symbols. */
  const tight = (level) => pane.classList.toggle("adlab-tight", level > 1 || Boolean(pane.closest(".adlab-short, .adlab-phone, .adlab-side-by-side")));
  const over = () => table.scrollHeight > pane.clientHeight + 1 || table.scrollWidth > table.clientWidth;
  return { pane, paint, show: () => fitting(pane, over, tight) };
}

export function narrationPane(spec) {
  const said = element("p", { class: "adlab-sentence" });
  const small = new Part(element("p", { class: "adlab-fine" }));
  const text = element("div", { class: "adlab-narration", role: "status", "aria-live": "polite" }, said);
  const pane = element("div", { class: "adlab-said-pane" }, text, small.node);

  function paint(now) {
    text.dataset.accent = now.accent;
    said.replaceChildren(
      ...(now.lead ? [element("b", { class: "adlab-lead-in" }, now.lead), " "] : []),
      ...partsOf(spec, now).map(([text, name, handle]) => {
        if (!name && handle === undefined) return text;
        const word = element("span", name ? { class: `adlab-${name}` } : {}, text);
        if (handle !== undefined) word.dataset.handle = handle;
        return word;
      }),
    );
    small.text(finePrint(spec, now));
  }
  const over = () => text.offsetHeight + small.node.offsetHeight > pane.clientHeight;
  return { pane, text, paint, show: () => fitting(pane, over) };
}

/* What is said after k steps: texts with their classes and handles. */
export function partsOf(spec, { sweep, k, phrase, facts, edges }) {
  if (sweep.told?.length) return [[sweep.told[k] ?? "", ""]];
  if (k === 0) return sweep.opening;
  const parts = say(spec, phrase.say, facts, (part) => handleOf(part, facts, edges));
  const last = k === sweep.steps.length;
  const more = last ? (sweep.cut ? [[sweep.cut, "strong"]] : sweep.closing) : k === sweep.halfway ? spec.halfway : [];
  return more.length ? [...parts, [" ", ""], ...more] : parts;
}

/* Which shares a node has received, and through which node each came. */
function finePrint(spec, { sweep, k, slot, sharing, facts }) {
  if (!sharing || !(facts.total > 1)) return "";
  const come = [];
  for (const step of sweep.steps.slice(0, k)) {
    const { fields } = spec.phrases[step[0]];
    if (step[1] !== slot || !fields.includes("share")) continue;
    const [from, share] = ["from", "share"].map((name) => step[4 + fields.indexOf(name)]);
    come.push(`${spec.words.through} ${spec.nodes[from].label}: ${share}`);
  }
  return come.join(" · ");
}

/*
 * What has no room is set smaller, in steps. It reads, and returns what writes; the pane is laid out
 * by itself, so that this costs no more than the pane.
 */
const LEVELS = 6;
function fitting(pane, over, changed = (_level) => {}) {
  const set = (level) => {
    if (pane.dataset.fit !== String(level)) pane.dataset.fit = String(level);
    changed(level);
  };
  return () => {
    set(0);
    for (let level = 1; level <= LEVELS && over(); level++) set(level);
  };
}

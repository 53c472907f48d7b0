/*
 * Predict mode: the next step is not shown before the student has said what it will write. There
 * are two tries for each; the second miss shows the answer. It needs no kernel.
 */

import { KINDS, Part, element, put } from "./tools.js";
import { factsOf, phraseOf } from "./state.js";
import { calculate } from "./arithmetic.js";

/* What can be asked in each sweep; the first of them unless another is chosen. */
const ASKED = {
  order: ["next node"],
  forward: ["values"],
  tangent: ["tangents", "values"],
  reverse: ["adjoints", "sums", "values"],
};
const TOLERANCE = 0.005; /* of the answer: what is shown has four digits */
const NUMBER = /^−?[\d.]+(e−?\d+)?$/;

function read(text) {
  return NUMBER.test(text ?? "") ? calculate(text) : NaN;
}

/* What there is to ask about step k + 1, with the right answer; null if nothing is. */
function questionAt(spec, sweep, k, asked) {
  const step = sweep.steps[k];
  if (!step || sweep.noted || sweep.jumps?.[k]) return null;
  const words = phraseOf(spec, step).asks?.[asked];
  if (!words || (asked === "sums" && !sweep.tags?.[k]?.[2])) return null;
  const facts = factsOf(spec, step);
  const { node } = facts;
  const { label, formula } = spec.nodes[node];
  const from = spec.nodes[facts.from]?.label;
  const shown = step[2];
  const answer = asked === "next node" ? node : read(shown);
  if (Number.isNaN(answer)) return null;
  return { k, node, asked, words, label, formula, facts, from, of: facts.total, answer, shown };
}

/* What a wrong answer was instead, if that can be seen. */
function mistake({ facts, answer }, given) {
  const same = (other) => Math.abs(given - other) <= TOLERANCE * Math.abs(other);
  if (facts.before !== undefined && same(read(facts.share))) return "alone";
  if (facts.before !== undefined && same(read(facts.before))) return "unchanged";
  if (facts.share !== undefined && same(read(facts.partial))) return "partial";
  if (facts.share !== undefined && same(read(facts.adjoint))) return "adjoint";
  if (answer && same(-answer)) return "sign";
  return "";
}

export function predictPane(spec, { here, sweep, go, leave, stop, changed }) {
  const { words } = spec;
  const question = new Part(element("label", { class: "adlab-question" }));
  const entry = element("input", { type: "text", class: "adlab-entry", autocomplete: "off", spellcheck: "false" });
  entry.setAttribute("aria-label", words.answer);
  const check = element("button", { type: "submit" }, words.check);
  const show = element("button", { type: "button" }, words.reveal);
  const end = element("button", { type: "button", class: "adlab-stop", "aria-label": words["stop asking"], title: words["stop asking"] }, "×");
  const said = new Part(element("span", { class: "adlab-said", role: "status" }));
  const score = new Part(element("span", { class: "adlab-score" }));
  const choice = element("select", { "aria-label": words["ask about"] });
  const row = element("div", { class: "adlab-try" }, entry, check, show);
  const pane = element("form", { class: "adlab-predict", "aria-label": words.predict, novalidate: "" });
  pane.append(choice, question.node, score.node, end, row, said.node);
  pane.hidden = true;
  const chosen = Object.fromEntries(KINDS.map((kind) => [kind, ASKED[kind].includes(spec.predict) ? spec.predict : ASKED[kind][0]]));
  const answers = new Map();
  let open = null;
  let tries = [];
  let listed = "";

  const keyOf = ({ k, asked }) => `${sweep().name}|${k}|${asked}`;

  /* The question to be answered before step k + 1, if there is one. */
  function ask(k) {
    if (pane.hidden) return null;
    const found = questionAt(spec, sweep(), k, chosen[sweep().kind]);
    return found && !answers.has(keyOf(found)) ? found : null;
  }

  function toggle(on) {
    pane.hidden = !on;
    said.text("");
  }

  function paint() {
    if (pane.hidden) return;
    const { kind } = sweep();
    if (listed !== kind) {
      listed = kind;
      choice.replaceChildren(...ASKED[kind].map((each) => element("option", { value: each }, words.ask[each])));
      choice.hidden = ASKED[kind].length < 2;
    }
    choice.value = chosen[kind];
    const found = ask(here());
    if (open && !(found && keyOf(found) === keyOf(open))) tries = [];
    open = found;
    pane.dataset.open = Boolean(open);
    row.hidden = !open || open.asked === "next node";
    const nothing = here() >= sweep().steps.length ? "ask none left" : "ask nothing";
    question.text(open ? put(words[open.words], open) : words[nothing]);
    const given = [...answers.values()];
    const right = given.filter((each) => each.right);
    const first = right.filter((each) => each.tries.length === 1);
    const counts = { right: right.length, first: first.length, of: given.length };
    score.text(given.length ? put(words.score, counts) : "");
  }

  function focus() {
    if (!open || open.asked === "next node") return;
    entry.focus({ preventScroll: true });
    entry.select();
  }

  const missed = () => (open.asked === "next node" ? "missed node" : "missed");

  /* Someone wants to go on without an answer. */
  function remind() {
    if (open) tell(open.asked === "next node" ? "click first" : "answer first", open, "miss");
    focus();
  }

  /* Two misses end a question, and so does giving up: the step is shown. */
  function judge(given, right, heard, facts = open) {
    tries.push(given);
    if (right || tries.length === 2) return close(right, right ? heard : missed(), facts);
    tell(heard, facts, "miss");
    changed();
  }

  function tell(heard, facts, look) {
    said.text(put(words[heard], facts));
    said.look([`adlab-${look}`]);
  }

  function close(right, heard, facts = open) {
    const { k, label, asked, answer, shown } = open;
    const inside = pane.contains(pane.getRootNode().activeElement);
    const nodes = asked === "next node";
    const expected = nodes ? label : answer;
    answers.set(keyOf(open), { sweep: sweep().name, step: k + 1, node: label, asked, tries, expected, right });
    tell(heard, { ...facts, label: facts.label ?? label, answer: nodes ? label : shown }, right ? "hit" : "miss");
    entry.value = "";
    tries = [];
    open = null;
    go(k + 1);
    if (inside && open) focus();
    else if (inside) leave();
  }

  pane.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!open || row.hidden || !entry.value.trim()) return;
    let given;
    try {
      given = calculate(entry.value);
    } catch ({ message }) {
      return tell("not a number", { part: message }, "miss");
    }
    const { answer, facts } = open;
    const scale = Math.max(Math.abs(answer), Math.abs(read(facts.before) || 0));
    const right = Math.abs(given - answer) <= TOLERANCE * scale;
    judge(given, right, right ? "right" : `try ${mistake(open, given)}`.trim());
    entry.select();
  });
  end.addEventListener("click", stop);
  show.addEventListener("click", () => open && close(false, missed()));
  choice.addEventListener("change", () => {
    chosen[sweep().kind] = choice.value;
    said.text("");
    paint();
  });

  /* In the order sweep a node is the answer: any that waits for nothing may be computed next. */
  function pick(node) {
    if (pane.hidden || open?.asked !== "next node") return false;
    const slots = new Map(sweep().steps.slice(0, open.k).map(([, slot, after]) => [slot, after]));
    const done = slots.has(`o${node}`);
    const ready = slots.has(`q${node}`) && !done;
    const { label } = spec.nodes[node];
    const heard = node === open.node ? "right node" : ready ? "also right" : done ? "try done" : "try waits";
    judge(label, ready, heard, { label, taken: open.label, waits: slots.get(`d${node}`) });
    return true;
  }

  /* Other values: what was answered was about those before. */
  function forget() {
    answers.clear();
    said.text("");
  }

  return { pane, paint, toggle, ask, focus, remind, pick, forget, answers: () => [...answers.values()] };
}

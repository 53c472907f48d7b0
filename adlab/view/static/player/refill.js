/*
 * Every number of a player anew, for other inputs: what Python wrote holds the sentences, formulas
 * and places, and `spec.tape` the program, see adlab/view/replay/tape.py.
 */

import { put } from "./tools.js";
import { factsOf, phraseOf } from "./state.js";
import { compute } from "./scalars.js";
import { digits, toDecimals } from "./digits.js";

const [KINKED, INFINITE, UNDEFINED] = [1, 2, 3]; /* among phrases that say the same */
const [THIN, THICK] = [2, 5.5]; /* as in flows.py */
const MOST_RESULTS = 4; /* results that are said */
const MOST_INPUTS = 6; /* in the title */
const LETTERS = ["x", "y", "w"];
const BY_VALUE = { "x value": 0, "y value": 1, "w value": 2 }; /* facts that are values of operands */

const exactly = (x) => x;

/* Values and partials by edge of the program; `look(node, rule, operands, given)` sees each node. */
export function replayed(tape, inputs, rough = exactly, look = (..._) => {}) {
  const [values, partials] = [[], []];
  tape.nodes.forEach(([name, ...operands], node) => {
    if (!name) return values.push(inputs[node]);
    const rule = tape.rules[name];
    const given = operands.map((operand) => numberOf(values, operand));
    const letters = Object.fromEntries(given.map((number, k) => [LETTERS[k], number]));
    letters.z = compute(rule[0], letters, rough);
    operands.forEach((operand, k) => {
      if (typeof operand === "number") partials.push((rule[1][k] ?? null) === null ? undefined : compute(rule[1][k], letters, rough));
    });
    look(node, rule, operands, given);
    return values.push(letters.z);
  });
  return { values, partials };
}

export function numberOf(values, operand) {
  return typeof operand === "number" ? values[operand] : typeof operand === "string" ? Number(operand) : operand;
}

/* What the program computes: values, partials by edge, kinks, and the first comparison that turned. */
export function computed(spec, inputs, rough = exactly) {
  const { tape } = spec;
  const kinks = [];
  const { values, partials } = replayed(tape, inputs, rough, (node, [value, slopes, kink], operands, given) => {
    if (kink && isBend(value, slopes, operands, given)) kinks[node] = true;
  });
  const turned = tape.questions?.find(([, , outcome, [name, ...operands]]) => {
    const letters = Object.fromEntries(operands.map((operand, k) => [LETTERS[k], numberOf(values, operand)]));
    return compute([name, ...LETTERS.slice(0, operands.length)], letters, rough) !== outcome;
  });
  return { values, partials, kinks, turned };
}

/* Whether the slopes to the left and to the right differ, as `at_kink` in texts.py looks at it. */
function isBend(value, slopes, operands, given) {
  return operands.some((operand, k) => {
    if (typeof operand !== "number" || (slopes[k] ?? null) === null) return false;
    const step = 1e-7 * Math.max(1, Math.abs(given[k]));
    const [left, middle, right] = [-step, 0, step].map((by) => {
      const letters = Object.fromEntries(given.map((number, n) => [LETTERS[n], n === k ? number + by : number]));
      return Number(compute(value, letters, exactly));
    });
    return Math.abs(right - 2 * middle + left) / (step * Math.max(1, Math.abs(middle))) > 1e-3;
  });
}

/* What `player.update` takes: all that has numbers in it. `spec` is as Python wrote it. */
export function refilled(spec, ran) {
  const texts = { values: ran.values.map(digits), partials: ran.partials.map((slope) => (slope === undefined ? "" : digits(slope))) };
  return {
    title: headingOf(spec, texts),
    partials: texts.partials,
    dot: dotOf(spec, texts),
    sweeps: spec.sweeps.map((sweep, n) => sweepOf(spec, sweep, ran, texts, spec.tape.seeds[n], spec.tape.results[n])),
  };
}

/* -- A sweep ------------------------------------------------------------------------------------- */

function sweepOf(spec, sweep, ran, texts, seeds, results) {
  const [derivatives, sent, ledgers] = [new Map(), new Map(), {}];
  const steps = sweep.steps.map((step) => {
    const facts = factsOf(spec, step);
    const edges = spec.lit[step[3]];
    const fresh = freshFacts(spec, facts, edges, texts);
    const event = phraseOf(spec, step).event;
    const { node } = facts;
    if (event === "value" || event === "input") fresh.after = texts.values[node];
    else if (event === "partial") fresh.after = texts.partials[facts.slot.slice(1)];
    else if (event === "tangent") tangent(node, edges, fresh);
    else if (event === "share") share(edges[0], fresh);
    else if (sweep.sign) {
      derivatives.set(node, seeds[node]);
      fresh.after = digits(seeds[node] ?? 0);
    }
    const [phrase, fields] = phraseFor(spec, step, facts, ran);
    return [phrase, facts.slot, fresh.after ?? facts.after, step[3], ...fields.map((name) => fresh[name] ?? facts[name])];
  });

  function tangent(node, edges, fresh) {
    let total;
    edges.forEach((edge, n) => {
      const given = derivatives.get(spec.edges[edge][0]);
      if (fresh.terms[n]) fresh.terms[n][2] = digits(given ?? 0);
      sent.set(edge, ran.partials[edge] * (given ?? 0));
      if (given === undefined) return;
      const term = ran.partials[edge] * given;
      total = total === undefined ? term : total + term;
    });
    derivatives.set(node, total);
    fresh.after = digits(total ?? 0);
  }

  function share(edge, fresh) {
    const [operand, consumer] = spec.edges[edge];
    const given = derivatives.get(consumer);
    const added = given * ran.partials[edge];
    const before = derivatives.get(operand);
    const sum = before === undefined ? added : before + added;
    sent.set(edge, added);
    derivatives.set(operand, sum);
    [fresh.adjoint, fresh.partial, fresh.share, fresh.after] = [given, ran.partials[edge], added, sum].map(digits);
    if (before !== undefined) fresh.before = digits(before);
    const come = (ledgers[operand] ??= before ? [[0, before]] : []);
    come.push([before ?? 0, added]);
  }

  const written = { forward: ran.values, order: [] }[sweep.kind];
  return {
    steps,
    flows: flowsOf(sent),
    ledgers: Object.fromEntries(Object.entries(ledgers).filter(([, come]) => come.length > 1).map(([node, come]) => [node, barsOf(come)])),
    closing: closingOf(sweep, results, (node) => digits((written ? written[node] : derivatives.get(node)) ?? 0)),
  };
}

/* The facts of a step that are numbers of the forward pass. */
function freshFacts(spec, facts, edges, texts) {
  const fresh = {};
  for (const name in facts) {
    const named = name in BY_VALUE ? spec.tape.nodes[facts.node][1 + BY_VALUE[name]] : name === "z value" ? facts.node : "";
    if (typeof named === "number") fresh[name] = texts.values[named];
  }
  if (facts.terms) fresh.terms = facts.terms.map(({ operand }, n) => [operand, texts.partials[edges[n]], ""]);
  return fresh;
}

/* Which phrase says it, and its fields: another at a kink, and where a partial is not finite. */
function phraseFor(spec, step, facts, { kinks, partials }) {
  const others = spec.tape.otherwise?.[step[0]];
  const slope = facts.slot[0] === "p" ? partials[facts.slot.slice(1)] : 0;
  const kind = Number.isNaN(slope) ? UNDEFINED : Math.abs(slope) === Infinity ? INFINITE : kinks[facts.node] ? KINKED : 0;
  const phrase = others?.[kind] ?? step[0];
  return [phrase, spec.phrases[phrase].fields];
}

/* As in flows.py. */
function flowsOf(sent) {
  const sizes = [...sent.values()].map(Math.abs).filter(Number.isFinite);
  const largest = Math.max(0, ...sizes);
  const flow = (share) => {
    if (!share) return [THIN, "zero"];
    const size = largest ? Math.min(Math.abs(share) / largest, 1) : 1;
    return [toDecimals(THIN + THICK * Math.sqrt(size), 1), share < 0 ? "minus" : ""];
  };
  return Object.fromEntries([...sent].map(([edge, share]) => [edge, flow(share)]));
}

function barsOf(come) {
  const sums = [0, ...come.flatMap(([before, share]) => [before + share, before])].filter((sum) => !Number.isNaN(sum));
  const [low, high] = [Math.min(...sums), Math.max(...sums)];
  const at = (value) => {
    const place = (value - low) / (high - low);
    return high - low < Infinity && Number.isFinite(place) ? toDecimals(place, 2) : 0;
  };
  return come.map(([before, share]) => [at(before), at(before + share), digits(share)]);
}

/* -- What is said beside the steps ---------------------------------------------------------------- */

function closingOf({ closing }, results, textAt) {
  const said = Object.entries(results).map(([name, node]) => `${name} = ${textAt(node)}`);
  if (!said.length) return closing;
  if (said.length > MOST_RESULTS) said.splice(MOST_RESULTS - 1, said.length, `${said.length - MOST_RESULTS + 1} more`);
  const last = said.pop();
  const joined = said.length ? `${said.join(", ")} and ${last}` : last;
  const [first] = Object.keys(results);
  return closing.map(([text, look]) => [text.startsWith(`${first} = `) ? joined : text, look]);
}

function headingOf(spec, texts) {
  const inputs = spec.nodes.slice(0, spec.tape.nodes.filter(([name]) => !name).length);
  const shown = inputs.slice(0, MOST_INPUTS).map(({ label }, node) => `${label} = ${texts.values[node]}`);
  if (inputs.length > MOST_INPUTS) shown.push("…");
  return `${spec.title.split("(")[0]}(${shown.join(", ")})`;
}

/* The graph in the DOT language: three lines, then one for each node and each edge. */
function dotOf(spec, texts) {
  const lines = spec.dot.split("\n");
  const nodes = texts.values.length;
  const plain = /^([A-Za-z_]\w*|-?(\.\d+|\d+(\.\d*)?))$/;
  return lines
    .map((line, n) => {
      const [node, edge] = [n - 3, n - 3 - nodes];
      if (node >= 0 && node < nodes) return line.replace(/\\n[^\\]*"( peripheries=2)?\]$/, (_, output = "") => `\\n${texts.values[node]}"${output}]`);
      const text = texts.partials[edge];
      return text ? line.replace(/\[label=.*\]$/, `[label=${plain.test(text) ? text : `"${text}"`}]`) : line;
    })
    .join("\n");
}

/* -- What Python would warn of -------------------------------------------------------------------- */

/* That a comparison went another way, so that this is another graph. */
export function turnedText(spec, [question, line, outcome]) {
  const { words } = spec;
  const [now, was] = [!outcome, outcome].map((answer) => words[String(answer)]);
  return `${put(words.turned, { question, line, now, was })} ${words["needs python"]}`;
}

/* The first value that is not finite, or else the first partial; "" if all are. */
export function notFinite(spec, { values, partials }) {
  const { words } = spec;
  const node = values.findIndex((value) => typeof value === "number" && !Number.isFinite(value));
  if (node >= 0) return sentenceOf(spec, values, words["value not finite"], node, values[node]);
  const edge = partials.findIndex((slope) => slope !== undefined && !Number.isFinite(slope));
  if (edge < 0) return "";
  const [operand, consumer] = spec.edges[edge];
  return sentenceOf(spec, values, words.steep, consumer, partials[edge], { operand: spec.nodes[operand].label });
}

function sentenceOf(spec, values, template, node, number, more = {}) {
  const { words, nodes, tape } = spec;
  const { label, formula, at } = nodes[node];
  const operands = [...new Set(tape.nodes[node].slice(1).filter((operand) => typeof operand === "number"))];
  const listed = operands.map((operand) => `${nodes[operand].label} = ${digits(values[operand])}`).join(", ");
  const said = put(template, {
    node: operands.length ? `${label} = ${formula}` : label,
    kind: words[Number.isNaN(number) ? "nan" : "infinite"],
    at: listed && put(words.at, { operands: listed }),
    ...more,
  });
  if (!at?.length || !operands.length) return said;
  const { name, first, lines } = spec.functions[at[0]];
  const inside = name === "lambda" ? "" : put(words["in function"], { name });
  return said + put(words.where, { line: first + at[1], function: inside, text: lines[at[1]].trim() });
}

/* -- All of it ------------------------------------------------------------------------------------ */

const SLACK = 2 ** -50; /* by which NumPy and the browser may differ where they round */

/* A number a little off: not one that is exact, and the same number always in the same way. */
const nudged = (sign) => (x) => (Number.isInteger(x) || typeof x !== "number" ? x : x * (1 + (Math.sin(1e4 * x) > 0 ? sign : -sign) * SLACK));

/*
 * For other inputs: `{fresh, said, ran}`, where fresh is what `player.update` takes, said what there
 * is to say of it, and ran all numbers. Nothing is fresh where the function takes another way, which needs Python.
 */
export function answerFor(spec, inputs) {
  const ran = computed(spec, inputs);
  if (ran.turned) return { fresh: null, said: turnedText(spec, ran.turned), ran };
  return { fresh: refilled(spec, ran), said: notFinite(spec, ran), ran };
}

/*
 * What to say where the digits that are shown are those of rounding; "" where they are not. It is
 * computed twice more, with numbers that are a little off: what differs then is in doubt.
 */
export function doubtAt(spec, inputs, fresh) {
  for (const sign of [1, -1]) {
    const off = computed(spec, inputs, nudged(sign));
    const node = off.turned ? spec.nodes.length - 1 : firstOther(spec, fresh, refilled(spec, off));
    if (node >= 0) return put(spec.words["in doubt"], { label: spec.nodes[node].label });
  }
  return "";
}

/* The first node of which something is another one; -1 if nothing is. */
function firstOther(spec, fresh, other) {
  for (const [n, { steps, ...rest }] of fresh.sweeps.entries()) {
    const { steps: others, ...left } = other.sweeps[n];
    const step = steps.find((each, k) => String(each) !== String(others[k]));
    if (step) return factsOf(spec, step).node;
    if (JSON.stringify(rest) !== JSON.stringify(left)) return spec.nodes.length - 1;
  }
  return -1;
}

/*
 * The curves of a node: of its operation against one operand, the others held; of an input, that of
 * the whole function. Each with its slope, which is the partial on the edge, or the adjoint.
 *
 * - `plotsOf(spec, ran, node, weights)`: them, as functions.
 * - `ruleText(spec, node, edge)`: the slope as the rule says it: "cos x2"; "" where that is long.
 * - `windowOf(plot, half)`, `linesOf(plot, window)`: the part of a curve that is shown, and its lines.
 */

import { compute } from "./scalars.js";
import { numberOf, replayed } from "./refill.js";

const ARGUMENTS = ["x", "y", "w"]; /* of a rule */
const asItIs = (x) => x;
const NEAR = 1e-6; /* beside the point, where the slope of each side is taken */
const [PIECES, HALVINGS] = [32, 8]; /* of a curve */
const LONG_RULE = 18; /* characters */

/* -- What is drawn -------------------------------------------------------------------------------- */

export function plotsOf(spec, ran, node, weights) {
  const [name, ...operands] = spec.tape.nodes[node];
  if (!name) return [wholeFunction(spec, ran, node, weights)];
  const [value, slopes, kind] = spec.tape.rules[name];
  const edges = spec.edges.flatMap(([, consumer], k) => (consumer === node ? [k] : []));
  const numbers = operands.map((operand) => Number(numberOf(ran.values, operand)));
  const places = operands.flatMap((operand, place) => (typeof operand === "number" ? [place] : []));
  return places.flatMap((place, n) => {
    if ((slopes[place] ?? null) === null) return [];
    const at = numbers[place];
    const lettersAt = (x) => Object.fromEntries(numbers.map((number, k) => [ARGUMENTS[k], k === place ? x : number]));
    const f = (x) => Number(compute(value, lettersAt(x), asItIs));
    const slopeAt = (x) => Number(compute(slopes[place], { ...lettersAt(x), z: f(x) }, asItIs));
    const held = operands.filter((_, k) => k !== place);
    const plot = { edge: edges[n], operand: operands[place], place, held, at, f, slopeAt, slope: ran.partials[edges[n]] };
    return [withSides(plot, ran.kinks[node] ? kind : 0)];
  });
}

/* `weights` says how much of each output is looked at. */
function wholeFunction(spec, ran, node, weights) {
  const count = spec.tape.inputs.length;
  const rerun = (x) => {
    const inputs = ran.values.slice(0, count);
    inputs[node] = x;
    return replayed(spec.tape, inputs);
  };
  const f = (x) => {
    const { values } = rerun(x);
    return Object.entries(weights).reduce((sum, [output, weight]) => sum + weight * Number(values[output]), 0);
  };
  const slopeAt = (x) => {
    const { values, partials } = rerun(x);
    const adjoints = values.map((_, k) => weights[k] ?? 0);
    for (let k = spec.edges.length - 1; k >= 0; k--) {
      const [operand, consumer] = spec.edges[k];
      if (adjoints[consumer] && partials[k] !== undefined) adjoints[operand] += adjoints[consumer] * partials[k];
    }
    return adjoints[node];
  };
  const at = ran.values[node];
  return withSides({ edge: -1, operand: node, place: 0, held: [], at, f, slopeAt, slope: slopeAt(at) }, ran.kinks.length ? 1 : 0);
}

/* The slopes of both sides, where they are not the same. */
function withSides(plot, kind) {
  const step = NEAR * Math.max(1, Math.abs(plot.at));
  const [left, right] = [plot.slopeAt(plot.at - step), plot.slopeAt(plot.at + step)];
  const size = Math.max(1, Math.abs(left), Math.abs(right));
  const bends = kind && Number.isFinite(left + right) && Math.abs(left - right) > 1e-3 * size;
  return { ...plot, jumps: kind === 2, sides: bends ? [left, right] : null };
}

/* -- The rule in words ------------------------------------------------------------------------------ */

const SIGNS = { add: [" + ", 1], subtract: [" − ", 1], multiply: [" · ", 2], divide: [" / ", 2], power: ["^", 3] };

export function ruleText(spec, node, { place }) {
  const [name, ...operands] = spec.tape.nodes[node];
  const tree = name && spec.tape.rules[name][1][place];
  if (!tree || typeof tree === "number") return "";
  const known = (operand) => (typeof operand === "number" ? spec.nodes[operand].label : String(operand).replace(/\.0$/, ""));
  const letters = { ...Object.fromEntries(operands.map((operand, k) => [ARGUMENTS[k], known(operand)])), z: spec.nodes[node].label };
  const said = inWords(tree, letters, 0);
  return said.length <= LONG_RULE ? said : "";
}

function inWords(tree, letters, weight) {
  if (typeof tree === "string") return letters[tree];
  if (!Array.isArray(tree)) return String(Math.round(tree * 1e4) / 1e4).replace("-", "−");
  const [name, ...parts] = tree;
  if (name === "negative") return `−${inWords(parts[0], letters, 3)}`;
  if (!SIGNS[name]) return `${name} ${parts.map((part) => inWords(part, letters, 3)).join(", ")}`;
  const [sign, own] = SIGNS[name];
  const said = parts.map((part, k) => inWords(part, letters, own + (k && /[−/^]/.test(sign) ? 0.5 : 0))).join(sign);
  return own < weight ? `(${said})` : said;
}

/* -- The part that is shown ---------------------------------------------------------------------------- */

/* From where to where: around the point, cut to where the function has values; and how high. */
export function windowOf(plot, centre, half) {
  const [left, right] = [-half, half].map((by) => lastFinite(plot.f, plot.at, centre + by));
  const heights = spread(left, right, PIECES).map(plot.f).filter(Number.isFinite);
  return { left, right, ...heightsOf(heights, plot.f(plot.at), Math.abs(plot.slope)) };
}

/* The farthest place on the way there that has a value, if the end has none. */
function lastFinite(f, from, to) {
  if (Number.isFinite(f(to)) || !Number.isFinite(f(from))) return to;
  let [inside, outside] = [from, to];
  for (let k = 0; k < 50; k++) {
    const middle = (inside + outside) / 2;
    if (Number.isFinite(f(middle))) inside = middle;
    else outside = middle;
  }
  return inside;
}

/* Without what shoots up: as high as the most of them. */
function heightsOf(heights, here, steepness) {
  const sorted = [...heights].sort((a, b) => a - b);
  const part = (share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const shoots = part(1) - part(0) > 5 * (part(0.88) - part(0.12));
  let [low, high] = shoots ? [part(0.12), part(0.88)] : [part(0), part(1)];
  if (Number.isFinite(here)) [low, high] = [Math.min(low, here), Math.max(high, here)];
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) {
    const around = Math.max(1, Math.abs(high) / 2) * (steepness ? 1e-3 : 1);
    [low, high] = [low - around, high + around];
  }
  const pad = 0.14 * (high - low);
  return { low: low - pad, high: high + pad };
}

/* Nearer by that much, with the point in the middle. */
export function zoomed(plot, window, times) {
  const [y, half] = [plot.f(plot.at), (window.high - window.low) / 2 / times];
  return Number.isFinite(y) ? { ...window, low: y - half, high: y + half } : window;
}

const spread = (left, right, n) => Array.from({ length: n + 1 }, (_, k) => left + ((right - left) * k) / n);

/* The curve in lines of points, as fine as it bends, with gaps where it jumps or has no value. */
export function linesOf(plot, { left, right, low, high }) {
  const lines = [];
  let line = null;
  const span = high - low;
  const f = (x) => Math.min(Math.max(plot.f(x), low - span), high + span); /* out of sight it is level */
  const fine = span / 400;
  const add = (x, y) => {
    if (!line) lines.push((line = []));
    line.push([x, y]);
  };

  function walk(x, y, u, v, depth) {
    const middle = (x + u) / 2;
    const between = f(middle);
    const known = Number.isFinite(y) && Number.isFinite(v) && Number.isFinite(between);
    const straight = known && Math.abs(between - (y + v) / 2) < fine;
    if (!straight && depth < HALVINGS) {
      walk(x, y, middle, between, depth + 1);
      walk(middle, between, u, v, depth + 1);
      return;
    }
    if (!known || Math.abs(v - y) > span / 3) {
      if (Number.isFinite(y)) add(x, y);
      line = null;
      return;
    }
    add(x, y);
    add(u, v);
  }

  const places = spread(left, right, PIECES);
  for (let k = 0; k < PIECES; k++) walk(places[k], f(places[k]), places[k + 1], f(places[k + 1]), 0);
  return lines;
}

/* Whether it is a straight line as far as one can see. */
export function isStraight({ f }, { left, right, low, high }) {
  const heights = spread(left, right, 8).map(f);
  const [first, last] = [heights[0], heights[8]];
  return heights.every((y, k) => Math.abs(y - first - ((last - first) * k) / 8) < (high - low) * 1e-6);
}

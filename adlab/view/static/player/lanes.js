/*
 * The lanes of a loop: for each name that it carries, its value after every turn as a line, and the
 * derivative of what comes in as far as it is known. They are dragged to choose the turn.
 */

import { element, svgElement, put } from "./tools.js";
import { momentOf } from "./state.js";
import { grouped } from "./tree.js";

const SHOWN = 3; /* names */
const LANE_POINTS = 400; /* of a line; of more turns some are left out */
const [LEFT, RIGHT, TOP, BOTTOM] = [118, 62, 8, 20];
const LEAST = 22; /* height of a row */
const LOG = 1e3; /* from this ratio on, a scale is logarithmic */

export function lanesOf(spec, { sizes, goTurn, labels }) {
  const { words } = spec;
  const picture = svgElement("svg", { class: "adlab-lane-picture", "aria-hidden": "true" });
  const input = element("input", { type: "range", min: 1, step: 1, class: "adlab-lane-input" });
  const note = element("div", { class: "adlab-lane-note" });
  const pane = element("div", { class: "adlab-lanes" }, picture, input, note);
  const whole = new Map(); /* the last moment of each sweep, which says how far the lines reach */
  let [width, height, moment, loop, turns, turn] = [0, 0, null, [], 0, 1];
  let numbers = []; /* of the turns; where some are taken at once, that of the last of them */
  let hidden = 0; /* names without a line */
  let scales = new Map(); /* of the rows, which are the same at all steps of a sweep */
  let all = false; /* names beyond those with the largest derivatives are shown */

  new ResizeObserver(() => {
    if (pane.clientWidth === width && pane.clientHeight === height) return;
    [width, height] = [pane.clientWidth, pane.clientHeight];
    if (moment) draw();
  }).observe(pane);
  input.addEventListener("input", () => goTurn(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    if (/^(Arrow|Page|Home|End)/.test(event.key)) event.stopPropagation();
  });

  /* Another loop. `said` describes it, `count` are its turns. */
  function open(lanes, which, said) {
    [loop, numbers, turns, all, scales] = [lanes, which, which.length, false, new Map()];
    [input.max, input.value] = [String(turns), "1"];
    input.setAttribute("aria-label", said);
  }

  function paint(now, n) {
    [moment, turn] = [now, n];
    input.value = String(n);
    if (width) draw();
  }

  /* -- Rows ------------------------------------------------------------------------------------ */

  const end = (sweep) => {
    if (!whole.has(sweep)) whole.set(sweep, momentOf(spec, sweep, sweep.steps.length));
    return whole.get(sweep);
  };
  const nodesOf = ([, entering, leaving], letter, kind) => (letter === "v" || kind === "tangent" ? leaving : entering);

  function rows() {
    const { kind, sweep } = moment;
    const letters = sweep.derivative ? ["v", "d"] : ["v"];
    const most = Math.max(1, Math.floor((height - TOP - BOTTOM) / (LEAST * letters.length)));
    const shown = loop.slice(0, all ? loop.length : Math.min(SHOWN, most));
    hidden = all ? 0 : loop.length - shown.length;
    return shown.flatMap((lane) => letters.map((letter) => ({ name: lane[0], letter, nodes: nodesOf(lane, letter, kind) })));
  }

  const step = () => Math.max(1, Math.ceil(turns / LANE_POINTS));
  /* The turns of which there are points: each so many, the last, and the one that is shown. */
  function places(shown = turn) {
    const found = new Set([turns, shown]);
    for (let n = 1; n <= turns; n += step()) found.add(n);
    return [...found].sort((a, b) => a - b);
  }

  const xOf = (number) => LEFT + ((number - 1) / Math.max(numbers.at(-1) - 1, 1)) * (width - LEFT - RIGHT);
  const x = (n) => xOf(numbers[n - 1]);

  /* A scale from numbers to heights: 0 is in it, or it is that of the logarithm. */
  function scaleOf(numbers, top, bottom) {
    const known = numbers.filter(Number.isFinite);
    const least = Math.min(...known.map(Math.abs));
    const most = Math.max(0, ...known.map(Math.abs));
    const oneSign = known.every((v) => v > 0) || known.every((v) => v < 0);
    if (oneSign && least > 0 && most / least > LOG) {
      const [low, high] = [Math.log10(least), Math.log10(most)];
      const y = (v) => bottom - ((Math.log10(Math.abs(v)) - low) / (high - low)) * (bottom - top);
      return { y, zero: bottom, logarithmic: true, most };
    }
    const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
    const y = (v) => bottom - ((v - low) / (high - low || 1)) * (bottom - top);
    return { y, zero: y(0), logarithmic: false, most };
  }

  function draw() {
    const shown = rows();
    const room = height - TOP - BOTTOM;
    const each = room / Math.max(shown.length, 1);
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts = shown.flatMap((row, n) => drawRow(row, TOP + n * each, TOP + (n + 1) * each));
    const at = svgElement("path", { class: "adlab-lane-at", d: `M${x(turn)} ${TOP - 4}V${height - BOTTOM + 2}` });
    if (moment.backward || moment.kind === "tangent") at.dataset.accent = moment.kind === "tangent" ? "tangent" : "adjoint";
    picture.replaceChildren(at, ...parts, ...axis());
    note.replaceChildren(...(hidden > 0 || all ? [more()] : []), ...(said() ? [said()] : []));
    input.setAttribute("aria-valuetext", spoken(shown));
  }

  /* That not every turn has its point. */
  function said() {
    const last = numbers.at(-1);
    const drawn = places().length;
    return drawn < last ? put(words.groups.sampled, { n: grouped(drawn), of: grouped(last) }) : "";
  }

  function more() {
    const said = put(words.groups[all ? "fewer names" : "more names"], { n: hidden });
    const button = element("button", { type: "button", "aria-label": said, title: said, "aria-pressed": String(all) }, all ? "−" : `+${hidden}`);
    button.addEventListener("click", () => {
      all = !all;
      draw();
    });
    return button;
  }

  const text = (said, kind, x, y, anchor = "start") => svgElement("text", { class: kind, x, y, "text-anchor": anchor }, said);

  function drawRow({ name, letter, nodes }, top, bottom) {
    const [high, low] = [top + Math.min(15, (bottom - top) * 0.3), bottom - 4];
    const ns = places();
    const key = [moment.sweep.name, moment.kind, letter, name, high, low].join();
    if (!scales.has(key)) {
      const last = end(moment.sweep);
      scales.set(key, scaleOf(places(turns).map((n) => sizes.signed(last, letter, nodes[n - 1])), high, low));
    }
    const scale = scales.get(key);
    const known = ns.map((n) => [n, sizes.signed(moment, letter, nodes[n - 1])]);
    const accent = letter === "v" ? "value" : moment.kind === "tangent" ? "tangent" : "adjoint";
    const made = svgElement("g", { class: "adlab-lane" });
    made.dataset.accent = accent;
    made.append(svgElement("path", { class: "adlab-lane-zero", d: `M${LEFT} ${scale.zero}H${width - RIGHT}` }));
    for (const run of runsOf(known)) {
      const line = run.map(([n, v]) => `${round(x(n))} ${round(Math.max(high - 4, Math.min(low, scale.y(v))))}`).join("L");
      made.append(svgElement("path", { class: "adlab-lane-area", d: `M${round(x(run[0][0]))} ${round(scale.zero)}L${line}L${round(x(run.at(-1)[0]))} ${round(scale.zero)}z` }));
      made.append(svgElement("path", { class: "adlab-lane-line", d: `M${line}` }));
    }
    const middle = (high + low) / 2;
    const said = letter === "v" ? name : labels.marked(name, moment.kind);
    const kind = letter === "v" ? words.value : moment.kind === "tangent" ? words.tangent : words.groups["so far"];
    const tall = bottom - top > 34;
    made.append(text(said, "adlab-lane-name", 12, tall ? middle - 2 : middle + 4));
    if (tall) made.append(text(scale.logarithmic ? `${kind}, log` : kind, "adlab-lane-kind", 12, middle + 13));
    else made.append(text(scale.logarithmic ? "log" : "", "adlab-lane-kind", 60, middle + 4));
    const [node, now] = [nodes[turn - 1], sizes.signed(moment, letter, nodes[turn - 1])];
    if (node >= 0 && Number.isFinite(now)) {
      const y = Math.max(high - 4, Math.min(low, scale.y(now)));
      const leftwards = x(turn) > width / 2;
      made.append(svgElement("circle", { class: "adlab-lane-dot", cx: x(turn), cy: y, r: 4.5 }));
      made.append(text(shownNumber(now), "adlab-lane-number", x(turn) + (leftwards ? -9 : 9), Math.max(y - 4, top + 11), leftwards ? "end" : "start"));
    }
    if (known.some(([, v]) => Number.isFinite(v))) made.append(text(shownNumber(extreme(known)), "adlab-lane-most", width - RIGHT + 7, Math.max(top + 12, high + 4)));
    return [made];
  }

  /* Stretches without gaps. */
  function runsOf(known) {
    const runs = [[]];
    for (const each of known) {
      if (Number.isFinite(each[1])) runs.at(-1).push(each);
      else if (runs.at(-1).length) runs.push([]);
    }
    return runs.filter((run) => run.length);
  }

  const extreme = (known) => known.map(([, v]) => v).filter(Number.isFinite).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  const round = (n) => Math.round(10 * n) / 10;
  const shownNumber = (n) => {
    const size = Math.abs(n);
    const short = size !== 0 && (size < 1e-3 || size >= 1e5) ? n.toExponential(1).replace(".0e", "e").replace("e+", "e") : String(Number(n.toPrecision(4)));
    return short.replaceAll("-", "−");
  };

  function axis() {
    const want = Math.max(2, Math.floor((width - LEFT - RIGHT) / 90));
    const last = numbers.at(-1);
    const raw = last / want;
    const unit = 10 ** Math.floor(Math.log10(raw || 1));
    const pitch = Math.max(1, Math.ceil([1, 2, 5, 10].find((m) => m * unit >= raw) * unit));
    const marks = [1];
    for (let n = pitch; n < last - pitch / 2; n += pitch) if (n > 1) marks.push(n);
    marks.push(last);
    return [...new Set(marks)].map((n) => text(grouped(n), "adlab-lane-turn", xOf(n), height - 5, "middle"));
  }

  function spoken(shown) {
    const said = put(words.groups["turn of"], { n: numbers[turn - 1], of: numbers.at(-1) });
    const held = shown.map(({ name, letter, nodes }) => {
      const number = sizes.signed(moment, letter, nodes[turn - 1]);
      const kind = letter === "v" ? words.value : words[moment.sweep.derivative];
      return Number.isNaN(number) ? "" : `${name}: ${kind} ${shownNumber(number)}`;
    });
    return [said, ...held.filter(Boolean)].join(", ");
  }

  return { pane, open, paint };
}

/*
 * Local slopes: a card with the curves of a node, one for each operand, the others held; on each the
 * point, the tangent, a run of 1 and the rise, which is the partial on the edge. An input has the
 * curve of the whole function. Where a point is dragged, what can move moves with it.
 */

import { element, svgElement, put } from "./tools.js";
import { digits } from "./digits.js";
import { isStraight, linesOf, plotsOf, ruleText, windowOf, zoomed } from "./curves.js";

const ZOOMS = [1, 10, 100];
const PLOT_HEIGHT = 116; /* of a plot */
const [START, END] = [8, 14]; /* room in it beside the curve */
const LETTER = 7.2; /* width of a character in it */
const ASIDE = 132; /* beside a single plot */
const [BESIDE_PLOTS, GAP] = [14, 16];
const ALIKE = 4; /* times that one range may be larger than another, drawn to one scale */

export function putSlopes(spec, player, mover) {
  const { words } = spec;
  const { live } = player;
  const heading = element("b", { class: "adlab-slopes-heading" });
  const count = element("span", { class: "adlab-small" });
  const shut = element("button", { type: "button", class: "adlab-close", "aria-label": words.close, title: words.close }, "×");
  const row = element("div", { class: "adlab-plots" });
  const note = element("span", { class: "adlab-small" });
  const zooms = ZOOMS.map((times) => {
    const button = element("button", { type: "button", "aria-pressed": "false" }, `×${times}`);
    button.addEventListener("click", () => magnify(times));
    return button;
  });
  const zooming = element("span", { class: "adlab-zooms", role: "group", "aria-label": words.zoom }, ...zooms);
  const said = element("p", { class: "adlab-said-only" });
  said.id = `${live.parentElement.id}-slopes`;
  const card = element(
    "div",
    { class: "adlab-slopes", role: "dialog", tabindex: -1, "aria-describedby": said.id },
    element("div", { class: "adlab-slopes-head" }, heading, count, shut),
    row,
    element("div", { class: "adlab-slopes-foot" }, note, zooming),
    said,
  );
  card.hidden = true;
  let node = -1;
  let zoom = 1;
  let before = live; /* what had the focus */
  let boxes = []; /* what is in the page of each plot */
  let tried = {}; /* by edge: where a point is that does not move the graph */
  let windows = null;

  /* -- Opening and closing ------------------------------------------------------------------------ */

  function open(i) {
    if (live.classList.contains("adlab-predicting")) return false;
    if (card.hidden) {
      const focused = live.getRootNode().activeElement;
      before = live.contains(focused) ? focused : live;
    }
    [node, zoom, tried, windows] = [i, 1, {}, null];
    card.hidden = false;
    for (const each of live.querySelectorAll("[data-sloped]")) delete each.dataset.sloped;
    for (const each of live.querySelectorAll(`[data-node="${i}"], [data-near="${i}"]`)) each.dataset.sloped = "";
    boxes = plots().map(plotBox);
    row.dataset.plots = String(boxes.length);
    row.replaceChildren(...boxes.map(({ box }) => box), ...(boxes.length === 1 ? [boxes[0].aside] : []));
    paint();
    (boxes[0]?.input ?? card).focus({ preventScroll: true });
    return true;
  }

  function close() {
    card.hidden = true;
    for (const each of live.querySelectorAll("[data-sloped]")) delete each.dataset.sloped;
    (before.isConnected ? before : live).focus({ preventScroll: true });
  }

  const chosen = () => {
    const found = player.pointed();
    return found >= 0 ? found : spec.nodes.findIndex(({ output }) => output);
  };
  player.extend({ label: words.slopes, key: "s", panel: card, open: () => open(chosen()), close });
  shut.addEventListener("click", close);
  card.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "s") {
      close();
      event.preventDefault();
    }
  });

  /* Twice on a node, once on a partial or on the card in the middle of the magnifier; while the card
     is there, once on any node. */
  const nodeAt = (target) => target.closest?.("[data-node], [data-near]")?.dataset ?? {};
  live.addEventListener("dblclick", ({ target }) => {
    const { node: at, near } = nodeAt(target);
    if (at ?? near) open(Number(at ?? near));
  });
  live.addEventListener("click", ({ target }) => {
    const edge = target.closest?.(".adlab-gate")?.parentNode.dataset.edge;
    const { node: at, near } = nodeAt(target);
    if (edge !== undefined) open(spec.edges[edge][1]);
    else if (target.closest?.(".adlab-centre") || ((at ?? near) && !card.hidden)) open(Number(at ?? near));
  });
  mover.listen((fresh) => {
    card.classList.toggle("adlab-behind", !fresh);
    if (fresh) tried = {};
    if (!card.hidden && fresh) paint();
  });

  /* -- What is shown -------------------------------------------------------------------------------- */

  /* How much of each output is looked at: as in the sweep that is shown, or in the first backwards. */
  function weights() {
    const shown = spec.sweeps.indexOf(player.sweep());
    const backwards = [shown, ...spec.sweeps.keys()].find((n) => spec.sweeps[n].kind === "reverse");
    return spec.tape.seeds?.[backwards] ?? { [spec.nodes.findIndex(({ output }) => output)]: 1 };
  }

  function plots() {
    const found = plotsOf(spec, mover.ran(), node, weights());
    return found.map((plot) => (tried[plot.edge] === undefined ? plot : elsewhere(plot, tried[plot.edge])));
  }

  const elsewhere = (plot, x) => ({ ...plot, home: plot.at, at: x, slope: plot.slopeAt(x), sides: null });
  const numberText = (i) => digits(mover.ran().values[i]);
  const stepOf = (half) => 10 ** (Math.floor(Math.log10(half) + 1e-9) - 2);
  const halfOf = ({ at }) => Math.max(1, Math.abs(at) / 2);

  /* All to one scale, so that slopes can be compared, unless one would be lost in it. */
  function newWindows(all) {
    const halves = all.map(halfOf);
    const widest = Math.max(...halves);
    const alike = halves.every((half) => half * ALIKE >= widest);
    const made = all.map((plot, k) => ({ centre: plot.at, half: alike ? widest : halves[k] }));
    const seen = all.map((plot, k) => windowOf(plot, plot.at, made[k].half));
    const highs = seen.map(({ low, high }) => high - low);
    const [low, high] = [Math.min(...seen.map((each) => each.low)), Math.max(...seen.map((each) => each.high))];
    const together = alike && Math.max(...highs) <= ALIKE * Math.min(...highs) && high - low <= ALIKE * Math.min(...highs);
    return made.map((each, k) => ({ ...each, ...seen[k], ...(together ? { low, high } : {}) }));
  }

  const isIn = ({ at, f }, { left, right, low, high }) => at >= left && at <= right && !(f(at) < low || f(at) > high);

  function paint() {
    const all = plots();
    if (!windows || all.some((plot, k) => !isIn(plot, windows[k]))) windows = newWindows(all);
    const shown = all.map((plot, k) => nearer(plot, windows[k]));
    heading.textContent = headingOf();
    count.textContent = spec.tape.nodes[node].length ? words["slopes count"][all.length] : words["whole function"];
    card.classList.toggle("adlab-whole", !spec.tape.nodes[node].length);
    card.setAttribute("aria-label", put(words["slopes of"], { node: spec.nodes[node].label }));
    all.forEach((plot, k) => draw(plot, shown[k], boxes[k], all.length));
    zooms.forEach((button, k) => button.setAttribute("aria-pressed", String(ZOOMS[k] === zoom)));
    zooming.hidden = !all.length;
    note.textContent = noteOf(all, shown);
    said.textContent = [`${heading.textContent}.`, ...all.map(sentenceOf), note.textContent].join(" ");
  }

  function nearer(plot, window) {
    if (zoom === 1) return window;
    const half = window.half / zoom;
    const { left, right } = windowOf(plot, plot.at, half);
    return zoomed(plot, { ...window, left, right, half }, zoom);
  }

  function headingOf() {
    const { label, formula } = spec.nodes[node];
    if (spec.tape.nodes[node].length) return `${label} = ${formula} = ${numberText(node)}`;
    return put(words.against, { node: outputName(), operand: label });
  }

  function outputName() {
    const outputs = Object.keys(weights());
    return outputs.length === 1 ? spec.nodes[outputs[0]].label : (player.sweep().seed || words.output);
  }

  const nameOf = (plot) => (plot.edge < 0 ? outputName() : spec.nodes[node].label);

  function sentenceOf(plot) {
    const operand = spec.nodes[plot.operand].label;
    const what = put(words[plot.edge < 0 ? "whole slope" : "on edge"], { operand, node: plot.edge < 0 ? operand : spec.nodes[node].label });
    return put(words["slope sentence"], { operand, node: nameOf(plot), slope: digits(plot.slope), what });
  }

  function noteOf(all, shown) {
    const { label } = spec.nodes[node];
    if (!all.length) return put(words["nothing flows"], { node: label });
    const bend = all.find(({ sides }) => sides);
    const numbers = bend && { left: digits(bend.sides[0]), right: digits(bend.sides[1]), used: digits(bend.slope) };
    if (bend && zoom > 1) return words["near kink"];
    if (bend) return put(words.kink, numbers);
    const jump = all.find((plot) => plot.jumps && !plot.sides && mover.ran().kinks[node]);
    if (jump) return put(words.jump, { used: digits(jump.slope) });
    const odd = all.find(({ slope }) => !Number.isFinite(slope));
    if (odd) return words[Number.isNaN(odd.slope) ? "no slope here" : "steep here"];
    if (all.every((plot, k) => isStraight(plot, windows[k]))) {
      if (all.length === 1) return words.straight;
      return words[spec.tape.nodes[node][0] === "multiply" ? "factors" : "straights"];
    }
    if (zoom > 1 && all.every((plot, k) => looksStraight(plot, shown[k]))) return words.near;
    const fixed = all.find(({ operand }) => !mover.moves(operand));
    return fixed ? put(words["drag alone"], { label: spec.nodes[fixed.operand].label, at: numberText(fixed.operand) }) : words.drag;
  }

  function looksStraight(plot, { left, right, low, high }) {
    const y = plot.f(plot.at);
    return [left, right].every((x) => Math.abs(plot.f(x) - y - plot.slope * (x - plot.at)) < 0.04 * (high - low));
  }

  /* -- One plot ------------------------------------------------------------------------------------ */

  function plotBox(_plot, k) {
    const title = element("div", { class: "adlab-plot-title" });
    const picture = svgElement("svg", { class: "adlab-plot", "aria-hidden": "true" });
    const input = element("input", { type: "range", step: "any" });
    const caption = element("div", { class: "adlab-plot-caption" });
    const aside = element("div", { class: "adlab-slopes-aside" });
    const box = element("div", { class: "adlab-plot-box" }, title, picture, input, caption);
    const made = { box, title, picture, input, caption, aside, shown: null, width: 0 };
    const movedTo = (x) => {
      const { left, right, half } = made.shown;
      const step = stepOf(half);
      move(k, Math.min(Math.max(Number((Math.round(x / step) * step).toPrecision(12)), left), right));
    };
    const dragged = ({ clientX }) => {
      const { left: edge, width } = picture.getBoundingClientRect();
      const { left, right } = made.shown;
      const x = ((clientX - edge) / width) * made.width - START;
      movedTo(left + (x / (made.width - START - END)) * (right - left));
    };
    picture.addEventListener("pointerdown", (event) => {
      picture.setPointerCapture(event.pointerId);
      input.focus({ preventScroll: true });
      event.preventDefault();
      dragged(event);
    });
    picture.addEventListener("pointermove", (event) => picture.hasPointerCapture(event.pointerId) && dragged(event));
    input.addEventListener("input", () => movedTo(Number(input.value)));
    input.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 20, PageDown: -20 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      const { half } = made.shown;
      const step = stepOf(half);
      const at = plots()[k].at;
      move(k, Number((Math.round(at / step + (event.shiftKey ? Math.sign(by) : by)) * step).toPrecision(12)));
    });
    return made;
  }

  function move(k, x) {
    const plot = plots()[k];
    if (!Number.isFinite(plot.f(x))) return;
    if (mover.moves(plot.operand)) return mover.move(plot.operand, x);
    tried = { ...tried, [plot.edge]: x };
    return paint();
  }

  function magnify(times) {
    zoom = times;
    windows = null;
    paint();
  }

  function draw(plot, shown, made, many) {
    const room = (card.clientWidth || 452) - 2 * BESIDE_PLOTS;
    const width = many === 1 ? room - ASIDE : Math.floor((room - (many - 1) * GAP) / many);
    [made.shown, made.width] = [shown, width];
    const { label } = spec.nodes[plot.operand];
    const at = digits(plot.at);
    const { picture, input, caption } = made;
    made.title.textContent = plotTitle(plot, many);
    picture.setAttribute("viewBox", `0 0 ${width} ${PLOT_HEIGHT}`);
    picture.setAttribute("width", String(width));
    picture.setAttribute("height", String(PLOT_HEIGHT));
    picture.replaceChildren(...drawing(plot, shown, width, many));
    input.min = String(shown.left);
    input.max = String(shown.right);
    input.value = String(plot.at);
    input.style.width = `${width - START - END + 16}px`;
    input.setAttribute("aria-label", made.title.textContent);
    input.setAttribute("aria-valuetext", put(words["slope said"], { operand: label, at, node: nameOf(plot), value: digits(plot.f(plot.at)), slope: digits(plot.slope) }));
    const x = START + ((plot.at - shown.left) / (shown.right - shown.left)) * (width - START - END);
    caption.textContent = `${label} = ${at}`;
    if (plot.home !== undefined) caption.append(element("small", {}, ` ${put(words["in the graph"], { at: digits(plot.home) })}`));
    const wide = LETTER * caption.textContent.length;
    caption.style.paddingLeft = `${Math.max(0, Math.min(x - wide / 2, width - wide))}px`;
    made.box.style.width = `${width}px`;
    if (many === 1) made.aside.replaceChildren(...asideOf(plot));
  }

  function plotTitle(plot, many) {
    const { label } = spec.nodes[plot.operand];
    if (plot.edge < 0) return put(words["inputs stay"], { label });
    const held = plot.held.map((each) => (typeof each === "number" ? `${spec.nodes[each].label} = ${numberText(each)}` : digits(Number(each))));
    const twice = plot.held.includes(plot.operand);
    const moves = put(words[twice ? "first place" : "moves"], { label, n: plot.place + 1 });
    if (held.length) return `${moves}, ${put(words[held.length > 1 ? "stay" : "stays"], { held: held.join(", ") })}`;
    return many === 1 ? put(words["the curve"], { at: digits(plot.at) }) : moves;
  }

  function asideOf(plot) {
    const { label } = spec.nodes[node];
    const operand = spec.nodes[plot.operand].label;
    const rule = ruleText(spec, node, plot);
    const where = plot.edge < 0 ? put(words["whole slope"], { node: label }) : put(words["on edge"], { operand, node: label });
    return [
      element("span", { class: "adlab-small" }, words.slope),
      element("b", { class: "adlab-slope" }, digits(plot.slope)),
      ...(rule ? [element("b", { class: "adlab-slope-rule" }, put(words["is slope"], { rule }))] : []),
      ...(plot.sides ? [element("span", { class: "adlab-slope-rule" }, sidesText(plot))] : []),
      element("span", { class: "adlab-small" }, where),
    ];
  }

  const sidesText = ({ sides }) => put(words["two sides"], { left: digits(sides[0]), right: digits(sides[1]) });

  function drawing(plot, window, width, many) {
    const { left, right, low, high } = window;
    const inner = width - START - END;
    const X = (x) => START + ((x - left) / (right - left)) * inner;
    const Y = (y) => 6 + ((high - y) / (high - low)) * (PLOT_HEIGHT - 12);
    const pathOf = (points) => `M${points.map(([x, y]) => `${X(x).toFixed(1)} ${Y(y).toFixed(1)}`).join("L")}`;
    const line = (kind, points) => svgElement("path", { class: `adlab-plot-${kind}`, d: pathOf(points), fill: "none" });
    const label = (kind, text, x, y, anchor = "start") => svgElement("text", { class: `adlab-plot-${kind}`, x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor }, text);
    const [x, y] = [plot.at, plot.f(plot.at)];
    const run = 10 ** Math.floor(Math.log10((right - left) / 2) + 1e-9);
    const rise = digits(plot.slope * run);
    const back = X(x + run) + 5 + LETTER * rise.length > width;
    const inside = svgElement("svg", { width: String(width - 2), height: String(PLOT_HEIGHT) });
    const parts = [svgElement("rect", { class: "adlab-plot-ground", width: String(width), height: String(PLOT_HEIGHT), rx: "7" })];
    if (low < 0 && high > 0) inside.append(line("axis", [[left, 0], [right, 0]]));
    for (const points of linesOf(plot, window)) inside.append(line("curve", points));
    if (Number.isFinite(y)) {
      inside.append(line("drop", [[x, y], [x, low]]));
      if (plot.sides) {
        inside.append(line("side", [[x - run, y - plot.sides[0] * run], [x, y]]), line("side", [[x, y], [x + run, y + plot.sides[1] * run]]));
      }
      inside.append(...tangentOf(plot, x, y, run, back, { X, Y, line, label }));
    }
    parts.push(inside);
    if (many > 1) {
      const rule = ruleText(spec, node, plot);
      const text = plot.sides ? sidesText(plot) : put(words["slope here"], { slope: digits(plot.slope) }) + (rule && many < 3 ? ` ${put(words["is slope"], { rule })}` : "");
      const falls = plot.slope < 0;
      parts.push(label("slope", text, falls ? width - 8 : 9, 18, falls ? "end" : "start"));
    }
    if (plot.home !== undefined && plot.home >= left && plot.home <= right) {
      parts.push(svgElement("circle", { class: "adlab-plot-home", cx: X(plot.home).toFixed(1), cy: Y(plot.f(plot.home)).toFixed(1), r: "4" }));
    }
    if (Number.isFinite(y)) parts.push(svgElement("circle", { class: "adlab-plot-point", cx: X(x).toFixed(1), cy: Y(y).toFixed(1), r: "6" }));
    return parts;
  }

  /* The tangent, a run of 1 and the rise; before the point where behind it is no room. */
  function tangentOf({ slope }, x, y, run, back, { X, Y, line, label }) {
    if (Math.abs(slope) === Infinity) return [line("tangent", [[x, y - 1e3], [x, y + 1e3]])];
    if (!Number.isFinite(slope)) return [];
    const rise = slope * run;
    const [from, start] = back ? [x - run, y - rise] : [x, y];
    const [to, end] = [from + run, start + rise];
    const long = back ? [1.15, 0.7] : [0.7, 1.15];
    const parts = [line("tangent", [[x - long[0] * run, y - long[0] * rise], [x + long[1] * run, y + long[1] * rise]])];
    if (slope) parts.push(line("rise", [[from, start], [to, start], [to, end]]));
    const below = rise >= 0 ? 14 : -6;
    parts.push(label("run", digits(run), (X(from) + X(to)) / 2, Math.min(Y(start) + below, PLOT_HEIGHT - 4), "middle"));
    const middle = Math.min(Math.max((Y(start) + Y(end)) / 2 + 4, 30), PLOT_HEIGHT - 6);
    if (slope) parts.push(label("rise-text", digits(rise), X(to) + 5, middle));
    return parts;
  }

  return card;
}

/*
 * The scrubber: a tick for each step, in the colour of what it writes; low ones are partials. An
 * input of the browser's own lies over the ticks, for keys and for those who cannot see them.
 */

import { element, svgElement } from "./tools.js";
import { phraseOf } from "./state.js";

const HEIGHT = 32;
const EDGE = 2; /* at either end */
const BREAK = 5; /* between two passes */
const ACCENTS = ["value", "partial", "tangent", "adjoint"];

/*
 * `sentence(k)` is what is said after k steps, `go(k)` goes there; `bars(sweep)` are the steps at
 * which bars end, where each stands for several turns of a loop.
 */
export function scrubber(spec, { go, sentence, bars = (_sweep) => null }) {
  const input = element("input", { type: "range", min: 0, step: 1, "aria-label": spec.words.slider });
  const layers = ["ahead", "done", "at"].map((name) => svgElement("svg", { class: `adlab-ticks adlab-${name}`, "aria-hidden": "true" }));
  const now = svgElement("rect", { class: "adlab-tick-now", rx: 2.5, y: 4, height: HEIGHT - 8 });
  layers[2].append(now);
  const hint = element("div", { class: "adlab-tick-hint", "aria-hidden": "true" });
  const pane = element("div", { class: "adlab-slider" }, ...layers, input, element("span", { class: "adlab-ring" }));
  hint.hidden = true;
  let sweep = null;
  let [low, high] = [0, 0];
  let width = 0;
  let places = []; /* of the tick of each step from low + 1 on: [x, width] */
  let shown = 0;

  input.addEventListener("input", () => go(Number(input.value)));
  new ResizeObserver(() => {
    if (pane.clientWidth === width || !sweep) return;
    draw();
    mark();
  }).observe(pane);

  /* One path for each colour: a sweep of 500 steps is no more to move than one of five. */
  function draw() {
    width = pane.clientWidth;
    const ends = bars(sweep)?.filter((k) => k > low && k <= high) ?? [];
    if (ends.length) return drawMany(ends);
    const count = high - low;
    const starts = sweep.phases.map(([, first]) => first).filter((k) => k > low && k < high);
    const pitch = (width - 2 * EDGE - BREAK * starts.length) / Math.max(count, 1);
    const gap = pitch > 9 ? 3 : pitch > 4 ? 1.5 : pitch > 2 ? 0.6 : 0;
    places = [];
    const paths = Object.fromEntries(ACCENTS.map((accent) => [accent, ""]));
    for (let k = low; k < high; k++) {
      const x = EDGE + (k - low) * pitch + BREAK * starts.filter((start) => start <= k).length;
      const size = Math.max(pitch - gap, 0.7);
      places.push([x, size]);
      const { accent } = phraseOf(spec, sweep.steps[k]);
      const tall = accent === "partial" ? 7 : 12;
      paths[accent] += pill(x, (HEIGHT - tall) / 2, size, tall);
    }
    putTicks(paths);
  }

  /* A bar for several turns: its steps share the room. */
  function drawMany(ends) {
    const starts = sweep.phases.map(([, first]) => first).filter((k) => k > low && k < high);
    const pitch = (width - 2 * EDGE - BREAK * starts.length) / ends.length;
    const gap = pitch > 9 ? 3 : pitch > 4 ? 1.5 : 0.6;
    places = [];
    const paths = Object.fromEntries(ACCENTS.map((accent) => [accent, ""]));
    ends.forEach((end, n) => {
      const first = n ? ends[n - 1] : low;
      const x = EDGE + n * pitch + BREAK * starts.filter((start) => start <= first).length;
      const size = Math.max(pitch - gap, 0.7);
      const inside = sweep.steps.slice(first, end).map((step) => phraseOf(spec, step).accent);
      const accent = inside.find((each) => each !== "value" && each !== "partial") ?? inside[0] ?? "value";
      paths[accent] += pill(x, HEIGHT / 2 - 6, size, 12);
      for (let k = first; k < end; k++) places.push([x + (size * (k - first)) / (end - first), size / (end - first)]);
    });
    putTicks(paths);
  }

  function putTicks(paths) {
    for (const layer of layers.slice(0, 2)) {
      layer.replaceChildren(
        ...ACCENTS.filter((accent) => paths[accent]).map((accent) => svgElement("path", { d: paths[accent], "data-accent": accent })),
      );
    }
  }

  function mark() {
    const [x, size] = places[shown - low - 1] ?? [0, 1.5];
    layers[1].style.clipPath = `inset(0 ${Math.max(width - x, 0)}px 0 0)`;
    layers[0].style.clipPath = `inset(0 0 0 ${x + size}px)`;
    now.setAttribute("x", x);
    now.setAttribute("width", Math.max(size, 3));
  }

  function paint({ sweep: shownSweep, k, accent }, [first, last], text) {
    if (sweep !== shownSweep || low !== first || high !== last) {
      [sweep, low, high] = [shownSweep, first, last];
      [input.min, input.max] = [low, high];
      if (pane.clientWidth) draw();
    }
    shown = k;
    input.value = String(k);
    input.setAttribute("aria-valuetext", text);
    if (now.dataset.accent !== accent) now.dataset.accent = accent;
    if (places.length) mark();
  }

  /* The step under the pointer; left of the first tick there is none yet. */
  function stepAt(event) {
    const box = pane.getBoundingClientRect();
    const x = ((event.clientX - box.left) * width) / box.width;
    if (x < EDGE) return low;
    const found = places.findIndex(([start, size]) => x < start + Math.max(size, 0.01) + (size > 2 ? 2 : 0));
    return found < 0 ? high : low + found + 1;
  }

  let dragged = false;
  pane.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    dragged = true;
    pane.setPointerCapture(event.pointerId);
    event.preventDefault();
    input.focus({ preventScroll: true });
    go(stepAt(event));
  });
  pane.addEventListener("pointermove", (event) => {
    const k = stepAt(event);
    if (dragged && k !== shown) go(k);
    tell(k);
  });
  for (const name of ["pointerup", "pointercancel"]) pane.addEventListener(name, () => (dragged = false));
  pane.addEventListener("pointerleave", () => (hint.hidden = true));

  function tell(k) {
    hint.hidden = false;
    hint.replaceChildren(element("b", {}, String(k)), ` ${sentence(k)}`);
    const [x, size] = places[k - low - 1] ?? [0, 0];
    const left = pane.offsetLeft + x + size / 2;
    const most = 0.66 * pane.parentElement.clientWidth - 330; /* over the picture, not the code */
    hint.style.left = `${Math.max(8, Math.min(left - 160, most))}px`;
  }

  return { pane, hint, paint };
}

/* A rectangle with round corners, as a path. */
function pill(x, y, width, height) {
  const r = Math.min(2.5, width / 3);
  const [w, h] = [width - 2 * r, height - 2 * r];
  const at = (n) => Math.round(100 * n) / 100;
  const corner = (dx, dy) => `a${at(r)} ${at(r)} 0 0 1 ${at(dx)} ${at(dy)}`;
  return `M${at(x + r)} ${at(y)}h${at(w)}${corner(r, r)}v${at(h)}${corner(-r, r)}h${at(-w)}${corner(-r, -r)}v${at(-h)}${corner(r, -r)}z`;
}

/*
 * A share on its way: a bead with the adjoint as its number leaves the consumer, meets the partial at
 * the gate, goes on as the share, and lands; tangents leave along all edges at once. What the step
 * writes stands there already, and is held back until the bead has come.
 */

import { svgElement } from "./tools.js";
import { pointsOf } from "./resting.js";

const [MEETS, LANDS, ADDS] = [300, 480, 760]; /* ms */
const AGAIN = 250; /* steps that follow each other as fast as this do not move */

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

/* A number in a pill, which is hollow for minus. */
export function beadOf(number, hollow, accent) {
  const text = svgElement("text", { y: 4.2 }, number);
  const pill = svgElement("rect", { height: 18, y: -9, rx: 9 });
  const bead = svgElement("g", { class: hollow ? "adlab-bead adlab-hollow" : "adlab-bead" }, pill, text);
  bead.dataset.accent = accent;
  widenPill(pill, number);
  return { bead, pill, text };
}

export function makeMotion(over) {
  let frame = 0;
  let finish = null;
  let last = -Infinity;

  /* Whether a step that comes now may move. */
  function ready() {
    const before = last;
    last = performance.now();
    return last - before > AGAIN && !calm.matches;
  }

  function stop() {
    cancelAnimationFrame(frame);
    over.replaceChildren();
    finish?.();
    finish = null;
  }

  /*
   * beads: {line, from, to, gate, first, second, width, hollow}: along a line from one end (0 or 1)
   * to the other, past a gate, with one number before it and another after.
   */
  function run(beads, adds, done) {
    stop();
    if (!beads.length) return done();
    finish = done;
    const moving = beads.map(start);
    const began = performance.now();
    const end = adds ? ADDS : LANDS + 80;
    const tick = (now) => {
      const t = Math.max(now - began, 0);
      if (t >= end) return stop();
      for (const bead of moving) bead(t);
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
  }

  function start({ line, from, at, first, second, width, hollow, accent }) {
    const points = pointsOf(line);
    if (from) points.reverse();
    const gate = at ? nearestPart(points, at) : 0.5;
    const trail = svgElement("path", {
      class: "adlab-trail-line", d: line.getAttribute("d"), pathLength: 1, fill: "none",
      "stroke-dasharray": "0 1", "stroke-width": width,
    });
    if (hollow) trail.classList.add("adlab-hollow");
    const { bead, pill, text } = beadOf(first, hollow, accent);
    trail.dataset.accent = accent;
    over.append(trail, bead);
    let passed = false;
    return (t) => {
      const s = t < MEETS ? (gate * easeOut(t / MEETS)) : gate + (1 - gate) * Math.min(easeOut((t - MEETS) / (LANDS - MEETS)), 1);
      const place = Math.min(s, 1) * (points.length - 1);
      const [low, high] = [points[Math.floor(place)], points[Math.ceil(place)]];
      const part = place % 1;
      bead.setAttribute("transform", `translate(${low.x + part * (high.x - low.x)} ${low.y + part * (high.y - low.y)})`);
      trail.setAttribute("stroke-dasharray", from ? `0 ${1 - s} ${s}` : `${s} 1`);
      if (!passed && t >= MEETS) {
        passed = true;
        text.textContent = second;
        widenPill(pill, second);
      }
    };
  }

  return { run, stop, ready };
}

export function widenPill(pill, text) {
  const width = Math.max(7 * text.length + 10 + Math.max(text.length - 7, 0), 18);
  pill.setAttribute("x", String(-width / 2));
  pill.setAttribute("width", String(width));
}

const easeOut = (t) => 1 - (1 - Math.min(Math.max(t, 0), 1)) ** 2;

function nearestPart(points, [x, y]) {
  let best = 0;
  points.forEach((point, k) => {
    if (Math.hypot(point.x - x, point.y - y) < Math.hypot(points[best].x - x, points[best].y - y)) best = k;
  });
  return best / (points.length - 1);
}

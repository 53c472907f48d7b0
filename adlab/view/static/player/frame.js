/* The card around the turn of a loop, with the other turns behind it, and where it leads on. */

import { svgElement } from "./tools.js";

const [ROOM, ABOVE, BELOW] = [14, 24, 14]; /* around the nodes */
const BEHIND = 4; /* cards */

export function frameOf(boxes, place, drawn, onward, goesOn) {
  drawn.querySelector(".adlab-turn-frame")?.remove();
  const inner = boxes.flatMap(({ role, width, part }, i) => {
    if (role === "i") return [];
    const [x, y] = place.nodes[i];
    const high = Number(part.querySelector(".adlab-box").getAttribute("height"));
    const [w, h] = place.face === "medium" ? [50, 34] : place.face === "close" ? [width === 70 ? 58 : width, Math.min(high, 38)] : [width, high];
    const tab = part.querySelector(".adlab-preview") || place.face === "medium" ? 0 : 18;
    return [[x - w / 2, y - h / 2, x + w / 2, y + h / 2 + tab]];
  });
  if (!inner.length) return;
  const [left, top] = [0, 1].map((n) => Math.min(...inner.map((area) => area[n])));
  const [right, bottom] = [2, 3].map((n) => Math.max(...inner.map((area) => area[n])));
  const size = { x: left - ROOM, y: Math.max(top - ABOVE, 2), width: right - left + 2 * ROOM, height: 0, rx: 10 };
  size.height = Math.min(bottom + BELOW, place.pane[1] - 2) - size.y;
  const cards = Array.from({ length: BEHIND }, (_, n) => {
    const far = 3 * (BEHIND - n);
    return svgElement("rect", { ...size, x: size.x + far, y: size.y - far / 1.5, class: "adlab-turn-behind" });
  });
  const frame = svgElement("g", { class: "adlab-turn-frame", "aria-hidden": "true" }, ...cards, svgElement("rect", { ...size, class: "adlab-turn-card" }));
  drawn.prepend(frame);
  drawn.querySelectorAll(".adlab-exit .adlab-label").forEach((label, n) => (label.textContent = goesOn && n === 0 ? onward : ""));
}

/* The ledger below a node: one bar a share, each beginning where the one before ended, and their sum. */

import { svgElement } from "./tools.js";

const [LEDGER, BAR, BAR_ROW] = [64, 8, 12];

export function drawBars(bars, numbers, left = false) {
  const parts = bars.flatMap(([start, end, text], k) => {
    const [low, high] = [Math.min(start, end) * LEDGER, Math.max(start, end) * LEDGER];
    const bar = svgElement("rect", {
      class: end < start ? "adlab-share-bar adlab-hollow" : "adlab-share-bar",
      x: low,
      y: k * BAR_ROW,
      width: Math.max(high - low, 1),
      height: BAR,
    });
    if (!numbers) return [bar];
    const at = left ? { x: -6, "text-anchor": "end" } : { x: LEDGER + 8 };
    return [bar, svgElement("text", { class: "adlab-bar-text", y: k * BAR_ROW + BAR, ...at }, text)];
  });
  if (bars.length > 1) {
    const x = bars.at(-1)[1] * LEDGER;
    parts.push(svgElement("path", { class: "adlab-sum", d: `M${x} -3V${bars.length * BAR_ROW}` }));
  }
  return parts;
}

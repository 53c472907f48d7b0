/*
 * Arrays as cells in colour, each of which can be pointed at, touched, and walked to with the arrow
 * keys.
 *
 * - `sheetOf(spec, node, number, most)`: the cells of an array: its entries, or those of its blocks.
 * - `gridOf(sheet, options)`: them in the page. `colourKey(most)`: what the colours mean.
 * - `entriesInto(wires, target, back, size)`: from which entries of the other array one is made.
 */

import { element, svgElement } from "./tools.js";

const [SHADES, CURVE] = [7, 0.7]; /* of colours, as in arrays.py */
const BRIEF_CELL = 5; /* characters */

export const numberIn = (text) => Number(text.replaceAll("−", "-").replace("inf", "Infinity"));

export const shapeOf = (face) => (face.shape.match(/\d+/g) ?? []).map(Number);

/* The digit of colour of one entry. */
function levelOf(value, most) {
  if (!Number.isFinite(value)) return "f";
  const share = most ? (Math.abs(value) / most) ** CURVE : 0;
  const size = Math.max(Math.min(SHADES, Math.ceil(SHADES * share - 1e-3)), value ? 1 : 0);
  return (SHADES + Math.sign(value) * size).toString(16);
}

/* Which place this is of all, counted row after row. */
function unravelled(flat, shape) {
  const index = [];
  let left = flat;
  for (const n of [...shape].reverse()) {
    index.unshift(left % n);
    left = Math.floor(left / n);
  }
  return index;
}

export function sheetOf(spec, node, number, most) {
  const face = spec.nodes[node].array;
  const [preview, entries, blocks] = spec.pool[number];
  const shape = shapeOf(face);
  const cells = blocks ? blockCells(face, shape, preview, blocks) : entryCells(entries, shape, most);
  const [columns, rows] = ["x", "y"].map((axis) => 1 + Math.max(...cells.map((cell) => cell[axis])));
  return { cells, columns, rows, shape, whole: !blocks };
}

function entryCells(entries, shape, most) {
  const high = shape.at(-2) ?? 1;
  return entries.split(";").flatMap((line, r) =>
    line.split(" ").map((text, c) => {
      const index = unravelled(r * shape.at(-1) + c, shape);
      return { text, digit: levelOf(numberIn(text), most), x: c, y: r + Math.floor(r / high), index: index.join(", "), at: index };
    }),
  );
}

function blockCells(face, shape, preview, blocks) {
  const [rows, columns, down, across] = face.preview;
  const [high, wide] = [shape.length > 1 ? shape.at(-2) : 1, shape.at(-1)];
  const range = (k, size, whole) => (size === 1 ? `${k}` : `${k * size}–${Math.min((k + 1) * size, whole) - 1}`);
  return blocks.split(" ").map((text, n) => {
    const [facet, r, c] = unravelled(n, [face.preview[4], rows, columns]);
    const stack = shape.length > 2 ? unravelled(facet, shape.slice(0, -2)) : [];
    const index = [...stack, ...(shape.length > 1 ? [range(r, down, high)] : []), range(c, across, wide)].join(", ");
    const [x, y] = [(facet % 2) * (columns + 1) + c, Math.floor(facet / 2) * (rows + 1) + r];
    return { text, digit: preview[n], x, y, index, block: down * across > 1 };
  });
}

/* A number that has room in a cell. */
function inCell(text) {
  const value = numberIn(text);
  if (text.length <= BRIEF_CELL || !Number.isFinite(value)) return text;
  const size = Math.abs(value);
  const near = size >= 5e-4 && size < 1e5;
  const shorter = near ? Number(value.toFixed(size < 10 ? 3 : size < 1000 ? 1 : 0)) : value.toExponential(0);
  return String(shorter).replaceAll("-", "−").replace("e+", "e");
}

/*
 * `name(cell)` is what is said of a cell, `point(n)` is called when one is pointed at. `room` is how
 * wide and how high it may be; `turned` exchanges rows and columns; `still` is only to be looked at.
 */
export function gridOf(sheet, { label, name, point, room, turned = false, still = false }) {
  const [columns, rows] = turned ? [sheet.rows, sheet.columns] : [sheet.columns, sheet.rows];
  const numbers = room[0] / columns >= 38 && room[1] / rows >= 14;
  const [wide, high] = numbers
    ? [Math.min(room[0] / columns, 46), Math.min(room[1] / rows, 18)]
    : [0, 0].fill(Math.max(3, Math.min(room[0] / columns, room[1] / rows, 16)));
  const [width, height] = [Math.round(columns * wide) + 2, Math.round(rows * high) + 2];
  const box = (cell) => ({ x: ((turned ? cell.y : cell.x) * wide + 1).toFixed(1), y: ((turned ? cell.x : cell.y) * high + 1).toFixed(1), width: wide.toFixed(1), height: high.toFixed(1) });
  const parts = sheet.cells.map((cell, n) => {
    const spoken = still ? {} : { role: "gridcell", tabindex: -1, "aria-label": name(cell) };
    const rect = svgElement("rect", { class: `adlab-cell adlab-h${cell.digit}`, ...box(cell), ...spoken });
    rect.dataset.cell = String(n);
    rect.dataset.lmSuppressShortcuts = "true";
    return rect;
  });
  const picture = svgElement("svg", { class: "adlab-diagram adlab-grid", width, height, viewBox: `0 0 ${width} ${height}`, ...(still ? { "aria-hidden": "true" } : { role: "grid", "aria-label": label }) });
  const rowsOf = new Map();
  for (const [n, part] of parts.entries()) {
    const { y } = sheet.cells[n];
    if (!rowsOf.has(y)) rowsOf.set(y, svgElement("g", still ? {} : { role: "row" }));
    rowsOf.get(y).append(part);
  }
  picture.append(...rowsOf.values());
  const written = (cell) => {
    const { x, y } = box(cell);
    const text = svgElement("text", { class: "adlab-cell-text", x: (Number(x) + wide / 2).toFixed(1), y: (Number(y) + high / 2 + 4).toFixed(1), "text-anchor": "middle", "aria-hidden": "true" }, inCell(cell.text));
    text.dataset.level = String(Math.abs(parseInt(cell.digit, 16) - SHADES));
    return text;
  };
  if (numbers) picture.append(...sheet.cells.map(written));
  const frame = svgElement("rect", { class: "adlab-grid-frame", x: 0.5, y: 0.5, width: width - 1, height: height - 1 });
  picture.append(frame);
  let now = 0;

  /* Frames around cells, above all of them. */
  function mark(n, kind = "adlab-pointed") {
    for (const old of picture.querySelectorAll(`.${kind}`)) old.remove();
    for (const each of [n].flat()) if (sheet.cells[each]) picture.append(svgElement("rect", { class: kind, ...box(sheet.cells[each]) }));
  }

  function go(n, focus) {
    now = n;
    for (const [k, part] of parts.entries()) part.setAttribute("tabindex", k === n ? "0" : "-1");
    mark(n);
    if (focus) parts[n].focus({ preventScroll: true });
    point(n);
  }

  if (!still) {
    picture.addEventListener("pointerover", ({ target, pointerType }) => target.dataset?.cell && pointerType === "mouse" && go(Number(target.dataset.cell), false));
    picture.addEventListener("click", ({ target }) => target.dataset?.cell && go(Number(target.dataset.cell), true));
    picture.addEventListener("focusin", ({ target }) => target.dataset?.cell && Number(target.dataset.cell) !== now && go(Number(target.dataset.cell), false));
    picture.addEventListener("keydown", (event) => {
      const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const next = neighbour(sheet.cells, now, by);
      if (next >= 0) go(next, true);
    });
  }
  return { picture, mark, go, width, height };
}

/* The next cell that way, over the gap between facets; −1 at the end. */
function neighbour(cells, from, [dx, dy]) {
  const { x, y } = cells[from];
  for (const far of [1, 2]) {
    const found = cells.findIndex((cell) => cell.x === x + far * dx && cell.y === y + far * dy);
    if (found >= 0) return found;
  }
  return -1;
}

/* The colours from the most negative to the most positive, and what they mean. */
export function colourKey(most) {
  const bar = svgElement("svg", { class: "adlab-diagram adlab-key-bar", width: 150, height: 9, "aria-hidden": "true" });
  bar.append(...[..."0123456789abcde"].map((digit, n) => svgElement("rect", { class: `adlab-cell adlab-h${digit}`, x: 10 * n, y: 0, width: 10, height: 9 })));
  const marks = [`−${most}`, "0", most].map((text) => element("span", {}, text));
  return element("div", { class: "adlab-key" }, bar, element("div", { class: "adlab-key-marks" }, ...marks));
}

/* From which entries of the other array one is made: `back` for one of the operand. */
export function entriesInto([sources, targets], target, back) {
  const all = (list) => list.flatMap((place, k) => (place === target ? [k] : []));
  if (sources.length) return back ? all(sources) : [sources[target]].filter((k) => k >= 0);
  if (targets.length) return back ? [targets[target]] : all(targets);
  return [target];
}

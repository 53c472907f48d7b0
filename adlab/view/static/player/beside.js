/*
 * The evaluation trace of two sweeps: one row for each name, one column for each side. Values have a
 * column for both, as long as these are the same.
 */

import { UNSET, element, put, Part } from "./tools.js";
import { windowAt } from "./windows.js";

const LONGEST = 12; /* characters of a title over its column */
const OWN = { order: "o", forward: "v", tangent: "d", reverse: "d" }; /* what a sweep is about */

/* `sides` have a title, a spec, and the sweep that they show. */
export function besideTable(words, sides) {
  const rows = rowsOf(sides);
  const columns = columnsOf(words, sides, rows);
  const cell = (role, name, text = "") => element("span", { role, class: `adlab-${name}`, title: text }, text);
  const head = element("div", { role: "row" }, cell("columnheader", "row-name", words.node), ...columns.map(({ title, look }) => cell("columnheader", look, title)));
  const body = element("div", { role: "rowgroup", class: "adlab-body", tabindex: "0" });
  const table = element("div", { role: "table", "aria-label": words.trace, class: "adlab-rows" }, element("div", { role: "rowgroup", class: "adlab-rows-head" }, head), body);
  const range = new Part(element("span", { class: "adlab-range" }));
  const title = element("div", { class: "adlab-pane-head" }, element("span", { class: "adlab-head-title" }, words.trace), range.node);
  const pane = element("div", { class: "adlab-trace adlab-pane", "data-pane": "trace" }, title, table);
  pane.style.setProperty("--adlab-columns", String(columns.length));
  const shown = rows.map(({ label, at }) => {
    const cells = columns.map(({ look }) => new Part(cell("cell", look)));
    const row = element("div", { role: "row" }, cell("rowheader", "row-name", label), ...cells.map(({ node }) => node));
    at.forEach((i, side) => i >= 0 && sides[side].player.links.add(i, row));
    return { row: new Part(row), cells };
  });
  let upwards = null;
  let top = 0;
  let now = [];

  const place = (r) => (upwards ? rows.length - 1 - r : r);
  const rowOf = (side, node) => rows.findIndex(({ at }) => node >= 0 && at[side] === node);

  /* `differing` are pairs of slots, one of either side. */
  function paint(moments, differing) {
    now = moments;
    const backward = moments.some((each) => each.backward);
    if (upwards !== backward) {
      upwards = backward;
      const all = shown.map(({ row }) => row.node);
      body.replaceChildren(...(backward ? all.reverse() : all));
    }
    rows.forEach(({ at }, r) => {
      const differs = differing.some((slots) => slots.some((slot, side) => slot?.[0] !== "p" && Number(slot?.slice(1)) === at[side]));
      const written = moments.some(({ node }, side) => node >= 0 && node === at[side]);
      shown[r].row.look([written && "adlab-now", differs && "adlab-differs"], written ? moments[0].accent : "");
      columns.forEach(({ letter, side, look }, c) => paintCell(shown[r].cells[c], at, letter, side, look, differing));
    });
    show();
  }

  function paintCell(part, at, letter, only, look, differing) {
    const of = [0, 1].filter((side) => (only === null || side === only) && at[side] >= 0);
    const slots = of.map((side) => [side, `${letter}${at[side]}`]);
    const [side, slot] = slots.find(([each, slot]) => now[each].slots.has(slot)) ?? slots[0] ?? [0, ""];
    part.text(now[side].slots.get(slot) ?? (slot ? UNSET : ""));
    const differs = only !== null && differing.some((each) => each[side] === slot);
    part.look([now[side].slot === slot && "adlab-written", differs && "adlab-differs-here", part.text_ === UNSET && "adlab-unset"], look);
  }

  function show() {
    const height = parseFloat(getComputedStyle(pane).getPropertyValue("--adlab-row")) || 25;
    const size = Math.max(Math.floor((table.clientHeight - head.offsetHeight) / height), 1);
    const [first, second] = now.map(({ node }, side) => place(Math.max(rowOf(side, node), 0)));
    top = windowAt(top, size, rows.length, first, second);
    body.style.maxHeight = `${size * height}px`;
    body.scrollTop = top * height;
    const [low, high] = [top + 1, Math.min(top + size, rows.length)];
    range.text(rows.length <= size ? "" : put(words["rows shown"], { low, high, of: rows.length }));
  }

  new ResizeObserver(() => now.length && show()).observe(pane);
  return { pane, paint };
}

/* The names of both sides: those of the left one in their order, then what only the right one has. */
function rowsOf(sides) {
  const [left, right] = sides.map(({ spec }) => spec.nodes.map(({ label }) => label));
  const rows = left.map((label, i) => ({ label, at: [i, right.indexOf(label)] }));
  right.forEach((label, j) => left.includes(label) || rows.push({ label, at: [-1, j] }));
  return rows;
}

/* A title that has no room over its column stands over its picture: here it is left or right. */
function columnsOf(words, sides, rows) {
  const named = sides.every(({ title }) => title.length <= LONGEST);
  const name = (side) => (named ? sides[side].title : words.sides[side]);
  const own = (side, title = name(side)) => {
    const { sweep } = sides[side];
    return { letter: OWN[sweep.kind], side, title, look: sweep.derivative || "value" };
  };
  const back = [0, 1].filter((side) => OWN[sides[side].sweep.kind] === "d");
  if (!back.length) return [own(0), own(1)];
  const values = (side, title) => ({ letter: "v", side, title, look: "value" });
  if (sameValues(sides, rows)) return [values(null, `${words.value} v`), ...back.map((side) => own(side))];
  return [0, 1].flatMap((side) => [
    values(side, `${words.sides[side]} v`),
    ...(back.includes(side) ? [own(side, `${words.sides[side]} ${sides[side].sweep.sign}`)] : []),
  ]);
}

/* Whether all values that both write are the same texts. */
function sameValues(sides, rows) {
  const [left, right] = sides.map(({ sweep }) => new Map(sweep.steps.map(([, slot, after]) => [slot, after])));
  return rows.every(({ at: [i, j] }) => {
    const [a, b] = [left.get(`v${i}`), right.get(`v${j}`)];
    return a === undefined || b === undefined || a === b;
  });
}

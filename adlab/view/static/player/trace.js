/*
 * The evaluation trace, last node first in the backward pass: a window of rows of one height around
 * the one that is written.
 */

import { UNSET, element, put, Part } from "./tools.js";
import { textWidth } from "./geometry.js";
import { windowAt } from "./windows.js";

const DOTS = 6; /* more shares than this are counted */
const FEW_DOTS = 2; /* where numbers are long */

export function tracePane(spec, links, jump) {
  const { words } = spec;
  const cell = (role, name, text = "") => element("span", { role, class: `adlab-${name}` }, text);
  const hasArrays = spec.nodes.some(({ array }) => array);
  const names = ["row-name", "is", ...(hasArrays ? ["extent"] : []), "value", "derivative"];
  const heads = names.map((name) => cell("columnheader", name, words[name === "row-name" ? "node" : name] ?? ""));
  const [valueHead, derivativeHead] = heads.slice(-2).map((head) => new Part(head));
  const columns = element("div", { role: "rowgroup", class: "adlab-rows-head" }, element("div", { role: "row" }, ...heads));
  const body = element("div", { role: "rowgroup", class: "adlab-body" });
  const table = element("div", { role: "table", "aria-label": words.trace, class: "adlab-rows" }, columns, body);
  const range = new Part(element("span", { class: "adlab-range" }));
  const title = element("span", { class: "adlab-head-title" }, words.trace);
  if (hasArrays) title.append(element("span", { class: "adlab-head-note" }, ` ${words["by size"]}`));
  const head = element("div", { class: "adlab-pane-head" }, title, range.node);
  const pane = element("div", { class: "adlab-trace" }, head, table);
  const rows = spec.nodes.map((node, i) => {
    const value = cell("cell", "value");
    const derivative = cell("cell", "derivative");
    const dots = element("span", { class: "adlab-dots", role: "img" });
    const total = element("span", { class: "adlab-total" });
    derivative.append(dots, total);
    const name = cell("rowheader", "row-name", node.label);
    const is = cell("cell", "is", node.formula);
    [name.title, is.title] = [node.label, node.formula];
    const extent = hasArrays ? [cell("cell", "extent", node.array ? extentOf(node.array.shape) : "")] : [];
    const row = element("div", { role: "row", "data-row": i, tabindex: -1 }, name, is, ...extent, value, derivative);
    row.addEventListener("click", () => jump(i));
    row.addEventListener("focus", () => {
      roam(i);
      reveal(place(i));
      links.light(i);
    });
    row.addEventListener("blur", () => links.light(null));
    links.add(i, row);
    return { row: new Part(row), value: new Part(value), derivative: new Part(derivative), dots: new Part(dots), total: new Part(total) };
  });
  /* Every row is a grid of its own: this keeps names and numbers whole, and the columns in line. */
  function renew() {
    const { dots, ...widths } = widthsOf(spec);
    for (const [name, width] of Object.entries(widths)) pane.style.setProperty(`--adlab-${name}`, `${width}px`);
    mostDots = dots;
  }
  let mostDots = DOTS;
  renew();
  table.classList.toggle("adlab-with-extent", hasArrays);
  let reversed = null;
  let reachable = 0;
  let counted = null; /* the sweep whose shares have been counted */
  let shares = new Map(); /* how many each node gets in it */
  let size = 0; /* rows in sight; 0: to be measured */
  let height = 0; /* of one */
  let top = 0; /* the first in sight */
  let current = [-1, -1]; /* the rows of what is written and of where it comes from */

  const place = (i) => (reversed ? rows.length - 1 - i : i);

  /* One row is in the tab order; the arrow keys ↑ ↓ go to the others. */
  function roam(i) {
    rows[reachable]?.row.node.setAttribute("tabindex", -1);
    rows[i]?.row.node.setAttribute("tabindex", 0);
    reachable = i;
  }

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    const neighbour = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    if (neighbour) neighbour.focus({ preventScroll: true });
    else if (row && event.key === "Enter") jump(Number(row.dataset.row));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function paint(now) {
    const { kind, slots, full, sweep } = now;
    const order = kind === "order";
    if (counted !== sweep) {
      [counted, shares] = [sweep, new Map(Object.entries(sweep.waits ?? {}).map(([node, of]) => [Number(node), of]))];
      for (const { dots } of rows) count(dots, null, 0);
    }
    if (reversed !== now.backward) {
      reversed = now.backward;
      const nodes = rows.map(({ row }) => row.node);
      body.replaceChildren(...(reversed ? nodes.reverse() : nodes));
    }
    valueHead.text(order ? words.waits : `${words.value} v`);
    derivativeHead.text(order ? words.place : sweep.derivative ? `${words[sweep.derivative]} ${sweep.sign}` : "");
    heads.at(-1).hidden = kind === "forward";
    rows.forEach((entry, i) => {
      const [first, second] = order ? [`d${i}`, `o${i}`] : [`v${i}`, `d${i}`];
      entry.row.look([now.node === i && "adlab-now", now.reads.has(i) && "adlab-read"], now.node === i || now.reads.has(i) ? now.accent : "");
      write(entry.value, entry.value, slots.get(first) ?? UNSET, now.slot === first);
      write(entry.derivative, entry.total, kind === "forward" ? "" : (slots.get(second) ?? UNSET), now.slot === second);
      if (shares.has(i)) count(entry.dots, now.backward ? now.tags.get(i) : null, now.backward ? shares.get(i) : 0);
      if (full.size || entry.titled) {
        entry.titled = full.size > 0;
        entry.value.node.title = full.get(first) ?? "";
        entry.derivative.node.title = full.get(second) ?? "";
      }
    });
    if (now.node !== reachable) roam(Math.max(now.node, 0));
    const from = now.sharing ? now.facts.from : now.node;
    current = [now.node, from].map((i) => (i < 0 ? 0 : place(i)));
  }

  function write(cell, part, text, written) {
    part.text(hasArrays ? text.replace(BEFORE_ENTRIES, "") : text);
    cell.look([written && "adlab-written", text === UNSET && "adlab-unset"]);
  }

  /* ●○: shares that have come, of those that will; a great number of them is counted. */
  function count(dots, tag, of) {
    const come = tag ? tag.come - tag.first : 0;
    const text = of > mostDots ? `${come}/${of}` : "●".repeat(come) + "○".repeat(of - come);
    if (dots.text_ === text) return;
    dots.text(text);
    dots.node.setAttribute("aria-label", put(words.shares, { come, of }));
  }

  /* Whole rows only, as many as there is room for. */
  function measure() {
    height = parseFloat(getComputedStyle(pane).getPropertyValue("--adlab-row")) || 25;
    size = Math.max(Math.floor((table.clientHeight - columns.offsetHeight) / height), 1);
    body.style.maxHeight = `${size * height}px`;
  }
  new ResizeObserver(() => {
    if (!table.clientHeight) return;
    measure();
    show()();
  }).observe(pane);

  function show() {
    if (!size) measure();
    top = windowAt(top, size, rows.length, ...current);
    return move;
  }

  /* A row that has the focus is in sight, wherever the step is. */
  function reveal(at) {
    if (!size || (at >= top && at < top + size)) return;
    top = at < top ? at : at - size + 1;
    move();
  }

  function move() {
    body.scrollTop = top * height;
    const whole = rows.length <= size;
    const [low, high] = [top + 1, Math.min(top + size, rows.length)];
    const upwards = spec.where || (reversed && spec.nodes.length > 1 ? words.upwards : "");
    range.text(whole ? upwards : put(words["rows shown"], { low, high, of: rows.length }));
  }

  return { pane, paint, show, renew };
}

const DIGIT = 8.8; /* px, in bold */
const ANY_NUMBER = 9; /* characters that it has at most */

const MOST_DIGITS = 11; /* of the entries of a small array */
const BEFORE_ENTRIES = /^\([^)]*\) ?(max )?/; /* before the entries of an array, or its largest */
const TWO_NUMBERS = 178; /* px that two numbers may take, so that something is left for what a node is */
const LEAST_EXTENT = 42; /* px: of the heading */
const SIGN_WIDTH = 7; /* px of a sign in a shape */

/* (8, 5) as 8×5. */
const extentOf = (shape) => shape.replace(/[( )]|,\)/g, "").replaceAll(",", "×");

/* How wide the columns have to be, for all steps of all sweeps; where it is tight, dots are counted. */
function widthsOf(spec) {
  const names = Math.max(0, ...spec.nodes.map(({ label }) => 0.82 * textWidth(label)));
  const extents = Math.max(0, ...spec.nodes.map(({ array }) => (array ? SIGN_WIDTH * extentOf(array.shape).length : 0)));
  let most = numbersOf(spec, DOTS);
  let dots = DOTS;
  if (most.v + most.d > TWO_NUMBERS) [most, dots] = [numbersOf(spec, FEW_DOTS), FEW_DOTS];
  const whole = { names: Math.min(110, names + 14), values: most.v + 4, derivatives: most.d + 10, extents: Math.max(extents + 8, LEAST_EXTENT) };
  return { ...Object.fromEntries(Object.entries(whole).map(([name, width]) => [name, Math.round(width)])), dots };
}

/* The room of the numbers, with as many dots before them. */
function numbersOf({ sweeps, tape, structure }, mostDots) {
  const least = tape?.sliders?.length || structure ? ANY_NUMBER : 0; /* other inputs may come */
  const most = { v: 50, d: 50 };
  for (const sweep of sweeps) {
    const shares = new Map(Object.entries(sweep.waits ?? {}).map(([node, of]) => [Number(node), of]));
    for (const [, slot, after] of sweep.steps) {
      if (!(slot[0] in most)) continue;
      const of = slot[0] === "d" ? (shares.get(Number(slot.slice(1))) ?? 0) : 0;
      const dots = of > mostDots ? 30 : of && 11 * of + 6;
      const signs = after[0] === "(" ? Math.min(after.replace(BEFORE_ENTRIES, "").length, MOST_DIGITS) : Math.max(after.length, least);
      most[slot[0]] = Math.max(most[slot[0]], DIGIT * signs + dots);
    }
  }
  return most;
}

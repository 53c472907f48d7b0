/*
 * Arrays in full: a panel with the whole of one node, left out of a page without arrays. Value and
 * derivative in colours, one entry of which is read; what the map does that makes it; all numbers.
 */

import { element, titleOf, put } from "./tools.js";
import { gridOf, colourKey, sheetOf } from "./entries.js";
import { lensOf } from "./lens.js";

const HIGHEST = 114; /* of the two in colours */
const [BOTH, LOWEST] = [186, 64]; /* of these and the map below; of the map alone */
const BESIDE = 48; /* what is beside and between them */

export function detailsPanel(spec, close) {
  const { words } = spec;
  const body = element("div", { class: "adlab-details-body" });
  const title = titleOf("");
  const about = element("span", { class: "adlab-small" });
  const button = element("button", { type: "button", class: "adlab-close", "aria-label": words.close, title: words.close }, "×");
  button.addEventListener("click", close);
  const head = element("div", { class: "adlab-details-head" }, title, about, button);
  const panel = element("div", { class: "adlab-details", role: "dialog", tabindex: -1 }, head, body);
  panel.hidden = true;
  let node = -1;
  let shown = "";
  let opened = ""; /* at which step; from the next one on the panel follows */
  let pointed = {}; /* by the letter of a slot: the cell that was last pointed at */

  const edgesInto = (i) =>
    Object.entries(spec.maps ?? {}).filter(([number]) => spec.edges[number][1] === i);

  const can = (i) => Boolean(spec.nodes[i]?.array || edgesInto(i).length);

  function open(i) {
    if (node !== i) pointed = {};
    node = i;
    [shown, opened] = ["", ""];
    const label = put(words.details, spec.nodes[i]);
    title.textContent = label;
    panel.setAttribute("aria-label", label);
    panel.hidden = false;
  }

  function paint(now) {
    if (panel.hidden) return;
    const step = `${now.sweep.name} ${now.k}`;
    if (opened && opened !== step && now.node !== node && can(now.node)) open(now.node);
    opened = step;
    const held = [`v${node}`, `d${node}`].map((slot) => [now.arrays.get(slot), now.slots.get(slot)]);
    const key = JSON.stringify([node, now.kind, held, now.sharing, [...now.edges]]);
    if (key === shown) return;
    shown = key;
    const matrices = [...body.querySelectorAll("details")];
    const unfolded = matrices.filter((each) => each.open).map((each) => each.dataset.map);
    const focused = body.contains(document.activeElement);
    const focus = focused && document.activeElement.parentElement.dataset.map;
    const inGrid = focused && document.activeElement.closest("[data-letter]")?.dataset.letter;
    const { label, formula, array } = spec.nodes[node];
    const says = `${label} = ${formula} · ${array?.said ?? words["one number"]}`;
    about.textContent = says;
    const parts = colours(now);
    parts.push(section(words.value, "value", "v", ...held[0]));
    const { derivative, sign } = now.sweep;
    if (derivative) {
      parts.push(section(words[derivative], "derivative", sign, ...held[1]));
    }
    const edges = edgesInto(node);
    if (edges.length) parts.push(element("div", { class: "adlab-heading" }, put(words["edges in"], { label })), ...edges.map(mapOf));
    body.replaceChildren(...parts);
    for (const each of body.querySelectorAll("details")) each.open = unfolded.includes(each.dataset.map);
    if (!focused) return;
    const cell = inGrid && body.querySelector(`[data-letter="${inGrid}"] [tabindex="0"]`);
    (cell ?? body.querySelector(`[data-map="${focus}"] summary`) ?? panel).focus({ preventScroll: true });
  }

  /* -- In colours ----------------------------------------------------------------------------------- */

  const marks = { adjoint: "\u0304", tangent: "\u0307" };

  /* A name with the mark of a derivative above it. */
  function nameOf(i, letter, { derivative }) {
    const { label, name } = spec.nodes[i];
    if (letter === "v") return label;
    const [base, subscript] = name;
    return `${base}${marks[derivative] ?? ""}${subscript}`;
  }

  function colours(now) {
    const { array } = spec.nodes[node];
    if (!array?.preview) return [];
    const reader = element("div", { class: "adlab-reader", role: "status" });
    const lens = lensOf(spec, now, node, (i, letter) => nameOf(i, letter, now.sweep), [panel.clientWidth - BESIDE, lensHeight()]);
    const letters = now.sweep.derivative ? ["v", "d"] : ["v"];
    const made = letters.map((letter) => ({ letter, ...colouredGrid(now, letter, reader, lens) }));
    const first = made.find(({ letter, go }) => go && letter === lens?.letter) ?? made.find(({ go }) => go);
    first?.go(pointed[first.letter] ?? first.largest, false);
    const grids = element("div", { class: "adlab-grids" }, ...made.map(({ box }) => box));
    return first ? [grids, reader, ...(lens ? [lens.pane] : [])] : [];
  }

  /* What the two in colours leave to the map. */
  function lensHeight() {
    const [rows] = spec.nodes[node].array.preview;
    return Math.min(Math.max(BOTH - Math.min(18 * rows, HIGHEST), LOWEST), HIGHEST);
  }

  function colouredGrid(now, letter, reader, lens) {
    const { array } = spec.nodes[node];
    const number = now.arrays.get(letter + node);
    const name = nameOf(node, letter, now.sweep);
    const title = element("div", { class: `adlab-heading adlab-of-${letter}` }, name);
    if (number === undefined) {
      const none = element("div", { class: "adlab-small" }, now.slots.get(letter + node) ?? words["not yet"]);
      return { box: element("div", { "data-letter": letter }, title, none), go: null, largest: 0 };
    }
    const most = (letter === "v" ? array.scale : (now.sweep.scales?.[node] ?? array.scale)).replace("±", "");
    const sheet = sheetOf(spec, node, number, Number(most));
    const entryOf = (cell) => put(words[cell.block ? "entries of block" : "entry"], { name, index: cell.index, text: cell.text });
    const point = (n) => {
      pointed[letter] = n;
      reader.replaceChildren(element("b", {}, entryOf(sheet.cells[n])), element("span", {}, placeOf(sheet, n)));
      if (lens && lens.letter === letter) lens.explain(n, sheet, `${name}[${sheet.cells[n].index}]`);
    };
    const { picture, go } = gridOf(sheet, { label: put(words["grid of"], { name }), name: entryOf, point, room: [(panel.clientWidth - BESIDE) / 2, HIGHEST] });
    const sizes = sheet.cells.map(({ text }) => Math.abs(Number(text.replaceAll("−", "-"))) || 0);
    const more = array.preview[5] && !sheet.whole ? [element("div", { class: "adlab-small" }, `+${array.preview[5]}`)] : [];
    return { box: element("div", { "data-letter": letter }, title, picture, ...more, colourKey(most)), go, largest: sizes.indexOf(Math.max(...sizes)) };
  }

  function placeOf({ cells, shape }, n) {
    const { at, block } = cells[n];
    if (block || !at) return put(words["largest of block"], { shape: spec.nodes[node].array.shape });
    const [row, column] = at.slice(-2);
    if (shape.length === 1) return put(words["place in row"], { k: row, last: shape[0] - 1 });
    const [rows, columns] = shape.slice(-2).map((size) => size - 1);
    return put(words["place in array"], { row, rows, column, columns });
  }

  /* -- In numbers ----------------------------------------------------------------------------------- */

  function section(name, kind, sign, number, text) {
    const { array } = spec.nodes[node];
    const head = element("div", { class: "adlab-heading" }, `${name} ${sign}`);
    const [, entries] = spec.pool?.[number] ?? [];
    const inside = entries
      ? table(entries, array.rows, array.columns, name)
      : element("div", {}, text ?? words["not yet"]);
    return element("div", { class: `adlab-${kind}` }, head, inside);
  }

  function mapOf([number, { label, back, shapes, size, matrix }]) {
    const from = put(words["edge in"], { label: spec.nodes[spec.edges[number][0]].label });
    const says = element("div", { class: "adlab-partial" }, element("b", {}, from), ` ${label}, ${shapes}`);
    if (back) says.append(element("span", { class: "adlab-small" }, ` · ${put(words["and back"], { label: back })}`));
    const [rows, columns] = size;
    if (!matrix) {
      const big = put(words["big matrix"], { rows, columns });
      return element("div", { class: "adlab-map" }, says, element("div", { class: "adlab-small" }, big));
    }
    const named = put(words.matrix, { rows, columns });
    const summary = element("summary", { "data-lm-suppress-shortcuts": "true" }, named);
    const made = element("details", { "data-map": number }, summary, table(matrix, null, null, named));
    return element("div", { class: "adlab-map" }, says, made);
  }

  function table(entries, rows, columns, name) {
    const made = element("table", { "aria-label": name });
    const cell = (tag, text, scope) => element(tag, scope ? { scope } : {}, text);
    if (columns) {
      const corner = rows?.[0] ? [cell("td", "")] : [];
      made.append(element("tr", {}, ...corner, ...columns.map((text) => cell("th", text, "col"))));
    }
    entries.split(";").forEach((line, r) => {
      const cells = line.split(" ").map((text) => {
        const entry = cell("td", text);
        if (!rows && text === "0") entry.className = "adlab-zero";
        return entry;
      });
      made.append(element("tr", {}, ...(rows?.[0] ? [cell("th", rows[r], "row")] : []), ...cells));
    });
    const attributes = { class: "adlab-table", tabindex: 0, role: "group", "aria-label": name };
    return element("div", { ...attributes, "data-lm-suppress-shortcuts": "true" }, made);
  }

  return { panel, open, paint, can };
}

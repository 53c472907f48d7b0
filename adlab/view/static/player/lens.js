/*
 * What the map on an edge does, in the panel of an array: the arrays that an entry is made of, those
 * of their entries that go into it, and the sum in numbers.
 */

import { element, put } from "./tools.js";
import { gridOf, entriesInto, sheetOf } from "./entries.js";

const MOST_TERMS = 6;
const LENS_ROW = 14; /* a row in which numbers have room */
const SIGN = 26; /* between two of them */

/*
 * `moment` is the present one, `node` the one whose entries are made: forwards from its operands, or
 * backwards from the consumer that hands on its share. Null where there is nothing to show; else
 * `{pane, letter, explain(n)}`: the letter of the slot whose entry n is explained. `room` is there.
 */
export function lensOf(spec, moment, node, nameOf, room) {
  const [width, high] = room;
  const { words } = spec;
  const back = moment.sharing && moment.node === node;
  const into = Object.keys(spec.maps ?? {}).map(Number).filter((k) => spec.edges[k][1] === node);
  const edges = back ? [...moment.edges].filter((k) => spec.maps?.[k]) : into;
  if (!edges.length) return null;
  const letter = back ? "d" : "v";
  const maps = edges.map((k) => spec.maps[k]);
  const product = maps.find(({ wires }) => wires?.[4]);
  const heads = headOf(maps, edges);
  const parts = product ? ofProduct() : edges.flatMap((k, n) => partOf(maps[n], back ? spec.edges[k][1] : spec.edges[k][0], back ? "d" : "v"));
  const line = element("div", { class: "adlab-lens-line" });
  const pane = element("div", { class: "adlab-lens" }, ...heads);
  if (!parts.length) return { pane, letter, explain: () => {} };
  pane.append(line, element("div", { class: "adlab-lens-arrays" }, ...layOut()));

  /* A factor is read out: "· Wᵀ" is "times Wᵀ". */
  function inWordsOf(label) {
    return label.replace(/^· /, `${words.times} `).replace(/ ·$/, ` ${words.times}`);
  }

  /* In words, forwards and backwards. */
  function headOf(all, numbers) {
    return all.map(({ label, back: turned, shapes }, n) => {
      const from = put(words["edge in"], { label: spec.nodes[spec.edges[numbers[n]][0]].label });
      const forward = element("span", {}, element("b", {}, words.forwards), ` ${inWordsOf(label)}`);
      const backward = element("span", {}, element("b", {}, words.backwards), ` ${turned ? inWordsOf(turned) : words["same back"]}`);
      const said = back ? [backward, forward] : [forward, backward];
      return element("div", { class: "adlab-lens-head" }, ...(all.length > 1 ? [element("span", { class: "adlab-small" }, from)] : []), ...said, element("span", { class: "adlab-small" }, shapes));
    });
  }

  function partOf(map, i, slot, turned = false) {
    const number = moment.arrays.get(slot + i);
    if (number === undefined || !spec.nodes[i].array) return [];
    const sheet = sheetOf(spec, i, number, mostOf(slot, i));
    return [{ map, i, slot, sheet, turned }];
  }

  function mostOf(slot, i) {
    const said = slot === "v" ? spec.nodes[i].array.scale : moment.sweep.scales?.[i];
    return Number((said ?? "").replace("±", "").replaceAll("−", "-")) || 0;
  }

  /* Both factors of a product, as they stand in it: backwards one of them is turned. */
  function ofProduct() {
    const consumer = spec.edges[edges[0]][1];
    const [left, right] = spec.edges.flatMap(([operand, at]) => (at === consumer ? [operand] : []));
    if (!back) return right === undefined ? [] : [...partOf(null, left, "v"), ...partOf(null, right, "v")];
    const [first, second] = product.wires[4] === "left"
      ? [partOf(null, consumer, "d"), partOf(null, right ?? left, "v", true)]
      : [partOf(null, left, "v", true), partOf(null, consumer, "d")];
    return first.length && second.length ? [...first, ...second] : [];
  }

  function layOut() {
    const columns = parts.reduce((sum, { sheet, turned }) => sum + (turned ? sheet.rows : sheet.columns), 0);
    const room = width - SIGN * (parts.length - 1);
    return parts.flatMap((part, n) => {
      const total = totalOf(part);
      const wide = (room * (part.turned ? part.sheet.rows : part.sheet.columns)) / columns;
      part.grid = gridOf(part.sheet, { label: "", name: () => "", point: () => {}, room: [wide, total ? Math.max(high, LENS_ROW * Math.min(part.sheet.rows, 10)) : high], turned: part.turned, still: true });
      const name = nameOf(part.i, part.slot) + (part.turned ? "ᵀ" : "");
      const below = total ? [element("div", { class: "adlab-lens-total" }, element("span", { "aria-hidden": "true" }, "+"), total.picture)] : [];
      const box = element("figure", {}, part.grid.picture, ...below, element("figcaption", { class: `adlab-of-${part.slot}` }, total ? "" : name));
      return n && product ? [element("span", { class: "adlab-lens-sign" }, "@"), box] : [box];
    });
  }

  /* The row into which the rows of an array are added up, in the same columns. */
  function totalOf({ sheet }) {
    const number = moment.arrays.get(`d${node}`);
    if (!back || product || number === undefined || sheet.rows < 2 || !maps[0].wires?.[0].length) return null;
    const total = sheetOf(spec, node, number, mostOf("d", node));
    if (total.rows > 1 || total.columns !== sheet.columns || !total.whole) return null;
    return gridOf(total, { label: "", name: () => "", point: () => {}, room: [width, Math.max(high / sheet.rows, LENS_ROW)], still: true });
  }

  /* -- One entry ---------------------------------------------------------------------------------- */

  const flatOf = (shape, index) => shape.reduce((flat, size, k) => flat * size + index[k], 0);

  /* The places in each array that go into an entry. */
  function placesOf(target, index) {
    if (!product) return parts.map(({ map, sheet }) => (map.wires && sheet.whole ? entriesInto(map.wires, target, back) : []));
    const shapes = parts.map(({ sheet }) => sheet.shape);
    const turned = parts.map((part) => part.turned);
    const inner = turned[0] ? shapes[0][0] : shapes[0][1];
    const each = Array.from({ length: inner }, (_, k) => k);
    return [
      each.map((k) => flatOf(shapes[0], turned[0] ? [k, index[0]] : [index[0], k])),
      each.map((k) => flatOf(shapes[1], turned[1] ? [index[1], k] : [k, index[1]])),
    ];
  }

  function explain(n, sheet, name) {
    const known = sheet.whole && parts.every((part) => part.sheet.whole) && (product || parts.some(({ map }) => map.wires));
    const places = known ? placesOf(n, sheet.cells[n].at) : parts.map(() => []);
    parts.forEach((part, k) => part.grid.mark(places[k], "adlab-from"));
    line.textContent = known ? saidOf(places, sheet.cells[n], name) : "";
    line.hidden = !line.textContent;
  }

  const bracket = (text) => (text.startsWith("−") ? `(${text})` : text);

  function termsOf(places) {
    const texts = parts.map(({ sheet }, k) => places[k].map((place) => sheet.cells[place]?.text ?? ""));
    let terms;
    if (product) terms = texts[0].map((text, k) => `${text} · ${bracket(texts[1][k])}`);
    else if (back) terms = texts[0].map((text, k) => text + weightOf(maps[0].wires, places[0][k]));
    else if (!isAdded()) return fromText(places);
    else terms = texts[0].map((text) => text + timesOf(maps[0].wires));
    if (!terms.length) return "0";
    const more = terms.length > MOST_TERMS ? ` + … ${put(words.terms, { n: terms.length })}` : "";
    return terms.slice(0, MOST_TERMS).join(" + ").replaceAll("+ −", "− ") + more;
  }

  /* Forwards, of entries that are not just added: which they are. */
  function fromText(places) {
    const made = parts.flatMap(({ i, sheet, slot }, k) => places[k].map((place) => `${nameOf(i, slot)}[${sheet.cells[place].index}] = ${sheet.cells[place].text}`));
    return made.join(", ");
  }

  const timesOf = ([, , times]) => (times ? ` · ${bracket(times)}` : "");

  /* What a share is multiplied by on its way: of each its own, or the same for all. */
  function weightOf(wires, place) {
    const [, , , weights] = wires;
    return weights ? ` · ${bracket(weights.split(/[; ]/)[place])}` : timesOf(wires);
  }

  const isAdded = () => product || back || (parts.length === 1 && maps[0].wires[1].length);

  function saidOf(places, { text }, name) {
    const terms = termsOf(places);
    if (!isAdded()) return put(words.from, { name, text, made: terms });
    const alone = !back || ["only", "first"].includes(moment.phrase.order ?? "only");
    const sum = terms === text ? terms : `${terms} = ${text}`;
    return alone ? `${name} = ${sum}` : put(words["added to"], { name, terms });
  }

  return { pane, letter, explain };
}

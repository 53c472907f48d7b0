/* Arrays in full: a panel with the whole of one node, left out of a page without arrays. */

import { element, titleOf, put } from "./tools.js";

export function detailsPanel(spec, close) {
  const { words } = spec;
  const body = element("div", { class: "adlab-details-body" });
  const title = titleOf("");
  const button = element("button", { type: "button", "data-lm-suppress-shortcuts": "true" }, words.close);
  button.addEventListener("click", close);
  const panel = element("div", { class: "adlab-details", role: "dialog", tabindex: -1 }, title, body, button);
  panel.hidden = true;
  let node = -1;
  let shown = "";

  const edgesInto = (i) =>
    Object.entries(spec.maps ?? {}).filter(([number]) => spec.edges[number][1] === i);

  const can = (i) => Boolean(spec.nodes[i]?.array || edgesInto(i).length);

  function open(i) {
    node = i;
    shown = "";
    const label = put(words.details, spec.nodes[i]);
    title.textContent = label;
    panel.setAttribute("aria-label", label);
    panel.hidden = false;
  }

  function paint(now) {
    if (panel.hidden) return;
    const held = [`v${node}`, `d${node}`].map((slot) => [now.arrays.get(slot), now.slots.get(slot)]);
    const key = JSON.stringify([node, now.kind, held]);
    if (key === shown) return;
    shown = key;
    const matrices = [...body.querySelectorAll("details")];
    const open = matrices.filter((each) => each.open).map((each) => each.dataset.map);
    const focused = body.contains(document.activeElement);
    const focus = focused && document.activeElement.parentElement.dataset.map;
    const { label, formula, array } = spec.nodes[node];
    const says = `${label} = ${formula} · ${array?.said ?? words["one number"]}`;
    const parts = [element("div", { class: "adlab-note" }, says)];
    parts.push(section(words.value, "value", "v", ...held[0]));
    const { derivative, sign } = now.sweep;
    if (derivative) {
      parts.push(section(words[derivative], "derivative", sign, ...held[1]));
    }
    const edges = edgesInto(node);
    if (edges.length) parts.push(element("div", { class: "adlab-heading" }, put(words["edges in"], { label })), ...edges.map(mapOf));
    body.replaceChildren(...parts);
    for (const each of body.querySelectorAll("details")) each.open = open.includes(each.dataset.map);
    if (!focused) return;
    (body.querySelector(`[data-map="${focus}"] summary`) ?? panel).focus({ preventScroll: true });
  }

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

/*
 * Finding nodes: by name, and by what they depend on. What is found is ringed; upstream is all that
 * a node was computed from, downstream all that was computed from it.
 */

import { element, put } from "./tools.js";

const MATCHES = 8;

/*
 * Names that begin with what was typed, then names that hold it; if there are none, formulas that do.
 * Subscripts may be typed as digits.
 */
export function matchesOf(nodes, typed) {
  const plain = (text) =>
    text
      .replace(/[₀-₉]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0x2080 + 48))
      .replace(/[₍₎]/g, "")
      .toLowerCase();
  const wanted = plain(typed.trim());
  if (!wanted) return [];
  const ranks = [[], [], [], []];
  nodes.forEach(({ label, formula }, i) => {
    const name = plain(label);
    if (name === wanted) ranks[0].push(i);
    else if (name.startsWith(wanted)) ranks[1].push(i);
    else if (name.includes(wanted)) ranks[2].push(i);
    else if (plain(formula).includes(wanted)) ranks[3].push(i);
  });
  const operations = ranks.pop();
  const names = ranks.flat();
  return names.length ? names : operations;
}

/* Every node from which one can get to `node`, or to which from it, and itself. */
export function reach(edges, node, upstream) {
  const next = new Map();
  for (const [operand, consumer] of edges) {
    const [from, to] = upstream ? [consumer, operand] : [operand, consumer];
    if (!next.has(from)) next.set(from, []);
    next.get(from).push(to);
  }
  const found = new Set([node]);
  const waiting = [node];
  while (waiting.length) {
    for (const other of next.get(waiting.pop()) ?? []) {
      if (!found.has(other)) waiting.push(other) && found.add(other);
    }
  }
  return found;
}

/* `frame` holds the picture; `groups` are the panes of a big graph, or null; `written()` the node now written. */
export function finder(spec, frame, groups, written) {
  const { words } = spec;
  const input = element("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-label": words.picture.find, placeholder: words.picture.find, autocomplete: "off", spellcheck: "false",
  });
  const list = element("ul", { class: "adlab-matches", role: "listbox", "aria-label": words.picture.find });
  const status = element("span", { class: "adlab-found", "aria-live": "polite" });
  const panel = element("div", { class: "adlab-search" }, input, status, list);
  panel.hidden = true;
  let found = -1;
  let way = "";
  let chosen = 0;
  let matches = [];

  const live = () => frame.closest(".adlab-live");

  function open() {
    panel.hidden = false;
    input.value = "";
    update();
    input.focus({ preventScroll: true });
  }

  function close() {
    panel.hidden = true;
    live().focus({ preventScroll: true });
  }

  function update() {
    matches = matchesOf(spec.nodes, input.value);
    chosen = 0;
    status.textContent = input.value.trim() ? put(words.picture.matches, { n: matches.length }) : "";
    const identity = root().id || "adlab";
    list.replaceChildren(
      ...matches.slice(0, MATCHES).map((i, k) => {
        const item = element("li", { role: "option", id: `${identity}-match-${k}` },
          element("b", {}, spec.nodes[i].label), ` ${spec.nodes[i].formula}`);
        if (spec.nodes[i].where) item.append(element("small", {}, spec.nodes[i].where));
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(i);
        });
        return item;
      }),
    );
    input.setAttribute("aria-expanded", String(matches.length > 0));
    mark();
  }

  const root = () => frame.closest(".adlab-player");

  function mark() {
    [...list.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === chosen)));
    if (list.children[chosen]) input.setAttribute("aria-activedescendant", list.children[chosen].id);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose(i) {
    if (i === undefined) return;
    close();
    way = "";
    select(i);
  }

  /* Ring a node, and bring it into the picture. */
  function select(i) {
    found = i;
    groups?.goTo(i);
    paint();
    partOf(i)?.scrollIntoView?.({ block: "nearest", inline: "center" });
  }

  const parts = () => [...frame.querySelectorAll(".adlab-node")];
  const nodeAt = (part) => Number(part.dataset.node);
  const partOf = (i) => parts().find((part) => nodeAt(part) === i);

  /* The node that was pointed at, has the focus, was found, or is written now. */
  function current() {
    const focus = live()?.getRootNode().activeElement?.closest?.(".adlab-node, [data-row]");
    const pointed = frame.querySelector(".adlab-node:hover");
    if (pointed) return nodeAt(pointed);
    if (focus?.matches(".adlab-node")) return nodeAt(focus);
    const row = !groups && focus ? Number(focus.dataset.row) : -1;
    return [row, found, written()].find((i) => i >= 0) ?? -1;
  }

  function toggle(upstream) {
    const node = current();
    const wanted = upstream ? "upstream" : "downstream";
    if (node < 0) return false;
    if (way === wanted && node === found) clear();
    else {
      [found, way] = [node, wanted];
      paint();
    }
    return true;
  }

  function clear() {
    const shown = found >= 0 || way;
    [found, way] = [-1, ""];
    paint();
    return Boolean(shown);
  }

  function paint() {
    const reached = way ? reach(spec.edges, found, way === "upstream") : null;
    const inside = (part) => {
      const range = groups?.holds(part);
      if (!range) return reached.has(nodeAt(part));
      for (let i = range[0]; i < range[1]; i++) if (reached.has(i)) return true;
      return false;
    };
    for (const part of parts()) {
      const range = groups?.holds(part);
      const rings = range ? found >= range[0] && found < range[1] : nodeAt(part) === found;
      flag(part, "found", found >= 0 && rings);
      flag(part, "faded", reached && !inside(part));
      flag(part, "reached", reached && inside(part));
    }
    for (const edge of frame.querySelectorAll(".adlab-edge")) {
      const ends = spec.edges[edge.dataset.number ?? edge.dataset.edge];
      flag(edge, "faded", reached && ends && !ends.every((node) => reached.has(node)));
      flag(edge, "reached", reached && ends?.every((node) => reached.has(node)));
    }
    for (const edge of frame.querySelectorAll(".adlab-bundle")) flag(edge, "faded", Boolean(reached));
    const said = way && put(words.picture[`${way} of`], { n: reached.size - 1, label: spec.nodes[found].label });
    saying.textContent = said || "";
    saying.hidden = !said;
  }

  /* Attributes, since the classes belong to the panes. */
  function flag(part, name, on) {
    if (on) part.dataset[name] = "";
    else delete part.dataset[name];
  }

  const saying = element("div", { class: "adlab-way", "aria-live": "polite" });
  saying.hidden = true;

  input.addEventListener("input", update);
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const { key } = event;
    if (key === "Escape") close();
    else if (key === "Enter") choose(matches[chosen]);
    else if (key === "ArrowDown" || key === "ArrowUp") {
      const last = Math.min(matches.length, MATCHES) - 1;
      chosen = Math.min(Math.max(chosen + (key === "ArrowDown" ? 1 : -1), 0), Math.max(last, 0));
      mark();
    } else return;
    event.preventDefault();
  });
  panel.addEventListener("focusout", (event) => {
    if (!panel.contains(event.relatedTarget)) panel.hidden = true;
  });
  groups?.onOpen(() => paint());

  return {
    panel, said: saying, open,
    way: toggle,
    escape: clear,
    keys: { "/": open, "<": () => toggle(true), ">": () => toggle(false) },
  };
}

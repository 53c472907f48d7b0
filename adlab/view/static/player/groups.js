/*
 * Big graphs: one picture for each group of nodes. A closed box opens with a click or Enter; a trail
 * of names leads back out. The picture and the table show what is in the open group.
 *
 * The panes below know nothing of groups: they get the nodes of the open group as if these were the
 * graph, counted from 0, and the moment told in the same numbers.
 */

import { element, put, Part } from "./tools.js";
import { diagramPane } from "./diagram.js";
import { tracePane } from "./trace.js";
import { revealing } from "./geometry.js";

const TRAIL = 5;

/* 10,004: by hand, since a browser takes 50 ms for its first number in a language. */
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/* The groups as objects. */
export function readGroups(spec) {
  const { words } = spec;
  const groups = spec.groups.tree.map((row, index) => {
    const [title, note, up, first, stop, shape, roles, nodes, closed, edges, bundles, more] = row;
    return { index, title, note, up, first, stop, shape, roles, nodes, closed, edges, bundles, more };
  });
  const owner = new Int32Array(spec.nodes.length);
  for (const { index, first, stop } of groups) owner.fill(index, first, stop);
  const path = (g) => (g < 0 ? [] : [...path(groups[g].up), g]);
  const name = ({ title, note }) => (/\d/.test(title) || !note ? title : `${title}, ${note}`);
  const size = ({ first, stop }) => put(words.groups.size, { n: grouped(stop - first) });
  return { groups, owner, path, name, size };
}

/* A moment in the numbers of a few nodes and edges. */
function toLocal(nodes, edges) {
  const place = new Map(nodes.map((node, i) => [node, i]));
  const line = new Map(edges.map((edge, i) => [edge, i]));
  const slot = (name) => {
    const at = (name[0] === "p" ? line : place).get(Number(name.slice(1)));
    return at === undefined ? "" : name[0] + at;
  };
  const within = (map, numbers) =>
    new Set([...numbers].map((number) => map.get(number)).filter((at) => at !== undefined));
  /* Slots are asked for one by one. */
  const slots = (held) => {
    const outer = (name) => name[0] + (name[0] === "p" ? edges : nodes)[name.slice(1)];
    return { get: (name) => held.get(outer(name)), has: (name) => held.has(outer(name)), size: held.size };
  };
  const some = (held) => new Map(nodes.flatMap((node, i) => (held.has(node) ? [[i, held.get(node)]] : [])));
  return (now) => {
    const node = place.get(now.node) ?? -1;
    const lit = within(line, now.edges);
    return {
      ...now,
      node,
      slot: node < 0 ? "" : slot(now.slot),
      reads: within(place, now.reads),
      edges: lit,
      slots: slots(now.slots),
      arrays: slots(now.arrays),
      full: slots(now.full),
      tags: some(now.tags),
      travelled: within(line, now.travelled),
      sharing: now.sharing && lit.size > 0,
    };
  };
}

/* The panes of a big graph: picture with its trail, and table. */
export function groupPanes(spec, root, links, jump, details) {
  const { words } = spec;
  const { groups, owner, path, name, size } = readGroups(spec);
  const trail = element("nav", { class: "adlab-trail", "aria-label": words.groups.trail });
  const place = element("div", { class: "adlab-place" });
  const frame = element("div", { class: "adlab-group-pane" }, trail, place);
  const table = element("div", { class: "adlab-group-table" });
  let open = -1;
  let diagram, trace, boxes, bundles, moment;
  const listeners = [];

  const local = (nodes, edges, more) => ({
    ...spec,
    nodes: nodes.map((i) => spec.nodes[i]),
    edges,
    maps: spec.maps && Object.fromEntries(edges.map((_, k) => [k, spec.maps[more.numbers[k]]])),
    count: nodes.length,
    ...more,
  });

  function show(g) {
    const group = groups[g];
    links.drop([...frame.querySelectorAll("*"), ...table.querySelectorAll("*")]);
    open = g;
    const { nodes, edges } = group;
    const at = new Map(nodes.map((node, i) => [node, i]));
    const ends = edges.map((number) => spec.edges[number].map((node) => at.get(node) ?? -1));
    const own = { add: (i, part) => links.add(nodes[i], part), light: (i) => links.light(nodes[i] ?? null) };
    const picture = local(nodes, ends, {
      numbers: edges,
      places: [],
      diagram: spec.groups.drawings[group.shape] ?? " ",
      words: { ...words, "too big": words.groups["no room"] },
    });
    const roles = [...group.roles].filter((role) => role !== "m");
    const act = (i) => ("nc".includes(roles[i]) ? jump(nodes[i]) : goTo(nodes[i]));
    diagram = diagramPane(picture, root, own, act, (i) => roles[i] === "n" && details(nodes[i]));
    diagram.local = toLocal(nodes, edges);
    place.replaceChildren(diagram.pane);
    dress(group, roles);
    const inside = nodes.filter((_, i) => "nc".includes(roles[i]));
    const rows = local(inside, [], { numbers: [] });
    const rowLinks = { add: (i, part) => links.add(inside[i], part), light: (i) => links.light(inside[i] ?? null) };
    trace = tracePane(rows, rowLinks, (i) => jump(inside[i]));
    trace.local = toLocal(inside, []);
    table.replaceChildren(trace.pane);
    paintTrail();
    if (moment) paint(moment);
    for (const listen of listeners) listen(g);
  }

  /* Names and numbers of this group go into the drawing, which serves all groups of its shape. */
  function dress(group, roles) {
    const parts = [...place.querySelectorAll(".adlab-node")];
    let c = 0;
    boxes = parts.map((part, i) => {
      const node = group.nodes[i];
      const label = spec.groups.short[node] ?? spec.nodes[node].label;
      const write = (selector, text) => (part.querySelector(selector).textContent = text);
      const closed = roles[i] === "c" ? groups[group.closed[c++]] : null;
      part.dataset.node = node;
      if (closed) {
        write(".adlab-label", `→ ${label}`);
        write(".adlab-glyph", shorten(closed.title));
        const step = put(words.groups["step in"], { name: name(closed) });
        reachable(part, step, () => show(closed.index), true);
        part.dataset.group = closed.index;
      } else {
        if (roles[i] === "n" && spec.nodes[node].formula !== "input") write(".adlab-label", label);
        else write(".adlab-glyph", label);
        if (roles[i] !== "n") reachable(part, put(words.groups["go to"], spec.nodes[node]), () => goTo(node), false);
        part.classList.toggle("adlab-kink", roles[i] === "n" && spec.groups.kinks.includes(node));
      }
      return {
        part, closed, node,
        note: new Part(part.querySelector(".adlab-note")),
        bar: part.querySelector(".adlab-done-bar"),
        width: Number(part.querySelector(".adlab-box").getAttribute("width")),
      };
    });
    place.querySelectorAll(".adlab-edge").forEach((part, k) => (part.dataset.number = group.edges[k]));
    place.querySelectorAll(".adlab-more .adlab-glyph").forEach((note, k) => {
      note.textContent = put(words.groups.more, { n: group.more[k] });
    });
    const order = [...group.roles].map((role) => role);
    const index = order.map((role, k) => (role === "m" ? -1 : order.slice(0, k).filter((r) => r !== "m").length));
    bundles = [...place.querySelectorAll(".adlab-bundle")].map((part, k) => {
      const [tail, head] = group.bundles[k].map((end) => boxes[index[end]]);
      return { part: new Part(part), tail, head };
    });
    place.querySelector(".adlab-diagram")?.setAttribute("aria-label", name(group));
  }

  const shorten = (title) => (title.length <= 26 ? title : `${title.slice(0, 15)}…${title.slice(-10)}`);

  function reachable(part, label, act, stop) {
    part.setAttribute("tabindex", 0);
    part.setAttribute("role", "button");
    part.setAttribute("aria-label", label);
    part.dataset.lmSuppressShortcuts = "true";
    place.querySelector(".adlab-diagram").setAttribute("role", "group");
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      act();
      frame.closest(".adlab-live")?.focus({ preventScroll: true });
    });
    if (stop) {
      part.addEventListener(
        "click",
        (event) => {
          event.stopImmediatePropagation();
          act();
        },
        { capture: true },
      );
    }
  }

  function paintTrail() {
    const all = path(open);
    const shown = all.length > TRAIL ? [all[0], -1, ...all.slice(2 - TRAIL)] : all;
    const parts = shown.flatMap((g, k) => {
      const mark = k ? [element("span", { "aria-hidden": "true" }, "›")] : [];
      if (g < 0) return [...mark, element("span", {}, "…")];
      const button = element("button", { type: "button", title: groups[g].note }, name(groups[g]));
      if (g === open) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => show(g));
      return [...mark, button];
    });
    const beside = [-1, 1].map((by) => {
      const other = neighbour(by);
      const said = words.groups[by < 0 ? "before" : "after"];
      const button = element("button", { type: "button", class: "adlab-beside", "aria-label": said, title: said }, by < 0 ? "‹" : "›");
      button.disabled = other === undefined;
      button.addEventListener("click", () => show(other));
      return button;
    });
    const count = element("span", { class: "adlab-trail-count" }, size(groups[open]));
    trail.replaceChildren(...parts, count, ...(open ? beside : []));
    for (const button of trail.querySelectorAll("button")) button.dataset.lmSuppressShortcuts = "true";
  }

  function neighbour(by) {
    const { up } = groups[open];
    if (up < 0) return undefined;
    const { closed } = groups[up];
    return closed[closed.indexOf(open) + by];
  }

  function paint(now) {
    moment = now;
    diagram.paint(diagram.local(now));
    trace.paint(trace.local(now));
    const writes = now.slot && now.node;
    const source = now.sharing ? now.facts.from : writes;
    const has = ({ first, stop }, node) => node >= first && node < stop;
    for (const { part, closed, note, bar, width, node } of boxes) {
      if (!closed) continue;
      const here = now.slot !== "" && has(closed, writes);
      part.classList.toggle("adlab-inside", here && writes !== node);
      part.classList.toggle("adlab-giving", now.sharing && !here && has(closed, source));
      if (here) part.dataset.accent = now.accent;
      const of = closed.stop - closed.first;
      const done = doneIn(now, closed);
      const said = closed.note.startsWith("loop") || !closed.note ? size(closed) : `${closed.note} · ${size(closed)}`;
      note.text(done && done < of ? put(words.groups.done, { n: grouped(done), of: grouped(of) }) : said);
      bar?.setAttribute("width", done ? ((width - 2) * done) / of : 0);
    }
    for (const { part, tail, head } of bundles) {
      const covers = (box, node) => box && (box.closed ? has(box.closed, node) : box.node === node);
      const lit = [...now.edges].some((number) => {
        const [operand, consumer] = spec.edges[number];
        return covers(tail, operand) && covers(head, consumer);
      });
      part.look([lit && "adlab-now", lit && now.sharing && "adlab-back"], lit ? now.accent : "");
    }
  }

  /* How many nodes of a group the sweep has reached. */
  function doneIn({ slots, kind, backward }, { first, stop }) {
    const letter = kind === "order" ? "o" : kind === "tangent" || backward ? "d" : "v";
    if (slots.letters?.includes(letter)) {
      const held = { o: slots.sweep.places, d: slots.sweep.held, v: slots.sweep.final ?? spec.groups.values }[letter];
      let count = 0;
      for (let i = first; i < stop; i++) count += held?.[i] ? 1 : 0;
      return count;
    }
    let count = 0;
    for (const slot of slots.keys()) {
      const i = Number(slot.slice(1));
      if (slot[0] === letter && i >= first && i < stop) count += 1;
    }
    return count;
  }

  function showNow(now) {
    const inner = diagram.local(now);
    const moves = [trace.show()];
    const lit = place.querySelector(".adlab-node:is(.adlab-inside, .adlab-giving)");
    if (inner.node >= 0) moves.push(diagram.show?.(inner));
    else if (lit) moves.push(revealBox(lit));
    return () => moves.forEach((move) => move?.());
  }

  function revealBox(part) {
    const pane = diagram.pane;
    const [box, around] = [part.getBoundingClientRect(), pane.getBoundingClientRect()];
    const left = box.left - around.left + pane.scrollLeft;
    const top = box.top - around.top + pane.scrollTop;
    return revealing(pane, { left, top, width: box.width, height: box.height }, { margin: 30 });
  }

  /* Open the group in which a node stands. */
  function goTo(node) {
    if (owner[node] !== open) show(owner[node]);
  }

  /* The group that is at work, or the first one. */
  function stepIn() {
    const focused = frame.getRootNode().activeElement?.closest?.("[data-group]");
    const lit = focused ?? place.querySelector("[data-group]:is(.adlab-now, .adlab-inside, .adlab-giving)") ?? place.querySelector("[data-group]");
    if (!lit) return false;
    show(Number(lit.dataset.group));
    return true;
  }

  function stepOut() {
    const from = open;
    if (groups[from].up < 0) return false;
    show(groups[from].up);
    const box = place.querySelector(`[data-group="${from}"]`);
    if (box) revealBox(box)();
    return true;
  }

  function beside(by) {
    const other = neighbour(by);
    if (other === undefined) return false;
    show(other);
    return true;
  }

  show(0);
  return {
    picture: { pane: frame, paint, show: showNow },
    trace: { pane: table, paint() {} },
    onOpen: (listen) => listeners.push(listen),
    goTo,
    holds: (part) => {
      const group = groups[part.dataset.group];
      return group ? [group.first, group.stop] : null;
    },
    keys: {
      Enter: stepIn,
      Backspace: stepOut,
      u: stepOut,
      PageUp: () => beside(-1),
      PageDown: () => beside(1),
    },
  };
}

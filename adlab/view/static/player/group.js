/*
 * The picture of one group: the drawing of its shape with the names and numbers of this group.
 *
 * The panes below know nothing of groups: they get the nodes of the group as if these were the
 * graph, counted from 0, and the moment told in the same numbers.
 */

import { put, Part } from "./tools.js";
import { diagramPane } from "./diagram.js";
import { revealing } from "./geometry.js";
import { grouped } from "./tree.js";

const DECADES = 8; /* to either side of 1, on the bar of a closed group */

/* A moment in the numbers of a few nodes and edges. */
export function toLocal(nodes, edges) {
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
  const picked = (numbers, held) => Object.fromEntries(numbers.flatMap((n, i) => (held?.[n] === undefined ? [] : [[i, held[n]]])));
  const sweeps = new Map(); /* the sweeps in the same numbers: what belongs to nodes and edges */
  const sweepOf = (sweep) => {
    if (!sweeps.has(sweep)) {
      const [flows, waits, ledgers, scales] = [picked(edges, sweep.flows), picked(nodes, sweep.waits), picked(nodes, sweep.ledgers), picked(nodes, sweep.scales)];
      sweeps.set(sweep, { ...sweep, flows, waits, ledgers, scales });
    }
    return sweeps.get(sweep);
  };
  return (now) => {
    const node = place.get(now.node) ?? -1;
    const lit = within(line, now.edges);
    const passed = edges.flatMap((edge, i) => (now.travelled.has(edge) || now.slots.passed?.(edge) ? [i] : []));
    return {
      ...now,
      sweep: sweepOf(now.sweep),
      node,
      slot: node < 0 ? "" : slot(now.slot),
      reads: within(place, now.reads),
      edges: lit,
      slots: slots(now.slots),
      arrays: slots(now.arrays),
      full: slots(now.full),
      tags: some(now.tags),
      travelled: new Set(passed),
      sharing: now.sharing && lit.size > 0,
    };
  };
}

/* The spec of a few nodes and edges. */
export function toLocalSpec(spec, nodes, edges, more) {
  return {
    ...spec,
    nodes: nodes.map((i) => spec.nodes[i]),
    edges,
    maps: spec.maps && Object.fromEntries(edges.map((_, k) => [k, spec.maps[more.numbers[k]]])),
    count: nodes.length,
    ...more,
  };
}

/*
 * The picture of group `g`. `acts` are `open(g)`, `goTo(node)`, `jump(node)`, `choose(g)` of a call,
 * `details(node)`, and `placed(boxes)`, which is called when everything has its place.
 */
export function groupPicture(spec, root, links, tree, g, acts) {
  const { words } = spec;
  const { groups, name, size } = tree;
  const group = groups[g];
  const { nodes, edges } = group;
  const at = new Map(nodes.map((node, i) => [node, i]));
  const ends = edges.map((number) => spec.edges[number].map((node) => at.get(node) ?? -1));
  const own = { add: (i, part) => links.add(nodes[i], part), light: (i) => links.light(nodes[i] ?? null) };
  let boxes = [];
  const local = toLocalSpec(spec, nodes, ends, {
    numbers: edges,
    places: spec.groups.fits?.[group.shape] ?? [],
    strict: true,
    placed: (place) => acts.placed?.(boxes, place, diagram?.pane.firstElementChild),
    diagram: spec.groups.drawings[group.shape] ?? " ",
    words: { ...words, "too big": words.groups["no room"] },
  });
  const roles = [...group.roles].filter((role) => !"mo".includes(role));
  const act = (i) => ("nc".includes(roles[i]) ? acts.jump(nodes[i]) : acts.goTo(nodes[i]));
  let diagram = null;
  diagram = diagramPane(local, root, own, act, (i) => roles[i] === "n" && acts.details(nodes[i]));
  const toOwn = toLocal(nodes, edges);
  const place = diagram.pane;
  /* Names and numbers of this group go into the drawing, which serves all groups of its shape. */
  function dress() {
    let c = 0;
    const closed = group.closed;
    boxes = [...place.querySelectorAll(".adlab-node")].map((part, i) => {
      const node = nodes[i];
      const inner = roles[i] === "c" ? groups[closed[c++]] : null;
      part.dataset.node = node;
      if (inner) dressClosed(part, node, inner);
      else dressNode(part, node, roles[i]);
      return {
        part, closed: inner, node, role: roles[i],
        note: new Part(part.querySelector(".adlab-note")),
        bar: part.querySelector(".adlab-done-bar"),
        logs: [...part.querySelectorAll(".adlab-log")],
        width: Number(part.querySelector(".adlab-box").getAttribute("width")),
      };
    });
    place.querySelectorAll(".adlab-edge").forEach((part, k) => (part.dataset.number = edges[k]));
    place.querySelectorAll(".adlab-more .adlab-glyph").forEach((note, k) => {
      note.textContent = put(words.groups.more, { n: group.more[k] });
    });
    place.querySelector(".adlab-diagram")?.setAttribute("aria-label", name(group));
  }

  function labelOf(node) {
    return spec.groups.short[node] ?? spec.nodes[node].label;
  }

  function write(part, selector, text) {
    part.querySelector(selector).textContent = text;
  }

  function dressClosed(part, node, inner) {
    const isCall = inner.kind === "c";
    write(part, ".adlab-label", isCall ? labelOf(node) : `→ ${labelOf(node)}`);
    write(part, ".adlab-glyph", isCall ? name(inner) : shorten(inner.title));
    const act = () => (isCall && acts.choose ? acts.choose(inner.index) : acts.open(inner.index));
    reachable(part, put(words.groups["step in"], { name: name(inner) }), act, true);
    part.dataset.group = inner.index;
  }

  function dressNode(part, node, role) {
    const isNode = role === "n";
    const label = labelOf(node);
    if (isNode && spec.nodes[node].formula !== "input") write(part, ".adlab-label", label);
    else write(part, ".adlab-glyph", isNode ? label : label.replace(/₍.*₎$/, ""));
    if (!isNode) {
      write(part, ".adlab-label", acts.from?.(node) ?? words.groups.in);
      reachable(part, put(words.groups["go to"], spec.nodes[node]), () => acts.goTo(node), false);
    }
    part.classList.toggle("adlab-kink", isNode && spec.groups.kinks.includes(node));
  }

  function readBundles() {
    const index = [...group.roles].map((role, k, all) => ("mo".includes(role) ? -1 : all.slice(0, k).filter((r) => !"mo".includes(r)).length));
    return [...place.querySelectorAll(".adlab-bundle")].map((part, k) => {
      const [tail, head] = group.bundles[k].map((end) => boxes[index[end]]);
      const leaves = group.roles[group.bundles[k][1]] === "o";
      return { part: new Part(part), tail, head, leaves };
    });
  }

  function shorten(title) {
    return title.length <= 26 ? title : `${title.slice(0, 15)}…${title.slice(-10)}`;
  }

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
      place.closest(".adlab-live")?.focus({ preventScroll: true });
    });
    if (!stop) return;
    const listen = (event) => {
      event.stopImmediatePropagation();
      act();
    };
    part.addEventListener("click", listen, { capture: true });
  }

  dress();
  const bundles = readBundles();

  function paint(now) {
    diagram.paint(toOwn(now));
    const writes = now.slot && now.node;
    const source = now.sharing ? now.facts.from : writes;
    const closed = boxes.filter((box) => box.closed);
    const far = (size) => size > 0 && Math.abs(Math.log10(size)) >= 1;
    const vary = closed.some(({ node }) => [..."vd"].some((letter) => far(acts.sizeOf(now, letter, node))));
    place.classList.toggle("adlab-decades", vary);
    for (const box of closed) paintClosed(box, now, writes, source);
    for (const bundle of bundles) paintBundle(bundle, now);
  }

  function paintClosed({ part, closed, note, bar, logs, width, node }, now, writes, source) {
    const here = now.slot !== "" && tree.has(closed.index, writes);
    part.classList.toggle("adlab-inside", here && writes !== node);
    part.classList.toggle("adlab-giving", now.sharing && !here && tree.has(closed.index, source));
    part.classList.toggle("adlab-open", acts.chosen?.() === closed.index);
    if (here) part.dataset.accent = now.accent;
    const of = closed.stop - closed.first;
    const done = doneIn(now, closed);
    const said = closed.kind === "l" ? `${closed.note} · ${size(closed)}` : size(closed);
    note.text(done && done < of ? put(words.groups.done, { n: grouped(done), of: grouped(of) }) : said);
    bar?.setAttribute("width", done ? ((width - 2) * done) / of : 0);
    logs.forEach((log, n) => paintLog(log, acts.sizeOf(now, "vd"[n], node), width));
  }

  /* The norm of what a group gives, on a scale of decades: to the left what vanishes. */
  function paintLog(log, size, width) {
    const far = size > 0 ? Math.max(-1, Math.min(1, Math.log10(size) / DECADES)) : 0;
    const long = Number.isFinite(far) ? (Math.abs(far) * width) / 2 : width / 2;
    log.setAttribute("x", far < 0 ? -long : 0);
    log.setAttribute("width", Number.isNaN(size) ? 0 : Math.max(long, size > 0 ? 1 : 0));
  }

  function paintBundle({ part, tail, head, leaves }, now) {
    const covers = (box, node) => box && (box.closed ? tree.has(box.closed.index, node) : box.node === node);
    const carries = (number) => {
      const [operand, consumer] = spec.edges[number];
      return covers(tail, operand) && (leaves ? !tree.has(g, consumer) : covers(head, consumer));
    };
    const lit = [...now.edges].some(carries);
    part.look([lit && "adlab-now", lit && now.sharing && "adlab-back"], lit ? now.accent : "");
  }

  /* How many nodes of a group the sweep has reached. */
  function doneIn({ slots, kind, backward }, { first, stop }) {
    const letter = kind === "order" ? "o" : kind === "tangent" || backward ? "d" : "v";
    let count = 0;
    for (let i = first; i < stop; i++) count += slots.has(letter + i) ? 1 : 0;
    return count;
  }

  /* Scroll to where the step is, if the picture is larger than its pane. */
  function show(now) {
    const inner = toOwn(now);
    if (inner.node >= 0) return diagram.show?.(inner);
    const lit = place.querySelector(".adlab-node:is(.adlab-inside, .adlab-giving)");
    return lit ? reveal(lit) : null;
  }

  function reveal(part) {
    const [box, shown] = [part.getBoundingClientRect(), place.getBoundingClientRect()];
    const left = box.left - shown.left + place.scrollLeft;
    const top = box.top - shown.top + place.scrollTop;
    return revealing(place, { left, top, width: box.width, height: box.height }, { margin: 30 });
  }

  return { pane: place, group, paint, show, reveal, boxes: () => boxes, find: (selector) => place.querySelector(selector) };
}

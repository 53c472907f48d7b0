/*
 * The picture pane: the picture as Python drew it, put into the pane by `places`, with what the
 * present step shows written into it. Above it shares travel; below a map stands the magnifier.
 */

import { element, svgElement, put, Part, UNSET } from "./tools.js";
import { boxOf, revealing } from "./geometry.js";
import { choosePlace, putAt } from "./places.js";
import { drawBars } from "./ledger.js";
import { beadOf, calm, makeMotion, widenPill } from "./motion.js";
import { pointsOf, roomAlong } from "./resting.js";
import { walking } from "./walk.js";
import { magnifier } from "./magnifier.js";

const THIN_LINE = 1.2;
const BRIEF = 6; /* characters of a number in a medium node */
const SMALL = ["compact", "dot"]; /* faces without gates */
const MAP_SHARE = 0.54; /* of the pane; the magnifier has the rest */
const LONG_NUMBER = 7; /* characters, beyond which a number is written smaller */

/* The live picture is the still one, without its texts and its colours, which come from the page.
   Its nodes and edges stand in the order of the graph. */
function readPicture(root, spec) {
  const image = root.querySelector(".adlab-picture");
  const bytes = image && Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
  const source = spec.diagram ?? (image ? new TextDecoder().decode(bytes) : "");
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  for (const extra of parsed.querySelectorAll("style, script, .adlab-paper, .adlab-ledger")) extra.remove();
  for (const slot of parsed.querySelectorAll(".adlab-value, .adlab-derivative, .adlab-partial")) slot.textContent = "";
  for (const slot of parsed.querySelectorAll(".adlab-long-number")) slot.classList.remove("adlab-long-number");
  for (const cell of parsed.querySelectorAll(".adlab-cell")) cell.setAttribute("class", "adlab-cell");
  for (const named of parsed.querySelectorAll("[id]")) named.removeAttribute("id");
  return document.importNode(parsed, true);
}

/* A number in at most 6 characters, for nodes in which a longer one has no room. */
function inBrief(text) {
  if (text.length <= BRIEF) return text;
  const number = Number(text.replaceAll("−", "-"));
  if (!Number.isFinite(number)) return text;
  const near = Math.abs(number) >= 0.001 && Math.abs(number) < 1e5;
  const shorter = [3, 2, 1].map((n) => String(Number(number.toPrecision(n))));
  const rounded = near ? (shorter.find((each) => each.length <= BRIEF) ?? shorter[2]) : number.toExponential(0);
  return rounded.replace("e+", "e").replaceAll("-", "−");
}

export function diagramPane(spec, root, links, jump, details) {
  const picture = readPicture(root, spec);
  const pane = element("div", {
    class: "adlab-diagram-pane",
    tabindex: 0,
    role: "group",
    "aria-label": spec.words.diagram,
  });
  if (!picture) {
    pane.append(element("div", { class: "adlab-none" }, put(spec.words["too big"], { n: spec.count })));
    return { pane, paint() {} };
  }
  const natural = [...picture.attributes].filter(({ name }) => /^(viewBox|width|height)$/.test(name));
  const kept = natural.map(({ name, value }) => [name, value]);
  const near = magnifier(spec, links, jump);
  pane.append(picture, near.picture, ...(spec.constants ? [element("div", { class: "adlab-constants" }, spec.constants)] : []));

  const nodes = [...picture.querySelectorAll(".adlab-node")].map(readNode);
  const edges = [...picture.querySelectorAll(".adlab-edge")].map(readEdge);
  const inFull = naturalPlace();
  const over = svgElement("g", { class: "adlab-over" });
  const legend = svgElement("g", { class: "adlab-legend", "aria-hidden": "true" }, ...legendParts());
  picture.append(legend, over);
  const motion = makeMotion(over);
  let place = inFull;
  let wide = false; /* shown at 1:1, and scrolled */
  let sweep = null;
  let before = null; /* the moment that was shown before */
  let hold = null;

  function readNode(group, i) {
    group.dataset.node = String(i);
    group.addEventListener("click", () => {
      jump(i);
      if (spec.nodes[i]?.array) details(i);
    });
    links.add(i, group);
    if (spec.nodes[i]?.array) makeReachable(group, i);
    const part = (selector, slot) => {
      const text = group.querySelector(selector);
      if (text && slot) text.dataset.slot = slot + i;
      return new Part(text);
    };
    const glyph = group.querySelector(".adlab-glyph");
    const short = glyph.dataset.short;
    if ((short ?? glyph.textContent).length >= 4) group.dataset.wide = "";
    return {
      group: new Part(group),
      box: boxOf(group),
      value: part(".adlab-value", "v"),
      derivative: part(".adlab-derivative", "d"),
      glyph: new Part(glyph),
      texts: { full: glyph.textContent, short: short ?? glyph.textContent, moved: movedTexts(group) },
      rings: [...group.querySelectorAll(".adlab-ring")].map((ring) => new Part(ring)),
      shares: group.querySelector(".adlab-shares"),
      count: new Part(group.querySelector(".adlab-share-count")),
      ledger: null,
      previews: [...group.querySelectorAll(".adlab-preview")].map((preview, n) => {
        preview.dataset.preview = "vd"[n] + i;
        const cells = [...preview.querySelectorAll(".adlab-cell")].map((cell) => new Part(cell));
        return { slot: "vd"[n] + i, group: new Part(preview), cells };
      }),
    };
  }

  /* The texts of an array, which is tall, and of an output, and where they stand in a small node. */
  function movedTexts(group) {
    if (!group.matches(".adlab-array, .adlab-output")) return [];
    const ends = group.querySelector(".adlab-label").getAttribute("text-anchor") === "end";
    const places = { ".adlab-glyph": [0, -3.5], ".adlab-label": [ends ? 33 : -33, -28] };
    return Object.entries(places).map(([selector, low]) => {
      const part = group.querySelector(selector);
      return { part, x: part.getAttribute("x") ?? "0", y: part.getAttribute("y"), low };
    });
  }

  function readEdge(group, k) {
    group.dataset.edge = String(k);
    const partial = group.querySelector(".adlab-partial");
    if (partial) partial.dataset.slot = `p${k}`;
    return {
      group: new Part(group),
      line: group.querySelector(".adlab-line"),
      core: coreOf(group),
      gate: group.querySelector(".adlab-gate"),
      pill: group.querySelector(".adlab-gate-box"),
      shape: group.querySelector(".adlab-shape"),
      partial: new Part(partial),
      at: null,
      width: 0,
    };
  }

  /* What makes the line of a negative share hollow. */
  function coreOf(group) {
    const line = group.querySelector(".adlab-line");
    const core = svgElement("path", { class: "adlab-core", d: line.getAttribute("d"), fill: "none" });
    line.after(core);
    return core;
  }

  /* The places of the still picture, as it was drawn. */
  function naturalPlace() {
    const pairs = (text) => (text.match(/-?[\d.]+/g) ?? []).map(Number);
    const [, , width, height] = pairs(picture.getAttribute("viewBox"));
    return {
      pane: [width, height],
      face: "full",
      nodes: nodes.map(({ group }) => pairs(group.node.getAttribute("transform"))),
      lines: edges.map(({ line }) => line.getAttribute("d")),
      gates: edges.map(({ gate }) => (gate ? pairs(gate.getAttribute("transform")) : [])),
      ledgers: {},
      legend: [],
    };
  }

  function legendParts() {
    const { "size of share": share, minus } = spec.words.picture;
    const line = (d, kind) => svgElement("path", { d, class: kind });
    return [
      line("M4 12h26", "adlab-thick"), line("M34 12h14", "adlab-middle"),
      svgElement("text", { x: 54, y: 16 }, share),
      line("M170 12h22", "adlab-outer"), line("M170 12h22", "adlab-core-line"),
      svgElement("text", { x: 198, y: 16 }, minus),
    ];
  }

  /* -- Where things stand ---------------------------------------------------------------------- */

  let size = [0, 0];
  function fit() {
    const [width, height] = [pane.clientWidth, pane.clientHeight];
    if (!width || !height || (width === size[0] && height === size[1])) return;
    size = [width, height];
    arrange();
  }

  function arrange() {
    const [width, height] = size;
    const scrolls = wide || !spec.places?.length;
    place = scrolls ? inFull : choosePlace(spec.places, width, height);
    const onMap = !scrolls && Boolean(place.whole);
    pane.classList.toggle("adlab-scrolls", scrolls);
    const [w, h] = place.pane;
    picture.setAttribute("viewBox", `0 0 ${w} ${h}`);
    if (scrolls) for (const [name, value] of kept) picture.setAttribute(name, value);
    else {
      picture.setAttribute("width", String(width));
      picture.setAttribute("height", String(onMap ? Math.round(MAP_SHARE * height) : height));
    }
    putAt(picture, place, nodes, edges);
    near.size(onMap ? [width, height - Math.round(MAP_SHARE * height)] : null);
    legend.toggleAttribute("hidden", !place.legend?.length);
    if (place.legend?.length) legend.setAttribute("transform", `translate(${place.legend.join(" ")})`);
    for (const node of nodes) dropLedger(node);
    sweep = null;
    if (before) paint(before);
  }
  new ResizeObserver(fit).observe(pane);

  function magnify() {
    if (!spec.places?.length) return false;
    wide = !wide;
    arrange();
    return true;
  }

  /* On a map a node is hit from as far as 24 px. */
  picture.addEventListener("click", (event) => {
    if (!place.whole || picture.querySelector(".adlab-node:hover")) return;
    const shown = picture.getBoundingClientRect();
    const scale = Math.min(shown.width / place.pane[0], shown.height / place.pane[1]);
    const [dx, dy] = [(shown.width - scale * place.pane[0]) / 2, (shown.height - scale * place.pane[1]) / 2];
    const far = place.nodes.map(([x, y]) => Math.hypot(shown.left + dx + x * scale - event.clientX, shown.top + dy + y * scale - event.clientY));
    const nearest = far.indexOf(Math.min(...far));
    if (far[nearest] <= 24) jump(nearest);
  });

  walking(pane, picture, spec.edges, nodes.map(({ group }) => group.node), {
    placesOf: () => place.nodes,
    current: () => before?.node ?? 0,
    said: saidOf,
    enter: (i) => (spec.nodes[i].array ? details(i) : jump(i)),
    light: links.light,
  });

  /* A node in words: what it is called, and the numbers that it shows. */
  function saidOf(i) {
    const { label, formula } = spec.nodes[i];
    const [value, derivative] = textsOf(before, i);
    const more = derivative ? [`${spec.words[before.sweep.derivative] ?? ""} ${derivative}`.trim()] : [];
    return [`${label}, ${formula}`, `${spec.words.value} ${value}`, ...more].join("; ");
  }

  /* An array can be reached with the Tab key, and opened with Enter. */
  function makeReachable(group, i) {
    const { label, array } = spec.nodes[i];
    picture.setAttribute("role", "group");
    group.setAttribute("tabindex", -1);
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", put(spec.words["open details"], { label, shape: array.shape }));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      details(i);
    });
  }

  /* -- What the step shows ---------------------------------------------------------------------- */

  function paint(now) {
    letGo();
    if (now.sweep !== sweep) open(now);
    picture.dataset.shows = now.sweep.derivative && (now.kind === "tangent" || now.backward) ? "derivative" : "value";
    nodes.forEach((node, i) => paintNode(node, i, now));
    edges.forEach((edge, k) => paintEdge(edge, k, now));
    near.paint(now);
    const next = before && now.sweep === before.sweep && now.k === before.k + 1;
    if (motion.ready() && next && now.phrase.travels && !SMALL.includes(place.face)) move(now);
    if (calm.matches) rest(now);
    before = now;
  }

  /* Another sweep: its colours, and its ledgers. */
  function open(now) {
    sweep = now.sweep;
    picture.dataset.of = sweep.derivative || "value";
    for (const node of nodes) dropLedger(node);
  }

  function dropLedger(node) {
    node.ledger?.remove();
    node.ledger = null;
    node.bars = "";
  }

  function paintNode(node, i, now) {
    for (const preview of node.previews) paintPreview(preview, now);
    const texts = textsOf(now, i);
    const [value, derivative] = texts.map((text) => (place.face === "medium" ? inBrief(text) : text));
    [node.value, node.derivative].forEach(({ node: part }, n) => keepInFull(part, texts[n], [value, derivative][n]));
    node.value.text(value);
    node.value.look([value === UNSET && "adlab-unset", value.length > LONG_NUMBER && "adlab-long-number"]);
    node.derivative.text(derivative);
    node.derivative.look([derivative.length > LONG_NUMBER && "adlab-long-number"]);
    const current = now.node === i && now.slot[0] !== "p";
    const read = now.reads.has(i);
    const tag = now.tags.get(i);
    const written = now.slot === `d${i}` || (now.kind === "order" && current);
    const small = SMALL.includes(place.face);
    node.glyph.text(small ? node.texts.short : node.texts.full);
    node.group.look(
      [
        current && "adlab-now",
        current && now.slot[0] === "v" && "adlab-now-value",
        read && "adlab-read",
        now.slots.has(`o${i}`) && "adlab-visited",
        value === UNSET && "adlab-still-unset",
        derivative && "adlab-has",
        derivative && tag?.come && !tag.complete && "adlab-waiting",
        derivative && written && "adlab-new",
        now.sweep.waits?.[i] > 1 && "adlab-waits",
      ],
      current || read ? now.accent : "",
    );
    const come = tag ? tag.come - tag.first : 0;
    node.rings.forEach((ring, n) => ring.look([n < come && "adlab-filled"]));
    node.count.text(`${come}/${now.sweep.waits?.[i] ?? 0}`);
    if (place.ledgers?.[i]) paintLedger(node, i, tag);
  }

  /* What is shown in brief is there in full as well. */
  function keepInFull(part, whole, shown) {
    if (whole !== shown) part.dataset.full = whole;
    else if (part?.dataset.full) delete part.dataset.full;
  }

  /* The value of a node, and what stands on its tab. */
  function textsOf({ sweep, slots }, i) {
    const { values, rows } = sweep;
    const value = values ? (slots.get(`v${i}`) ?? UNSET) : "";
    const row = rows.find(([letter]) => slots.has(letter + i));
    if (!row) return [value, ""];
    const text = slots.get(row[0] + i);
    return [value, sweep.kind === "order" ? `${row[1]} ${text}`.trim() : text];
  }

  function paintPreview({ slot, group, cells }, now) {
    const number = now.arrays.get(slot);
    const shown = number === undefined ? "" : spec.pool[number][0];
    group.look([!shown && "adlab-missing", now.slot === slot && "adlab-written"]);
    cells.forEach((cell, n) => cell.look([shown && `adlab-h${shown[n]}`]));
  }

  function paintLedger(node, i, tag) {
    const bars = tag?.come ? (barsOf(i) ?? []).slice(tag.first, tag.come) : [];
    const key = [tag?.first, ...bars].join();
    if (node.bars === key) return;
    node.bars = key;
    node.ledger?.remove();
    node.ledger = null;
    if (!bars.length) return;
    const { width, height } = node.box;
    const at = `translate(${-width / 2} ${height / 2 + 24})`;
    node.ledger = svgElement("g", { class: "adlab-ledger", transform: at });
    const drawn = drawBars(bars, place.ledgers?.[i] === 2);
    node.ledger.append(...drawn);
    node.group.node.append(node.ledger);
  }

  const barsOf = (i) => sweep.ledgers?.[i];

  function paintEdge(edge, k, now) {
    const lit = now.edges.has(k);
    const flow = now.travelled?.has(k) ? now.sweep.flows?.[k] : null;
    const text = now.slots.get(`p${k}`) ?? "";
    edge.partial.text(text);
    if (edge.pill && edge.shown !== text) widenPill(edge.pill, text);
    edge.shown = text;
    edge.group.look(
      [
        lit && "adlab-now",
        lit && now.sharing && "adlab-back",
        flow && "adlab-travelled",
        flow?.[1] && `adlab-${flow[1]}`,
        !text && "adlab-unknown",
      ],
      lit ? now.accent : "",
    );
    const width = flow ? flow[0] * (place.whole ? 0.6 : 1) : lit ? 2.4 : THIN_LINE;
    if (edge.width === width && edge.sign === flow?.[1]) return;
    [edge.width, edge.sign] = [width, flow?.[1]];
    edge.line.style.strokeWidth = `${width}px`;
    edge.core.style.strokeWidth = flow?.[1] === "minus" ? `${Math.max(width - 2.6, 1)}px` : "0";
  }

  /* -- Shares on their way ------------------------------------------------------------------------ */

  function move(now) {
    const share = now.sharing;
    const moving = [...now.edges].filter((k) => edges[k]);
    const beads = moving.map((k, n) => {
      const flow = now.sweep.flows?.[k] ?? [3, ""];
      const term = now.facts.terms?.[n];
      const [first, second] = share
        ? [now.facts.adjoint ?? "", now.facts.share ?? ""]
        : [term?.tangent ?? "", term ? before.slots.get(`d${now.node}`) ?? term.tangent : ""];
      const edge = edges[k];
      return {
        line: edge.line, from: share ? 1 : 0, at: edge.at, first: brief(first), second: brief(second),
        width: flow[0], hollow: flow[1] === "minus", accent: now.accent,
      };
    });
    const held = moving.map((k) => edges[k].group.node);
    const node = nodes[now.node]?.group.node;
    for (const each of held) each.classList.add("adlab-held");
    node?.classList.add("adlab-held");
    hold = () => {
      for (const each of held) each.classList.remove("adlab-held");
      node?.classList.remove("adlab-held");
      hold = null;
    };
    motion.run(beads, now.tags.get(now.node)?.come > 1, () => hold?.());
  }

  /* Where nothing moves, the share's number stands at the operand's end of its edge. */
  let lines = { of: null, points: [] };
  function rest(now) {
    const [k] = now.edges;
    const share = now.facts.share;
    if (!now.sharing || !share || !edges[k] || SMALL.includes(place.face)) return;
    if (lines.of !== place) lines = { of: place, points: edges.map(({ line }) => pointsOf(line)) };
    const { bead, pill } = beadOf(share, now.sweep.flows?.[k]?.[1] === "minus", now.accent);
    bead.classList.add("adlab-at-rest");
    const others = lines.points.filter((_, other) => other !== k);
    const at = roomAlong(lines.points[k], [Number(pill.getAttribute("width")), 18], boxesOf(), others);
    if (!at) return;
    bead.setAttribute("transform", `translate(${at.x} ${at.y})`);
    over.append(bead);
  }

  /* What nodes and gates take, with what stands above and below a node. */
  function boxesOf() {
    const around = ([x, y], width, above, below) => [x - width / 2, y - above, x + width / 2, y + below];
    const low = place.face === "full" ? 20 : 0;
    const taken = nodes.map(({ box: { width, height } }, i) => around(place.nodes[i], width + 4, height / 2 + 17, height / 2 + low));
    const bars = Object.keys(place.ledgers ?? {}).map((i) => around(place.nodes[i], 150, 0, 90));
    const gates = edges.filter(({ at }) => at).map(({ at, pill }) => around(at, Number(pill?.getAttribute("width") ?? 24), 9, 9));
    const legend = place.legend?.length ? [[place.legend[0], place.legend[1], place.legend[0] + 240, place.legend[1] + 22]] : [];
    return [...taken, ...bars, ...gates, ...legend];
  }

  const brief = (text) => (text.length > 9 ? "" : text);

  function letGo() {
    motion.stop();
    hold?.();
  }

  /* The node that is written and those that are read, where the picture is larger than its pane. */
  function show(now) {
    if (!pane.classList.contains("adlab-scrolls")) return null;
    if (pane.scrollWidth <= pane.clientWidth && pane.scrollHeight <= pane.clientHeight) return null;
    const around = (list) => {
      const boxes = list.map((i) => {
        const [x, y] = place.nodes[i];
        const { width, height } = nodes[i].box;
        return [x - width / 2, y - height / 2 - 16, x + width / 2, y + height / 2 + 24];
      });
      const [left, top] = [0, 1].map((n) => Math.min(...boxes.map((box) => box[n])));
      const [right, bottom] = [2, 3].map((n) => Math.max(...boxes.map((box) => box[n])));
      return { left, top, width: right - left, height: bottom - top };
    };
    const written = Math.max(now.node, 0);
    const all = around([written, ...now.reads]);
    const fits = all.width + 80 <= pane.clientWidth && all.height + 80 <= pane.clientHeight;
    return revealing(pane, fits ? all : around([written]), { margin: 40 });
  }

  return { pane, paint, show, keys: { m: magnify } };
}

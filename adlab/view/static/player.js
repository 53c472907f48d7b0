/*
 * The player: four linked panes that step through the sweeps of a graph.
 *
 * - `mount(root, spec, model?)`: build the player into `root`; returns a function that removes it.
 * - `boot()`: mount every waiting player of the page, as the script in a notebook's output does.
 * - `render({model, el})`: the same as a widget.
 *
 * All mathematics and all wording come from Python, in `spec` (described in adlab/view/spec.py).
 * Here the writes of a sweep are folded, facts are put into templates, and the page is kept up to
 * date. No text is ever read as HTML.
 *
 * What can be found in the page: `[data-node]`, `[data-edge]` and `[data-slot]` ("v3", "d3", "p7") in
 * the picture, there `[data-preview]` ("v3", "d3") for arrays, `[data-row]` in the table, `.adlab-piece` in the source; `.now` is what the step
 * writes, `.read` what it reads, `[data-lit]` what is pointed at.
 */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";
const UNSET = "–";
const PLAY_DELAY = 1100;
const KINDS = ["order", "forward", "tangent", "reverse"];
const DERIVATIVES = { tangent: "tangent", reverse: "adjoint" };
const SIGNS = { tangent: "v̇", reverse: "v̄" };

/* ---- Small tools ---- */

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  if ("tabindex" in attributes) made.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function svgElement(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function titleOf(text) {
  return element("div", { class: "adlab-title" }, text);
}

function put(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function factor(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

/*
 * A part of the page that is written to at every step. It remembers what it shows: what has not
 * changed is not touched, so that a step costs what it changes and not what there is.
 */
class Part {
  constructor(node) {
    this.node = node;
    this.base = node?.getAttribute("class") ?? "";
    this.text_ = node?.textContent;
    this.look_ = "";
  }

  text(text) {
    if (this.text_ === text || !this.node) return;
    this.text_ = text;
    this.node.textContent = text;
  }

  /* Classes, and the colour of what is being written. The colour is set on these few parts, not
     above them: a variable that changes at the top restyles the whole page, at 10 ms a step. */
  look(classes, accent = "") {
    const look = `${classes.filter(Boolean).join(" ")}|${accent}`;
    if (this.look_ === look || !this.node) return;
    this.look_ = look;
    this.node.setAttribute("class", [this.base, ...classes.filter(Boolean)].join(" "));
    if (accent) this.node.dataset.accent = accent;
  }
}

const ICONS = {
  backward: "M17 4v12l-6.5-6z M10.5 4v12L4 10z M2.5 4h1.6v12H2.5z",
  first: "M5 4h2.4v12H5z M16 4v12L8 10z",
  previous: "M14 4v12L6 10z",
  play: "M6 3.5v13L16.5 10z",
  pause: "M5.5 4h3.2v12H5.5z M11.3 4h3.2v12h-3.2z",
  next: "M6 4v12l8-6z",
  last: "M4 4v12l8-6z M12.6 4H15v12h-2.4z",
  stage: "M3 3h5v2H5v3H3z M12 3h5v5h-2V5h-3z M3 12h2v3h3v2H3z M15 12h2v5h-5v-2h3z",
};

function icon(name) {
  const size = { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" };
  return svgElement("svg", size, svgElement("path", { d: ICONS[name], fill: "currentColor" }));
}

/* ---- The state after k steps is the fold of the first k writes ---- */

/* Where in a step of each phrase its facts are. */
function prepare(spec) {
  for (const phrase of spec.phrases) {
    phrase.place = Object.fromEntries(phrase.fields.map((field, k) => [field, k + 3]));
    phrase.edges = phrase.fields.filter((field) => /^edge\d/.test(field)).map((field) => field.slice(4));
  }
}

function nodeOf(spec, slot) {
  const number = Number(slot.slice(1));
  return slot[0] === "p" ? spec.edges[number][1] : number;
}

function factsOf(spec, step) {
  const facts = { after: step[2], node: nodeOf(spec, step[1]) };
  for (const [field, place] of Object.entries(spec.phrases[step[0]].place)) facts[field] = step[place];
  return facts;
}

/* slots: the text in each slot. shares: what was added to each adjoint. full: whole arrays as text.
   arrays: the number in the pool of the array in each slot. */
function fold(spec, sweep, k) {
  const slots = new Map();
  const shares = new Map();
  const full = new Map();
  const arrays = new Map();
  for (let i = 0; i < k; i++) {
    const step = sweep.steps[i];
    const { place, edges } = spec.phrases[step[0]];
    slots.set(step[1], step[2]);
    if (sweep.full?.[i]) full.set(step[1], sweep.full[i]);
    if (sweep.arrays?.[i] !== undefined) arrays.set(step[1], sweep.arrays[i]);
    else if (step[1][0] === "v") {
      const { array } = spec.nodes[nodeOf(spec, step[1])];
      if (array) arrays.set(step[1], array.value);
    }
    if (place.share) {
      const node = nodeOf(spec, step[1]);
      if (!shares.has(node)) shares.set(node, { total: step[place.total], terms: [] });
      shares.get(node).terms.push(step[place.share]);
    }
    for (const n of edges) slots.set(`p${step[place[`edge${n}`]]}`, step[place[`partial${n}`]]);
  }
  return { slots, shares, full, arrays };
}

/* What all panes need to know of the present moment. */
function momentOf(spec, sweep, k) {
  const step = k > 0 ? sweep.steps[k - 1] : null;
  const phrase = step && spec.phrases[step[0]];
  const facts = step && factsOf(spec, step);
  const phase = sweep.phases.find(([, , last]) => k <= last) ?? ["", 0, 0];
  const slot = step ? step[1] : "";
  const reads = new Set();
  const edges = new Set();
  for (const [name, fact] of Object.entries(facts ?? {})) {
    if (name.startsWith("edge")) edges.add(fact);
    if (/^(from\d*|[xyw])$/.test(name) && typeof fact === "number") reads.add(fact);
  }
  if (phrase?.kind.startsWith("value")) {
    spec.edges.forEach(([operand, consumer], number) => {
      if (consumer === facts.node) reads.add(operand) && edges.add(number);
    });
  }
  reads.delete(facts?.node);
  return {
    sweep,
    k,
    step,
    phrase,
    facts,
    phase,
    slot,
    reads,
    edges,
    ...fold(spec, sweep, k),
    kind: sweep.kind,
    node: facts ? facts.node : -1,
    accent: { v: "value", p: "partial", d: DERIVATIVES[sweep.kind] ?? "value" }[slot[0]] ?? "value",
    sharing: facts?.share !== undefined,
    backward: phase[0] === "backward pass",
  };
}

/* ---- Templates: sentences and formulas ---- */

function say(spec, template, facts) {
  return template.map((part) => {
    if (typeof part === "string") return [part, ""];
    if (part.text) return [part.text, part.class];
    const fact = facts[part.fact];
    const named = typeof fact === "number" && ["name", "to"].includes(part.class);
    const text = named ? spec.nodes[fact].label : String(fact);
    return [part.as === "factor" ? factor(text) : text, part.class];
  });
}

function mathElement(tag, ...children) {
  const made = document.createElementNS(MATHML, tag);
  if (tag === "mover") made.setAttribute("accent", "true");
  made.append(...children);
  return made;
}

function formulaElement(spec, tree, facts) {
  if (typeof tree === "string") return tree;
  if (Array.isArray(tree)) {
    return mathElement(tree[0], ...tree.slice(1).map((child) => formulaElement(spec, child, facts)));
  }
  const fact = facts[tree.fact];
  if (typeof fact === "string") return mathElement("mn", tree.as === "factor" ? factor(fact) : fact);
  const [base, subscript] = spec.nodes[fact].name;
  const mark = { bar: "¯", dot: "˙" }[tree.as];
  const name = mathElement("mi", base);
  const marked = mark ? mathElement("mover", name, mathElement("mo", mark)) : name;
  return subscript ? mathElement("msub", marked, mathElement("mn", subscript)) : marked;
}

/* ---- Geometry, in the picture's own coordinates. It asks nothing of the browser's layout ---- */

function boxOf(group) {
  const [x, y] = group
    .getAttribute("transform")
    .match(/-?[\d.]+/g)
    .map(Number);
  const rect = group.querySelector(".box");
  return { x, y, width: Number(rect.getAttribute("width")), height: Number(rect.getAttribute("height")) };
}

/* A generous guess at the width of a text in bold. */
function textWidth(text) {
  let width = 0;
  for (const character of text) width += /\d/.test(character) ? 9.3 : /[ .,·()]/.test(character) ? 5.4 : 11;
  return width;
}

function overlaps(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* Points along an edge, from its operand to its consumer, cut by hand from its Bézier curves. */
function pointsOf(line) {
  const numbers = line
    .getAttribute("d")
    .match(/-?[\d.]+/g)
    .map(Number);
  const points = [];
  for (let i = 0; i + 7 < numbers.length; i += 6) {
    const [ax, ay, bx, by, cx, cy, dx, dy] = numbers.slice(i, i + 8);
    for (let t = 0; t < 1; t += 1 / 12) {
      const u = 1 - t;
      const mix = (p, q, r, s) => u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
      points.push({ x: mix(ax, bx, cx, dx), y: mix(ay, by, cy, dy), width: 0, height: 0 });
    }
  }
  return points;
}

/* A head at the first of the points, for what travels against the edge. */
function arrowAtStart(points) {
  const tip = points[0];
  const along = points.find(({ x, y }) => Math.hypot(x - tip.x, y - tip.y) > 8) ?? points.at(-1);
  const length = Math.hypot(along.x - tip.x, along.y - tip.y) || 1;
  const [dx, dy] = [(11 * (along.x - tip.x)) / length, (11 * (along.y - tip.y)) / length];
  const corner = (side) => `L${tip.x + dx - side * dy} ${tip.y + dy + side * dx}`;
  return `M${tip.x} ${tip.y}${corner(0.5)}${corner(-0.5)}Z`;
}

/* A place near (x, y) for a callout that covers no box of `taken` and little of its own edge. */
function freePlace([x, y], width, taken, points, view) {
  const within = (value, low, size, margin) => Math.min(Math.max(value, low + margin), low + size - margin);
  const near = taken.filter((box) =>
    overlaps(box, { x: x - 140 - width / 2, y: y - 210, width: width + 280, height: 420 }),
  );
  let best = { cost: Infinity };
  for (const dy of [0, -22, 22, -40, 40, -60, 60, -90, 90, -120, 120, -150, 150, -180, 180]) {
    for (const dx of [0, -30, 30, -60, 60, -120, 120]) {
      const at = {
        x: within(x + dx, view.x, view.width, width / 2 + 2),
        y: within(y + dy, view.y - 6, view.height + 26, 13),
      };
      const box = { x: at.x - width / 2, y: at.y - 13, width, height: 26 };
      const hits = near.filter((other) => overlaps(box, other)).length;
      const covered = points.filter((point) => overlaps(box, point)).length / points.length;
      const cost = 1000 * hits + 60 * covered + Math.abs(dx) + Math.abs(dy);
      if (cost < best.cost) best = { cost, hits, ...at };
    }
  }
  return best;
}

/*
 * Scroll a pane, and never the page, until a box in it can be seen. It reads, and returns what
 * writes: all panes read before any writes, so that the page is laid out once for a step.
 */
function revealing(pane, { left, top, width, height }, { above = 0, margin = 0 } = {}) {
  const shift = (low, size, start, room) => {
    if (low - margin < start) return low - margin;
    return Math.max(start, Math.min(low + size + margin - room, low - margin));
  };
  const x = pane.scrollWidth > pane.clientWidth ? shift(left, width, pane.scrollLeft, pane.clientWidth) : 0;
  const y =
    pane.scrollHeight > pane.clientHeight
      ? shift(top - above, height + above, pane.scrollTop, pane.clientHeight)
      : 0;
  return () => {
    pane.scrollLeft = x;
    pane.scrollTop = y;
  };
}

function rowBox(row) {
  return { left: 0, top: row.offsetTop, width: 0, height: row.offsetHeight };
}

/*
 * ---- Panes ----
 * Each is built once. `paint(now)` brings it up to date; `show(now)` scrolls to what is current.
 */

/* The live picture is the still one, without its texts and its colours, which come from the page.
   Its nodes and edges stand in the order of the graph. */
function readPicture(root, spec) {
  const image = root.querySelector(".adlab-picture");
  const bytes = image && Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
  const source = spec.diagram ?? (image ? new TextDecoder().decode(bytes) : "");
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  for (const extra of parsed.querySelectorAll("style, script, .paper")) extra.remove();
  for (const slot of parsed.querySelectorAll(".value, .sign2, .derivative, .partial, text.cell, .scale"))
    slot.textContent = "";
  for (const cell of parsed.querySelectorAll(".cell")) cell.setAttribute("class", "cell");
  for (const named of parsed.querySelectorAll("[id]")) named.removeAttribute("id");
  return document.importNode(parsed, true);
}

function diagramPane(spec, root, links, jump, details) {
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
  pane.append(picture);
  root.style.setProperty("--picture", `${picture.getAttribute("width")}px`);
  root.style.setProperty("--grow", spec.pool ? 1 : 1.3);
  root.style.setProperty("--picture-height", `${picture.getAttribute("height")}px`);
  const [x, y, width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
  const view = { x, y, width, height };
  const nodes = [...picture.querySelectorAll(".adlab-node")].map((group, i) => {
    const part = (selector, slot) => {
      const text = group.querySelector(selector);
      text.dataset.slot = `${slot}${i}`;
      return new Part(text);
    };
    group.dataset.node = i;
    group.addEventListener("click", () => {
      jump(i);
      if (spec.nodes[i]?.array) details(i);
    });
    links.add(i, group);
    if (spec.nodes[i]?.array) makeReachable(group, i);
    return {
      group: new Part(group),
      box: boxOf(group),
      value: part(".value", "v"),
      sign: part(".sign2", "sign"),
      derivative: part(".derivative", "d"),
      previews: [...group.querySelectorAll(".preview")].map((preview, n) => {
        preview.dataset.preview = "vd"[n] + i;
        return {
          slot: "vd"[n] + i,
          group: new Part(preview),
          scale: new Part(preview.querySelector(".scale")),
          cells: [...preview.querySelectorAll(".cell")].map((cell) => new Part(cell)),
        };
      }),
      pill: null,
    };
  });
  const edges = [...picture.querySelectorAll(".adlab-edge")].map((group, i) => {
    const label = group.querySelector(".partial");
    group.dataset.edge = i;
    if (label) label.dataset.slot = `p${i}`;
    const middle = label ? [Number(label.getAttribute("x")), label.getAttribute("y") - 4.5] : null;
    const back = label && spec.maps?.[i]?.back;
    if (back) group.append(backLabel(label, back));
    return { group: new Part(group), partial: new Part(label), middle, back };
  });
  const travelling = svgElement("g");
  let callout = null;
  const over = svgElement("g", {}, travelling);
  picture.append(over);

  /* arrays: from here; left out of a page without any */

  /* An array can be reached with the Tab key, and opened with Enter. */
  function makeReachable(group, i) {
    const { label, array } = spec.nodes[i];
    picture.setAttribute("role", "group");
    group.setAttribute("tabindex", 0);
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", put(spec.words["open details"], { label, shape: array.shape }));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      details(i);
    });
  }

  /* What the transpose does, in the place of what the map does. */
  function backLabel(label, text) {
    const made = label.cloneNode();
    made.setAttribute("class", "partial turned");
    delete made.dataset.slot;
    made.textContent = text;
    return made;
  }

  function paintPreview({ slot, group, scale, cells }, now, i) {
    const number = now.arrays.get(slot);
    const shown = number === undefined ? "" : spec.pool[number][0];
    const heat = spec.nodes[i].array.preview[0] === "heat";
    group.look([!shown && "empty", now.slot === slot && "written"]);
    scale.text(shown ? (slot[0] === "v" ? spec.nodes[i].array.scale : now.sweep.scales[i]) : "");
    const each = heat ? [...shown] : shown.split(/[ ;]/);
    cells.forEach((cell, n) => (heat ? cell.look([shown && `h${each[n]}`]) : cell.text(each[n] ?? "")));
  }

  /* arrays: to here */

  function paint(now) {
    nodes.forEach((node, i) => {
      for (const preview of node.previews) paintPreview(preview, now, i);
      const [value, sign, derivative] = textsOf(now, i);
      write(node.value, value);
      node.sign.text(sign);
      write(node.derivative, derivative);
      const current = now.node === i && now.slot[0] !== "p";
      const read = now.reads.has(i);
      node.group.look(
        [
          current && "now",
          current && now.slot[0] === "v" && "now-value",
          read && "read",
          now.slots.has(`o${i}`) && "visited",
        ],
        current || read ? now.accent : "",
      );
      paintPill(node, now.shares.get(i));
    });
    edges.forEach((edge, i) => {
      const here = now.edges.has(i);
      edge.partial.text(now.slots.get(`p${i}`) ?? "");
      const turned = now.backward && edge.back;
      const back = here && now.sharing;
      edge.group.look([here && "now", back && "back", turned && "backward"], here ? now.accent : "");
    });
    callout = null;
    travelling.replaceChildren(...(now.sharing ? shareTravelling(now) : []));
  }

  function write(part, text) {
    part.text(text);
    part.look([text === UNSET && "unset"]);
  }

  /* The value of a node; the sign and the number in its second row. */
  function textsOf({ kind, slots }, i) {
    const { words } = spec;
    if (kind === "forward") return [slots.get(`v${i}`) ?? UNSET, "", ""];
    const derivative = slots.get(`d${i}`) ?? UNSET;
    if (kind !== "order") return [slots.get(`v${i}`) ?? UNSET, SIGNS[kind], derivative];
    if (slots.has(`o${i}`)) return ["", words.place, slots.get(`o${i}`)];
    return slots.has(`q${i}`) ? ["", words.ready, ""] : ["", words.waits, derivative];
  }

  /* At a fan-out, a tag below the node lists the shares as they arrive, and then their sum. */
  function paintPill(node, shares) {
    if (!node.pill && !(shares?.total > 1)) return;
    const { x, y, width, height } = node.box;
    if (!node.pill) {
      const attributes = { class: "pill", transform: `translate(${x + width / 2} ${y + height + 6})` };
      const tag = svgElement(
        "g",
        attributes,
        svgElement("rect", { rx: 8, y: -9, height: 18 }),
        svgElement("text", { y: 4.5 }),
      );
      over.append(tag);
      node.pill = { tag: new Part(tag), rect: tag.firstChild, text: new Part(tag.lastChild) };
    }
    const complete = shares?.terms.length === shares?.total;
    const text = shares ? pillText(shares, complete, width) : "";
    node.pill.tag.look([!text && "hidden", complete && "complete"]);
    if (node.pill.text.text_ === text) return;
    node.pill.text.text(text);
    const size = text ? textWidth(text) + 12 : 0;
    node.pill.box = { x: x + width / 2 - size / 2, y: y + height - 3, width: size, height: 18 };
    node.pill.rect.setAttribute("x", -size / 2);
    node.pill.rect.setAttribute("width", size);
  }

  function pillText({ terms, total }, complete, room) {
    const count = put(spec.words.of, { n: terms.length, of: total });
    const sum = terms.join(" + ").replace(/\+ −/g, "− ");
    const text = complete ? `= ${sum}` : `${count}: ${sum}`;
    return textWidth(text) < room + 24 ? text : count;
  }

  /* The share on its way back: a head against the edge, and the product in a callout. */
  function shareTravelling({ facts, phrase }) {
    const edge = edges[facts.edge];
    const product = facts.adjoint !== undefined && !/ (map|sum)$/.test(phrase.kind);
    const said = product
      ? `${facts.adjoint} · ${factor(facts.partial)} = `
      : sentThrough(edge.back, spec.nodes[facts.from].label);
    const points = pointsOf(edge.group.node.querySelector(".line"));
    const near = ({ middle }) => Math.abs(middle[0] - edge.middle[0]) < 250;
    const labels = edges
      .filter((other) => other !== edge && other.partial.text_ && near(other))
      .map(labelBox);
    const pills = nodes.filter(({ pill }) => pill?.box.width).map(({ pill }) => pill.box);
    const taken = [...nodes.map(({ box }) => box), ...pills, ...labels];
    const place = (text) => {
      const size = textWidth(text) + 16;
      return { text, size, at: freePlace(edge.middle, size, taken, points, view) };
    };
    const whole = place(said + facts.share);
    const { text, size, at } = whole.at.hits && !product ? place(facts.share) : whole;
    callout = { x: at.x - size / 2, y: at.y - 12, width: size, height: 24 };
    const written = svgElement("text", { x: 0, y: 4.5 }, text);
    const paper = svgElement("rect", { x: -size / 2, y: -12, width: size, height: 24, rx: 12 });
    return [
      svgElement("path", { class: "back-head", d: arrowAtStart(points) }),
      svgElement("g", { class: "callout", transform: `translate(${at.x} ${at.y})` }, paper, written),
    ];
  }

  /* "v̄2 · Wᵀ = ", "add up 4 rows: ": the transpose as a formula, or in words. */
  function sentThrough(back, giver) {
    const bar = `${giver[0]}\u0304${giver.slice(1)}`;
    if (!back) return "";
    if (back.startsWith("·")) return `${bar} ${back} = `;
    return back.endsWith("·") ? `${back} ${bar} = ` : `${back}: `;
  }

  function labelBox({ middle, partial, back }) {
    const width = 9 * (back || partial.text_).length;
    return { x: middle[0] - width / 2, y: middle[1] - 9, width, height: 18 };
  }

  /* The node that is written and those that are read; or, if that is too much, the first alone. */
  function show(now) {
    if (pane.scrollWidth <= pane.clientWidth && pane.scrollHeight <= pane.clientHeight) return null;
    const shown = picture.getBoundingClientRect();
    const scale = Math.min(shown.width / view.width, shown.height / view.height);
    const [dx, dy] = [(shown.width - scale * view.width) / 2, (shown.height - scale * view.height) / 2];
    const around = (boxes) => {
      const left = Math.min(...boxes.map((box) => box.x));
      const top = Math.min(...boxes.map((box) => box.y));
      const right = Math.max(...boxes.map((box) => box.x + box.width));
      const bottom = Math.max(...boxes.map((box) => box.y + box.height));
      const size = { width: (right - left) * scale, height: (bottom - top) * scale };
      return { left: dx + (left - x) * scale, top: dy + (top - y) * scale, ...size };
    };
    const written = nodes[Math.max(now.node, 0)].box;
    const all = around([written, ...[...now.reads].map((i) => nodes[i].box), callout ?? written]);
    const fits = all.width + 80 <= pane.clientWidth && all.height + 80 <= pane.clientHeight;
    return revealing(pane, fits ? all : around([written]), { margin: 40 });
  }

  return { pane, paint, show };
}

/* The user's source: one function at a time, each line cut where a node's piece begins or ends. */
function codePane(spec, links, jump) {
  const { words } = spec;
  const body = element("div", {
    class: "adlab-code-body",
    tabindex: 0,
    role: "group",
    "aria-label": words.code,
  });
  const where = new Part(element("span", { class: "adlab-where" }));
  const pieces = spec.nodes.map(() => []);
  const blocks = spec.functions.map((_, f) => functionBlock(f));
  const choices = spec.functions.map(({ name }, f) => {
    const button = element("button", { type: "button", class: "adlab-choice" }, name);
    button.addEventListener("click", () => choose(f));
    return button;
  });
  const which = element("div", { class: "adlab-which" }, ...(choices.length > 1 ? choices : []), where.node);
  const pane = element("div", { class: "adlab-code" }, titleOf(words.code), which, body);
  body.append(...(blocks.length ? blocks : [element("div", { class: "adlab-none" }, words["no code"])]));
  let shown = -1;
  let lit = [];
  choose(0);

  function functionBlock(f) {
    const { first, lines } = spec.functions[f];
    const block = element("div", { class: "adlab-function" });
    lines.forEach((line, n) => {
      const number = element("span", { class: "adlab-number", "aria-hidden": "true" }, String(first + n));
      block.append(element("div", { class: "adlab-line" }, number, lineText(f, line, n)));
      for (const [g, at, said] of spec.branches) {
        if (g === f && at === n) block.append(element("div", { class: "adlab-branch" }, said));
      }
    });
    return block;
  }

  function lineText(f, line, n) {
    const spans = [];
    spec.nodes.forEach(({ at }, i) => {
      if (!at || at[0] !== f || n < at[1] || n > at[3]) return;
      const from = n === at[1] ? at[2] : line.length - line.trimStart().length;
      const to = n === at[3] ? at[4] : line.length;
      spans.push({ i, from, to, size: 1000 * (at[3] - at[1]) + at[4] - at[2] });
    });
    const cuts = [...new Set([0, line.length, ...spans.flatMap(({ from, to }) => [from, to])])].sort(
      (a, b) => a - b,
    );
    const text = element("span", { class: "adlab-text" });
    for (let c = 0; c + 1 < cuts.length; c++) {
      const around = spans.filter(({ from, to }) => from <= cuts[c] && to >= cuts[c + 1]);
      const part = new Part(
        element("span", around.length ? { class: "adlab-piece" } : {}, line.slice(cuts[c], cuts[c + 1])),
      );
      text.append(part.node);
      for (const { i } of around) pieces[i].push(part);
      const least = Math.min(...around.map(({ size }) => size));
      const inner = around.filter(({ size }) => size === least).map(({ i }) => i);
      for (const i of inner) links.add(i, part.node);
      if (inner.length) part.node.addEventListener("click", () => jump(...inner));
    }
    return text;
  }

  function choose(f) {
    if (f === shown) return;
    shown = f;
    blocks.forEach((block, i) => (block.hidden = i !== f));
    choices.forEach((choice, i) => choice.setAttribute("aria-pressed", String(i === f)));
  }

  /* The piece at work is lit, and where the result goes is underlined: elsewhere for a share. */
  function paint(now) {
    const node = spec.nodes[now.sharing ? now.facts.from : now.node];
    const current = node ? pieces[spec.nodes.indexOf(node)] : [];
    const target = now.sharing ? pieces[now.node] : current;
    for (const part of lit) if (!current.includes(part) && !target.includes(part)) part.look([]);
    for (const part of new Set([...target, ...current])) {
      part.look([current.includes(part) && "now", target.includes(part) && "to"], now.accent);
    }
    lit = [...current, ...target];
    if (node?.at) choose(node.at[0]);
    else if (!node) choose(0);
    where.text(node?.where ?? "");
  }

  return {
    pane,
    paint,
    show: () => (lit.length ? revealing(body, rowBox(lit[0].node.closest(".adlab-line"))) : null),
  };
}

/* The evaluation trace, last node first in the backward pass. */
function tracePane(spec, links, jump) {
  const { words } = spec;
  const cell = (role, name, text = "") => element("span", { role, class: name }, text);
  const heads = ["node", "is", "value", "derivative"].map((name) =>
    cell("columnheader", name, words[name] ?? ""),
  );
  const [valueHead, derivativeHead] = [new Part(heads[2]), new Part(heads[3])];
  const head = element("div", { role: "rowgroup", class: "head" }, element("div", { role: "row" }, ...heads));
  const body = element("div", { role: "rowgroup", class: "body" });
  const table = element("div", { role: "table", "aria-label": words.trace }, head, body);
  const scroller = element("div", { class: "adlab-rows" }, table);
  const pane = element("div", { class: "adlab-trace" }, titleOf(words.trace), scroller);
  const feeds = spec.nodes.map((_, i) => spec.edges.filter(([operand]) => operand === i).length);
  const rows = spec.nodes.map((node, i) => {
    const value = cell("cell", "value");
    const derivative = cell("cell", "derivative");
    const row = element("div", { role: "row", "data-row": i, tabindex: -1 });
    if (node.array) row.classList.add("array");
    row.append(cell("rowheader", "node", node.label), cell("cell", "is", node.formula), value, derivative);
    row.addEventListener("click", () => jump(i));
    row.addEventListener("focus", () => {
      roam(i);
      links.light(i);
    });
    row.addEventListener("blur", () => links.light(null));
    links.add(i, row);
    return { row: new Part(row), value: new Part(value), derivative: new Part(derivative), sum: "" };
  });
  /* Every row is a grid of its own: this keeps names whole, and the columns in line. */
  const widest = Math.max(0, ...spec.nodes.map(({ label }) => textWidth(label)));
  pane.style.setProperty("--names", `${Math.round(Math.min(170, widest + 24))}px`);
  let reversed = null;
  let reachable = 0;

  /* One row is in the tab order; the arrow keys ↑ ↓ go to the others. */
  function roam(i) {
    rows[reachable]?.row.node.setAttribute("tabindex", -1);
    rows[i]?.row.node.setAttribute("tabindex", 0);
    reachable = i;
  }

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    const neighbour = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    if (neighbour) neighbour.focus();
    else if (row && event.key === "Enter") jump(Number(row.dataset.row));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function paint(now) {
    const { kind, slots, full } = now;
    const order = kind === "order";
    if (reversed !== now.backward) {
      reversed = now.backward;
      const nodes = rows.map(({ row }) => row.node);
      body.replaceChildren(...(reversed ? nodes.reverse() : nodes));
    }
    valueHead.text(order ? words.waits : `${words.value} v`);
    derivativeHead.text(
      order ? words.place : SIGNS[kind] ? `${words[DERIVATIVES[kind]]} ${SIGNS[kind]}` : "",
    );
    heads[3].hidden = kind === "forward";
    rows.forEach((entry, i) => {
      const [first, second] = order ? [`d${i}`, `o${i}`] : [`v${i}`, `d${i}`];
      const fan = now.backward && feeds[i] > 1;
      entry.row.look([now.node === i && "now", now.reads.has(i) && "read", fan && "fan"]);
      write(entry.value, slots.get(first) ?? UNSET, now.slot === first);
      writeDerivative(
        entry,
        kind === "forward" ? "" : (slots.get(second) ?? UNSET),
        now.slot === second,
        now,
        i,
      );
      if (full.size || entry.titled) {
        entry.titled = full.size > 0;
        entry.value.node.title = full.get(first) ?? "";
        entry.derivative.node.title = full.get(second) ?? "";
      }
    });
    if (now.node !== reachable) roam(Math.max(now.node, 0));
  }

  /* The shape of an array is not broken into two lines. */
  function write(part, text, written) {
    const [, shape, rest] = text.match(/^(\([\d, ]+\))( .*)$/) ?? [];
    if (!shape) part.text(text);
    else if (part.text_ !== text) {
      part.text_ = text;
      part.node.replaceChildren(element("span", {}, element("span", { class: "shape" }, shape), rest));
    }
    part.look([written && "written", text === UNSET && "unset"]);
  }

  /* At a fan-out the cell has a line for before + share, and then one for = after. */
  function writeDerivative(entry, after, written, now, i) {
    const shares = now.shares.get(i);
    const adding = written && now.sharing && now.facts.before !== undefined;
    const sum = adding ? `${now.facts.before} + ${factor(now.facts.share)}` : "";
    const count = shares?.total > 1 ? put(words.of, { n: shares.terms.length, of: shares.total }) : "";
    if (!sum && !count && !entry.rich) return write(entry.derivative, after, written);
    const key = [sum, after, count].join("|");
    entry.derivative.look([written && "written", after === UNSET && "unset"]);
    if (entry.rich === key) return;
    entry.rich = sum || count ? key : "";
    entry.derivative.text_ = after;
    const total = element("span", { class: "total" }, sum ? `= ${after}` : after);
    if (count) total.append(" ", element("small", {}, count));
    entry.derivative.node.replaceChildren(
      ...(sum ? [element("span", { class: "sum" }, sum), element("br")] : []),
      total,
    );
  }

  const show = () =>
    rows.length ? revealing(scroller, rowBox(rows[reachable].row.node), { above: head.offsetHeight }) : null;
  return { pane, paint, show };
}

/* The rule in symbols, with numbers, and the result. */
function formulaPane(spec) {
  const { words } = spec;
  const pane = element("div", { class: "adlab-formula", role: "group", "aria-label": words.formula });
  const blocks = [
    ["rule", words.rule],
    ["numbers", words.numbers],
    ["result", words.now],
  ].map(([part, said]) => {
    const title = new Part(element("span", { class: "adlab-small" }, said));
    const math = element("div", { class: "adlab-math" });
    const block = element("div", { class: `adlab-part ${part}` }, title.node, math);
    return { part, block, title, math };
  });
  const chips = element("div", { class: "adlab-math" });
  const queue = element(
    "div",
    { class: "adlab-part queue" },
    element("span", { class: "adlab-small" }, words.queue),
    chips,
  );
  pane.append(...blocks.map(({ block }) => block), queue);

  function paint(now) {
    pane.dataset.accent = now.accent;
    for (const { part, block, title, math } of blocks) {
      const tree = now.phrase?.[part];
      block.hidden = !tree;
      if (!tree) continue;
      if (part === "numbers")
        title.text(words[numbersOf(now)]);
      math.replaceChildren(mathElement("math", formulaElement(spec, tree, now.facts)));
    }
    queue.hidden = now.kind !== "order" || now.k === 0;
    if (queue.hidden) return;
    const waiting = spec.nodes.filter((_, i) => now.slots.has(`q${i}`) && !now.slots.has(`o${i}`));
    chips.replaceChildren(...waiting.map(({ label }) => element("span", { class: "chip" }, label)));
    if (!waiting.length) chips.append(element("span", { class: "adlab-small" }, words.empty));
  }

  function numbersOf({ phrase, facts }) {
    if (/ sum$/.test(phrase.kind) && facts.entry !== facts.after) return "first entry";
    return / (array|map)$/.test(phrase.kind) ? "shapes" : "numbers";
  }

  return { pane, paint };
}

function narrationPane(spec) {
  const pane = element("div", { class: "adlab-narration", role: "status", "aria-live": "polite" });
  function paint(now) {
    const { sweep, k } = now;
    const parts = k === 0 ? sweep.opening : say(spec, now.phrase.say, now.facts);
    const last = k > 0 && k === sweep.steps.length;
    const halfway = sweep.kind === "reverse" && k === sweep.phases[0][2];
    const more = last ? (sweep.cut ? [[sweep.cut, "strong"]] : sweep.closing) : halfway ? spec.halfway : [];
    const all = more.length ? [...parts, [" ", ""], ...more] : parts;
    pane.dataset.accent = now.accent;
    pane.replaceChildren(
      ...all.map(([text, name]) => (name ? element("span", { class: name }, text) : text)),
    );
  }
  return { pane, paint };
}

function legendPane(spec) {
  const { words } = spec;
  const entries = element("div", { class: "adlab-legend" });
  const pane = element(
    "div",
    { class: "adlab-foot" },
    entries,
    element("span", { class: "adlab-hints" }, words.hints),
  );
  for (const [kind, [n, of]] of Object.entries(spec.limits)) {
    pane.append(element("div", { class: "adlab-limit" }, put(words[`more ${kind}`], { n, of })));
  }
  const signs = {
    order: [],
    forward: [["v", "value"]],
    tangent: [
      ["v", "value"],
      ["∂", "partial"],
      ["v̇", "tangent"],
    ],
    reverse: [
      ["v", "value"],
      ["∂", "partial"],
      ["v̄", "adjoint"],
      ["- - -", "share"],
    ],
  };
  let shown = "";
  function paint({ kind }) {
    if (shown === kind) return;
    shown = kind;
    const made = signs[kind].map(([sign, name]) =>
      element("span", { class: name }, element("b", {}, sign), ` ${words.legend[name]}`),
    );
    entries.replaceChildren(...made);
  }
  return { pane, paint };
}

/* ---- Toolbar and help ---- */

function toolbar(spec, actions) {
  const { words } = spec;
  const button = (name, action, content = icon(name)) => {
    const made = element(
      "button",
      { type: "button", class: `adlab-button ${name}`, "aria-label": words[name], title: words[name] },
      content,
    );
    made.addEventListener("click", action);
    return made;
  };
  const tabs = KINDS.map((kind, n) => {
    const note = new Part(element("small"));
    const tab = element(
      "button",
      { type: "button", class: "adlab-tab", title: put(words.key, { n: n + 1 }) },
      words.tabs[kind],
      note.node,
    );
    const sweeps = spec.sweeps.filter((sweep) => sweep.kind === kind);
    tab.disabled = !sweeps.length;
    if (tab.disabled) tab.title = words[kind === "tangent" ? "no input" : "no sweep"];
    tab.addEventListener("click", () => actions.tab(kind));
    return { kind, tab, note, sweeps };
  });
  const select = element("select", { class: "adlab-sweep" });
  const chooserLabel = element("span");
  const chooser = element("label", { class: "adlab-chooser" }, chooserLabel, select);
  select.addEventListener("change", () => actions.sweep(Number(select.value)));
  const buttons = {
    backward: button("backward", actions.backward),
    first: button("first", actions.first),
    previous: button("previous", actions.previous),
    play: button("play", actions.play),
    next: button("next", actions.next),
    last: button("last", actions.last),
  };
  const slider = element("input", { type: "range", min: 0, step: 1, "aria-label": words.slider });
  slider.addEventListener("input", () => actions.go(Number(slider.value)));
  const mark = element("span", { class: "adlab-mark", "aria-hidden": "true" });
  const count = new Part(element("span", { class: "adlab-count" }));
  const phase = new Part(element("span", { class: "adlab-phase" }));
  const help = button("help", actions.help, "?");
  help.setAttribute("aria-expanded", "false");
  const pane = element(
    "div",
    { class: "adlab-bar", role: "group", "aria-label": words.controls },
    element(
      "div",
      { class: "adlab-tabs", role: "group", "aria-label": words.sweeps },
      ...tabs.map(({ tab }) => tab),
    ),
    chooser,
    element("div", { class: "adlab-buttons" }, ...Object.values(buttons)),
    element("div", { class: "adlab-slider" }, slider, mark),
    element("div", { class: "adlab-progress" }, count.node, phase.node),
    element("div", { class: "adlab-extra" }, button("stage", actions.stage), help),
  );
  let chosen = null;

  /* What depends on the sweep and not on the step. */
  function paintSweep({ sweep, kind }, [low, high]) {
    for (const { kind: own, tab, note, sweeps } of tabs) {
      tab.setAttribute("aria-pressed", String(own === kind));
      const [n, of] = [sweeps.indexOf(sweep) + 1, sweeps.length];
      note.text(of < 2 ? "" : n ? put(words.sweep, { n, of }) : put(words["sweep count"], { of }));
    }
    const { sweeps } = tabs[KINDS.indexOf(kind)];
    chooser.hidden = sweeps.length < 2;
    chooserLabel.textContent = words[`choose ${kind}`] ?? "";
    select.setAttribute("aria-label", chooserLabel.textContent);
    select.replaceChildren(
      ...sweeps.map((each) => element("option", { value: spec.sweeps.indexOf(each) }, each.seed)),
    );
    select.value = spec.sweeps.indexOf(sweep);
    slider.min = low;
    slider.max = high;
    const middle = kind === "reverse" && sweep.phases[1]?.[1];
    buttons.backward.hidden = !(middle && middle < high);
    mark.hidden = !(middle > low && middle < high);
    mark.style.left = `${(100 * (middle - low)) / (high - low)}%`;
  }

  function paint(now, { range, playing }) {
    if (chosen !== now.sweep) paintSweep(now, range);
    chosen = now.sweep;
    const [low, high] = range;
    slider.value = now.k;
    slider.style.setProperty("--at", `${high > low ? (100 * (now.k - low)) / (high - low) : 0}%`);
    const [name, first, last] = now.phase;
    const text = put(words.step, { n: now.k - first, of: last - first });
    const named = now.sweep.phases.length > 1 ? words.phases[name] : "";
    count.text(text);
    phase.text(named);
    slider.setAttribute("aria-valuetext", named ? `${named}, ${text}` : text);
    for (const each of ["first", "previous"])
      buttons[each].setAttribute("aria-disabled", String(now.k <= low));
    for (const each of ["next", "last"]) buttons[each].setAttribute("aria-disabled", String(now.k >= high));
    const shown = playing ? "pause" : "play";
    if (buttons.play.title === words[shown]) return;
    buttons.play.title = words[shown];
    buttons.play.setAttribute("aria-label", words[shown]);
    buttons.play.replaceChildren(icon(shown));
  }

  return { pane, paint, help };
}

function helpPanel(spec, close) {
  const { words } = spec;
  const list = element("dl");
  for (const [keys, meaning] of words.keys) {
    list.append(
      element("dt", {}, ...keys.split(" ").map((key) => element("kbd", {}, key))),
      element("dd", {}, meaning),
    );
  }
  const button = element("button", { type: "button" }, words.close);
  button.addEventListener("click", close);
  const panel = element("div", {
    class: "adlab-help",
    role: "dialog",
    "aria-label": words.help,
    tabindex: -1,
  });
  panel.append(titleOf(words.help), list, element("div", { class: "adlab-note" }, words.click), button);
  panel.hidden = true;
  return panel;
}

/* arrays: from here; left out of a page without any */

/*
 * ---- Arrays in full ----
 * A panel with the whole of one node: its value, its derivative, and the maps on the edges into it,
 * whose matrices open on demand.
 */

function detailsPanel(spec, close) {
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
    const focus = body.contains(document.activeElement) && document.activeElement.parentNode.dataset.map;
    const { label, formula, array } = spec.nodes[node];
    const says = `${label} = ${formula} · ${array?.said ?? words["one number"]}`;
    const parts = [element("div", { class: "adlab-note" }, says)];
    parts.push(section(words.value, "value", "v", ...held[0]));
    if (DERIVATIVES[now.kind]) {
      const name = DERIVATIVES[now.kind];
      parts.push(section(words[name], "derivative", SIGNS[now.kind], ...held[1]));
    }
    const edges = edgesInto(node);
    if (edges.length) parts.push(element("div", { class: "adlab-heading" }, put(words["edges in"], { label })), ...edges.map(mapOf));
    body.replaceChildren(...parts);
    for (const each of body.querySelectorAll("details")) each.open = open.includes(each.dataset.map);
    if (focus === false) return;
    (body.querySelector(`[data-map="${focus}"] summary`) ?? panel).focus({ preventScroll: true });
  }

  function section(name, kind, sign, number, text) {
    const { array } = spec.nodes[node];
    const head = element("div", { class: "adlab-heading" }, `${name} ${sign}`);
    const [, entries] = spec.pool?.[number] ?? [];
    const inside = entries
      ? table(entries, array.rows, array.columns, name)
      : element("div", {}, text ?? words["not yet"]);
    return element("div", { class: kind }, head, inside);
  }

  function mapOf([number, { label, back, shapes, size, matrix }]) {
    const from = put(words["edge in"], { label: spec.nodes[spec.edges[number][0]].label });
    const says = element("div", { class: "partial" }, element("b", {}, from), ` ${label}, ${shapes}`);
    if (back) says.append(element("span", { class: "adlab-small" }, ` · ${put(words["and back"], { label: back })}`));
    const [rows, columns] = size;
    if (!matrix) {
      const big = put(words["big matrix"], { rows, columns });
      return element("div", { class: "map" }, says, element("div", { class: "adlab-small" }, big));
    }
    const named = put(words.matrix, { rows, columns });
    const summary = element("summary", { "data-lm-suppress-shortcuts": "true" }, named);
    const made = element("details", { "data-map": number }, summary, table(matrix, null, null, named));
    return element("div", { class: "map" }, says, made);
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
        if (!rows && text === "0") entry.className = "zero";
        return entry;
      });
      made.append(element("tr", {}, ...(rows?.[0] ? [cell("th", rows[r], "row")] : []), ...cells));
    });
    const attributes = { class: "adlab-table", tabindex: 0, role: "group", "aria-label": name };
    return element("div", { ...attributes, "data-lm-suppress-shortcuts": "true" }, made);
  }

  return { panel, open, paint, can };
}

/* arrays: to here */

/* ---- Pointing at a node anywhere lights it everywhere ---- */

function makeLinks() {
  const parts = new Map();
  let lit = [];
  function light(node) {
    for (const part of lit) delete part.dataset.lit;
    lit = parts.get(node) ?? [];
    for (const part of lit) part.dataset.lit = "";
  }
  function add(node, part) {
    if (!parts.has(node)) parts.set(node, []);
    parts.get(node).push(part);
    part.addEventListener("pointerenter", () => light(node));
    part.addEventListener("pointerleave", () => light(null));
  }
  return { add, light };
}

/* ---- The player ---- */

function mount(root, spec, model = null) {
  for (const old of root.querySelectorAll(":scope > .adlab-live")) old.remove();
  prepare(spec);
  const positions = spec.sweeps.map((sweep) => sweep.only?.[0] ?? 0);
  positions[spec.open.sweep] = spec.open.step;
  const view = { sweep: spec.open.sweep, playing: false, range: [0, 0] };
  const here = () => positions[view.sweep];
  const sweep = () => spec.sweeps[view.sweep];
  const links = makeLinks();
  const live = element("div", {
    class: "adlab-live",
    role: "group",
    tabindex: 0,
    "aria-label": put(spec.words.player, spec),
  });
  const staged = () => live.classList.contains("stage");
  const actions = {
    tab: chooseTab,
    sweep: chooseSweep,
    go,
    backward,
    first: () => go(view.range[0]),
    previous: () => go(here() - 1),
    next: () => go(here() + 1),
    last: () => go(view.range[1]),
    play: () => play(!view.playing),
    stage: () => stage(!staged()),
    help: () => toggleHelp(help.hidden),
  };
  const bar = toolbar(spec, actions);
  const help = helpPanel(spec, () => toggleHelp(false));
  const details = spec.pool ? detailsPanel(spec, () => showDetails(-1)) : null;
  const narration = narrationPane(spec);
  const panes = [
    diagramPane(spec, root, links, jump, showDetails),
    narration,
    formulaPane(spec),
    codePane(spec, links, jump),
    tracePane(spec, links, jump),
    legendPane(spec),
  ];
  const [diagram, , formula, code, trace, legend] = panes.map(({ pane }) => pane);
  const main = element("div", { class: "adlab-main" }, diagram, narration.pane, formula);
  const side = element("div", { class: "adlab-side" }, element("div", { class: "adlab-pair" }, code, trace));
  live.append(bar.pane, help, ...(details ? [details.panel] : []), element("div", { class: "adlab-panes" }, main, side), legend);
  root.append(live);
  root.dataset.adlab = "live";
  /* JupyterLab's shortcuts ("d d" deletes a cell) look at the focused element itself, then above. */
  for (const each of [live, ...live.querySelectorAll("button, input, select, [tabindex]")]) {
    each.dataset.lmSuppressShortcuts = "true";
  }

  function paint() {
    view.range = sweep().only ?? [0, sweep().steps.length];
    const [low, high] = view.range;
    positions[view.sweep] = Math.min(Math.max(here(), low), high);
    const now = momentOf(spec, sweep(), here());
    if (live.dataset.sweep !== sweep().kind) live.dataset.sweep = sweep().kind;
    bar.paint(now, view);
    for (const pane of panes) pane.paint(now);
    details?.paint(now);
    const moves = panes.map((pane) => pane.show?.(now));
    for (const move of moves) move?.();
    if (model) tell(now);
  }

  function go(k) {
    play(false);
    positions[view.sweep] = k;
    paint();
  }

  function chooseSweep(index) {
    play(false);
    view.sweep = index;
    paint();
  }

  function chooseTab(kind) {
    const index = spec.sweeps.findIndex((each) => each.kind === kind);
    if (index >= 0 && sweep().kind !== kind) chooseSweep(index);
  }

  function otherSweep(by) {
    const other = spec.sweeps[view.sweep + by];
    if (other?.kind === sweep().kind) chooseSweep(view.sweep + by);
  }

  function backward() {
    if (sweep().kind !== "reverse") chooseTab("reverse");
    const phase = sweep().kind === "reverse" && sweep().phases[1];
    if (phase) go(phase[1] + 1);
  }

  /* Go to the step that writes one of these nodes: the next one, or else the first. */
  function jump(...nodes) {
    const { kind, steps, phases } = sweep();
    const early = kind === "forward" || (kind === "reverse" && here() <= phases[0][2]);
    const letter = kind === "order" ? "o" : early ? "v" : "d";
    const found = steps
      .map(([, slot], i) => (slot[0] === letter && nodes.includes(nodeOf(spec, slot)) ? i + 1 : 0))
      .filter((k) => k && k >= view.range[0] && k <= view.range[1]);
    if (found.length) go(found.find((k) => k > here()) ?? found[0]);
  }

  let timer = 0;
  function play(on) {
    if (on === view.playing) return;
    view.playing = on;
    clearInterval(timer);
    narration.pane.setAttribute("aria-live", on ? "off" : "polite");
    if (on && here() >= view.range[1]) positions[view.sweep] = view.range[0] - 1;
    if (on) timer = setInterval(tick, PLAY_DELAY);
    if (on) tick();
    else paint();
  }

  function tick() {
    if (!live.isConnected) return clearInterval(timer);
    positions[view.sweep] += 1;
    if (here() >= view.range[1]) play(false);
    else paint();
  }

  function toggleHelp(open) {
    help.hidden = !open;
    bar.help.setAttribute("aria-expanded", String(open));
    (open ? help : live).focus({ preventScroll: true });
  }

  /* The focus goes into the panel, and from there back to where it was. */
  let before = live;
  function showDetails(i) {
    if (i < 0) {
      details.panel.hidden = true;
      (before.isConnected ? before : live).focus({ preventScroll: true });
      return;
    }
    if (details.panel.hidden) before = live.contains(document.activeElement) ? document.activeElement : live;
    details.open(i);
    details.paint(momentOf(spec, sweep(), here()));
    details.panel.focus({ preventScroll: true });
  }

  /* The node in the row or the box that has the focus, or the one now written, or the first array. */
  function inFull() {
    if (!details) return false;
    const at = live.getRootNode().activeElement?.closest("[data-row], [data-node]")?.dataset ?? {};
    const { node } = momentOf(spec, sweep(), here());
    const first = spec.nodes.findIndex(({ array }) => array);
    const found = [Number(at.row ?? at.node ?? -1), node, first].find((i) => i >= 0 && details.can(i));
    if (found === undefined) return false;
    return showDetails(found);
  }

  /* The stage lies over everything: in the top layer, where no ancestor can clip it. */
  function stage(on) {
    live.classList.toggle("stage", on);
    if (on && live.showPopover) {
      live.setAttribute("popover", "manual");
      live.showPopover();
    } else if (live.hasAttribute("popover")) {
      live.hidePopover();
      live.removeAttribute("popover");
    }
    live.focus({ preventScroll: true });
    paint();
  }

  function escape() {
    if (!help.hidden) toggleHelp(false);
    else if (details?.panel.hidden === false) showDetails(-1);
    else if (staged()) stage(false);
    else return false;
    return true;
  }

  const keys = {
    ArrowRight: actions.next,
    ArrowLeft: actions.previous,
    Home: actions.first,
    End: actions.last,
    " ": actions.play,
    "[": () => otherSweep(-1),
    "]": () => otherSweep(1),
    b: backward,
    f: actions.stage,
    i: inFull,
    "?": actions.help,
    Escape: escape,
    ...Object.fromEntries(KINDS.map((kind, n) => [n + 1, () => chooseTab(kind)])),
  };

  live.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === "SELECT") return;
    if (key === " " && ["BUTTON", "SUMMARY"].includes(target.tagName)) return event.stopPropagation();
    if (!keys[key] || keys[key]() === false) return;
    event.preventDefault();
    event.stopPropagation();
  });

  live.addEventListener("pointerdown", (event) => {
    if (
      !event.target.closest("button, input, select, [tabindex='0'], [data-row]")?.matches(":not(.adlab-live)")
    ) {
      live.focus({ preventScroll: true });
    }
  });

  /* As a widget, what can be seen is shared with Python. */
  function tell(now) {
    const said = {
      step: now.k,
      sweep: now.sweep.name,
      playing: view.playing,
      selected: spec.nodes[now.node]?.label ?? "",
    };
    const changed = Object.entries(said).filter(([name, value]) => model.get(name) !== value);
    for (const [name, value] of changed) model.set(name, value);
    if (changed.length) model.save_changes();
  }

  function listen() {
    const index = spec.sweeps.findIndex((each) => each.name === model.get("sweep"));
    if (index >= 0) view.sweep = index;
    positions[view.sweep] = model.get("step");
    paint();
  }

  model?.on("change:step change:sweep", listen);
  paint();
  return () => {
    clearInterval(timer);
    model?.off("change:step change:sweep", listen);
    live.remove();
    root.dataset.adlab = "pending";
  };
}

/* A player that is up has a property; a copy of it in the page has none, and is mounted anew. */
function boot() {
  for (const root of document.querySelectorAll("[data-adlab]")) {
    if (root.adlabUnmount) continue;
    root.adlabUnmount = () => {};
    try {
      root.adlabUnmount = mount(root, JSON.parse(root.querySelector(".adlab-spec").textContent));
    } catch (error) {
      console.warn("adlab: the picture stays still.", error);
    }
  }
}

function render({ model, el }) {
  const root = element("div", {
    class: "adlab-player",
    "data-adlab": "pending",
    "data-lm-suppress-shortcuts": "true",
  });
  el.append(root);
  let unmount = mount(root, model.get("spec"), model);
  model.on("change:spec", () => {
    unmount();
    unmount = mount(root, model.get("spec"), model);
  });
  return () => unmount();
}

export { boot, mount };
export default { render };

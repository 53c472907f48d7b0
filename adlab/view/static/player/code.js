/*
 * The source pane: one function at a time, each line cut where a node's piece begins or ends. It
 * shows a window of rows around the one at work; a line that is too long goes on in further rows.
 */

import { element, put, Part } from "./tools.js";
import { folded, windowAt, wrapped } from "./windows.js";

const ROOMY = 20; /* px, a row where all of them fit */
const DENSE = 18; /* in a window */
const SHARE = 0.47; /* of the column, at most */

export function codePane(spec, links, jump) {
  const { words } = spec;
  const body = element("div", { class: "adlab-code-body", role: "group", "aria-label": words.code });
  const inner = element("div", { class: "adlab-listing" });
  const where = new Part(element("span", { class: "adlab-where" }));
  const range = new Part(element("span", { class: "adlab-range" }));
  const choices = spec.functions.map(({ name }, f) => {
    const button = element("button", { type: "button", class: "adlab-choice", tabindex: -1 }, name);
    button.addEventListener("click", () => choose(f));
    return button;
  });
  const title = element("span", { class: "adlab-head-title" }, words.code);
  const which = element("span", { class: "adlab-which" }, ...(choices.length > 1 ? choices : []));
  const head = element("div", { class: "adlab-pane-head" }, title, which, where.node, range.node);
  const pane = element("div", { class: "adlab-code" }, head, body);
  const line = element("div", { class: "adlab-code-line-now" });
  const ruler = element("span", { class: "adlab-ruler", "aria-hidden": "true" }, "0".repeat(100));
  body.append(inner, element("div", { class: "adlab-rulers" }, ruler));
  let columns = 0;
  let row = ROOMY; /* px */
  let size = 0; /* rows in sight */
  let shown = -1;
  let top = 0; /* the first row in sight */
  let lit = [];
  let work = []; /* rows of the piece at work */
  let other; /* of the piece where the result goes, if that is in the same function */
  let moment = null;
  let pieces, listings;

  /* Each function as rows: the line that each belongs to, and its element. */
  function cutAnew() {
    links.drop([...inner.querySelectorAll(".adlab-piece")]);
    pieces = spec.nodes.map(() => []);
    listings = spec.functions.map((_, f) => listingOf(f));
    const none = element("div", { class: "adlab-none" }, words["no code"]);
    inner.replaceChildren(...(listings.length ? listings.map(({ block }) => block) : [none]));
    [shown, lit, work] = [-1, [], []];
    choose(0);
  }

  function listingOf(f) {
    const { first, lines } = spec.functions[f];
    const block = element("div", { class: "adlab-function" });
    const rows = [];
    const add = (n, sign, ...inside) => {
      rows.push(n);
      const number = element("span", { class: "adlab-line-number", "aria-hidden": "true" }, sign);
      block.append(element("div", { class: "adlab-code-line" }, number, ...inside));
    };
    lines.forEach((text, n) => {
      wrapped(text, columns).forEach(([from, to, indent], part) => {
        const cut = { f, text, n, from, to, row: rows.length };
        const pad = " ".repeat(indent);
        add(n, part ? "↪" : String(first + n), element("span", { class: "adlab-text" }, pad, ...piecesOf(cut)));
      });
      for (const [g, at, said] of spec.branches) {
        if (g !== f || at !== n) continue;
        for (const text of folded(said, columns - 2)) add(n, "", element("span", { class: "adlab-branch" }, text));
      }
    });
    return { block, rows };
  }

  /* The pieces of one row; what belongs to several nodes is a piece of the innermost. */
  function piecesOf({ f, text, n, from, to, row }) {
    const spans = [];
    spec.nodes.forEach(({ at }, i) => {
      if (!at || at[0] !== f || n < at[1] || n > at[3]) return;
      const start = n === at[1] ? at[2] : text.length - text.trimStart().length;
      const end = n === at[3] ? at[4] : text.length;
      if (end <= from || start >= to) return;
      spans.push({ i, start, end, size: 1000 * (at[3] - at[1]) + at[4] - at[2] });
    });
    const edges = spans.flatMap(({ start, end }) => [start, end]).filter((at) => at > from && at < to);
    const stop = to < text.length ? from + text.slice(from, to).trimEnd().length : to;
    const cuts = [...new Set([from, stop, ...edges])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((cut, c) => {
      const around = spans.filter(({ start, end }) => start <= cut && end >= cuts[c + 1]);
      const part = new Part(element("span", around.length ? { class: "adlab-piece" } : {}, text.slice(cut, cuts[c + 1])));
      const piece = { part, row };
      for (const { i } of around) pieces[i].push(piece);
      const least = Math.min(...around.map(({ size }) => size));
      const inner = around.filter(({ size }) => size === least).map(({ i }) => i);
      for (const i of inner) links.add(i, part.node);
      if (inner.length) part.node.addEventListener("click", () => jump(...inner));
      return part.node;
    });
  }

  function choose(f) {
    if (f === shown || !listings.length) return;
    [shown, top] = [f, 0];
    listings.forEach(({ block }, i) => (block.hidden = i !== f));
    choices.forEach((choice, i) => choice.setAttribute("aria-pressed", String(i === f)));
    move();
  }

  /*
   * Rows for this room: a new width cuts lines anew. It returns the height that the pane takes, the
   * same for all functions, so that nothing moves when the work goes on in another.
   */
  function fit({ width, height, whole }) {
    const least = Math.max(Math.floor((width - 50) / (ruler.offsetWidth / 100 || 7.5)), 12);
    if (least !== columns) {
      columns = least;
      cutAnew();
      if (moment) paint(moment);
    }
    const most = Math.max(1, ...listings.map(({ rows }) => rows.length));
    const above = head.offsetHeight + 10;
    const room = (whole ? height : SHARE * height) - above;
    row = most * ROOMY <= room ? ROOMY : DENSE;
    size = Math.max(Math.min(most, Math.floor(room / row)), 1);
    pane.style.setProperty("--adlab-row", `${row}px`);
    body.style.height = `${listings.length ? size * row : 46}px`;
    pane.classList.toggle("adlab-dense", row === DENSE);
    const scrolls = most > size;
    if (scrolls) body.setAttribute("tabindex", "0");
    else body.removeAttribute("tabindex");
    show()?.();
    return listings.length ? above + size * row : above + 46;
  }

  /* The piece at work is lit, and where the result goes is underlined: elsewhere for a share. */
  function paint(now) {
    moment = now;
    if (!columns) return;
    const node = spec.nodes[now.sharing ? now.facts.from : now.node];
    const current = node ? pieces[spec.nodes.indexOf(node)] : [];
    const target = now.sharing ? pieces[now.node] : current;
    const all = new Set([...current, ...target]);
    for (const each of lit) if (!all.has(each)) each.part.look([]);
    for (const each of all) {
      each.part.look([current.includes(each) && "adlab-now", target.includes(each) && "adlab-to"], now.accent);
    }
    lit = [...all];
    work = current.map((each) => each.row);
    other = spec.nodes[now.node]?.at?.[0] === node?.at?.[0] ? target[0]?.row : undefined;
    if (node?.at) choose(node.at[0]);
    else if (!node) choose(0);
    where.text(node?.where ?? "");
    where.node.title = node?.where ?? "";
    if (line.offsetParent) paintLine(now, node);
  }

  /* On a phone: the line at work, cut around the piece that is lit. */
  function paintLine(now, node) {
    const [f, n, from, end, to] = node?.at ?? [0, 0, 0, 0, 0];
    const { first, lines } = spec.functions[f] ?? { first: 0, lines: [""] };
    const text = lines[n] ?? "";
    const stop = end === n ? to : text.length;
    const least = text.length - text.trimStart().length;
    const room = Math.max(columns - 2, 10);
    const start = text.length - least <= room ? least : Math.max(least, Math.min(from - Math.max((room - (stop - from)) >> 1, 2), text.length - room));
    const piece = element("span", { class: "adlab-piece-now" }, text.slice(Math.max(from, start), stop));
    piece.dataset.accent = now.accent;
    const number = element("span", { class: "adlab-line-number" }, lines.length ? String(first + n) : "");
    line.replaceChildren(number, start > least ? "… " : "", text.slice(start, Math.max(from, start)), ...(stop > from ? [piece] : []), text.slice(stop));
  }

  function show() {
    if (!columns) return null;
    if (work.length && size) {
      const [low, high] = [Math.min(...work), Math.max(...work)];
      top = windowAt(top, size, listings[shown].rows.length, Math.min((low + high) >> 1, low + size - 1), other ?? low);
    }
    return () => move();
  }

  function move() {
    if (!listings.length || !size) return;
    const { rows } = listings[shown];
    const { first, lines } = spec.functions[shown];
    body.scrollTop = top * row;
    const [low, high] = [rows[top], rows[Math.min(top + size, rows.length) - 1]].map((n) => first + n);
    const at = work.length ? first + rows[work[0]] : 0;
    const whole = rows.length <= size;
    range.text(whole ? (at ? put(words.line, { n: at }) : "") : put(words.lines, { low, high, of: first + lines.length - 1 }));
  }

  return { pane, line, paint, fit, show, choose, names: spec.functions.map(({ name }) => name) };
}

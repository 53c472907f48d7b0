/*
 * Graphs in groups: one picture for each group of nodes. A closed box opens with a click or Enter; a
 * trail of names leads back out. Of a loop one turn is shown, with the lanes below; below a picture
 * with calls of one function stands the body of one of them.
 */

import { element, put } from "./tools.js";
import { tracePane } from "./trace.js";
import { groupPicture, toLocal, toLocalSpec } from "./group.js";
import { readGroups } from "./tree.js";
import { makeTurns } from "./turns.js";
import { makeSizes } from "./sizes.js";
import { lanesOf } from "./lanes.js";
import { callCard } from "./calls.js";
import { frameOf } from "./frame.js";

const TRAIL = 5;
const MARKS = { tangent: "\u0307", reverse: "\u0304" };

/* The panes of a graph in groups: picture with its trail, and table. */
export function groupPanes(spec, root, links, jump, details, go) {
  const { words } = spec;
  const tree = readGroups(spec);
  const { groups, owner, path, name, size, up } = tree;
  const trail = element("nav", { class: "adlab-trail", "aria-label": words.groups.trail });
  const place = element("div", { class: "adlab-place" });
  const table = element("div", { class: "adlab-group-table" });
  const sizes = makeSizes(spec);
  const turns = makeTurns(spec, tree, { opened: loopOpen, go });
  const labels = { marked: (label, kind) => (label[0] + MARKS[kind]).normalize("NFC") + label.slice(1) };
  const lanes = lanesOf(spec, { sizes, labels, goTurn: (n) => turns.goTo(moment, loopOpen(), groups[loopOpen()].closed[n - 1]) });
  const acts = { open: show, goTo, jump: (node) => jump(node), details, sizeOf: sizes.size };
  const card = callCard(spec, root, links, tree, acts, sizes, goCall);
  const frame = element("div", { class: "adlab-group-pane" }, trail, place, lanes.pane, card.pane);
  const listeners = [];
  let open = -1;
  let chosen = -1; /* the call in the card */
  let picture, trace, moment;
  let inTable = -1; /* the group whose nodes are listed */

  function loopOpen() {
    const at = open < 0 ? -1 : up(open);
    return at >= 0 && groups[at].kind === "l" ? at : -1;
  }

  /* Open a group; of a loop the turn at work, or the first. */
  function show(g) {
    const group = groups[g];
    if (group.kind === "l") {
      const turn = moment ? turns.turnAt(moment, g) : -1;
      return show(turn >= 0 ? turn : group.closed[0]);
    }
    links.drop([...place.querySelectorAll("*")]);
    const before = loopOpen();
    open = g;
    const loop = loopOpen();
    picture = groupPicture(spec, root, links, tree, g, { ...acts, choose, chosen: () => chosen, ...(loop >= 0 ? inLoop(loop) : {}) });
    place.replaceChildren(picture.pane);
    frame.classList.toggle("adlab-in-loop", loop >= 0);
    lanes.pane.hidden = loop < 0;
    if (loop >= 0 && loop !== before) lanes.open(spec.groups.loops[loop], groups[loop].closed.map((each) => groups[each].number), put(words.groups["turns of"], groups[loop]));
    const helpers = calls();
    chosen = helpers.includes(chosen) ? chosen : (helpers[0] ?? -1);
    paintTrail();
    if (moment) paint(moment);
    else list(open);
    for (const listen of listeners) listen(g);
    return true;
  }

  /* The calls of helpers in the open picture, unless that is the turn of a loop. */
  const calls = () => (loopOpen() >= 0 ? [] : groups[open].closed.filter((g) => groups[g].kind === "c"));

  function inLoop(loop) {
    const turn = groups[open].number;
    const carried = (spec.groups.loops[loop] ?? []).map(([, entering]) => entering[turn - 1]);
    const from = (node) => (carried.includes(node) && turn > 1 ? put(words.groups["from turn"], { n: turn - 1 }) : words.groups.in);
    return { from, placed: (boxes, at, drawn) => frameOf(boxes, at, drawn, put(words.groups["to turn"], { n: turn + 1 }), turn < groups[loop].closed.length) };
  }

  /* The nodes of a group in the table: those of the call in the card, or those of the open picture. */
  function list(g) {
    if (inTable === g) return;
    inTable = g;
    links.drop([...table.querySelectorAll("*")]);
    const { nodes, roles, kind } = groups[g];
    const shown = [...roles].filter((role) => !"mo".includes(role));
    const wanted = kind === "t" || kind === "c" ? "nci" : "nc";
    const inside = nodes.filter((_, i) => wanted.includes(shown[i])).sort((a, b) => a - b);
    const where = g === 0 ? "" : kind === "t" ? groups[g].title : put(words.groups.inside, { name: name(groups[g]) });
    const rows = toLocalSpec(spec, inside, [], { numbers: [], where });
    const rowLinks = { add: (i, part) => links.add(inside[i], part), light: (i) => links.light(inside[i] ?? null) };
    trace = tracePane(rows, rowLinks, (i) => jump(inside[i]));
    trace.local = toLocal(inside, []);
    table.replaceChildren(trace.pane);
  }

  function paintTrail() {
    const loop = loopOpen();
    const all = path(open).filter((g) => groups[g].kind !== "l" || g !== loop);
    const shown = all.length > TRAIL ? [all[0], -1, ...all.slice(2 - TRAIL)] : all;
    const parts = shown.flatMap((g, k) => {
      const mark = k ? [element("span", { "aria-hidden": "true" }, "›")] : [];
      if (g < 0) return [...mark, element("span", {}, "…")];
      const said = g === open && loop >= 0 ? groups[loop].title : name(groups[g]);
      const button = element("button", { type: "button", title: groups[g].note }, said);
      if (g === open && loop >= 0) button.append(element("b", {}, ` ${groups[g].title}`));
      if (g === open) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => show(g));
      return [...mark, button];
    });
    const beside = [-1, 1].map((by) => {
      const other = neighbour(by);
      const said = words.groups[by < 0 ? "before" : "after"];
      const button = element("button", { type: "button", class: "adlab-beside", "aria-label": said, title: said }, by < 0 ? "‹" : "›");
      button.disabled = other === undefined;
      button.addEventListener("click", () => besideBy(by));
      return button;
    });
    const said = loop >= 0 ? `${size(groups[open])}, ${put(words.groups["drawn once"], { n: groups[loop].closed.length }).split(",")[0]}` : size(groups[open]);
    const count = element("span", { class: "adlab-trail-count" }, said);
    trail.replaceChildren(...parts, count, ...bodies(loop), ...(open ? beside : []));
    trail.hidden = open === 0 && calls().length > 0;
    for (const button of trail.querySelectorAll("button")) button.dataset.lmSuppressShortcuts = "true";
  }

  /* Where the bodies of a loop differ, a button for each, which goes to the next turn that has it. */
  function bodies(loop) {
    if (loop < 0) return [];
    const kinds = [...new Set(groups[loop].closed.map((g) => groups[g].body))];
    if (kinds.length < 2 || kinds.length > 4) return [];
    const made = kinds.map((each, n) => {
      const own = groups[loop].closed.filter((g) => groups[g].body === each);
      const said = put(words.groups.body, { name: "ABCD"[n], n: own.length });
      const button = element("button", { type: "button", class: "adlab-body-chip", "aria-pressed": String(groups[open].body === each), title: said, "aria-label": said }, `${"ABCD"[n]} ×${own.length}`);
      button.addEventListener("click", () => {
        const next = own.find((g) => groups[g].number > groups[open].number) ?? own[0];
        if (!turns.goTo(moment, loop, next)) show(next);
      });
      return button;
    });
    return [element("span", { class: "adlab-bodies", role: "group", "aria-label": words.groups.bodies }, ...made)];
  }

  function neighbour(by) {
    if (up(open) < 0) return undefined;
    const { closed } = groups[up(open)];
    return closed[closed.indexOf(open) + by];
  }

  function paint(now) {
    moment = now;
    follow(now);
    picture.paint(now);
    const loop = loopOpen();
    if (loop >= 0) lanes.paint(now, groups[loop].closed.indexOf(open) + 1);
    card.show(chosen, now);
    list(chosen >= 0 && turns.callAt(now) >= 0 ? chosen : open);
    trace.paint(trace.local(now));
  }

  /* The turn of the open loop, and the call in the card, are those of the step. */
  let followed = null;
  function follow(now) {
    const key = `${now.sweep.name} ${now.k}`;
    if (followed === key) return;
    followed = key;
    const loop = loopOpen();
    const turn = loop >= 0 ? turns.turnAt(now, loop) : -1;
    if (turn >= 0 && turn !== open) show(turn);
    const call = turns.callAt(now);
    const inner = path(call).filter((g) => groups[g].kind === "c" && path(g).includes(open) && g !== open);
    if (calls().length && inner.length) chosen = inner.findLast((g) => groups[g].title === groups[inner[0]].title);
  }

  function choose(g) {
    if (chosen === g) return show(g);
    return goCall(g);
  }

  /* To where a call is done in this pass; the card shows it anyway. */
  function goCall(g) {
    chosen = g;
    if (!turns.goTo(moment, -1, g)) paint(moment);
    return true;
  }

  function showNow(now) {
    const moves = [trace.show(), picture.show(now), card.reveal(now)];
    return () => moves.forEach((move) => move?.());
  }

  /* Open the group in which a node stands. */
  function goTo(node) {
    if (owner[node] !== open) show(owner[node]);
  }

  /* The group that is at work, or the first one. */
  function stepIn() {
    const focused = frame.getRootNode().activeElement?.closest?.("[data-group]");
    const lit = focused ?? picture.find("[data-group]:is(.adlab-now, .adlab-inside, .adlab-giving)") ?? picture.find("[data-group]");
    if (!lit) return false;
    return show(Number(lit.dataset.group));
  }

  function stepOut() {
    const from = loopOpen() >= 0 ? loopOpen() : open;
    if (up(from) < 0) return false;
    show(up(from));
    const box = picture.find(`[data-group="${from}"]`);
    if (box) picture.reveal(box)?.();
    return true;
  }

  function besideBy(by) {
    const other = neighbour(by);
    if (other === undefined) return false;
    return show(other);
  }

  show(spec.groups.opens ?? 0);
  const byTurn = (by) => turns.byTurn(moment, by);
  const byCall = (by) => turns.byCall(moment, by);
  return {
    picture: { pane: frame, paint, show: showNow },
    trace: { pane: table, paint() {} },
    bars: turns.bars,
    turn: turns.said,
    lead: turns.lead,
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
      PageUp: () => besideBy(-1),
      PageDown: () => besideBy(1),
      ",": () => byTurn(-1),
      ".": () => byTurn(1),
      "(": () => byCall(-1),
      ")": () => byCall(1),
    },
  };
}


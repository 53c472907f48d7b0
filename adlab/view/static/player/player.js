/*
 * The player: five linked panes that step through the sweeps of a graph.
 *
 * `build(root, spec, changed?)` puts it into `root` and returns the handle that a page, a widget and
 * a pair of players hold it by. `changed` is called whenever what is shown has changed.
 *
 * All mathematics and all wording come from Python, in `spec` (described in adlab/view/replay/spec.py).
 * Here the steps of a sweep are applied, facts are put into templates, and the page is kept up to
 * date. No text is ever read as HTML.
 *
 * What can be found in the page: `[data-pane]`, which is "graph", "code", "trace", "sentence" or
 * "formula"; `[data-node]`, `[data-edge]` and `[data-slot]` ("v3", "d3", "p7") in the picture, there
 * `[data-preview]` ("v3", "d3") for arrays, `[data-row]` in the table, `.adlab-piece` in the source;
 * `.adlab-now` is what the step writes, `.adlab-read` what it reads, `[data-lit]` what is pointed at.
 */

import { PLAY_DELAY, element, put } from "./tools.js";
import { nodeOf, momentOf } from "./state.js";
import { makeLinks } from "./links.js";
import { diagramPane } from "./diagram.js";
import { codePane } from "./code.js";
import { tracePane } from "./trace.js";
import { formulaPane, narrationPane, partsOf } from "./formula.js";
import { toolbar, helpPanel, phoneTabs } from "./toolbar.js";
import { menuOf } from "./menu.js";
import { copier } from "./copy.js";
import { addressed, addressOf } from "./address.js";
import { layoutOf } from "./layout.js";
import { tellPlayer } from "./page.js";
import { detailsPanel } from "./details.js";
import { predictPane } from "./predict.js";
import { groupPanes } from "./groups.js";
import { finder } from "./search.js";
import { firstNotFinite } from "./finite.js";

export function build(root, spec, changed = () => {}) {
  for (const old of root.querySelectorAll(":scope > .adlab-live")) old.remove();
  const { words } = spec;
  const positions = spec.sweeps.map((sweep) => sweep.only?.[0] ?? 0);
  positions[spec.open.sweep] = spec.open.step;
  const view = { sweep: spec.open.sweep, playing: false, range: [0, 0] };
  const here = () => positions[view.sweep];
  const sweep = () => spec.sweeps[view.sweep];
  const live = element("div", { class: "adlab-live", role: "group", tabindex: -1, "aria-label": put(words.player, spec) });
  const links = makeLinks(spec, live);
  const staged = () => live.classList.contains("adlab-stage");
  const actions = {
    segment: chooseSegment,
    sweep: chooseSweep,
    go,
    backward,
    bars: (each) => groups?.bars(each) ?? null,
    sentence: (k) => partsOf(spec, momentOf(spec, sweep(), k)).map(([text]) => text).join(""),
    first: () => go(view.range[0]),
    previous: () => go(here() - 1),
    next: () => (predict.ask(here()) ? predict.remind() : go(here() + 1)),
    last: () => go(view.range[1]),
    play: () => play(!view.playing),
    predict: () => predicting(predict.pane.hidden),
    stage: () => stage(!staged()),
    help: () => toggleHelp(help.hidden),
  };
  const help = helpPanel(spec, () => toggleHelp(false));
  const details = spec.pool ? detailsPanel(spec, () => showDetails(-1)) : null;
  const sentence = narrationPane(spec);
  const notice = element("div", { class: "adlab-notice", role: "status", hidden: "" });
  const predict = predictPane(spec, { here, sweep, go, leave: focusLive, stop: actions.predict, changed: paint });
  const groups = spec.groups ? groupPanes(spec, root, links, jump, showDetails, go) : null;
  const picture = groups?.picture ?? diagramPane(spec, root, links, jump, showDetails);
  const code = codePane(spec, links, jump);
  const trace = groups?.trace ?? tracePane(spec, links, jump);
  const formula = formulaPane(spec);
  const panes = [picture, formula, sentence, code, trace]; /* the sentence takes what the formula leaves */
  const graph = paneOf("graph", picture.pane);
  const find = finder(spec, graph, groups, () => momentOf(spec, sweep(), here()).node);
  const copying = copier(words, focusLive);
  const menu = menuOf(words, menuItems(), focusLive);
  const bar = toolbar(spec, actions, menu);
  const band = element("div", { class: "adlab-band" }, paneOf("sentence", sentence.pane), paneOf("formula", formula.pane), predict.pane);
  const tabs = phoneTabs(words, live, showAll);
  const boxes = { code: paneOf("code", code.pane), trace: paneOf("trace", trace.pane) };
  const over = [menu.panel, help, find.panel, find.said, copying.pane, ...(details ? [details.panel] : [])];
  live.append(bar.pane, notice, code.line, graph, boxes.code, boxes.trace, band, tabs, bar.hint, ...over);
  root.append(live);
  root.dataset.adlab = "live";
  /* JupyterLab's shortcuts ("d d" deletes a cell) look at the focused element itself, then above. */
  for (const each of [live, ...live.querySelectorAll("button, input, select, textarea, [tabindex]")]) {
    each.dataset.lmSuppressShortcuts = "true";
  }

  function paneOf(name, pane) {
    return element("div", { class: `adlab-pane adlab-pane-${name}`, "data-pane": name }, pane);
  }

  function menuItems() {
    const items = [
      [words.first, "Home", actions.first],
      [words.last, "End", actions.last],
      [words.backward, "b", backward],
      [words.predict, "p", actions.predict, () => !predict.pane.hidden],
      [words.stage, "f", actions.stage, staged],
      [words["not finite"], "n", toNotFinite],
      [words.picture.find, "/", find.open],
      [words.picture.upstream, "<", () => find.way(true)],
      [words.picture.downstream, ">", () => find.way(false)],
      ...(details ? [[words["in full"], "i", inFull]] : []),
      ...(code.names.length > 1 ? code.names.map((name, f) => [put(words["code of"], { name }), "", () => code.choose(f)]) : []),
      ...(picture.items ?? []),
      [words["copy link"], "", () => copying.copy(addressOf(spec, root, view.sweep, here()))],
      [words["copy narration"], "", () => copying.copy(sentence.text.textContent)],
      ...(spec.dot ? [[words["copy dot"], "", () => copying.copy(spec.dot)]] : []),
      [words.help, "?", actions.help],
    ];
    return items.map(([label, key, act, checked]) => ({ label, key, act, checked }));
  }

  for (const [kind, [n, of]] of Object.entries(spec.limits)) menu.note(put(words[`more ${kind}`], { n, of }));

  /* Rooms for code and trace, when there is another size. */
  function fit() {
    const phone = live.classList.contains("adlab-phone");
    const middle = [graph, boxes.code, boxes.trace].find((box) => box.clientHeight) ?? graph;
    const width = phone ? middle.clientWidth : boxes.code.clientWidth;
    const height = phone ? middle.clientHeight : boxes.code.offsetHeight + boxes.trace.offsetHeight;
    if (width && height) live.style.setProperty("--adlab-code", `${code.fit({ width, height, whole: phone })}px`);
    showAll();
  }

  function showAll() {
    if (!live.isConnected) return;
    const now = momentOf(spec, sweep(), here());
    const moves = panes.map((pane) => pane.show?.(now));
    for (const move of moves) move?.();
  }

  /* The present moment, and in which turn or call that is. */
  function present() {
    const now = momentOf(spec, sweep(), here());
    return groups ? { ...now, turn: groups.turn(now), lead: groups.lead(now) } : now;
  }

  function paint() {
    view.range = sweep().only ?? [0, sweep().steps.length];
    const [low, high] = view.range;
    positions[view.sweep] = Math.min(Math.max(here(), low), high);
    const now = present();
    if (live.dataset.sweep !== sweep().kind) live.dataset.sweep = sweep().kind;
    bar.paint(now, view);
    for (const pane of panes) pane.paint(now);
    predict.paint();
    details?.paint(now);
    const moves = panes.map((pane) => pane.show?.(now));
    for (const move of moves) move?.();
    changed();
  }

  function focusLive() {
    live.focus({ preventScroll: true });
  }

  let passing = false; /* what the notice says is over with the next step */
  function go(k) {
    play(false);
    if (passing) notify("");
    positions[view.sweep] = k;
    paint();
  }

  function chooseSweep(index) {
    play(false);
    view.sweep = index;
    paint();
  }

  function chooseSegment(n) {
    const sweeps = bar.segments[n]?.sweeps ?? [];
    if (sweeps.length && !sweeps.includes(sweep())) chooseSweep(spec.sweeps.indexOf(sweeps[0]));
  }

  function otherSweep(by) {
    const { sweeps } = bar.segments.find((segment) => segment.sweeps.includes(sweep()));
    const other = sweeps[sweeps.indexOf(sweep()) + by];
    if (other) chooseSweep(spec.sweeps.indexOf(other));
  }

  function backward() {
    const index = spec.sweeps.findIndex(({ kind }) => kind === "reverse");
    if (sweep().kind !== "reverse" && index >= 0) chooseSweep(index);
    const phase = sweep().kind === "reverse" && sweep().phases[1];
    if (phase) go(phase[1] + 1);
  }

  /* Go to the step that writes one of these nodes: the next one, or else the first. */
  function jump(...nodes) {
    if (predict.pick(nodes[0])) return;
    const { kind, steps, phases } = sweep();
    const early = kind === "forward" || (kind === "reverse" && here() <= phases[0][2]);
    const letter = kind === "order" ? "o" : early ? "v" : "d";
    const found = steps
      .map(([, slot], i) => (slot[0] === letter && nodes.includes(nodeOf(spec, slot)) ? i + 1 : 0))
      .filter((k) => k && k >= view.range[0] && k <= view.range[1]);
    if (found.length) go(found.find((k) => k > here()) ?? found[0]);
  }

  /* To the first number that is not finite, or a word that there is none. */
  function toNotFinite() {
    const found = firstNotFinite(spec, sweep());
    notify(found ? "" : words["all finite"]);
    passing = !found;
    if (!found) return;
    go(found.k);
    groups?.goTo(found.node);
  }

  let timer = 0;
  function play(on) {
    if (on === view.playing) return;
    view.playing = on;
    clearInterval(timer);
    sentence.text.setAttribute("aria-live", on ? "off" : "polite");
    if (on && here() >= view.range[1]) positions[view.sweep] = view.range[0] - 1;
    if (on) timer = setInterval(tick, PLAY_DELAY);
    if (on) tick();
    else paint();
  }

  function tick() {
    if (!live.isConnected) return clearInterval(timer);
    if (predict.ask(here())) {
      play(false);
      return predict.focus();
    }
    positions[view.sweep] += 1;
    if (here() >= view.range[1]) play(false);
    else paint();
  }

  function predicting(on, focus = true) {
    predict.toggle(on);
    live.classList.toggle("adlab-predicting", on);
    paint();
    if (!focus) return;
    if (on) predict.focus();
    else focusLive();
  }

  function toggleHelp(open) {
    help.hidden = !open;
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

  /* The node in the row or the box that has the focus, and the one now written; -1 for none. */
  function pointedAt() {
    const at = live.getRootNode().activeElement?.closest("[data-row], [data-node]")?.dataset ?? {};
    return [Number(at.row ?? at.node ?? -1), momentOf(spec, sweep(), here()).node];
  }

  const pointed = () => pointedAt().find((i) => i >= 0) ?? -1;

  /* One of these, or the first array. */
  function inFull() {
    if (!details) return false;
    const first = spec.nodes.findIndex(({ array }) => array);
    const found = [...pointedAt(), first].find((i) => i >= 0 && details.can(i));
    if (found === undefined) return false;
    return showDetails(found);
  }

  /* The stage lies over everything: in the top layer, where no ancestor can clip it. */
  function stage(on) {
    live.classList.toggle("adlab-stage", on);
    if (on && live.showPopover) {
      live.setAttribute("popover", "manual");
      live.showPopover();
    } else if (live.hasAttribute("popover")) {
      live.hidePopover();
      live.removeAttribute("popover");
    }
    layout.measure();
    live.focus({ preventScroll: true });
    paint();
  }

  const extensions = [];
  function closeExtensions() {
    for (const { panel, close } of extensions) if (!panel.hidden) close();
  }

  function escape() {
    if (!help.hidden) toggleHelp(false);
    else if (details?.panel.hidden === false) showDetails(-1);
    else if (menu.open()) menu.close();
    else if (extensions.some(({ panel }) => !panel.hidden)) closeExtensions();
    else if (copying.escape() || find.escape()) return true;
    else if (staged()) stage(false);
    else if (!predict.pane.hidden) predicting(false);
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
    p: actions.predict,
    f: actions.stage,
    i: inFull,
    n: toNotFinite,
    "?": actions.help,
    Escape: escape,
    ...find.keys,
    ...groups?.keys,
    ...picture.keys,
    ...Object.fromEntries(bar.segments.slice(0, 9).map((_, n) => [n + 1, () => chooseSegment(n)])),
  };

  function pressed(event) {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.tagName === "SELECT") return;
    if (target.matches("input[type=text], textarea")) {
      event.stopPropagation();
      if (key === "Escape") focusLive();
      return;
    }
    if (key === " " && ["BUTTON", "SUMMARY"].includes(target.tagName)) return event.stopPropagation();
    if (!keys[key] || keys[key]() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }
  live.addEventListener("keydown", pressed);
  /* A page of one player hears its keys before anything in it was pressed. */
  if ("adlabPage" in document.body.dataset && document.querySelectorAll(".adlab-player").length === 1) {
    document.body.addEventListener("keydown", (event) => event.target === document.body && pressed(event));
  }

  live.addEventListener("pointerdown", (event) => {
    if (
      !event.target.closest("button, input, select, [tabindex='0'], [data-row]")?.matches(":not(.adlab-live)")
    ) {
      live.focus({ preventScroll: true });
    }
  });

  /* Other values on the same graph: what is shown changes in place, and the step stays. */
  function update(fresh) {
    const { sweeps, ...rest } = fresh;
    sweeps.forEach((each, i) => Object.assign(spec.sweeps[i], { full: undefined, arrays: undefined }, each));
    Object.assign(spec, rest);
    trace.renew?.();
    live.setAttribute("aria-label", put(spec.words.player, spec));
    predict.forget();
    paint();
  }

  function choose(name, k) {
    const index = spec.sweeps.findIndex((each) => each.name === name);
    if (index >= 0) view.sweep = index;
    positions[view.sweep] = k;
    paint();
  }

  function notify(text) {
    passing = false;
    notice.hidden = !text;
    notice.textContent = text;
  }

  function state() {
    const { node, k } = momentOf(spec, sweep(), here());
    const selected = spec.nodes[node]?.label ?? "";
    return { sweep: sweep().name, step: k, playing: view.playing, selected, answers: predict.answers() };
  }

  /* A link to a step, which the address of the page may be. */
  function follow() {
    const found = addressed(spec, root);
    if (!found) return false;
    [view.sweep, positions[found.index]] = [found.index, found.k];
    return true;
  }
  follow();

  /* On paper: the last step, whole. */
  let kept = -1;
  function printing(on) {
    if (on === kept >= 0 || !live.isConnected) return;
    if (on) [kept, positions[view.sweep]] = [here(), view.range[1]];
    else [positions[view.sweep], kept] = [kept, -1];
    paint();
  }

  tellPlayer(root, {
    resize: () => layout.measure(),
    hashchange: () => follow() && paint(),
    beforeprint: () => printing(true),
    afterprint: () => printing(false),
  });

  function remove() {
    root.adlabHeard = undefined;
    clearInterval(timer);
    layout.remove();
    live.remove();
    root.dataset.adlab = "pending";
  }

  /* What a page adds: an item of the menu, with a panel of its own, and perhaps a key. */
  function extend({ label, key = "", panel, open, close = () => {} }) {
    menu.add({ label, key, act: open });
    if (key) keys[key] = open;
    extensions.push({ panel, close });
    live.append(panel);
  }

  if (spec.predict) predicting(true, false); /* a page that opens leaves the focus where it is */
  else paint();
  const layout = layoutOf(live, fit);
  if (matchMedia("print").matches) printing(true);
  return { live, links, sweep, go, jump, play, choose, update, notify, state, extend, pointed, remove };
}

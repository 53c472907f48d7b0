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

import { PLAY_DELAY, KINDS, element, put } from "./tools.js";
import { prepare, nodeOf, momentOf } from "./state.js";
import { makeLinks } from "./links.js";
import { diagramPane } from "./diagram.js";
import { codePane } from "./code.js";
import { tracePane } from "./trace.js";
import { formulaPane, narrationPane } from "./formula.js";
import { legendPane, toolbar, helpPanel } from "./toolbar.js";
import { detailsPanel } from "./details.js";
import { groupPanes } from "./groups.js";
import { pictureTools } from "./picture.js";

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
  const groups = spec.groups ? groupPanes(spec, root, links, jump, showDetails) : null;
  const panes = [
    groups?.picture ?? diagramPane(spec, root, links, jump, showDetails),
    narration,
    formulaPane(spec),
    codePane(spec, links, jump),
    groups?.trace ?? tracePane(spec, links, jump),
    legendPane(spec),
  ];
  const [diagram, , formula, code, trace, legend] = panes.map(({ pane }) => pane);
  const tools = pictureTools(spec, diagram, groups, () => momentOf(spec, sweep(), here()).node);
  const main = element("div", { class: "adlab-main" }, tools.frame, narration.pane, formula);
  const side = element("div", { class: "adlab-side" }, element("div", { class: "adlab-pair" }, code, trace));
  live.append(bar.pane, help, ...(details ? [details.panel] : []), element("div", { class: "adlab-panes" }, main, side), legend);
  root.append(live);
  root.dataset.adlab = "live";
  tools.ready();
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
    else return tools.escape();
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
    ...tools.keys,
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

export { boot, mount, render };

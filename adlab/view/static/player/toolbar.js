/* The bar: sweeps as segments, back, play, next, the scrubber, where one is; and the list of keys. */

import { element, titleOf, put, Part, icon } from "./tools.js";
import { scrubber } from "./scrubber.js";

/* The sweeps by segment: one for each kind, and those that the caller has added. */
export function segmentsOf(spec) {
  const { words } = spec;
  const own = Object.keys(words.tabs).map((kind) => ({
    kind,
    title: words.tabs[kind],
    sweeps: spec.sweeps.filter((sweep) => sweep.kind === kind && !sweep.segment),
  }));
  const names = [...new Set(spec.sweeps.map(({ segment }) => segment).filter(Boolean))];
  const added = names.map((title) => ({ kind: "", title, sweeps: spec.sweeps.filter(({ segment }) => segment === title) }));
  return [...own, ...added];
}

export function toolbar(spec, actions, menu) {
  const { words } = spec;
  const button = (name, action) => {
    const made = element(
      "button",
      { type: "button", class: `adlab-button adlab-button-${name}`, "aria-label": words[name], title: words[name] },
      icon(name),
    );
    made.addEventListener("click", action);
    return made;
  };
  const select = element("select", { class: "adlab-sweep" });
  select.addEventListener("change", () => actions.sweep(Number(select.value)));
  const segments = segmentsOf(spec).map(({ kind, title, sweeps }, n) => {
    const tab = element("button", { type: "button", class: "adlab-tab", title: n < 9 ? put(words.key, { n: n + 1 }) : title }, title);
    tab.disabled = !sweeps.length;
    if (tab.disabled) tab.title = words[kind === "tangent" ? "no input" : "no sweep"];
    tab.addEventListener("click", () => actions.segment(n));
    return { tab, sweeps, kind, cell: element("span", { class: "adlab-segment" }, tab) };
  });
  const buttons = Object.fromEntries(["previous", "play", "next"].map((name) => [name, button(name, actions[name])]));
  const slider = scrubber(spec, actions);
  const [step, of] = [new Part(element("b")), new Part(element("span"))];
  const count = element("span", { class: "adlab-count" }, step.node, of.node);
  const phase = new Part(element("span", { class: "adlab-phase" }));
  const progress = element("div", { class: "adlab-progress" }, count, phase.node);
  const leave = element("button", { type: "button", class: "adlab-leave" }, words["leave stage"]);
  leave.addEventListener("click", actions.stage);
  const pane = element(
    "div",
    { class: "adlab-bar", role: "group", "aria-label": words.controls },
    element("div", { class: "adlab-tabs", role: "group", "aria-label": words.sweeps }, ...segments.map(({ cell }) => cell)),
    element("div", { class: "adlab-buttons" }, ...Object.values(buttons)),
    slider.pane,
    progress,
    leave,
    menu.button,
  );
  let chosen = null;

  /* What depends on the sweep and not on the step. */
  function paintSweep({ sweep, kind }) {
    const at = segments.find(({ sweeps }) => sweeps.includes(sweep));
    for (const { tab } of segments) tab.setAttribute("aria-pressed", String(tab === at.tab));
    const several = at.sweeps.length > 1;
    for (const { tab } of segments) tab.tabIndex = several && tab === at.tab ? -1 : 0;
    select.hidden = !several;
    select.setAttribute("aria-label", `${at.tab.textContent}, ${words[`choose ${kind}`] ?? ""}`);
    select.replaceChildren(...at.sweeps.map((each) => element("option", { value: spec.sweeps.indexOf(each) }, each.seed)));
    select.value = String(spec.sweeps.indexOf(sweep));
    at.cell.append(select);
    const phases = sweep.phases.length > 1 ? sweep.phases.map(([name]) => words["short phases"][name]) : [""];
    const longest = phases.reduce((a, b) => (b.length > a.length ? b : a));
    progress.dataset.widest = `${sweep.steps.length} / ${sweep.steps.length}${longest}`; /* so that no tick moves */
  }

  function paint(now, { range, playing }) {
    if (chosen !== now.sweep) paintSweep(now);
    chosen = now.sweep;
    const [low, high] = range;
    const [name] = now.phase;
    const several = now.sweep.phases.length > 1;
    const last = now.sweep.steps.length;
    step.text(now.turn || String(now.k));
    progress.toggleAttribute("data-turn", Boolean(now.turn));
    of.text(now.turn ? "" : ` / ${last}`);
    phase.text(several ? words["short phases"][name] : "");
    const said = put(words.step, { n: now.k, of: last });
    slider.paint(now, range, several ? `${said}, ${words.phases[name]}` : said);
    buttons.previous.setAttribute("aria-disabled", String(now.k <= low));
    buttons.next.setAttribute("aria-disabled", String(now.k >= high));
    const shown = playing ? "pause" : "play";
    if (buttons.play.title === words[shown]) return;
    buttons.play.title = words[shown];
    buttons.play.setAttribute("aria-label", words[shown]);
    buttons.play.replaceChildren(icon(shown));
  }

  return { pane, paint, hint: slider.hint, segments };
}

/* Picture, code and trace by turns, where there is room for one of them. */
export function phoneTabs(words, live, changed) {
  const names = ["graph", "code", "trace"];
  const tabs = names.map((name) => {
    const tab = element("button", { type: "button", class: "adlab-phone-tab" }, words["phone tabs"][name]);
    tab.addEventListener("click", () => {
      choose(name);
      changed();
    });
    return tab;
  });
  function choose(name) {
    live.dataset.middle = name;
    tabs.forEach((tab, i) => tab.setAttribute("aria-pressed", String(names[i] === name)));
  }
  choose("graph");
  return element("div", { class: "adlab-phone-tabs", role: "group", "aria-label": words["phone tabs"].all }, ...tabs);
}

export function helpPanel(spec, close) {
  const { words } = spec;
  const list = element("dl");
  for (const [keys, meaning] of words.keys) {
    const names = keys.split(" ").map((key) => element("kbd", {}, key));
    list.append(element("div", {}, element("dt", {}, ...names), element("dd", {}, meaning)));
  }
  const button = element("button", { type: "button" }, words.close);
  button.addEventListener("click", close);
  const panel = element("div", { class: "adlab-help", role: "dialog", "aria-label": words.help, tabindex: -1 });
  panel.append(titleOf(words.help), list, element("div", { class: "adlab-note" }, words.click), button);
  panel.hidden = true;
  return panel;
}

/* Tabs, buttons and slider; the legend below; the list of keys. */

import { copyButtons } from "./copy.js";
import { KINDS, element, titleOf, put, Part, icon } from "./tools.js";

export function legendPane(spec, narration) {
  const { words } = spec;
  const entries = element("div", { class: "adlab-legend" });
  const texts = { "copy dot": () => spec.dot, "copy narration": () => narration.textContent };
  if (!spec.dot) delete texts["copy dot"];
  const hints = element("span", { class: "adlab-hints" }, words.hints);
  const pane = element("div", { class: "adlab-foot" }, entries, copyButtons(words, texts), hints);
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
      element("span", { class: `adlab-${name}` }, element("b", {}, sign), ` ${words.legend[name]}`),
    );
    entries.replaceChildren(...made);
  }
  return { pane, paint };
}

export function toolbar(spec, actions) {
  const { words } = spec;
  const button = (name, action, content = icon(name)) => {
    const made = element(
      "button",
      { type: "button", class: `adlab-button adlab-button-${name}`, "aria-label": words[name], title: words[name] },
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
  const predict = button("predict", actions.predict);
  predict.setAttribute("aria-pressed", "false");
  const help = button("help", actions.help, "?");
  help.setAttribute("aria-expanded", "false");
  const extra = element("div", { class: "adlab-extra" }, predict, button("stage", actions.stage), help);
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
    extra,
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
    slider.style.setProperty("--adlab-at", `${high > low ? (100 * (now.k - low)) / (high - low) : 0}%`);
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

  return { pane, paint, extra, help, predict };
}

export function helpPanel(spec, close) {
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

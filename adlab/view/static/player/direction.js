/*
 * As a widget: derivatives along a direction of one's own, or of a weighted sum of the outputs. The
 * numbers go to Python, which runs that sweep. It is an item of the player's menu.
 */

import { element, put, titleOf } from "./tools.js";
import { calculate } from "./arithmetic.js";

export function directionForm(spec, player, ask) {
  const { words } = spec;
  const form = element("form", { class: "adlab-direction", role: "dialog", novalidate: "" });
  const said = element("div", { class: "adlab-note", role: "status" });
  form.dataset.lmSuppressShortcuts = "true";
  form.hidden = true;
  let entries = [];

  /* One entry for each input in the tangent sweep, for each output elsewhere. */
  function open() {
    const tangent = player.sweep().kind === "tangent";
    const name = words[tangent ? "direction" : "weighting"];
    form.setAttribute("aria-label", name);
    entries = spec.seeds[tangent ? "tangent" : "reverse"].map(({ label, size }) => {
      const entry = element("input", { type: "text", value: "1", autocomplete: "off", "aria-label": label });
      entry.dataset.lmSuppressShortcuts = "true";
      const text = size > 1 ? put(words["one or all"], { label, size }) : label;
      return { label, size, entry, line: element("label", {}, text, entry) };
    });
    const run = element("button", { type: "submit" }, words["run sweep"]);
    form.replaceChildren(titleOf(name), ...entries.map(({ line }) => line), run, said);
    form.dataset.kind = tangent ? "tangent" : "reverse";
    said.textContent = "";
    form.hidden = false;
    entries[0]?.entry.focus();
  }

  function close() {
    form.hidden = true;
    player.live.focus({ preventScroll: true });
  }

  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const seeds = {};
    for (const { label, size, entry } of entries) {
      try {
        seeds[label] = entry.value.split(",").map(calculate);
      } catch ({ message }) {
        said.textContent = put(words["not a number"], { part: message });
        return entry.focus();
      }
      if (![1, size].includes(seeds[label].length)) {
        said.textContent = put(words["how many"], { label, size, n: seeds[label].length });
        return entry.focus();
      }
    }
    close();
    ask({ kind: form.dataset.kind, seeds, count: Date.now() });
  });
  player.extend({ label: words.direction, panel: form, open, close });
}

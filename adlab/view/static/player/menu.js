/* The ⋯ menu: everything that has a key and no place in the bar. */

import { element } from "./tools.js";

/*
 * `items` are {label, key?, act, checked?}; `checked()` says of a switch whether it is on. `leave`
 * takes the focus when an item has been chosen.
 */
export function menuOf(words, items, leave) {
  const button = element("button", { type: "button", class: "adlab-button adlab-more", "aria-label": words.more, title: words.more, "aria-haspopup": "menu", "aria-expanded": "false" }, "⋯");
  const panel = element("div", { class: "adlab-menu", role: "menu", "aria-label": words.more });
  panel.hidden = true;
  const made = items.map(add);

  function add({ label, key, act, checked }) {
    const item = element("button", { type: "button", role: checked ? "menuitemcheckbox" : "menuitem", tabindex: -1 }, element("span", {}, label));
    if (key) item.append(element("kbd", { "aria-hidden": "true" }, key));
    item.addEventListener("click", () => {
      show(false);
      leave();
      act();
    });
    panel.append(item);
    return { item, checked };
  }

  function show(on, focus = true) {
    panel.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    for (const { item, checked } of made) if (checked) item.setAttribute("aria-checked", String(checked()));
    if (on && focus) made[0].item.focus({ preventScroll: true });
    else if (!on && panel.contains(panel.getRootNode().activeElement)) button.focus({ preventScroll: true });
  }

  button.addEventListener("click", () => show(panel.hidden));
  panel.addEventListener("keydown", (event) => {
    const all = [...panel.querySelectorAll("button")];
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    event.stopPropagation();
    if (event.key === "Escape") {
      show(false);
      button.focus({ preventScroll: true });
    } else if (event.key === "Tab") return show(false);
    else if (to === undefined) return;
    else all[(to + all.length) % all.length].focus({ preventScroll: true });
    event.preventDefault();
  });
  panel.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && relatedTarget !== button && !panel.contains(relatedTarget)) show(false, false);
  });

  return {
    button,
    panel,
    open: () => !panel.hidden,
    close: () => show(false),
    add: (item) => made.push(add(item)),
    note: (text) => panel.append(element("div", { class: "adlab-limit" }, text)),
  };
}

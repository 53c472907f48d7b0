/* Copying: the graph as DOT, what is said, a link to this step. */

import { element } from "./tools.js";

/* `copy(text)` copies it; a line says that it has. */
export function copier(words, leave) {
  const said = element("span", { role: "status" });
  const field = element("textarea", { readonly: "", rows: 4, "aria-label": words["copy by hand"] });
  const pane = element("div", { class: "adlab-copy" }, said, field);
  let timer = 0;
  pane.hidden = true;
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pane.hidden = true;
    leave();
  });

  /* A sandboxed frame may not use the clipboard: there the text is put up, to be copied by hand. */
  async function copy(text) {
    clearTimeout(timer);
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      done = false;
    }
    pane.hidden = false;
    field.hidden = done;
    said.textContent = words[done ? "copied" : "copy by hand"];
    if (done) timer = setTimeout(() => (pane.hidden = true), 1500);
    else {
      field.value = text;
      field.select();
    }
  }

  function escape() {
    const shown = !pane.hidden;
    pane.hidden = true;
    return shown;
  }

  return { pane, copy, escape };
}

/* Two buttons that copy: the graph as DOT, and what is said. */

import { element } from "./tools.js";

/* `texts` gives for each word on a button what it copies. */
export function copyButtons(words, texts) {
  const pane = element("span", { class: "adlab-copy" });
  const said = element("span", { role: "status" });
  const field = element("textarea", { readonly: "", rows: 4, "aria-label": words["copy by hand"] });
  field.hidden = true;
  for (const [name, text] of Object.entries(texts)) {
    const button = element("button", { type: "button" }, words[name]);
    button.addEventListener("click", () => copy(text()));
    pane.append(button);
  }
  pane.append(said, field);

  /* A sandboxed frame may not use the clipboard: there the text is put up, to be copied by hand. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      field.hidden = true;
      said.textContent = words.copied;
    } catch {
      field.hidden = false;
      field.value = text;
      said.textContent = words["copy by hand"];
      field.select();
    }
  }

  return pane;
}

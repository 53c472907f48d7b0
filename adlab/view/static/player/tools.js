/* Small tools of all parts of the player: elements, texts, icons. */

const SVG = "http://www.w3.org/2000/svg";
export const MATHML = "http://www.w3.org/1998/Math/MathML";
export const UNSET = "–";
export const PLAY_DELAY = 1100;
export const KINDS = ["order", "forward", "tangent", "reverse"];

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  /* JupyterLab's shortcuts ("d d" deletes a cell) look at the focused element itself. */
  const focusable = "tabindex" in attributes || ["button", "input", "select"].includes(tag);
  if (focusable) made.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function svgElement(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function titleOf(text) {
  return element("div", { class: "adlab-title" }, text);
}

export function put(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function factor(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

/*
 * A part of the page that is written to at every step. It remembers what it shows: what has not
 * changed is not touched, so that a step costs what it changes and not what there is.
 */
export class Part {
  constructor(node) {
    this.node = node;
    this.base = node?.getAttribute("class") ?? "";
    this.text_ = node?.textContent;
    this.look_ = "";
  }

  text(text) {
    if (this.text_ === text || !this.node) return;
    this.text_ = text;
    this.node.textContent = text;
  }

  /* Classes, and the colour of what is being written. The colour is set on these few parts, not
     above them: a variable that changes at the top restyles the whole page, at 10 ms a step. */
  look(classes, accent = "") {
    const look = `${classes.filter(Boolean).join(" ")}|${accent}`;
    if (this.look_ === look || !this.node) return;
    this.look_ = look;
    this.node.setAttribute("class", [this.base, ...classes.filter(Boolean)].join(" "));
    if (accent) this.node.dataset.accent = accent;
  }
}

const ICONS = {
  backward: "M17 4v12l-6.5-6z M10.5 4v12L4 10z M2.5 4h1.6v12H2.5z",
  first: "M5 4h2.4v12H5z M16 4v12L8 10z",
  previous: "M14 4v12L6 10z",
  play: "M6 3.5v13L16.5 10z",
  pause: "M5.5 4h3.2v12H5.5z M11.3 4h3.2v12h-3.2z",
  next: "M6 4v12l8-6z",
  last: "M4 4v12l8-6z M12.6 4H15v12h-2.4z",
  predict: "M3 17l.8-4L13.6 3.200a1.6 1.600 0 0 1 2.300 0l.900.900a1.600 1.600 0 0 1 0 2.300L7 16.200z",
  stage: "M3 3h5v2H5v3H3z M12 3h5v5h-2V5h-3z M3 12h2v3h3v2H3z M15 12h2v5h-5v-2h3z",
};

export function icon(name) {
  const size = { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" };
  return svgElement("svg", size, svgElement("path", { d: ICONS[name], fill: "currentColor" }));
}

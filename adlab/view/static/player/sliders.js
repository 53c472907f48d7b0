/*
 * Sliders on the inputs, in a page without Python: what the function computes is computed here. Where
 * that takes another way, what is shown stays as it is, and the page says why.
 */

import { element } from "./tools.js";
import { digits } from "./digits.js";
import { answerFor, doubtAt } from "./refill.js";

const POSITIONS = 200;
const REST = 250; /* ms without a move, before what is shown is doubted */

export function putSliders(root, spec, player) {
  const written = structuredClone(spec); /* as Python wrote it; what is shown changes in place */
  const inputs = [...spec.tape.inputs];
  const row = element("div", { class: "adlab-inputs", role: "group", "aria-label": spec.words.inputs });
  for (const [node, low, high] of spec.tape.sliders) row.append(sliderOf(node, low, high));
  root.insertBefore(row, player.live);

  function sliderOf(node, low, high) {
    const { label } = spec.nodes[node];
    const input = element("input", { type: "range", min: low, max: high, step: (high - low) / POSITIONS, value: inputs[node] });
    const value = element("output", {}, digits(inputs[node]));
    input.dataset.lmSuppressShortcuts = "true";
    input.setAttribute("aria-label", label);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    input.addEventListener("input", () => {
      inputs[node] = Number(input.value);
      value.textContent = digits(inputs[node]);
      input.setAttribute("aria-valuetext", value.textContent);
      move();
    });
    return element("label", {}, element("span", {}, label), input, value);
  }

  let timer = 0;
  function move() {
    const { fresh, said } = answerFor(written, inputs);
    row.classList.toggle("adlab-behind", !fresh);
    if (fresh) player.update(fresh);
    player.notify(said);
    clearTimeout(timer);
    if (fresh && !said) timer = setTimeout(() => player.notify(doubtAt(written, inputs, fresh)), REST);
  }

  return row;
}

/* Sliders on the inputs, in a page without Python. */

import { element } from "./tools.js";
import { digits } from "./digits.js";

const POSITIONS = 200;

export function putSliders(root, spec, player, mover) {
  const row = element("div", { class: "adlab-inputs", role: "group", "aria-label": spec.words.inputs });
  const all = spec.tape.sliders.map(sliderOf);
  root.insertBefore(row, player.live);

  function sliderOf([node, low, high]) {
    const { label } = spec.nodes[node];
    const input = element("input", { type: "range", min: low, max: high, step: (high - low) / POSITIONS, value: mover.inputs[node] });
    const value = element("output", {}, digits(mover.inputs[node]));
    input.dataset.lmSuppressShortcuts = "true";
    input.setAttribute("aria-label", label);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    input.addEventListener("input", () => mover.move(node, Number(input.value)));
    row.append(element("label", {}, element("span", {}, label), input, value));
    return { node, input, value };
  }

  mover.listen((fresh) => {
    row.classList.toggle("adlab-behind", !fresh);
    for (const { node, input, value } of all) {
      value.textContent = digits(mover.inputs[node]);
      input.setAttribute("aria-valuetext", value.textContent);
      if (Number(input.value) !== mover.inputs[node]) input.value = String(mover.inputs[node]);
    }
  });
  return row;
}

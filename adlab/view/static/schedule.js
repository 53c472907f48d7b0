(() => {
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const [LEFT, TOP, WIDTH, ROW] = [44, 34, 700, 13];
const DRAWN = new Set(["svg", "circle", "line", "text"]);
const make = (name, attributes, ...children) => {
  const element = DRAWN.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
/* The least number of steps run again: Griewank's formula, as in `advances`. */
const choose = (n, k) => { let c = 1; for (let i = 1; i <= k; i++) c = (c * (n - k + i)) / i; return Math.round(c); };
const least = (steps, states) => {
  let repeats = 0;
  while (choose(states + repeats, states) < steps) repeats += 1;
  return repeats * steps - choose(states + repeats, states + 1);
};
const split = (steps, states) => {
  let best = 1;
  const cost = (k) => k + least(steps - k, states - 1) + least(k, states);
  for (let k = 2; k < steps; k++) if (cost(k) < cost(best)) best = k;
  return best;
};
/* The actions: the pins first, and within each part between two of them what costs least. */
function actionsOf(steps, states, pins) {
  const actions = [["store", 0]];
  const reverse = (start, stop, room) => {
    let end = stop;
    while (end - start > 1) {
      if (room === 1) {
        actions.push(["advance", end - 1], ["back", end - 1], ["restore", start]);
        end -= 1;
        continue;
      }
      const middle = start + split(end - start, room);
      actions.push(["advance", middle], ["store", middle]);
      reverse(middle, end, room - 1);
      actions.push(["free", middle], ["restore", start]);
      end = middle;
    }
    actions.push(["back", start]);
  };
  for (const pin of pins) actions.push(["advance", pin], ["store", pin]);
  const ends = [0, ...pins];
  for (let k = ends.length - 1; k >= 0; k--) {
    reverse(ends[k], ends[k + 1] ?? steps, states - k);
    if (k) actions.push(["free", ends[k]], ["restore", ends[k - 1]]);
  }
  return actions;
}
for (const root of document.querySelectorAll('[data-adlab-schedule="pending"]')) {
  const data = JSON.parse(root.querySelector("script").textContent);
  const { steps, states, words } = data;
  root.dataset.adlabSchedule = "live";
  for (const still of root.querySelectorAll("svg, p")) still.remove();
  const { pins } = data;
  const x = (state) => LEFT + (state * WIDTH) / steps;
  const said = make("p", { style: "font: 16px system-ui, sans-serif; min-height: 1.5em; margin: 4px 0", "aria-live": "polite" });
  const counter = make("p", { style: "font: 600 18px system-ui, sans-serif; margin: 4px 0" });
  const frame = make("div", {});
  const slider = make("input", { type: "range", min: 0, "aria-label": words.time, style: `display: block; width: ${WIDTH}px; margin: 4px 0 4px ${LEFT}px; max-width: 90%` });
  const handles = make("div", { style: "font: 16px system-ui, sans-serif; display: flex; flex-wrap: wrap; gap: 8px 18px" });
  const text = (at, y, label, more = {}) => make("text", { x: at, y, "text-anchor": "middle", "font-size": 12, fill: "currentColor", ...more }, label);
  let actions = [];

  function paint() {
    const done = Number(slider.value);
    const stored = new Set();
    const height = TOP + ROW * (actions.filter(([op]) => op === "advance" || op === "back").length + 1);
    const picture = make("svg", { viewBox: `0 0 ${LEFT + WIDTH + 30} ${height}`, width: "100%", role: "img", "font-family": "system-ui, sans-serif", "aria-label": words.picture });
    for (let k = 0; k <= steps; k++) {
      const major = steps <= 20 || k % 5 === 0;
      if (major) picture.append(text(x(k), 14, `${k}`));
      picture.append(make("line", { x1: x(k), x2: x(k), y1: 20, y2: height, stroke: "currentColor", "stroke-opacity": major ? 0.15 : 0.06 }));
    }
    let [row, at, advanced] = [0, 0, 0];
    let narration = words.begin;
    actions.forEach(([op, place], k) => {
      const now = k === done - 1;
      const y = TOP + ROW * row;
      const seen = k < done;
      const colour = op === "back" ? data.colours.adjoint : data.colours.value;
      if (op === "advance" || op === "back") {
        const [from, to] = op === "advance" ? [at, place] : [place + 1, place];
        picture.append(make("line", { x1: x(from), x2: x(to), y1: y, y2: y, stroke: colour, "stroke-width": now ? 7 : 4, "stroke-opacity": seen ? 1 : 0.15 }));
        row += 1;
      }
      if (seen) {
        if (op === "advance") advanced += place - at;
        if (op === "store") stored.add(place);
        if (op === "free") stored.delete(place);
      }
      if (op === "store") picture.append(make("circle", { cx: x(place), cy: TOP + ROW * Math.max(row - 1, 0), r: now ? 7 : 5, fill: data.colours.store, "fill-opacity": seen ? 1 : 0.15 }));
      if (now) narration = words[op].replace("{from}", at).replace("{to}", place);
      at = place;
    });
    for (const state of stored) picture.append(make("circle", { cx: x(state), cy: 24, r: 5, fill: data.colours.store }));
    frame.replaceChildren(picture);
    said.textContent = narration;
    const all = actions.reduce(([total, place], [op, to]) => [total + (op === "advance" ? to - place : 0), to], [0, 0])[0];
    counter.textContent = words.count.replace("{advanced}", advanced).replace("{all}", all).replace("{least}", least(steps, states)).replace("{held}", stored.size).replace("{states}", states);
  }
  function renew() {
    pins.sort((a, b) => a - b);
    actions = actionsOf(steps, states, pins);
    slider.max = actions.length;
    slider.value = actions.length;
    handles.replaceChildren(...pins.map((pin, k) => {
      const input = make("input", { type: "number", min: 1, max: steps - 1, value: pin, "aria-label": `${words.pin} ${k + 1}`, style: "width: 4em; font-size: 16px" });
      input.addEventListener("change", () => {
        const wanted = Math.min(Math.max(Math.round(Number(input.value)) || 1, 1), steps - 1);
        if (!pins.includes(wanted)) pins[k] = wanted;
        renew();
        handles.querySelectorAll("input")[pins.indexOf(wanted)]?.focus();
      });
      return make("label", {}, `${words.pin} ${k + 1} `, input);
    }));
    paint();
  }
  slider.addEventListener("input", paint);
  for (const each of [slider, handles]) each.dataset.lmSuppressShortcuts = "true";
  root.append(counter, handles, frame, slider, said);
  renew();
}
})();

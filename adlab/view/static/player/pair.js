/*
 * Two players on one slider: forward against reverse, right against wrong. What differs is marked,
 * and one key goes to the first difference.
 */

import { PLAY_DELAY, Part, element, icon, put, titleOf } from "./tools.js";
import { build } from "./player.js";

export function buildPair(root, spec) {
  const { words, pair } = spec;
  const whole = element("div", { class: "adlab-twins", role: "group", tabindex: 0, "aria-label": pair.title });
  const sides = pair.sides.map((side) => {
    const inner = element("div", { class: "adlab-player adlab-side-by-side" });
    inner.dataset.adlab = "live";
    const box = element("section", { "aria-label": side.title }, titleOf(side.title), inner);
    const player = build(inner, side.spec);
    return { box, player, steps: player.sweep().steps.length };
  });
  const most = Math.max(...sides.map(({ steps }) => steps));
  let k = 0;
  let timer = 0;

  const button = (name, action, content = icon(name)) => {
    const made = element("button", { type: "button", class: `adlab-button adlab-button-${name}`, "aria-label": words[name], title: words[name] }, content);
    made.addEventListener("click", action);
    return made;
  };
  const slider = element("input", { type: "range", min: 0, max: most, step: 1, "aria-label": words.slider });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const count = new Part(element("span", { class: "adlab-count" }));
  const jump = button("difference", () => go(pair.first), words.difference);
  jump.disabled = pair.first === null;
  const playing = button("play", () => play(!timer));
  const said = new Part(element("div", { class: "adlab-verdict", role: "status" }));
  const buttons = element("div", { class: "adlab-buttons" }, button("first", () => go(0)), button("previous", () => go(k - 1)), playing, button("next", () => go(k + 1)), button("last", () => go(most)), jump);
  const bar = element("div", { class: "adlab-bar", role: "group", "aria-label": words.controls }, buttons, element("div", { class: "adlab-slider" }, slider), element("div", { class: "adlab-progress" }, count.node));
  whole.append(bar, said.node, element("div", { class: "adlab-both" }, ...sides.map(({ box }) => box)));
  root.append(whole);
  root.dataset.adlab = "live";
  for (const each of [whole, ...whole.querySelectorAll("button, input, select, [tabindex]")]) {
    each.dataset.lmSuppressShortcuts = "true";
  }

  function go(to) {
    k = Math.min(Math.max(to, 0), most);
    if (k === most) play(false);
    const differing = pair.differ[k] ?? [];
    sides.forEach(({ player, steps }, side) => {
      player.go(Math.min(k, steps));
      mark(side);
    });
    slider.value = k;
    slider.style.setProperty("--adlab-at", `${(100 * k) / (most || 1)}%`);
    count.text(put(words.step, { n: k, of: most }));
    said.text(saidAt(differing));
    said.look([differing.length && "adlab-differing"]);
  }

  /* Marks what differs now, in the picture that is open. */
  function mark(side) {
    const { live } = sides[side].player;
    const { groups } = pair.sides[side].spec;
    for (const marked of live.querySelectorAll(".adlab-differs")) marked.classList.remove("adlab-differs");
    for (const each of pair.differ[k] ?? []) {
      if (!each[side]) continue;
      const found = groups ? inGroup(live, groups, each[side]) : inPicture(live, each[side]);
      for (const part of found) part?.classList.add("adlab-differs");
    }
  }

  /* A slot such as "d3" is in a node of the picture and in a row of the table, "p7" on an edge. */
  function inPicture(live, slot) {
    const number = slot.slice(1);
    const places = slot[0] === "p" ? [`[data-edge="${number}"]`] : [`[data-node="${number}"]`, `[data-row="${number}"]`];
    return places.map((place) => live.querySelector(place));
  }

  /* Of a folded graph: the node or the edge, or the closed group that it is in. */
  function inGroup(live, groups, slot) {
    const number = Number(slot.slice(1));
    if (slot[0] === "p") return [live.querySelector(`.adlab-edge[data-number="${number}"]`)];
    const holds = ({ dataset: { group, node } }) => {
      const [, , , first, stop] = groups.tree[group] ?? [];
      return group ? first <= number && number < stop : Number(node) === number;
    };
    return [...live.querySelectorAll(".adlab-node")].filter(holds);
  }
  whole.addEventListener("click", () => requestAnimationFrame(() => sides.forEach((_, side) => mark(side))));

  function saidAt(differing) {
    if (pair.first === null) return words["no difference"];
    if (k < pair.first) return put(words["same so far"], { n: pair.first });
    if (!differing.length) return words["same here"];
    return put(words.differing, { labels: [...new Set(differing.map(([, , label]) => label))].join(", ") });
  }

  function play(on) {
    if (on === Boolean(timer)) return;
    clearInterval(timer);
    timer = on ? setInterval(() => (whole.isConnected ? go(k + 1) : play(false)), PLAY_DELAY) : 0;
    playing.replaceChildren(icon(on ? "pause" : "play"));
    playing.setAttribute("aria-label", words[on ? "pause" : "play"]);
    if (on) go(k >= most ? 0 : k + 1);
  }

  const keys = {
    ArrowRight: () => go(k + 1),
    ArrowLeft: () => go(k - 1),
    Home: () => go(0),
    End: () => go(most),
    " ": () => play(!timer),
    d: () => pair.first !== null && go(pair.first),
  };
  /* Before the players inside, which would step alone. */
  whole.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[key]) return;
      if (key === " " && target.tagName === "BUTTON") return;
      event.preventDefault();
      event.stopPropagation();
      keys[key]();
    },
    true,
  );

  go(pair.start ?? 0);
  function remove() {
    clearInterval(timer);
    for (const { player } of sides) player.remove();
    whole.remove();
    root.dataset.adlab = "pending";
  }
  return { remove };
}

/*
 * Two players on one slider: forward against reverse, right against wrong. They stand in one grid:
 * the two pictures, and below them one trace between what is said of either. What differs is marked,
 * and one key goes to the first difference.
 */

import { PLAY_DELAY, Part, element, icon, put, titleOf } from "./tools.js";
import { momentOf } from "./state.js";
import { scrubber } from "./scrubber.js";
import { layoutOf } from "./layout.js";
import { tellPlayer } from "./page.js";
import { besideTable } from "./beside.js";
import { build } from "./player.js";

export function buildPair(root, spec) {
  const { words, pair } = spec;
  const whole = element("div", { class: "adlab-twins", role: "group", tabindex: 0, "aria-label": pair.title });
  let k = -1;
  let timer = 0;
  const sides = pair.sides.map(({ title, column, spec }, n) => {
    const inner = element("div", { class: "adlab-player adlab-side-by-side" });
    inner.dataset.adlab = "live";
    const box = element("section", { class: `adlab-side adlab-side-${n}`, "aria-label": title }, titleOf(title), inner);
    const player = build(inner, spec, () => follow(n));
    return { title: column, spec, box, player, sweep: player.sweep(), steps: player.sweep().steps.length };
  });
  const most = Math.max(...sides.map(({ steps }) => steps));
  const longer = sides.find(({ steps }) => steps === most);
  const now = () => sides.map(({ spec, sweep, steps }) => momentOf(spec, sweep, Math.min(k, steps)));

  const button = (name, action, content = icon(name)) => {
    const made = element("button", { type: "button", class: `adlab-button adlab-button-${name}`, "aria-label": words[name], title: words[name] }, content);
    made.addEventListener("click", action);
    return made;
  };
  const slider = scrubber(longer.spec, { go, sentence: (at) => saidAt(at) });
  const count = new Part(element("span", { class: "adlab-count" }));
  const jump = button("difference", () => go(pair.first), element("span", {}, words.difference));
  jump.disabled = pair.first === null;
  const playing = button("play", () => play(!timer));
  const said = new Part(element("div", { class: "adlab-verdict", role: "status" }));
  const buttons = element("div", { class: "adlab-buttons" }, button("previous", () => go(k - 1)), playing, button("next", () => go(k + 1)));
  const bar = element("div", { class: "adlab-bar", role: "group", "aria-label": words.controls }, buttons, slider.pane, element("div", { class: "adlab-progress" }, count.node), jump);
  const table = besideTable(words, sides);
  const above = root.querySelector(".adlab-above"); /* what has been found, which stands here as well */
  const top = element("div", { class: "adlab-found-out" }, ...(above ? [above] : []), said.node);
  whole.append(bar, top, ...sides.map(({ box }) => box), table.pane, slider.hint);
  root.append(whole);
  root.dataset.adlab = "live";
  for (const each of [whole, ...whole.querySelectorAll("button, input, select, [tabindex]")]) {
    each.dataset.lmSuppressShortcuts = "true";
  }

  function go(to) {
    k = Math.min(Math.max(to, 0), most);
    if (k === most) play(false);
    const differing = pair.differ[k] ?? [];
    const [moments, at] = [now(), k];
    sides.forEach(({ player, steps }, side) => {
      player.go(Math.min(at, steps));
      mark(side);
    });
    table.paint(moments, differing);
    slider.paint(momentOf(longer.spec, longer.sweep, k), [0, most], put(words.step, { n: k, of: most }));
    count.text(`${k} / ${most}`);
    said.text(saidAt(k));
    said.look([differing.length && "adlab-differing"]);
  }

  /* A node that is pressed leads one of them to another step, and the other one goes along. */
  function follow(side) {
    if (k < 0) return; /* they are being built */
    const { step } = sides[side].player.state();
    if (step !== Math.min(k, sides[side].steps)) go(step);
  }

  /* Marks what differs now, in the picture that is open. */
  function mark(side) {
    const { live } = sides[side].player;
    const { groups } = pair.sides[side].spec;
    for (const marked of live.querySelectorAll(".adlab-differs")) marked.classList.remove("adlab-differs");
    for (const each of pair.differ[k] ?? []) {
      if (!each[side]) continue;
      const found = groups ? inGroup(live, groups, each[side]) : [inPicture(live, each[side])];
      for (const part of found) part?.classList.add("adlab-differs");
    }
  }

  /* A slot such as "d3" is in a node of the picture, "p7" on an edge. */
  function inPicture(live, slot) {
    const number = slot.slice(1);
    return live.querySelector(`.adlab-${slot[0] === "p" ? "edge[data-edge" : "node[data-node"}="${number}"]`);
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

  function saidAt(step) {
    const differing = pair.differ[step] ?? [];
    if (pair.first === null) return words["no difference"];
    if (step < pair.first) return put(words["same so far"], { n: pair.first });
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
  const layout = layoutOf(whole, () => go(k), "adlab-twins-down");
  tellPlayer(whole, { resize: () => layout.measure() });
  function remove() {
    whole.adlabHeard = undefined;
    clearInterval(timer);
    layout.remove();
    if (above) root.querySelector(".adlab-still")?.prepend(above);
    for (const { player } of sides) player.remove();
    whole.remove();
    root.dataset.adlab = "pending";
  }
  return { remove };
}

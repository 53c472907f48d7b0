/*
 * The card below a picture with calls: the body of the function drawn once, with the numbers of one
 * call, and under each node its value and derivative in all calls.
 */

import { element, svgElement, put } from "./tools.js";
import { momentOf } from "./state.js";
import { groupPicture } from "./group.js";
import { circled } from "./tree.js";

const CHIPS = 8; /* calls; more have a line instead of bars, and a slider instead of buttons */
const [BAR_WIDE, BAR_HIGH, BAR_GAP] = [26, 24, 6]; /* of the bars */

/* `acts` are those of a picture; `goCall(g)` goes to where a call is done. */
export function callCard(spec, root, links, tree, acts, sizes, goCall) {
  const { words } = spec;
  const { groups, calls, name } = tree;
  const head = element("div", { class: "adlab-card-head" });
  const place = element("div", { class: "adlab-place" });
  const pane = element("section", { class: "adlab-card" }, head, place);
  const whole = new Map();
  let open = -1;
  let picture = null;
  let moment = null;
  pane.hidden = true;

  const shown = (g) => groups[g].roles.replace(/[mo]/g, "");
  /* The calls of the same function with the same body. */
  const alike = (g) => calls.get(groups[g].title).filter((each) => groups[each].body === groups[g].body && shown(each) === shown(g));

  function show(g, now) {
    pane.hidden = g < 0;
    if (g !== open) {
      open = g;
      links.drop([...place.querySelectorAll("*")]);
      picture = g < 0 ? null : groupPicture(spec, root, links, tree, g, { ...acts, from: (node) => shortFormula(spec.nodes[node]), placed: repaint });
      place.replaceChildren(...(picture ? [picture.pane] : []));
      if (picture) paintHead();
    }
    if (!picture) return;
    moment = now;
    picture.paint(now);
    repaint();
  }

  /* Bars stand below their nodes, whose size is that of the place. */
  function repaint() {
    if (picture && moment) for (const box of picture.boxes()) paintBars(box, moment);
  }

  const shortFormula = ({ formula, label }) => (formula.length <= 14 ? formula : label);

  /* The line that defines the function, and a button for each call. */
  function paintHead() {
    const group = groups[open];
    const all = calls.get(group.title);
    const source = spec.functions.find((each) => each.name === group.title)?.lines[0]?.trim() ?? group.title;
    const note = put(words.groups["drawn once"], { n: all.length });
    pane.setAttribute("aria-label", `${name(group)}, ${note}`);
    head.replaceChildren(element("code", {}, source), element("span", { class: "adlab-card-note" }, note), all.length > CHIPS ? slider(all) : chips(all));
  }

  function chips(all) {
    const made = all.map((g) => {
      const said = name(groups[g]);
      const chip = element("button", { type: "button", class: "adlab-call", "aria-label": said, title: said, "aria-pressed": String(g === open) }, circled(groups[g].number));
      chip.addEventListener("click", () => goCall(g));
      return chip;
    });
    return element("div", { class: "adlab-calls", role: "group", "aria-label": words.groups.calls }, ...made);
  }

  function slider(all) {
    const at = all.indexOf(open);
    const said = put(words.groups.call, { n: at + 1, of: all.length });
    const input = element("input", { type: "range", min: 1, max: all.length, value: at + 1, "aria-label": words.groups.calls, "aria-valuetext": said });
    input.addEventListener("input", () => goCall(all[input.value - 1]));
    input.addEventListener("keydown", (event) => /^(Arrow|Page|Home|End)/.test(event.key) && event.stopPropagation());
    return element("label", { class: "adlab-calls" }, element("span", {}, said), input);
  }

  /* -- Under a node: its value and its derivative in all calls --------------------------------------- */

  const end = (sweep) => {
    if (!whole.has(sweep)) whole.set(sweep, momentOf(spec, sweep, sweep.steps.length));
    return whole.get(sweep);
  };

  function paintBars({ part, node }, now) {
    part.querySelector(".adlab-bars")?.remove();
    const all = alike(open);
    const i = groups[open].nodes.indexOf(node);
    const nodes = all.map((g) => groups[g].nodes[i]);
    const letters = now.sweep.derivative ? ["v", "d"] : ["v"];
    const made = svgElement("g", { class: "adlab-bars", "aria-hidden": "true", transform: `translate(${-(letters.length * (BAR_WIDE + BAR_GAP) - BAR_GAP) / 2} ${below(part)})` });
    letters.forEach((letter, n) => {
      const last = nodes.map((each) => sizes.signed(end(now.sweep), letter, each));
      const held = nodes.map((each) => sizes.signed(now, letter, each));
      const chart = all.length > CHIPS ? lineOf(held, last, all.indexOf(open)) : barsOf(held, last, all.indexOf(open));
      chart.setAttribute("transform", `translate(${n * (BAR_WIDE + BAR_GAP)} 0)`);
      chart.dataset.accent = letter === "v" ? "value" : now.kind === "tangent" ? "tangent" : "adjoint";
      made.append(chart);
    });
    part.append(made);
  }

  const below = (part) => (part.closest("[data-face=medium]") ? 22 : part.querySelector(".adlab-preview") ? 34 : part.closest("[data-face=close]") ? 40 : 46);

  /* Heights on one scale for all calls, with the line of 0. */
  function scaleOf(last) {
    const known = last.filter(Number.isFinite);
    const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
    return (v) => BAR_HIGH - (BAR_HIGH * (Math.max(low, Math.min(high, v)) - low)) / (high - low || 1);
  }

  function barsOf(held, last, current) {
    const y = scaleOf(last);
    const each = BAR_WIDE / held.length;
    const chart = svgElement("g", {}, svgElement("path", { class: "adlab-bars-zero", d: `M0 ${y(0)}H${BAR_WIDE}` }));
    held.forEach((v, n) => {
      if (!Number.isFinite(v)) return;
      const top = Math.min(y(v), y(0));
      chart.append(svgElement("rect", { class: n === current ? "adlab-bar-now" : "", x: n * each + 0.5, y: top, width: Math.max(each - 1, 1), height: Math.max(Math.abs(y(v) - y(0)), 0.8) }));
    });
    return chart;
  }

  function lineOf(held, last, current) {
    const y = scaleOf(last);
    const at = (n) => (BAR_WIDE * n) / Math.max(held.length - 1, 1);
    const points = held.flatMap((v, n) => (Number.isFinite(v) ? [`${at(n)} ${y(v)}`] : []));
    const chart = svgElement("g", {}, svgElement("path", { class: "adlab-bars-zero", d: `M0 ${y(0)}H${BAR_WIDE}` }));
    if (points.length) chart.append(svgElement("path", { class: "adlab-bars-line", d: `M${points.join("L")}` }));
    if (Number.isFinite(held[current])) chart.append(svgElement("circle", { class: "adlab-bar-now", cx: at(current), cy: y(held[current]), r: 2.6 }));
    return chart;
  }

  return { pane, show, open: () => open, reveal: (now) => picture?.show(now) };
}

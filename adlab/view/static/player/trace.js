/* The evaluation trace, last node first in the backward pass. */

import { UNSET, element, titleOf, Part } from "./tools.js";
import { textOf } from "./templates.js";
import { textWidth, revealing, rowBox } from "./geometry.js";

export function tracePane(spec, links, jump) {
  const { words } = spec;
  const cell = (role, name, text = "") => element("span", { role, class: `adlab-${name}` }, text);
  const heads = ["row-name", "is", "value", "derivative"].map((name) =>
    cell("columnheader", name, words[name === "row-name" ? "node" : name] ?? ""),
  );
  const [valueHead, derivativeHead] = [new Part(heads[2]), new Part(heads[3])];
  const head = element("div", { role: "rowgroup", class: "adlab-rows-head" }, element("div", { role: "row" }, ...heads));
  const body = element("div", { role: "rowgroup", class: "adlab-body" });
  const table = element("div", { role: "table", "aria-label": words.trace }, head, body);
  const scroller = element("div", { class: "adlab-rows" }, table);
  const pane = element("div", { class: "adlab-trace" }, titleOf(words.trace), scroller);
  const feeds = spec.nodes.map((_, i) => spec.edges.filter(([operand]) => operand === i).length);
  const rows = spec.nodes.map((node, i) => {
    const value = cell("cell", "value");
    const derivative = cell("cell", "derivative");
    const row = element("div", { role: "row", "data-row": i, tabindex: -1 });
    if (node.array) row.classList.add("adlab-array");
    row.append(cell("rowheader", "row-name", node.label), cell("cell", "is", node.formula), value, derivative);
    row.addEventListener("click", () => jump(i));
    row.addEventListener("focus", () => {
      roam(i);
      links.light(i);
    });
    row.addEventListener("blur", () => links.light(null));
    links.add(i, row);
    return { row: new Part(row), value: new Part(value), derivative: new Part(derivative), sum: "" };
  });
  /* Every row is a grid of its own: this keeps names whole, and the columns in line. */
  const widest = Math.max(0, ...spec.nodes.map(({ label }) => textWidth(label)));
  pane.style.setProperty("--adlab-names", `${Math.round(Math.min(170, widest + 24))}px`);
  let reversed = null;
  let reachable = 0;

  /* One row is in the tab order; the arrow keys ↑ ↓ go to the others. */
  function roam(i) {
    rows[reachable]?.row.node.setAttribute("tabindex", -1);
    rows[i]?.row.node.setAttribute("tabindex", 0);
    reachable = i;
  }

  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    const neighbour = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
    if (neighbour) neighbour.focus();
    else if (row && event.key === "Enter") jump(Number(row.dataset.row));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function paint(now) {
    const { kind, slots, full, sweep } = now;
    const order = kind === "order";
    if (reversed !== now.backward) {
      reversed = now.backward;
      const nodes = rows.map(({ row }) => row.node);
      body.replaceChildren(...(reversed ? nodes.reverse() : nodes));
    }
    valueHead.text(order ? words.waits : `${words.value} v`);
    derivativeHead.text(
      order ? words.place : sweep.derivative ? `${words[sweep.derivative]} ${sweep.sign}` : "",
    );
    heads[3].hidden = kind === "forward";
    rows.forEach((entry, i) => {
      const [first, second] = order ? [`d${i}`, `o${i}`] : [`v${i}`, `d${i}`];
      const fan = now.backward && feeds[i] > 1;
      entry.row.look([now.node === i && "adlab-now", now.reads.has(i) && "adlab-read", fan && "adlab-fan"]);
      write(entry.value, slots.get(first) ?? UNSET, now.slot === first);
      writeDerivative(
        entry,
        kind === "forward" ? "" : (slots.get(second) ?? UNSET),
        now.slot === second,
        now,
        i,
      );
      if (full.size || entry.titled) {
        entry.titled = full.size > 0;
        entry.value.node.title = full.get(first) ?? "";
        entry.derivative.node.title = full.get(second) ?? "";
      }
    });
    if (now.node !== reachable) roam(Math.max(now.node, 0));
  }

  /* The shape of an array is not broken into two lines. */
  function write(part, text, written) {
    const [, shape, rest] = text.match(/^(\([\d, ]+\))( .*)$/) ?? [];
    if (!shape) part.text(text);
    else if (part.text_ !== text) {
      part.text_ = text;
      part.node.replaceChildren(element("span", {}, element("span", { class: "adlab-shape" }, shape), rest));
    }
    part.look([written && "adlab-written", text === UNSET && "adlab-unset"]);
  }

  /* At a fan-out the cell has a line for before + share, and then one for = after. */
  function writeDerivative(entry, after, written, now, i) {
    const adding = written && now.sharing && now.phrase.sum;
    const sum = adding ? textOf(spec, now.phrase.sum, now.facts) : "";
    const count = now.tags.get(i)?.progress ?? "";
    if (!sum && !count && !entry.rich) return write(entry.derivative, after, written);
    const key = [sum, after, count].join("|");
    entry.derivative.look([written && "adlab-written", after === UNSET && "adlab-unset"]);
    if (entry.rich === key) return;
    entry.rich = sum || count ? key : "";
    entry.derivative.text_ = after;
    const total = element("span", { class: "adlab-total" }, sum ? `= ${after}` : after);
    if (count) total.append(" ", element("small", {}, count));
    entry.derivative.node.replaceChildren(
      ...(sum ? [element("span", { class: "adlab-sum" }, sum), element("br")] : []),
      total,
    );
  }

  const show = () =>
    rows.length ? revealing(scroller, rowBox(rows[reachable].row.node), { above: head.offsetHeight }) : null;
  return { pane, paint, show };
}

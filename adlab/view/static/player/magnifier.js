/*
 * Below a map: the node that is written, with its operands on its left and its consumers on its
 * right, the partials at their doors, its shares as thick as on the map, and the ledger.
 */

import { svgElement, UNSET } from "./tools.js";
import { drawBars } from "./ledger.js";

const MOST_NEAR = 5; /* operands and consumers that are shown */

export function magnifier(spec, links, jump) {
  const picture = svgElement("svg", { class: "adlab-diagram adlab-magnifier", hidden: "", "aria-hidden": "true", fill: "currentColor", "font-size": "12.5" });
  let [width, height] = [0, 0];
  let moment = null;

  function size(room) {
    picture.toggleAttribute("hidden", !room);
    if (!room) return (width = 0);
    [width, height] = room;
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.setAttribute("width", String(width));
    picture.setAttribute("height", String(height));
    if (moment) paint(moment);
    return width;
  }

  const make = (tag, attributes, ...children) => svgElement(tag, attributes, ...children);
  function text(said, kind, x, y, anchor = "middle") {
    const made = make("text", { class: kind, x, y }, said);
    made.style.textAnchor = anchor; /* of more weight than the style sheet */
    return made;
  }
  const shorten = (said, most) => (said.length > most ? `${said.slice(0, most - 1)}…` : said);

  function texts(now, i) {
    const value = now.slots.get(`v${i}`) ?? UNSET;
    const row = now.sweep.rows.find(([letter]) => now.slots.has(letter + i));
    const held = row ? now.slots.get(row[0] + i) : "";
    const brief = (said) => (said.length > 10 ? shorten(said.split(") ")[0] + (said.includes(") ") ? ")" : ""), 10) : said);
    return [now.sweep.values ? brief(value) : "", now.kind === "order" && row ? `${row[1]} ${held}`.trim() : brief(held)];
  }

  function signOf(i) {
    const glyph = picture.parentNode?.querySelector(`.adlab-node[data-node="${i}"] .adlab-glyph`);
    return glyph?.textContent ?? "";
  }

  /* A node as a card: sign, value, and the derivative on its tab. */
  function card(now, i, x, y, w, h, kind) {
    const [value, derivative] = texts(now, i);
    const classes = ["adlab-node", kind, derivative && "adlab-has", spec.nodes[i].formula === "input" && "adlab-input"];
    const group = make("g", { class: classes.filter(Boolean).join(" "), transform: `translate(${x} ${y})`, "data-near": i });
    if (derivative) {
      group.append(make("rect", { class: "adlab-derivative-tab", x: -w / 2, y: h / 2 - 10, width: w, height: 29, rx: 9 }));
      group.append(text(derivative, "adlab-derivative", 0, h / 2 + 14));
    }
    group.append(
      make("rect", { class: "adlab-box", x: -w / 2, y: -h / 2, width: w, height: h, rx: 10 }),
      text(signOf(i), "adlab-glyph", 0, -h / 2 + 19),
      text(value, "adlab-value", 0, h / 2 - 8),
      text(shorten(spec.nodes[i].label, 14), "adlab-label", -w / 2 + 2, -h / 2 - 5, "start"),
    );
    return linked(group, i);
  }

  /* A consumer in one line: sign, value and derivative side by side, its name behind. */
  function line(now, i, x, y, w, high, kind) {
    const [value, derivative] = texts(now, i);
    const group = make("g", { class: `adlab-node ${kind}`, transform: `translate(${x} ${y})`, "data-near": i });
    const half = w < 130 ? w * 0.62 : w * 0.42;
    group.append(make("rect", { class: "adlab-box", x: 0, y: -high / 2, width: w, height: high, rx: 7 }));
    if (derivative) {
      group.append(make("rect", { class: "adlab-derivative-tab", x: w - half, y: -high / 2 + 1, width: half - 1, height: high - 2, rx: 6 }));
    }
    group.append(
      text(signOf(i), "adlab-glyph adlab-small-glyph", 10, 5, "start"),
      ...(derivative && w < 130 ? [] : [text(value, "adlab-value", derivative ? w - half - 6 : w - 8, 4.5, "end")]),
      text(derivative, "adlab-derivative", w - 6, 4.5, "end"),
      text(shorten(spec.nodes[i].label, 8), "adlab-label", w + 7, 4, "start"),
    );
    return linked(group, i);
  }

  function linked(group, i) {
    if (moment.node === i || moment.reads.has(i)) group.dataset.accent = moment.accent;
    group.addEventListener("click", () => jump(i));
    group.addEventListener("pointerenter", () => links.light(i));
    group.addEventListener("pointerleave", () => links.light(null));
    return group;
  }

  function edge(now, k, x, y, u, v) {
    const lit = now.edges.has(k);
    const flow = now.travelled?.has(k) ? now.sweep.flows?.[k] : null;
    const bend = Math.max((u - x) / 2, 10);
    const d = `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}`;
    const kind = ["adlab-edge", lit && "adlab-now", flow && "adlab-travelled", flow?.[1] && `adlab-${flow[1]}`];
    const group = make("g", { class: kind.filter(Boolean).join(" ") });
    if (lit) group.dataset.accent = now.accent;
    const parts = [make("path", { class: "adlab-line", d, fill: "none" }), make("path", { class: "adlab-core", d, fill: "none" })];
    const wide = flow ? flow[0] : lit ? 2.4 : 1.2;
    parts[0].style.strokeWidth = `${wide}px`;
    parts[1].style.strokeWidth = flow?.[1] === "minus" ? `${Math.max(wide - 2.6, 1.2)}px` : "0";
    group.append(...parts);
    return group;
  }

  function gate(now, k, x, y) {
    const said = shorten(now.slots.get(`p${k}`) ?? "", 16);
    if (!said) return [];
    const wide = Math.max(7 * said.length + 10, 18);
    const pill = make("rect", { class: "adlab-gate-box", x: x - wide / 2, y: y - 9, width: wide, height: 18, rx: 9 });
    const group = make("g", { class: "adlab-gate" }, pill, text(said, "adlab-partial", x, y + 4.2));
    return [make("g", { class: now.edges.has(k) ? "adlab-edge adlab-now" : "adlab-edge" }, group)];
  }

  function paint(now) {
    moment = now;
    picture.dataset.of = now.sweep.derivative || "value";
    if (!width) return;
    const centre = now.node >= 0 ? now.node : spec.nodes.length - 1;
    const into = spec.edges.flatMap(([, consumer], k) => (consumer === centre ? [k] : []));
    const out = spec.edges.flatMap(([operand], k) => (operand === centre ? [k] : []));
    picture.replaceChildren(...drawing(now, centre, into, out));
  }

  function drawing(now, centre, into, out) {
    const parts = [];
    const middle = height / 2 - 4;
    const right = Math.max(width - 250, width * 0.56);
    const wide = Math.min(166, width - right - 60);
    const at = [Math.min(width * 0.34, 215), middle];
    const [w, h] = [76, 48];
    const operands = into.slice(0, MOST_NEAR);
    const step = Math.min(64, (height - 16) / Math.max(operands.length, 1));
    const small = step < 56;
    operands.forEach((k, n) => {
      const [i] = spec.edges[k];
      const y = middle + (n - (operands.length - 1) / 2) * step;
      const port = at[1] + (n - (operands.length - 1) / 2) * Math.min(13, 36 / operands.length);
      const [cw, ch] = small ? [64, Math.min(30, step - 6)] : [68, 42];
      parts.push(edge(now, k, 20 + cw, y, at[0] - w / 2, port));
      parts.push(...gate(now, k, (20 + cw + at[0] - w / 2) / 2, (y + port) / 2));
      parts.push(small ? line(now, i, 12, y, cw + 8, ch, kindOf(now, i)) : card(now, i, 20 + cw / 2, y, cw, ch, kindOf(now, i)));
    });
    const groups = [...new Set(out.map((k) => spec.edges[k][1]))].slice(0, MOST_NEAR);
    const doors = out.filter((k) => groups.includes(spec.edges[k][1]));
    const room = (height - 12) / Math.max(doors.length + 0.4 * groups.length, 1);
    const each = Math.min(room, 34);
    let y = middle - (each * (doors.length + 0.4 * (groups.length - 1))) / 2;
    let n = 0;
    for (const i of groups) {
      const own = doors.filter((k) => spec.edges[k][1] === i);
      const high = each * own.length;
      own.forEach((k, m) => {
        const v = y + each * (m + 0.5);
        const port = at[1] + (n - (doors.length - 1) / 2) * Math.min(11, 38 / doors.length);
        n += 1;
        parts.push(edge(now, k, at[0] + w / 2, port, right, v));
        const said = now.slots.get(`p${k}`) ?? "";
        parts.push(...gate(now, k, right - Math.max(7 * Math.min(said.length, 16) + 10, 18) / 2 - 4, v));
      });
      parts.push(line(now, i, right, y + high / 2, wide, Math.max(high - 5, 18), kindOf(now, i)));
      y += high + 0.4 * each;
    }
    const hidden = out.length - doors.length;
    if (hidden > 0) parts.push(text(`+${hidden}`, "adlab-label", right, height - 6, "start"));
    parts.push(card(now, centre, at[0], at[1], w, h, `${kindOf(now, centre)} adlab-centre`));
    const tag = now.tags.get(centre);
    const bars = tag?.come ? (now.sweep.ledgers?.[centre] ?? []).slice(tag.first, tag.come) : [];
    if (bars.length && at[1] + h / 2 + 26 + 12 * bars.length < height) {
      const drawn = drawBars(bars, true, true);
      const where = `translate(${at[0] - w / 2 - 30} ${at[1] + h / 2 + 25})`;
      parts.push(make("g", { class: "adlab-ledger", transform: where }, ...drawn));
    }
    return parts;
  }

  function kindOf(now, i) {
    if (now.node === i) return now.slot === `d${i}` ? "adlab-now adlab-new" : "adlab-now";
    return now.reads.has(i) ? "adlab-read" : "";
  }

  return { picture, size, paint };
}

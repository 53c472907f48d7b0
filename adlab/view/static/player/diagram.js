/* The diagram pane: values, derivatives, partials and shares are written into the picture. */

import { UNSET, element, svgElement, put, Part } from "./tools.js";
import { textOf } from "./templates.js";
import { boxOf, textWidth, pointsOf, arrowAtStart, freePlace, revealing } from "./geometry.js";

/* The live picture is the still one, without its texts and its colours, which come from the page.
   Its nodes and edges stand in the order of the graph. */
function readPicture(root, spec) {
  const image = root.querySelector(".adlab-picture");
  const bytes = image && Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
  const source = spec.diagram ?? (image ? new TextDecoder().decode(bytes) : "");
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return null;
  for (const extra of parsed.querySelectorAll("style, script, .adlab-paper")) extra.remove();
  for (const slot of parsed.querySelectorAll(".adlab-value, .adlab-sign2, .adlab-derivative, .adlab-partial, text.adlab-cell, .adlab-scale")) {
    slot.textContent = "";
  }
  for (const cell of parsed.querySelectorAll(".adlab-cell")) cell.setAttribute("class", "adlab-cell");
  for (const named of parsed.querySelectorAll("[id]")) named.removeAttribute("id");
  return document.importNode(parsed, true);
}

export function diagramPane(spec, root, links, jump, details) {
  const picture = readPicture(root, spec);
  const pane = element("div", {
    class: "adlab-diagram-pane",
    tabindex: 0,
    role: "group",
    "aria-label": spec.words.diagram,
  });
  if (!picture) {
    pane.append(element("div", { class: "adlab-none" }, put(spec.words["too big"], { n: spec.count })));
    return { pane, paint() {} };
  }
  pane.append(picture);
  root.style.setProperty("--adlab-picture", `${picture.getAttribute("width")}px`);
  root.style.setProperty("--adlab-grow", spec.pool ? 1 : 1.3);
  root.style.setProperty("--adlab-picture-height", `${picture.getAttribute("height")}px`);
  const [x, y, width, height] = picture.getAttribute("viewBox").split(" ").map(Number);
  const view = { x, y, width, height };
  const nodes = [...picture.querySelectorAll(".adlab-node")].map((group, i) => {
    const part = (selector, slot) => {
      const text = group.querySelector(selector);
      text.dataset.slot = `${slot}${i}`;
      return new Part(text);
    };
    group.dataset.node = String(i);
    group.addEventListener("click", () => {
      jump(i);
      if (spec.nodes[i]?.array) details(i);
    });
    links.add(i, group);
    if (spec.nodes[i]?.array) makeReachable(group, i);
    return {
      group: new Part(group),
      box: boxOf(group),
      value: part(".adlab-value", "v"),
      sign: part(".adlab-sign2", "sign"),
      derivative: part(".adlab-derivative", "d"),
      previews: [...group.querySelectorAll(".adlab-preview")].map((preview, n) => {
        preview.dataset.preview = "vd"[n] + i;
        return {
          slot: "vd"[n] + i,
          group: new Part(preview),
          scale: new Part(preview.querySelector(".adlab-scale")),
          cells: [...preview.querySelectorAll(".adlab-cell")].map((cell) => new Part(cell)),
        };
      }),
      pill: null,
    };
  });
  const edges = [...picture.querySelectorAll(".adlab-edge")].map((group, i) => {
    const label = group.querySelector(".adlab-partial");
    group.dataset.edge = String(i);
    if (label) label.dataset.slot = `p${i}`;
    const middle = label ? [Number(label.getAttribute("x")), Number(label.getAttribute("y")) - 4.5] : null;
    const back = label && spec.maps?.[i]?.back;
    if (back) group.append(backLabel(label, back));
    return { group: new Part(group), partial: new Part(label), middle, back };
  });
  const travelling = svgElement("g");
  let callout = null;
  const over = svgElement("g", {}, travelling);
  picture.append(over);

  /* arrays: from here; left out of a page without any */

  /* An array can be reached with the Tab key, and opened with Enter. */
  function makeReachable(group, i) {
    const { label, array } = spec.nodes[i];
    picture.setAttribute("role", "group");
    group.setAttribute("tabindex", 0);
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", put(spec.words["open details"], { label, shape: array.shape }));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      details(i);
    });
  }

  /* What the transpose does, in the place of what the map does. */
  function backLabel(label, text) {
    const made = label.cloneNode();
    made.setAttribute("class", "adlab-partial adlab-turned");
    delete made.dataset.slot;
    made.textContent = text;
    return made;
  }

  function paintPreview({ slot, group, scale, cells }, now, i) {
    const number = now.arrays.get(slot);
    const shown = number === undefined ? "" : spec.pool[number][0];
    const heat = spec.nodes[i].array.preview[0] === "heat";
    group.look([!shown && "adlab-empty", now.slot === slot && "adlab-written"]);
    scale.text(shown ? (slot[0] === "v" ? spec.nodes[i].array.scale : now.sweep.scales[i]) : "");
    const each = heat ? [...shown] : shown.split(/[ ;]/);
    cells.forEach((cell, n) => (heat ? cell.look([shown && `adlab-h${each[n]}`]) : cell.text(each[n] ?? "")));
  }

  /* arrays: to here */

  function paint(now) {
    nodes.forEach((node, i) => {
      for (const preview of node.previews) paintPreview(preview, now, i);
      const [value, sign, derivative] = textsOf(now, i);
      write(node.value, value);
      node.sign.text(sign);
      write(node.derivative, derivative);
      const current = now.node === i && now.slot[0] !== "p";
      const read = now.reads.has(i);
      node.group.look(
        [
          current && "adlab-now",
          current && now.slot[0] === "v" && "adlab-now-value",
          read && "adlab-read",
          now.slots.has(`o${i}`) && "adlab-visited",
        ],
        current || read ? now.accent : "",
      );
      paintPill(node, now.tags.get(i));
    });
    edges.forEach((edge, i) => {
      const here = now.edges.has(i);
      edge.partial.text(now.slots.get(`p${i}`) ?? "");
      const turned = now.backward && edge.back;
      const back = here && now.sharing;
      edge.group.look([here && "adlab-now", back && "adlab-back", turned && "adlab-backward"], here ? now.accent : "");
    });
    callout = null;
    travelling.replaceChildren(...(now.sharing ? shareTravelling(now) : []));
  }

  function write(part, text) {
    part.text(text);
    part.look([text === UNSET && "adlab-unset"]);
  }

  /* The value of a node; the sign and the number in its second row. */
  function textsOf({ sweep, slots }, i) {
    const { values, rows } = sweep;
    const value = values ? (slots.get(`v${i}`) ?? UNSET) : "";
    if (!rows.length) return [value, "", ""];
    const [letter, sign] = rows.find((row) => slots.has(row[0] + i)) ?? rows[rows.length - 1];
    return [value, sign, slots.get(letter + i) ?? UNSET];
  }

  /* At a fan-out, a tag below the node lists the shares as they arrive, and then their sum. */
  function paintPill(node, tag) {
    if (!node.pill && !tag?.progress) return;
    const { x, y, width, height } = node.box;
    if (!node.pill) {
      const attributes = { class: "adlab-pill", transform: `translate(${x + width / 2} ${y + height + 6})` };
      const tag = svgElement(
        "g",
        attributes,
        svgElement("rect", { rx: 8, y: -9, height: 18 }),
        svgElement("text", { y: 4.5 }),
      );
      over.append(tag);
      node.pill = { tag: new Part(tag), rect: tag.firstChild, text: new Part(tag.lastChild) };
    }
    const fits = tag?.text && textWidth(tag.text) < width + 24;
    const text = fits ? tag.text : (tag?.progress ?? "");
    node.pill.tag.look([!text && "adlab-hidden", tag?.complete && "adlab-complete"]);
    if (node.pill.text.text_ === text) return;
    node.pill.text.text(text);
    const size = text ? textWidth(text) + 12 : 0;
    node.pill.box = { x: x + width / 2 - size / 2, y: y + height - 3, width: size, height: 18 };
    node.pill.rect.setAttribute("x", -size / 2);
    node.pill.rect.setAttribute("width", size);
  }

  /* The share on its way back: a head against the edge, and the product in a callout. */
  function shareTravelling({ facts, phrase, edges: lit }) {
    const edge = edges[[...lit][0]];
    const points = pointsOf(edge.group.node.querySelector(".adlab-line"));
    const near = ({ middle }) => Math.abs(middle[0] - edge.middle[0]) < 250;
    const labels = edges
      .filter((other) => other !== edge && other.partial.text_ && near(other))
      .map(labelBox);
    const pills = nodes.filter(({ pill }) => pill?.box.width).map(({ pill }) => pill.box);
    const taken = [...nodes.map(({ box }) => box), ...pills, ...labels];
    const place = (text) => {
      const size = textWidth(text) + 16;
      return { text, size, at: freePlace(edge.middle, size, taken, points, view) };
    };
    const whole = place(textOf(spec, phrase.callout, facts));
    const brief = whole.at.hits && phrase.brief;
    const { text, size, at } = brief ? place(textOf(spec, phrase.brief, facts)) : whole;
    callout = { x: at.x - size / 2, y: at.y - 12, width: size, height: 24 };
    const written = svgElement("text", { x: 0, y: 4.5 }, text);
    const paper = svgElement("rect", { x: -size / 2, y: -12, width: size, height: 24, rx: 12 });
    return [
      svgElement("path", { class: "adlab-back-head", d: arrowAtStart(points) }),
      svgElement("g", { class: "adlab-callout", transform: `translate(${at.x} ${at.y})` }, paper, written),
    ];
  }

  function labelBox({ middle, partial, back }) {
    const width = 9 * (back || partial.text_).length;
    return { x: middle[0] - width / 2, y: middle[1] - 9, width, height: 18 };
  }

  /* The node that is written and those that are read; or, if that is too much, the first alone. */
  function show(now) {
    if (pane.scrollWidth <= pane.clientWidth && pane.scrollHeight <= pane.clientHeight) return null;
    const shown = picture.getBoundingClientRect();
    const scale = Math.min(shown.width / view.width, shown.height / view.height);
    const [dx, dy] = [(shown.width - scale * view.width) / 2, (shown.height - scale * view.height) / 2];
    const around = (boxes) => {
      const left = Math.min(...boxes.map((box) => box.x));
      const top = Math.min(...boxes.map((box) => box.y));
      const right = Math.max(...boxes.map((box) => box.x + box.width));
      const bottom = Math.max(...boxes.map((box) => box.y + box.height));
      const size = { width: (right - left) * scale, height: (bottom - top) * scale };
      return { left: dx + (left - x) * scale, top: dy + (top - y) * scale, ...size };
    };
    const written = nodes[Math.max(now.node, 0)].box;
    const all = around([written, ...[...now.reads].map((i) => nodes[i].box), callout ?? written]);
    const fits = all.width + 80 <= pane.clientWidth && all.height + 80 <= pane.clientHeight;
    return revealing(pane, fits ? all : around([written]), { margin: 40 });
  }

  return { pane, paint, show };
}

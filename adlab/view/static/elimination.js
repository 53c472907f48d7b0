(() => {
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "circle", "path", "text", "g", "title"]);
const make = (name, attributes, ...children) => {
  const element = DRAWN.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const put = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
for (const root of document.querySelectorAll('[data-adlab-elimination="pending"]')) {
  const data = JSON.parse(root.querySelector("script").textContent);
  const { words, colours, places, labels, size } = data;
  root.dataset.adlabElimination = "live";
  for (const still of root.querySelectorAll("svg, p")) still.remove();
  const [width, height] = [0, 1].map((k) => Math.max(...places.map((place) => place[k])) + data.margin + size);
  const counter = make("p", { style: "font: 600 22px system-ui, sans-serif; margin: 4px 0" });
  const said = make("p", { style: "font: 16px system-ui, sans-serif; min-height: 1.5em; margin: 4px 0", "aria-live": "polite" });
  const picture = make("svg", { viewBox: `0 0 ${width} ${height}`, width: "100%", style: `max-width: ${1.3 * width}px`, role: "group", "font-family": "system-ui, sans-serif", "aria-label": words.picture });
  const button = (label, act) => {
    const made = make("button", { type: "button", style: "font: 16px system-ui, sans-serif; margin-right: 8px; padding: 4px 12px" }, label);
    made.addEventListener("click", act);
    return made;
  };
  let order = [];

  /* The edges that are left, those that are new, and the products, after an order. */
  function after(nodes) {
    let edges = data.edges.map(([tail, head]) => `${tail} ${head}`);
    let [products, last, fresh] = [0, "", []];
    for (const node of nodes) {
      const into = edges.filter((each) => each.endsWith(` ${node}`)).map((each) => each.split(" ")[0]);
      const out = edges.filter((each) => each.startsWith(`${node} `)).map((each) => each.split(" ")[1]);
      fresh = into.flatMap((tail) => out.map((head) => `${tail} ${head}`));
      products += into.length * out.length;
      edges = [...new Set([...edges.filter((each) => !each.split(" ").includes(`${node}`)), ...fresh])];
      last = put(words.gone, { node: labels[node], into: into.length, out: out.length, cost: into.length * out.length });
    }
    return { edges, products, last, fresh };
  }

  /* Straight, or bent past a node that stands in the way. */
  function way(tail, head, left) {
    const [[x1, y1], [x2, y2]] = [places[tail], places[head]];
    const distance = ([x, y], bend) => {
      let least = Infinity;
      for (let t = 0.05; t < 1; t += 0.05) {
        const at = [x1 + t * (x2 - x1), y1 + t * (y2 - y1) + 2 * bend * t * (1 - t)];
        least = Math.min(least, Math.hypot(at[0] - x, at[1] - y));
      }
      return least;
    };
    const others = left.filter((node) => node !== tail && node !== head);
    const free = [0, 70, -70, 120, -120, 180, -180].find((bend) => others.every((node) => distance(places[node], bend) > size * 0.65)) ?? 0;
    const middle = [(x1 + x2) / 2, (y1 + y2) / 2 + free];
    const away = Math.hypot(x2 - middle[0], y2 - middle[1]) || 1;
    const end = [x2 - ((x2 - middle[0]) * (size / 2 + 3)) / away, y2 - ((y2 - middle[1]) * (size / 2 + 3)) / away];
    return { path: `M${x1} ${y1}Q${middle[0]} ${middle[1]} ${end[0]} ${end[1]}`, end, angle: Math.atan2(end[1] - middle[1], end[0] - middle[0]) };
  }

  function paint() {
    const { edges, products, last, fresh } = after(order);
    const left = places.map((_, node) => node).filter((node) => !order.includes(node));
    const focused = picture.contains(document.activeElement);
    picture.replaceChildren();
    for (const each of edges) {
      const [tail, head] = each.split(" ").map(Number);
      const { path, end, angle } = way(tail, head, left);
      const colour = fresh.includes(each) ? colours.new : "currentColor";
      const point = [-0.4, 0.4].map((turn) => `${end[0] - 9 * Math.cos(angle + turn)} ${end[1] - 9 * Math.sin(angle + turn)}`);
      picture.append(make("path", { d: path, fill: "none", stroke: colour, "stroke-width": fresh.includes(each) ? 3 : 1.5, "stroke-opacity": 0.8 }));
      picture.append(make("path", { d: `M${end.join(" ")}L${point.join("L")}z`, fill: colour }));
    }
    for (const node of left) {
      const inner = data.inner.includes(node);
      const [x, y] = places[node];
      const part = make("g", {}, make("circle", { cx: x, cy: y, r: size / 2, fill: inner ? colours.inner : colours.end }), make("text", { x, y: y + 5, "text-anchor": "middle", "font-size": 14, fill: "white", "font-weight": 700 }, labels[node]));
      if (inner) {
        const [into, out] = [1, 0].map((k) => edges.filter((each) => each.split(" ")[k] === `${node}`).length);
        const name = put(words.node, { node: labels[node], into, out, cost: into * out });
        for (const [key, value] of Object.entries({ role: "button", tabindex: 0, "aria-label": name, style: "cursor: pointer" })) part.setAttribute(key, value);
        part.append(make("title", {}, name), make("text", { x: x + size / 2, y: y - size / 2 + 2, "font-size": 13, fill: "currentColor" }, `${into}·${out}`));
        const act = () => { order.push(node); paint(); };
        part.addEventListener("click", act);
        part.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          act();
        });
      }
      picture.append(part);
    }
    if (focused) (picture.querySelector("[role=button]") ?? again).focus();
    counter.textContent = put(words.count, { products });
    const facts = { order: order.map((node) => labels[node]).join(", "), products, least: data.least };
    const done = order.length === data.inner.length;
    said.textContent = done ? put(data.least === null ? words.unknown : words.done, facts) : last || words.begin;
  }
  const back = button(words.back, () => { order.pop(); paint(); });
  const again = button(words.again, () => { order = []; paint(); });
  picture.dataset.lmSuppressShortcuts = "true";
  root.append(counter, picture, said, make("div", {}, back, again));
  paint();
}
})();

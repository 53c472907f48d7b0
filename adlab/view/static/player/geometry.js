/* Geometry in the picture's own coordinates. It asks nothing of the browser's layout. */

export function boxOf(group) {
  const [x, y] = group
    .getAttribute("transform")
    .match(/-?[\d.]+/g)
    .map(Number);
  const rect = group.querySelector(".adlab-box");
  return { x, y, width: Number(rect.getAttribute("width")), height: Number(rect.getAttribute("height")) };
}

/* A generous guess at the width of a text in bold. */
export function textWidth(text) {
  let width = 0;
  for (const character of text) width += /\d/.test(character) ? 9.3 : /[ .,·()]/.test(character) ? 5.4 : 11;
  return width;
}

function overlaps(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* Points along an edge, from its operand to its consumer, cut by hand from its Bézier curves. */
export function pointsOf(line) {
  const numbers = line
    .getAttribute("d")
    .match(/-?[\d.]+/g)
    .map(Number);
  const points = [];
  for (let i = 0; i + 7 < numbers.length; i += 6) {
    const [ax, ay, bx, by, cx, cy, dx, dy] = numbers.slice(i, i + 8);
    for (let t = 0; t < 1; t += 1 / 12) {
      const u = 1 - t;
      const mix = (p, q, r, s) => u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s;
      points.push({ x: mix(ax, bx, cx, dx), y: mix(ay, by, cy, dy), width: 0, height: 0 });
    }
  }
  return points;
}

/* A head at the first of the points, for what travels against the edge. */
export function arrowAtStart(points) {
  const tip = points[0];
  const along = points.find(({ x, y }) => Math.hypot(x - tip.x, y - tip.y) > 8) ?? points.at(-1);
  const length = Math.hypot(along.x - tip.x, along.y - tip.y) || 1;
  const [dx, dy] = [(11 * (along.x - tip.x)) / length, (11 * (along.y - tip.y)) / length];
  const corner = (side) => `L${tip.x + dx - side * dy} ${tip.y + dy + side * dx}`;
  return `M${tip.x} ${tip.y}${corner(0.5)}${corner(-0.5)}Z`;
}

/* A place near (x, y) for a callout that covers no box of `taken` and little of its own edge. */
export function freePlace([x, y], width, taken, points, view) {
  const within = (value, low, size, margin) => Math.min(Math.max(value, low + margin), low + size - margin);
  const near = taken.filter((box) =>
    overlaps(box, { x: x - 140 - width / 2, y: y - 210, width: width + 280, height: 420 }),
  );
  let best = { cost: Infinity };
  for (const dy of [0, -22, 22, -40, 40, -60, 60, -90, 90, -120, 120, -150, 150, -180, 180]) {
    for (const dx of [0, -30, 30, -60, 60, -120, 120]) {
      const at = {
        x: within(x + dx, view.x, view.width, width / 2 + 2),
        y: within(y + dy, view.y - 6, view.height + 26, 13),
      };
      const box = { x: at.x - width / 2, y: at.y - 13, width, height: 26 };
      const hits = near.filter((other) => overlaps(box, other)).length;
      const covered = points.filter((point) => overlaps(box, point)).length / points.length;
      const cost = 1000 * hits + 60 * covered + Math.abs(dx) + Math.abs(dy);
      if (cost < best.cost) best = { cost, hits, ...at };
    }
  }
  return best;
}

/*
 * Scroll a pane, and never the page, until a box in it can be seen. It reads, and returns what
 * writes: all panes read before any writes, so that the page is laid out once for a step.
 */
export function revealing(pane, { left, top, width, height }, { above = 0, margin = 0 } = {}) {
  const shift = (low, size, start, room) => {
    if (low - margin < start) return low - margin;
    return Math.max(start, Math.min(low + size + margin - room, low - margin));
  };
  const x = pane.scrollWidth > pane.clientWidth ? shift(left, width, pane.scrollLeft, pane.clientWidth) : 0;
  const y =
    pane.scrollHeight > pane.clientHeight
      ? shift(top - above, height + above, pane.scrollTop, pane.clientHeight)
      : 0;
  return () => {
    pane.scrollLeft = x;
    pane.scrollTop = y;
  };
}

export function rowBox(row) {
  return { left: 0, top: row.offsetTop, width: 0, height: row.offsetHeight };
}

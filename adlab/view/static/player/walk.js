/*
 * From node to node by keys: Enter goes into the picture, the arrow keys along its edges, and beside
 * them where no edge leads; Enter again goes to the step that computes the node, Escape comes back.
 */

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/*
 * `nodes` are the groups of the picture; `placesOf()` says where they stand, `current()` which one is
 * written, `said(i)` what one is called; `enter(i)` is what Enter does, `light(i)` marks one.
 */
export function walking(pane, picture, edges, nodes, { placesOf, current, said, enter, light }) {
  function go(i) {
    const group = nodes[i];
    picture.setAttribute("role", "group");
    group.setAttribute("tabindex", "-1");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", said(i));
    group.dataset.lmSuppressShortcuts = "true";
    group.focus();
    light(i);
    group.addEventListener("blur", () => light(null), { once: true });
  }

  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = nodes.indexOf(event.target);
    const { key } = event;
    if (event.target === pane && key === "Enter") go(Math.max(current(), 0));
    else if (at < 0) return;
    else if (WAYS[key]) go(nextOne(placesOf(), edges, at, WAYS[key]));
    else if (key === "Escape") pane.focus({ preventScroll: true });
    else if (key === "Enter" || key === " ") enter(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/* The node that comes next in a direction: one at the other end of an edge, or else the nearest. */
export function nextOne(places, edges, at, [dx, dy]) {
  const ends = new Set(edges.filter((edge) => edge.includes(at)).map(([from, to]) => (from === at ? to : from)));
  let best = at;
  let least = Infinity;
  places.forEach(([x, y], i) => {
    const [right, down] = [x - places[at][0], y - places[at][1]];
    const along = right * dx + down * dy;
    const across = Math.abs(right * dy) + Math.abs(down * dx);
    if (i === at || along < 2 || (!ends.has(i) && across > 2 * along)) return;
    const far = along + 2 * across + (ends.has(i) && across <= along ? 0 : 10000);
    if (far < least) [least, best] = [far, i];
  });
  return best;
}

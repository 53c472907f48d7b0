/*
 * From node to node by keys: Enter goes into the picture, the arrow keys along its edges, and across
 * them to the nearest node; Enter again goes to the step that computes the node, Escape comes back.
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
    else if (WAYS[key]) go(nextOne(placesOf(), edges, at, WAYS[key], picture.hasAttribute("data-down")));
    else if (key === "Escape") pane.focus({ preventScroll: true });
    else if (key === "Enter" || key === " ") enter(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/*
 * The node that comes next in a direction. With the edges and against them, to a consumer or an operand;
 * across them to the nearest one.
 */
export function nextOne(places, edges, at, [dx, dy], down) {
  const along = down ? dy : dx;
  const linked = edges.filter((edge) => edge[along > 0 ? 0 : 1] === at).map((edge) => edge[along > 0 ? 1 : 0]);
  let best = at;
  let least = Infinity;
  for (const i of along ? linked : places.keys()) {
    const [right, below] = [places[i][0] - places[at][0], places[i][1] - places[at][1]];
    const ahead = right * dx + below * dy;
    const aside = Math.abs(right * dy) + Math.abs(below * dx);
    const far = ahead + 2 * aside;
    if (i !== at && (along || ahead > 2) && far < least) [least, best] = [far, i];
  }
  return best;
}

/*
 * Where the picture stands in its pane: Python has fitted it into panes of several sizes, by gaps and
 * never by zoom. The largest of them that the pane has room for is taken, and kept for all steps.
 */

const NARROW_PANE = 470; /* below, the picture leads down */

/* The room that a place was made for. */
const roomOf = ({ pane, whole }) => whole ?? pane;

export function choosePlace(places, width, height) {
  const led = places.filter((each) => Boolean(each.down) === width < NARROW_PANE);
  const fits = led.length ? led : places;
  const able = fits.filter((each) => roomOf(each)[0] <= width + 2 && roomOf(each)[1] <= height + 2);
  const area = (each) => roomOf(each)[0] * roomOf(each)[1];
  const largest = able.sort((a, b) => area(b) - area(a))[0];
  return largest ?? fits.sort((a, b) => area(a) - area(b))[0] ?? places[0];
}

/* Put nodes, lines and partials of the picture there. */
export function putAt(picture, place, nodes, edges) {
  picture.dataset.face = place.face;
  picture.toggleAttribute("data-down", Boolean(place.down));
  const tall = place.face === "full";
  nodes.forEach(({ group, texts }, i) => {
    group.node.setAttribute("transform", `translate(${place.nodes[i].join(" ")})`);
    for (const { part, x, y, low } of texts.moved) {
      part.setAttribute("x", String((tall ? x : low[0]) ?? 0));
      part.setAttribute("y", String((tall ? y : low[1]) ?? 0));
    }
  });
  edges.forEach((edge, k) => {
    const line = place.lines[k];
    edge.line.setAttribute("d", line);
    edge.core.setAttribute("d", line);
    const at = place.gates[k];
    edge.at = at.length ? at : null;
    edge.gate?.toggleAttribute("hidden", !at.length);
    if (at.length) edge.gate?.setAttribute("transform", `translate(${at.join(" ")})`);
    const [x, y, , , , , , v] = line.match(/-?[\d.]+/g).map(Number); /* its start, and where its first curve ends */
    edge.shape?.setAttribute("x", String(x + 5));
    edge.shape?.setAttribute("y", String(y + (v < y ? 15 : -6)));
  });
}

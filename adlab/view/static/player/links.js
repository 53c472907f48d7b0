/*
 * Pointing at a node anywhere lights it everywhere: in the picture, in its row, in its piece of
 * code, and in every word that is its handle, `[data-handle]`: "3" is node 3, "e7" edge 7.
 */

export function makeLinks(spec, live) {
  const parts = new Map();
  let lit = [];
  const last = new WeakMap(); /* the node that a part lights: the last one it was given */

  function light(handle) {
    for (const part of lit) delete part.dataset.lit;
    lit = handle === null ? [] : allOf(String(handle));
    for (const part of lit) part.dataset.lit = "";
  }

  /* Of an edge also its two ends. */
  function allOf(handle) {
    const edge = handle.startsWith("e") ? handle.slice(1) : "";
    const nodes = edge ? spec.edges[edge] : [Number(handle)];
    const handles = [handle, ...nodes].map((each) => `[data-handle="${each}"]`);
    if (edge) handles.push(`.adlab-edge[data-${spec.groups ? "number" : "edge"}="${edge}"]`);
    return [...nodes.flatMap((node) => parts.get(node) ?? []), ...live.querySelectorAll(handles.join())];
  }

  for (const [event, on] of [["pointerover", true], ["pointerout", false]]) {
    live.addEventListener(event, ({ target }) => {
      const handle = target.closest?.("[data-handle]");
      if (handle) light(on ? handle.dataset.handle : null);
    });
  }

  function add(node, part) {
    if (!parts.has(node)) parts.set(node, []);
    parts.get(node).push(part);
    if (!last.has(part)) {
      part.addEventListener("pointerenter", () => light(last.get(part)));
      part.addEventListener("pointerleave", () => light(null));
    }
    last.set(part, node);
  }

  /* Parts that leave the page. */
  function drop(gone) {
    for (const part of gone) {
      const node = last.get(part);
      if (node !== undefined) parts.set(node, parts.get(node).filter((each) => each !== part));
    }
  }
  return { add, light, drop };
}

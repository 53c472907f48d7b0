/* Pointing at a node anywhere lights it everywhere. */

export function makeLinks() {
  const parts = new Map();
  let lit = [];
  const last = new WeakMap(); /* the node that a part lights: the last one it was given */
  function light(node) {
    for (const part of lit) delete part.dataset.lit;
    lit = parts.get(node) ?? [];
    for (const part of lit) part.dataset.lit = "";
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

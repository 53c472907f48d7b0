/* Pointing at a node anywhere lights it everywhere. */

export function makeLinks() {
  const parts = new Map();
  let lit = [];
  function light(node) {
    for (const part of lit) delete part.dataset.lit;
    lit = parts.get(node) ?? [];
    for (const part of lit) part.dataset.lit = "";
  }
  function add(node, part) {
    if (!parts.has(node)) parts.set(node, []);
    parts.get(node).push(part);
    part.addEventListener("pointerenter", () => light(node));
    part.addEventListener("pointerleave", () => light(null));
  }
  return { add, light };
}

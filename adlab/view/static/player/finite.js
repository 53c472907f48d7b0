/* Where the first number is that is not finite: a value, a partial, or a share. */

const NOT_FINITE = /(^|[^a-z])(inf|nan)\b/;

/*
 * { k, node }: after k steps it is there, in that node. Of the steps that a jump takes at once it is
 * looked for in what the nodes hold after it.
 */
export function firstNotFinite(spec, sweep) {
  for (let k = 0; k < sweep.steps.length; k++) {
    const jump = sweep.jumps?.[k];
    const [, slot, after] = sweep.steps[k];
    if (jump) {
      const node = inJump(spec, sweep, jump);
      if (node >= 0) return { k: k + 1, node };
    } else if (NOT_FINITE.test(after)) {
      const number = Number(slot.slice(1));
      return { k: k + 1, node: slot[0] === "p" ? spec.edges[number][1] : number };
    }
  }
  return null;
}

function inJump(spec, sweep, [letters, low, high]) {
  const backward = sweep.kind === "reverse" && letters.includes("d");
  const held = backward || sweep.kind === "tangent" ? sweep.held : [];
  const values = backward ? [] : (sweep.final ?? spec.groups.values);
  const nodes = Array.from({ length: high - low }, (_, i) => (backward ? high - 1 - i : low + i));
  return nodes.find((i) => NOT_FINITE.test(values[i] ?? "") || NOT_FINITE.test(held?.[i] ?? "")) ?? -1;
}

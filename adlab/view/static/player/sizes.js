/* Numbers of what nodes hold: of an array its norm. NaN where nothing is there yet. */

export const readNumber = (text) => (text === undefined || text === "" ? NaN : Number(text.replaceAll("−", "-").replace("inf", "Infinity")));

/* `slots` are those of a moment; `letter` is "v" or "d". */
export function makeSizes(spec) {
  const derivatives = (sweep, node) => sweep.sizes?.[node] ?? NaN;

  function signed({ slots, sweep }, letter, node) {
    if (node < 0) return NaN;
    const text = slots.get(letter + node);
    if (text === undefined) return NaN;
    if (!spec.nodes[node].array) return readNumber(text);
    return letter === "v" ? (spec.groups.sizes?.[node] ?? NaN) : derivatives(sweep, node);
  }

  return { signed, size: (now, letter, node) => Math.abs(signed(now, letter, node)) };
}

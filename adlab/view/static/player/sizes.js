/* Numbers of what nodes hold: of an array its norm. NaN where nothing is there yet. */

export function readNumber(text) {
  if (text === undefined || text === "") return NaN;
  const number = Number(text); /* of most there is nothing to replace */
  return Number.isNaN(number) ? Number(text.replaceAll("−", "-").replace("inf", "Infinity")) : number;
}

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

/* Big graphs: what every slot holds after a jump, which takes all the steps that are not in the page. */

/* A map of slots, which after a jump knows all of them without holding them. */
export class Jumped extends Map {
  constructor(spec, sweep) {
    super();
    this.spec = spec;
    this.sweep = sweep;
    this.letters = "";
    this.low = 0;
    this.high = 0;
  }

  /* All that a pass has reached is full; what is under way stands in the map. */
  jump([letters, low, high, pending]) {
    this.clear();
    this.letters = letters;
    this.backward = letters === "vpd" && this.sweep.kind === "reverse";
    [this.low, this.high] = [low, high];
    for (const [node, text] of pending) this.set(`d${node}`, text);
  }

  /* Whether a pass has reached a node, and whether something has gone along an edge. */
  reached(letter, i) {
    if (letter === "d") return this.backward ? i >= this.low : i < this.high;
    return this.backward || i < this.high;
  }

  passed(edge) {
    const travels = this.backward || (this.sweep.kind === "tangent" && this.letters);
    return Boolean(travels) && this.reached("d", this.spec.edges[edge][1]);
  }

  rest(slot) {
    const [letter, i] = [slot[0], slot.slice(1)];
    const { groups, partials } = this.spec;
    if (letter === "o") return this.letters.includes("o") ? this.sweep.places?.[i] : undefined;
    if (letter === "q") return this.letters.includes("o") ? "" : undefined;
    if (letter === "d" && this.letters.includes("z")) return "0";
    if (!this.letters.includes(letter)) return undefined;
    if (!this.reached(letter, letter === "p" ? this.spec.edges[i][1] : Number(i))) return undefined;
    return { v: this.sweep.final ?? groups.values, p: partials, d: this.sweep.held }[letter]?.[i] || undefined;
  }

  get(slot) {
    return super.get(slot) ?? this.rest(slot);
  }

  has(slot) {
    return super.has(slot) || this.rest(slot) !== undefined;
  }
}

/* The numbers of the arrays that the nodes hold after a jump. */
export function jumpArrays(spec, sweep, letters, arrays, slots) {
  spec.nodes.forEach(({ array }, i) => {
    if (array && letters.includes("v") && slots.reached("v", i)) arrays.set(`v${i}`, array.value);
  });
  if (!letters.includes("d")) return;
  for (const [i, number] of Object.entries(sweep.held_arrays ?? {})) {
    if (slots.reached("d", Number(i))) arrays.set(`d${i}`, number);
  }
}

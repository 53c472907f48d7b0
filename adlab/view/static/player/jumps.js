/* Big graphs: what every slot holds after a jump, which takes all the steps that are not in the page. */

/* A map of slots, which after a jump knows all of them without holding them. */
export class Jumped extends Map {
  constructor(spec, sweep) {
    super();
    this.spec = spec;
    this.sweep = sweep;
    this.letters = "";
  }

  jump(letters) {
    this.clear();
    this.letters = letters;
  }

  rest(slot) {
    const [letter, i] = [slot[0], slot.slice(1)];
    const { groups, partials } = this.spec;
    if (letter === "o") return this.letters.includes("o") ? this.sweep.places?.[i] : undefined;
    if (letter === "q") return this.letters.includes("o") ? "" : undefined;
    if (letter === "d" && this.letters.includes("z")) return "0";
    if (!this.letters.includes(letter)) return undefined;
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
export function jumpArrays(spec, sweep, letters, arrays) {
  spec.nodes.forEach(({ array }, i) => {
    if (array && letters.includes("v")) arrays.set(`v${i}`, array.value);
  });
  if (!letters.includes("d")) return;
  for (const [i, number] of Object.entries(sweep.held_arrays ?? {})) arrays.set(`d${i}`, number);
}

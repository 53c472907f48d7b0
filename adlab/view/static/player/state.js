/* The state after k steps: what the first k of them write is applied, one after the other. */

import { Jumped, jumpArrays } from "./jumps.js";

/* The columns of a step. */
const [PHRASE, SLOT, AFTER, EDGES, FACTS] = [0, 1, 2, 3, 4];

export function nodeOf(spec, slot) {
  const number = slot ? Number(slot.slice(1)) : -1;
  return slot[0] === "p" ? spec.edges[number][1] : number;
}

export function phraseOf(spec, step) {
  return spec.phrases[step[PHRASE]];
}

export function factsOf(spec, step) {
  const facts = { after: step[AFTER], slot: step[SLOT], node: nodeOf(spec, step[SLOT]) };
  phraseOf(spec, step).fields.forEach((field, k) => (facts[field] = step[FACTS + k]));
  facts.terms = facts.terms?.map(([operand, partial, tangent]) => ({ operand, partial, tangent }));
  return facts;
}

/* slots: the text in each slot. tags: the shares that have come. full: whole arrays as text.
   arrays: the number in the pool of the array in each slot. travelled: the edges along which something has gone. */
function fold(spec, sweep, k) {
  /** @type {any} a Jumped where jumps are */
  const slots = spec.groups ? new Jumped(spec, sweep) : new Map();
  const tags = new Map();
  const full = new Map();
  const arrays = new Map();
  const travelled = new Set();
  for (let i = 0; i < k; i++) {
    const step = sweep.steps[i];
    const slot = step[SLOT];
    if (sweep.jumps?.[i]) {
      slots.jump(sweep.jumps[i]);
      tags.clear();
      for (const [node, , come] of sweep.jumps[i][3]) if (sweep.waits?.[node] > 1) tags.set(node, { come, first: 0, complete: false });
      if (spec.pool) jumpArrays(spec, sweep, sweep.jumps[i][0], arrays, slots);
      continue;
    }
    slots.set(slot, step[AFTER]);
    if (sweep.tags?.[i]) {
      const [come, first, complete] = sweep.tags[i];
      tags.set(nodeOf(spec, slot), { come, first, complete });
    }
    if (sweep.full?.[i]) full.set(slot, sweep.full[i]);
    if (sweep.arrays?.[i] !== undefined) arrays.set(slot, sweep.arrays[i]);
    else if (slot[0] === "v") {
      const { array } = spec.nodes[nodeOf(spec, slot)];
      if (array) arrays.set(slot, array.value);
    }
    const { shows_partials, travels } = phraseOf(spec, step);
    if (travels) for (const edge of spec.lit[step[EDGES]]) travelled.add(edge);
    if (!shows_partials) continue;
    for (const edge of spec.lit[step[EDGES]]) slots.set(`p${edge}`, spec.partials[edge]);
  }
  return { slots, tags, full, arrays, travelled };
}

/* The nodes that a step reads: the other ends of its edges, and those that it names. */
function readsOf(spec, phrase, facts, edges) {
  const named = phrase.reads.map((field) => facts[field]).filter((fact) => typeof fact === "number");
  const reads = new Set([...named, ...edges.flatMap((edge) => spec.edges[edge])]);
  reads.delete(facts.node);
  return reads;
}

/* What all panes need to know of the present moment. */
export function momentOf(spec, sweep, k) {
  const step = k > 0 ? sweep.steps[k - 1] : null;
  const phrase = step && phraseOf(spec, step);
  const facts = step && factsOf(spec, step);
  const edges = step ? spec.lit[step[EDGES]] : [];
  const phase = sweep.phases.find(([, , last]) => k <= last) ?? ["", 0, 0];
  return {
    sweep,
    k,
    phrase,
    facts,
    phase,
    slot: step ? step[SLOT] : "",
    node: facts ? facts.node : -1,
    reads: step ? readsOf(spec, phrase, facts, edges) : new Set(),
    edges: new Set(edges),
    ...fold(spec, sweep, k),
    kind: sweep.kind,
    accent: phrase?.accent ?? "value",
    sharing: phrase?.event === "share",
    backward: phase[0] === "backward pass",
  };
}

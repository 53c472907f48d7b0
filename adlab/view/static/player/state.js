/* The state after k steps is the fold of the first k writes. */

import { DERIVATIVES } from "./tools.js";
import { Jumped, jumpArrays } from "./jumps.js";

/* Where in a step of each phrase its facts are. */
export function prepare(spec) {
  for (const phrase of spec.phrases) {
    phrase.place = Object.fromEntries(phrase.fields.map((field, k) => [field, k + 3]));
    phrase.edges = phrase.fields.filter((field) => /^edge\d/.test(field)).map((field) => field.slice(4));
  }
}

export function nodeOf(spec, slot) {
  const number = slot ? Number(slot.slice(1)) : -1;
  return slot[0] === "p" ? spec.edges[number][1] : number;
}

export function factsOf(spec, step) {
  const facts = { after: step[2], node: nodeOf(spec, step[1]) };
  for (const [field, place] of Object.entries(spec.phrases[step[0]].place)) facts[field] = step[place];
  return facts;
}

/* slots: the text in each slot. shares: what was added to each adjoint. full: whole arrays as text.
   arrays: the number in the pool of the array in each slot. */
function fold(spec, sweep, k) {
  /** @type {any} a Jumped where jumps are */
  const slots = spec.groups ? new Jumped(spec, sweep) : new Map();
  const shares = new Map();
  const full = new Map();
  const arrays = new Map();
  for (let i = 0; i < k; i++) {
    const step = sweep.steps[i];
    const { kind, place, edges } = spec.phrases[step[0]];
    if (sweep.jumps?.[i]) {
      slots.jump(sweep.jumps[i]);
      shares.clear();
      if (spec.pool) jumpArrays(spec, sweep, sweep.jumps[i], arrays);
      continue;
    }
    slots.set(step[1], step[2]);
    if (sweep.full?.[i]) full.set(step[1], sweep.full[i]);
    if (sweep.arrays?.[i] !== undefined) arrays.set(step[1], sweep.arrays[i]);
    else if (step[1][0] === "v") {
      const { array } = spec.nodes[nodeOf(spec, step[1])];
      if (array) arrays.set(step[1], array.value);
    }
    if (place.share) {
      const node = nodeOf(spec, step[1]);
      if (!shares.has(node)) shares.set(node, { total: step[place.total], terms: [] });
      const { terms } = shares.get(node);
      if (kind === "overwriting share") terms.length = 0; /* wrong on purpose: one share is kept */
      if (kind === "share on rest") terms.push(step[place.before]); /* of the call before */
      terms.push(step[place.share]);
    } else if (kind.startsWith("own ")) shares.delete(nodeOf(spec, step[1]));
    for (const n of edges) slots.set(`p${step[place[`edge${n}`]]}`, step[place[`partial${n}`]]);
  }
  return { slots, shares, full, arrays };
}

/* What all panes need to know of the present moment. */
export function momentOf(spec, sweep, k) {
  const step = k > 0 ? sweep.steps[k - 1] : null;
  const phrase = step && spec.phrases[step[0]];
  const facts = step && factsOf(spec, step);
  const phase = sweep.phases.find(([, , last]) => k <= last) ?? ["", 0, 0];
  const slot = step ? step[1] : "";
  const reads = new Set();
  const edges = new Set();
  for (const [name, fact] of Object.entries(facts ?? {})) {
    if (name.startsWith("edge")) edges.add(fact);
    if (/^(from\d*|[xyw])$/.test(name) && typeof fact === "number") reads.add(fact);
  }
  if (phrase?.kind.startsWith("value")) {
    spec.edges.forEach(([operand, consumer], number) => {
      if (consumer === facts.node) reads.add(operand) && edges.add(number);
    });
  }
  reads.delete(facts?.node);
  return {
    sweep,
    k,
    step,
    phrase,
    facts,
    phase,
    slot,
    reads,
    edges,
    ...fold(spec, sweep, k),
    kind: sweep.kind,
    node: facts ? facts.node : -1,
    accent: { v: "value", p: "partial", d: DERIVATIVES[sweep.kind] ?? "value" }[slot[0]] ?? "value",
    sharing: facts?.share !== undefined,
    backward: phase[0] === "backward pass",
  };
}

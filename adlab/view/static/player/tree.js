/*
 * The groups of a graph, and where a step stands among them.
 *
 * A turn is one of a loop, and a call one of several of a function. What a step is about stands in
 * one or in none: that is the node which it computes or, going back, the one that hands on.
 */

import { put } from "./tools.js";

/* 10,004: by hand, since a browser takes 50 ms for its first number in a language. */
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/* The groups as objects. */
export function readGroups(spec) {
  const { words } = spec;
  const groups = spec.groups.tree.map((row, index) => {
    const [title, note, up, first, stop, shape, roles, nodes, closed, edges, bundles, more, kind, number, count, body] = row;
    return { index, title, note, up, first, stop, shape, roles, nodes, closed, edges, bundles, more, kind, number, count, body };
  });
  const owner = new Int32Array(spec.nodes.length);
  for (const { index, roles, nodes } of groups) {
    const shown = roles.replace(/[mo]/g, "");
    nodes.forEach((node, i) => shown[i] === "n" && (owner[node] = index));
  }
  const up = (g) => groups[g].up;
  const path = (g) => (g < 0 ? [] : [...path(up(g)), g]);
  const has = (g, node) => {
    let at = owner[node];
    while (at > g) at = up(at);
    return at === g;
  };
  const name = ({ title, note, kind, number }) => {
    if (kind === "c") return `${title} ${circled(number)}`;
    return /\d/.test(title) || !note ? title : `${title}, ${note}`;
  };
  const size = ({ count }) => (count === 1 ? words.groups["one node"] : put(words.groups.size, { n: grouped(count) }));
  const calls = new Map(); /* by function, those that are several */
  for (const group of groups) {
    if (group.kind !== "c") continue;
    if (!calls.has(group.title)) calls.set(group.title, []);
    calls.get(group.title).push(group.index);
  }
  for (const list of calls.values()) list.sort((a, b) => groups[a].number - groups[b].number);
  return { groups, owner, path, has, name, size, up, calls };
}

export const circled = (n) => (n >= 1 && n <= 20 ? String.fromCharCode(0x2460 + n - 1) : String(n));

/* The node that a step is about: what computes, or what hands on. -1 for a jump. */
export function aboutOf(spec, step) {
  const lit = spec.lit[step[3]] ?? [];
  const slot = step[1];
  if (!slot) return -1;
  const node = slot[0] === "p" ? spec.edges[Number(slot.slice(1))][1] : Number(slot.slice(1));
  return lit.length ? Math.max(node, ...lit.map((edge) => spec.edges[edge][1])) : node;
}

/* The innermost group around a node that is of this kind, or -1. */
export function enclosing({ groups, owner, up }, node, kind) {
  let at = node < 0 ? -1 : owner[node];
  while (at >= 0 && groups[at].kind !== kind) at = up(at);
  return at;
}

/*
 * After how many steps a member (a turn of a loop, a call of a function) is done for now, in the
 * order of the steps: [{ k, member }].
 */
export function stopsOf(spec, { groups }, sweep, members, memberOf) {
  const found = [];
  let before = -1;
  sweep.steps.forEach((step, k) => {
    const jump = sweep.jumps?.[k];
    const member = jump ? -1 : memberOf(aboutOf(spec, step));
    if (member !== before && before >= 0) found.push({ k, member: before });
    before = member;
    if (!jump) return;
    const [, low, high] = jump;
    for (const each of members) {
      if (groups[each].first >= low && groups[each].first < high) found.push({ k: k + 1, member: each });
    }
  });
  if (before >= 0) found.push({ k: sweep.steps.length, member: before });
  return found;
}

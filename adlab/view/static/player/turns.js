/*
 * Steps by turns of a loop and by calls of a function: where they are done, which one a step is in,
 * and what of the scrubber is one bar.
 */

import { put } from "./tools.js";
import { aboutOf, enclosing, stopsOf } from "./tree.js";

const BARS = 50; /* of a pass in the scrubber, at most */

/* `opened()` is the loop whose picture is open, or -1; `go(k)` goes to a step. */
export function makeTurns(spec, tree, { opened, go }) {
  const { groups, up } = tree;
  const loops = groups.filter(({ kind }) => kind === "l").map(({ index }) => index);
  const calls = groups.filter(({ kind }) => kind === "c").map(({ index }) => index);
  const known = new Map();

  /* The turn of a loop in which a node stands, or -1. */
  function turnOf(loop, node) {
    let at = node < 0 ? -1 : tree.owner[node];
    while (at >= 0 && up(at) !== loop) at = up(at);
    return at;
  }

  const nodeAt = ({ sweep, k }) => (k ? aboutOf(spec, sweep.steps[k - 1]) : -1);

  /* The turn or the call that a moment is in; after a jump the last one of it. */
  function memberAt(now, members, memberOf) {
    const jump = now.k ? now.sweep.jumps?.[now.k - 1] : null;
    if (!jump) return memberOf(nodeAt(now));
    const [, low, high] = jump;
    const inside = members.filter((g) => groups[g].first >= low && groups[g].first < high);
    return (now.backward ? inside[0] : inside.at(-1)) ?? -1;
  }
  const turnAt = (now, loop) => memberAt(now, groups[loop].closed, (node) => turnOf(loop, node));
  const callAt = (now) => enclosing(tree, nodeAt(now), "c");

  /* The loop that keys and scrubber go by: the one that is open, or around the step, or the longest. */
  function loopAt(now) {
    const inner = enclosing(tree, nodeAt(now), "l");
    const longest = loops.reduce((a, b) => (a >= 0 && groups[a].closed.length >= groups[b].closed.length ? a : b), -1);
    return opened() >= 0 ? opened() : inner >= 0 ? inner : longest;
  }

  function stops(sweep, loop) {
    const key = `${sweep.name} ${loop}`;
    if (!known.has(key)) {
      const made = loop < 0
        ? stopsOf(spec, tree, sweep, calls, (node) => enclosing(tree, node, "c"))
        : stopsOf(spec, tree, sweep, groups[loop].closed, (node) => turnOf(loop, node));
      known.set(key, made);
    }
    return known.get(key);
  }

  /* To where the next turn or call is done, or the one before. */
  function stepBy(now, loop, by) {
    const all = stops(now.sweep, loop).map(({ k }) => k);
    const to = by > 0 ? all.find((k) => k > now.k) : all.findLast((k) => k < now.k);
    if (to === undefined && by > 0) return false;
    go(to ?? 0);
    return true;
  }
  const byTurn = (now, by) => loops.length > 0 && stepBy(now, loopAt(now), by);
  const byCall = (now, by) => calls.length > 0 && stepBy(now, -1, by);

  /* To where a member is done in this pass; if it is not there, in any. */
  function goTo(now, loop, member) {
    const all = stops(now.sweep, loop).filter((stop) => stop.member === member);
    const [, first, last] = now.phase;
    const found = all.findLast(({ k }) => k > first && k <= last) ?? all[0];
    if (found) go(found.k);
    return Boolean(found);
  }

  /* The steps at which the bars of the scrubber end; null: each step is a bar. */
  function bars(sweep) {
    const top = loops.filter((g) => enclosing(tree, groups[g].first, "l") === g || up(up(g)) < 0);
    const loop = top.reduce((a, b) => (a >= 0 && groups[a].closed.length >= groups[b].closed.length ? a : b), loops[0] ?? -1);
    if (loop < 0 || groups[loop].closed.length < BARS) return null;
    const every = Math.ceil(groups[loop].closed.length / BARS);
    const ends = stops(sweep, loop).filter(({ member }) => groups[member].number % every === 0 || groups[member].number === 1);
    return [...new Set([...ends.map(({ k }) => k), ...sweep.phases.map(([, , last]) => last), sweep.steps.length])].sort((a, b) => a - b);
  }

  /* What the bar says in place of the number of steps: "turn 136 of 200". */
  function said(now) {
    const loop = enclosing(tree, nodeAt(now), "l");
    const at = opened() >= 0 ? opened() : loop;
    const turn = at >= 0 ? turnAt(now, at) : -1;
    if (turn < 0) return "";
    return put(spec.words.groups["turn of"], { n: groups[turn].number, of: groups[groups[at].closed.at(-1)].number });
  }

  /* Words before the sentence: in which turn or call it is. */
  function lead(now) {
    const call = callAt(now);
    const turn = said(now);
    const isTurn = call >= 0 && up(call) >= 0 && groups[up(call)].kind === "l"; /* calls in a row */
    const name = call >= 0 && !isTurn ? put(spec.words.groups["in call"], { name: tree.name(groups[call]) }) : "";
    return [turn && put(spec.words.groups["in turn"], { turn }), name].filter(Boolean).join(" ");
  }

  return { turnAt, callAt, goTo, byTurn, byCall, bars, said, lead, loops };
}

/*
 * Inputs that move without Python: whoever moves one, a slider or the point of a slope, all that is
 * shown follows. Where the function takes another way, what is shown stays, and the page says why.
 */

import { computed, answerFor, doubtAt } from "./refill.js";

const REST = 250; /* ms without a move, before what is shown is doubted */

export function makeMover(spec, player) {
  const inputs = [...spec.tape.inputs];
  const heard = [];
  let written = null; /* as Python wrote it; what is shown changes in place */
  let shown = null; /* all numbers of what is shown */
  let timer = 0;

  function move(node, value) {
    written ??= structuredClone(spec);
    inputs[node] = value;
    const { fresh, said, ran } = answerFor(written, inputs);
    if (fresh) {
      shown = ran;
      player.update(fresh);
    }
    player.notify(said);
    clearTimeout(timer);
    if (fresh && !said) timer = setTimeout(() => player.notify(doubtAt(written, inputs, fresh)), REST);
    for (const tell of heard) tell(Boolean(fresh));
  }

  /* From what a slider goes, and to what; any number where there is none. */
  function within(node, value) {
    const [, low, high] = spec.tape.sliders?.find(([each]) => each === node) ?? [node, -Infinity, Infinity];
    return Math.min(Math.max(value, low), high);
  }

  /* Python has computed all anew. */
  function renew() {
    inputs.splice(0, inputs.length, ...spec.tape.inputs);
    [written, shown] = [null, null];
    for (const tell of heard) tell(true);
  }

  return {
    inputs,
    renew,
    move: (node, value) => move(node, within(node, value)),
    moves: (node) => !spec.tape.still && node < inputs.length,
    ran: () => (shown ??= computed(spec, inputs)),
    listen: (tell) => heard.push(tell),
  };
}

/*
 * How large the player is: 560 px high, less where less is free, whatever the function; on a narrow
 * screen from top to bottom; on the stage the same grid, scaled as a whole. Sizes are taken at the
 * start and when there is another room, never at a step.
 */

import { watching } from "./page.js";

const HIGH = 560;
const LOW = 440;
const SHORT = 520; /* below, what can be missed goes */
const NARROW = 720; /* below, from top to bottom */
const TALL = 812; /* of a phone, at most */
const MARGIN = 24; /* around a player in what scrolls */
const STAGE = [960, 540];

/* `fit()` is called when the sizes have changed; the class is given on a narrow screen. */
export function layoutOf(live, fit, narrowClass = "adlab-phone") {
  let around = null; /* what scrolls around the player, if anything does in this document */
  let last = "";

  function measure() {
    if (!live.isConnected || !live.parentElement.clientWidth) return;
    const staged = live.classList.contains("adlab-stage");
    if (live.parentElement.classList.contains("adlab-side-by-side")) return changed([live.clientWidth, live.clientHeight]);
    const narrow = (staged ? innerWidth : live.parentElement.clientWidth) < NARROW;
    if (!staged) live.parentElement.style.minHeight = "";
    const [width, height] = staged ? onStage(narrow) : [0, heightIn(narrow)];
    live.classList.toggle(narrowClass, narrow);
    live.classList.toggle("adlab-short", !narrow && height < SHORT);
    live.classList.toggle("adlab-slim", !narrow && (width || live.parentElement.clientWidth) < 840);
    live.style.setProperty("--adlab-height", `${height}px`);
    changed([staged, narrow, height, width || live.clientWidth]);
  }

  function changed(sizes) {
    if (sizes.join() === last) return;
    last = sizes.join();
    fit();
  }

  function onStage(narrow) {
    const [room, top] = seen();
    const [width, height] = narrow ? [innerWidth, room] : STAGE;
    const scale = Math.min(innerWidth / width, room / height);
    live.style.setProperty("--adlab-width", `${width}px`);
    live.style.setProperty("--adlab-scale", String(scale));
    live.style.setProperty("--adlab-top", `${top + (room - height * scale) / 2}px`);
    live.parentElement.style.minHeight = `${room}px`; /* its place in the page stays */
    return [width, height];
  }

  /* How much one sees at once, and where it begins. A frame may be as high as the notebook in it (VS Code's
     is): then the stage stands where the player stands. */
  function seen() {
    if (innerHeight < 1.5 * screen.height) return [innerHeight, 0];
    const room = Math.min(0.7 * screen.height, (innerWidth * STAGE[1]) / STAGE[0]);
    return [room, within(live.parentElement.getBoundingClientRect().top, 0, innerHeight - room)];
  }

  function heightIn(narrow) {
    if (!around?.contains(live)) {
      around = scrollerOf(live);
      if (around) sizes.observe(around);
    }
    if (narrow) return within((around?.clientHeight ?? innerHeight) - MARGIN, HIGH, TALL);
    return around ? within(around.clientHeight - MARGIN, LOW, HIGH) : HIGH;
  }

  const sizes = watching(live, measure);
  measure();
  sizes.observe(live.parentElement);
  return { measure, remove: () => sizes.disconnect() };
}

const within = (size, low, high) => Math.round(Math.min(Math.max(size, low), high));

/* The nearest ancestor that would scroll if the player were very high; not the page itself. */
function scrollerOf(live) {
  live.style.setProperty("--adlab-height", "20000px");
  for (let at = live.parentElement; at && at !== document.body; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at);
    if (/auto|scroll/.test(overflowY) && at.scrollHeight > at.clientHeight + 1) return at;
  }
  return null;
}

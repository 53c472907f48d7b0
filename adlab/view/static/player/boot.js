/*
 * - `boot(name, sheet, words)`: put up every player of the page that waits for the pack of this name,
 *   as the script in a notebook's output does.
 * - `render({model, el}, sheet)`: the same as a widget, for anywidget; `widgetSheet(css)`: its sheet.
 */

import { element } from "./tools.js";
import { build } from "./player.js";
import { buildPair } from "./pair.js";
import { directionForm } from "./direction.js";
import { makeMover } from "./moving.js";
import { putSlopes } from "./slopes.js";
import { putSliders } from "./sliders.js";

/*
 * A player that is up has a property; a copy of it in the page has none, and is put up anew. The
 * sheet is the document's, after all of its own, however many players there are.
 */
export function boot(name, sheet, words) {
  for (const root of document.querySelectorAll(`[data-adlab-pack="${name}"]`)) {
    if (root.adlabUnmount) continue;
    wear(document, sheet);
    root.adlabUnmount = () => {};
    root.adlabMount = () => mount(root, words);
    if (!root.closest("[data-adlab-twin][hidden]")) root.adlabMount(); /* a widget stands in for it */
  }
}

function wear(where, sheet) {
  if (!where.adoptedStyleSheets.includes(sheet)) where.adoptedStyleSheets = [...where.adoptedStyleSheets, sheet];
}

/* The same sheet for all widgets of a page; some hosts have each in a root of its own. */
function widgetSheet(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

function mount(root, words) {
  try {
    const spec = JSON.parse(root.querySelector(".adlab-spec").textContent);
    for (const each of [spec, ...(spec.pair?.sides ?? []).map(({ spec }) => spec)]) each.words = { ...words, ...each.words };
    const player = (spec.pair ? buildPair : build)(root, spec);
    const mover = spec.tape && makeMover(spec, player);
    const sliders = spec.tape?.sliders?.length ? putSliders(root, spec, player, mover) : null;
    if (mover) putSlopes(spec, player, mover);
    root.adlabUnmount = () => {
      player.remove();
      sliders?.remove();
    };
  } catch (error) {
    console.warn("adlab: the picture stays still.", error);
  }
}

/*
 * The HTML that a widget stands in for: the one before it in the page. It goes while Python answers,
 * and comes back. Returns whether the widget is to be shown, and what to do when it goes.
 */
async function takePlace(model, el) {
  const before = (each) => each.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING;
  const find = () => /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll(`[data-adlab-twin="${model.get("twin")}"]`)].filter(before).at(-1));
  if (!model.get("twin")) return { shown: true, leave: () => {} };
  const whole = await model.widget_manager?.get_model?.(model.get("name")).catch(() => null);
  /* Either of the two outputs may be the first to be there. */
  for (let n = 0; n < 10 && !find(); n++) await new Promise((done) => setTimeout(done, 100));
  const twin = find();
  if (!twin) return { shown: true, leave: () => {} };
  if (whole?.comm_live === false) return { shown: false, leave: () => {} };
  const root = twin.querySelector("[data-adlab]");
  twin.toggleAttribute("hidden", true);
  root?.adlabUnmount?.();
  return {
    shown: true,
    leave: () => {
      twin.toggleAttribute("hidden", false);
      setTimeout(() => twin.isConnected && !twin.hidden && root?.adlabMount?.()); /* both may be on their way out */
    },
  };
}

/* What is shown is shared with Python, both ways; what Python has computed anew is shown. */
async function render({ model, el }, sheet) {
  const where = el.getRootNode();
  wear("adoptedStyleSheets" in where ? where : document, sheet);
  const place = await takePlace(model, el);
  if (!place.shown) return () => {};
  const root = element("div", { class: "adlab-player", "data-adlab": "pending" });
  root.dataset.lmSuppressShortcuts = "true";
  el.append(root);
  const copy = () => structuredClone(model.get("spec"));
  let spec = copy();
  let telling = false;
  let player = null; /* while it is built, there is nothing to tell */
  let mover = null;
  player = make();

  function make() {
    const made = build(root, spec, tell);
    directionForm(spec, made, (request) => {
      model.set("request", request);
      model.save_changes();
    });
    mover = spec.tape ? makeMover(spec, made) : null;
    if (mover) putSlopes(spec, made, mover);
    made.notify(spec.notice ?? "");
    return made;
  }

  function tell() {
    if (!player) return;
    const now = player.state();
    const same = (name) => JSON.stringify(model.get(name)) === JSON.stringify(now[name]);
    const changed = Object.keys(now).filter((name) => !same(name));
    telling = true; /* one by one, so that what is half told is not listened to */
    for (const name of changed) model.set(name, now[name]);
    telling = false;
    if (changed.length) model.save_changes();
  }

  function renew() {
    const fresh = copy();
    if (!fresh.sweeps) return; /* it is about to be closed */
    if (fresh.structure === spec.structure) {
      player.update(fresh);
      mover?.renew();
      player.notify(fresh.notice ?? "");
      return;
    }
    const { sweep, step } = player.state();
    player.remove();
    player = null;
    spec = fresh;
    player = make();
    if (!fresh.opens) player.choose(sweep, step);
    tell();
  }

  const listen = {
    "change:spec": renew,
    "change:step change:sweep": () => {
      const { sweep, step } = player.state();
      if (model.get("sweep") === sweep && model.get("step") === step) return;
      player.choose(model.get("sweep"), model.get("step"));
    },
    "change:playing": () => player.play(model.get("playing")),
    "change:selected": () => {
      const node = spec.nodes.findIndex(({ label }) => label === model.get("selected"));
      if (node >= 0 && player.state().selected !== model.get("selected")) player.jump(node);
    },
  };
  for (const event of Object.keys(listen)) {
    const heard = listen[event];
    listen[event] = () => telling || heard();
    model.on(event, listen[event]);
  }
  player.choose(model.get("sweep"), model.get("step"));
  return () => {
    for (const [event, heard] of Object.entries(listen)) model.off(event, heard);
    player.remove();
    place.leave();
  };
}

export { render, widgetSheet };

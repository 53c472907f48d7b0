/*
 * The page "Try your own function". Python runs in a worker, which this script starts at a click,
 * asks, and ends. What is shown comes from there as HTML, and players in it are put up by the script
 * that all pages of the site share.
 *
 * A link carries a function in its fragment, which no server sees: #f= with JSON in base64.
 */

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const root = document.querySelector("[data-try]");
  /** @type {(name: string) => any} */
  const part = (name) => root.querySelector(`[data-${name}]`);
  const here = (path) => new URL(path, script).href;

  const CHECK_SECONDS = 120; /* then the worker is ended, also where a loop hides in compiled code */
  const SAID = {
    python: "Python is loading …",
    numpy: "NumPy is loading …",
    adlab: "adlab is loading …",
    working: "Working …",
    stopped: "Stopped. Python starts again; go on when you like.",
    late: `This did not end within ${CHECK_SECONDS} seconds, and was stopped. Is there a loop without an end? Python starts again.`,
    ended: "Python came to its end on the way. Does the code call itself without an end? Python starts again.",
    copied: "The link is copied: whoever opens it sees this code, and starts it if they like.",
    link: "The link is below: whoever opens it sees this code, and starts it if they like.",
  };

  let told = null; /* what the site says of itself: where Python is, and the exercises */
  let worker = null;
  let ready = false;
  let waiting = null; /* a request, until there is somebody to ask */
  let count = 0;
  let limit = 0;

  function say(text) {
    part("status").textContent = text;
  }

  async function know() {
    told ??= await (await fetch(here("told.json"))).json();
    return told;
  }

  /* ------------------------------------------------------------------------------ Python */

  async function start() {
    const { python, archives } = await know();
    end();
    worker = new Worker(here("worker.js"), { type: "module" });
    worker.onmessage = ({ data }) => hear(data);
    worker.onerror = (event) => fail(event.message || "its script did not load");
    worker.postMessage({ python: new URL(python, document.baseURI).href, archives: archives.map(here) });
  }

  function end() {
    worker?.terminate();
    worker = null;
    ready = false;
    clearTimeout(limit);
  }

  function hear(data) {
    if (data.progress) return say(SAID[data.progress]);
    if (data.failed) return ready ? stop(SAID.ended) : fail(data.failed);
    if (data.ready) {
      ready = true;
      if (!waiting) say("Python is ready.");
      return send();
    }
    if (data.id === count) show(data);
  }

  function fail(why) {
    end();
    waiting = null;
    part("start").hidden = false;
    busy(false);
    say(`Python did not start: ${why}`);
  }

  function send() {
    if (!ready || !waiting) return;
    worker.postMessage(waiting);
    if (waiting.do === "check") limit = setTimeout(() => stop(SAID.late), CHECK_SECONDS * 1000);
    waiting = null;
  }

  function ask(what) {
    count += 1;
    waiting = { id: count, do: what, code: part("code").value, call: part("call").value, exercise: part("what").value };
    busy(true);
    if (ready) say(SAID.working);
    send();
  }

  function stop(why) {
    end();
    waiting = null;
    busy(false);
    part("shown").replaceChildren();
    say(why);
    start().catch((error) => fail(error.message));
  }

  function begin() {
    if (worker) return;
    part("start").hidden = true;
    say(SAID.python);
    ask(usual());
    start().catch((error) => fail(error.message));
  }

  /* ------------------------------------------------------------------------------ what is shown */

  function usual() {
    if (part("what").value) return "check";
    return part("call").value.trim() ? "step" : "run";
  }

  /* Buttons for what there is to do; while Python works, the one that stops it. */
  function busy(working) {
    const started = part("start").hidden;
    const exercise = Boolean(part("what").value);
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-do]"))) {
      button.hidden = !started || (button.dataset.do === "check") !== exercise;
      button.disabled = working;
    }
    part("stop").hidden = !(working && started);
    root.setAttribute("aria-busy", String(working));
  }

  /* HTML that Python has made, of code that may be somebody else's: nothing in it runs by itself. */
  function parsed(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    for (const each of body.querySelectorAll("script:not([type='application/json']), iframe, object, embed, form[action], base, meta, link")) each.remove();
    for (const each of body.querySelectorAll("*")) {
      for (const { name, value } of [...each.attributes]) {
        if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) each.removeAttribute(name);
      }
    }
    return [...body.childNodes];
  }

  function show({ html, good, printed }) {
    clearTimeout(limit);
    busy(false);
    part("printed").textContent = printed;
    part("printed").hidden = !printed;
    part("shown").replaceChildren(...parsed(html));
    window.adlabShow();
    const checked = part("what").value ? (good ? "Solved." : "Not yet.") : "";
    say(checked || (good ? "" : "That did not work; below is why."));
  }

  /* ------------------------------------------------------------------------------ an exercise */

  async function choose(id) {
    part("what").value = id;
    part("call-field").hidden = Boolean(id);
    part("task").hidden = !id;
    part("shown").replaceChildren();
    part("printed").hidden = true;
    say("");
    busy(false);
    if (!id) return;
    const { title, task, starter, hints, page } = (await know()).exercises[id];
    const folded = hints.map((hint, k) => `<details><summary>Hint ${k + 1} of ${hints.length}</summary><p>${hint}</p></details>`);
    part("task").replaceChildren(...parsed(`<h2><a href="${page}"></a></h2>${task}${folded.join("")}`));
    part("task").querySelector("a").textContent = title;
    part("code").value = starter;
  }

  /* ------------------------------------------------------------------------------ links */

  function packed(value) {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /* What a link brings is shown, and never run. */
  async function follow() {
    const said = new URLSearchParams(location.hash.slice(1));
    const known = [...part("what").options].map(({ value }) => value);
    if (known.includes(said.get("exercise"))) await choose(said.get("exercise"));
    if (!said.get("f")) return;
    try {
      const { code, call, exercise } = unpacked(said.get("f"));
      await choose(known.includes(exercise) ? exercise : "");
      part("code").value = String(code);
      part("call").value = String(call);
      part("from-link").hidden = false;
    } catch {
      say("This link is not whole: there is no function in it.");
    }
  }

  async function link() {
    const value = { code: part("code").value, call: part("call").value, exercise: part("what").value };
    const address = `${location.href.split("#")[0]}#f=${packed(value)}`;
    part("address").value = address;
    part("address-field").hidden = false;
    try {
      await navigator.clipboard.writeText(address);
      say(SAID.copied);
    } catch {
      part("address").select();
      say(SAID.link);
    }
  }

  /* ------------------------------------------------------------------------------ the editor */

  let leaving = false; /* after Esc, so that the keyboard is not caught in the editor */

  function insert(text) {
    const { selectionStart, selectionEnd } = part("code");
    part("code").setRangeText(text, selectionStart, selectionEnd, "end");
  }

  function indentation() {
    const line = part("code").value.slice(0, part("code").selectionStart).split("\n").at(-1);
    return line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
  }

  function type(event) {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    const tab = key === "Tab" && !shiftKey && !leaving;
    leaving = key === "Escape" || (leaving && key === "Shift");
    if (key === "Enter" && (ctrlKey || metaKey)) run();
    else if (key === "Enter") insert(`\n${indentation()}`);
    else if (tab) insert("    ");
    else return;
    event.preventDefault();
  }

  function run() {
    if (root.getAttribute("aria-busy") === "true") return;
    if (worker) ask(usual());
    else begin();
  }

  if (location.protocol === "file:") {
    part("needs-server").hidden = false;
    part("start").disabled = true;
  } else {
    part("start").addEventListener("click", begin);
    for (const button of root.querySelectorAll("[data-do]")) button.addEventListener("click", () => ask(button.dataset.do));
    part("stop").addEventListener("click", () => stop(SAID.stopped));
    part("what").addEventListener("change", () => {
      part("from-link").hidden = true;
      choose(part("what").value);
    });
    part("code").addEventListener("keydown", type);
    part("call").addEventListener("keydown", ({ key }) => key === "Enter" && run());
    part("link").addEventListener("click", link);
    window.addEventListener("hashchange", follow);
    follow();
  }
})();

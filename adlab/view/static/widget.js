/*
 * What a widget runs: the player's script, which comes with its state. However often a cell is run,
 * the page keeps one copy: what is imported stays for ever.
 */

const known = (globalThis.adlabScripts ??= new Map());

function load(code) {
  if (!known.has(code)) {
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    known.set(code, import(address).finally(() => URL.revokeObjectURL(address)));
  }
  return known.get(code);
}

async function render(context) {
  const player = await load(context.model.get("code"));
  return player.default.render(context);
}

export default { render };

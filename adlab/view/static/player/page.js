/*
 * What the page tells all of its players: another size, another address, paper. It is listened to
 * once for a page, however often outputs are made anew, and keeps no player that has left it.
 */

const HEARD = ["resize", "hashchange", "beforeprint", "afterprint"];

/* `heard` has a function for each event that is to be told; the element keeps it, and nothing else. */
export function tellPlayer(root, heard) {
  root.adlabHeard = heard;
  window.adlabPlayers ??= listening(new Set());
  window.adlabPlayers.add(new WeakRef(root));
}

function listening(players) {
  const tell = (name) => {
    for (const each of players) {
      const root = each.deref();
      if (root) root.adlabHeard?.[name]?.();
      else players.delete(each);
    }
  };
  for (const name of HEARD) addEventListener(name, () => tell(name));
  const paper = matchMedia("print");
  paper.addEventListener("change", () => tell(paper.matches ? "beforeprint" : "afterprint"));
  return players;
}

/* Sizes of what stays longer than a player: it is let go with the player. */
export function watching(live, changed) {
  live.adlabResized = changed;
  const known = new WeakRef(live);
  const observer = new ResizeObserver(() => {
    const shown = known.deref();
    if (shown) shown.adlabResized?.();
    else observer.disconnect();
  });
  return observer;
}

/*
 * Links to a step: `#reverse/23`, `#tangent x2/5`; and where a page has several players, with the
 * identity of one in front, `#adlab-3/reverse/23`.
 */

/* Which sweep and step the address names; null if none of this player. */
export function addressed(spec, root, hash = location.hash) {
  const parts = decoded(hash).split("/");
  const identity = parts.length > 2 ? parts.shift() : "";
  const [name, number] = parts;
  if (identity ? identity !== root.id : !isFirst(root)) return null;
  const index = spec.sweeps.findIndex((sweep) => sweep.name === name || sweep.kind === name || sweep.segment === name);
  if (index < 0 || !/^\d+$/.test(number ?? "")) return null;
  return { index, k: Math.min(Number(number), spec.sweeps[index].steps.length) };
}

/* The address of a step of a sweep, as short as may be. */
export function addressOf(spec, root, index, k) {
  const { kind, name } = spec.sweeps[index];
  const short = spec.sweeps.findIndex((sweep) => sweep.kind === kind) === index ? kind : name;
  const identity = isFirst(root) ? [] : [root.id];
  const hash = `#${[...identity, short, k].map((part) => encodeURIComponent(part)).join("/")}`;
  const page = /^(https?|file):$/.test(location.protocol) ? location.href.split("#")[0] : "";
  return page + hash;
}

function decoded(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

const isFirst = (root) => document.querySelector(".adlab-player[data-adlab]") === root;

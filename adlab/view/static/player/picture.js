/* What can be done with every picture, beside stepping: zoom, pan, find. */

import { element } from "./tools.js";
import { zoomOf } from "./zoom.js";
import { finder } from "./search.js";

const READABLE = 0.55;

/* The pane of a picture with its tools; `groups` are the panes of a big graph, or null. */
export function pictureTools(spec, pane, groups, written) {
  const frame = element("div", { class: "adlab-picture-frame" }, pane);
  if (!pane.querySelector("svg") && !groups) return { frame, keys: {}, ready() {}, escape: () => false };
  const zoom = zoomOf(spec, frame);
  const find = finder(spec, frame, groups, written);
  frame.append(element("div", { class: "adlab-picture-tools" }, find.bar, zoom.bar), find.panel, find.said);
  groups?.onOpen(() => zoom.renew(READABLE));
  return {
    frame,
    keys: { ...zoom.keys, ...find.keys, ...groups?.keys },
    ready: () => groups && zoom.renew(READABLE),
    escape: find.escape,
  };
}

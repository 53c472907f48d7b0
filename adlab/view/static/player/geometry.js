/* A little geometry of panes and boxes. */

export function boxOf(group) {
  const [x, y] = (group.getAttribute("transform").match(/-?[\d.]+/g) ?? ["0", "0"]).map(Number);
  const rect = group.querySelector(".adlab-box");
  return { x, y, width: Number(rect.getAttribute("width")), height: Number(rect.getAttribute("height")) };
}

/*
 * Scroll a pane, and never the page, until a box in it can be seen. It reads, and returns what
 * writes: all panes read before any writes, so that the page is laid out once for a step.
 */
export function revealing(pane, { left, top, width, height }, { above = 0, margin = 0 } = {}) {
  const shift = (low, size, start, room) => {
    if (low - margin < start) return low - margin;
    return Math.max(start, Math.min(low + size + margin - room, low - margin));
  };
  const x = pane.scrollWidth > pane.clientWidth ? shift(left, width, pane.scrollLeft, pane.clientWidth) : 0;
  const y =
    pane.scrollHeight > pane.clientHeight
      ? shift(top - above, height + above, pane.scrollTop, pane.clientHeight)
      : 0;
  return () => {
    pane.scrollLeft = x;
    pane.scrollTop = y;
  };
}

export function rowBox(row) {
  return { left: 0, top: row.offsetTop, width: 0, height: row.offsetHeight };
}

/* A generous guess at the width of a text in bold. */
export function textWidth(text) {
  let width = 0;
  for (const character of text) width += /\d/.test(character) ? 9.3 : /[ .,·()]/.test(character) ? 5.4 : 11;
  return width;
}

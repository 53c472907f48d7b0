/* Zoom, pan and fit of the picture, as a camera over a pane that scrolls. */

import { element, svgElement } from "./tools.js";

const FACTOR = 1.25;
const LEAST = 0.1;
const MOST = 4;

const ZOOM_ICONS = {
  in: "M9 4h2v5h5v2h-5v5H9v-5H4V9h5z",
  out: "M4 9h12v2H4z",
  fit: "M3 3h5v2H5v3H3z M12 3h5v5h-2V5h-3z M3 12h2v3h3v2H3z M15 12h2v5h-5v-2h3z M8 8h4v4H8z",
  natural: "M4 5h2v10H4z M9 7h2v2H9z M9 12h2v2H9z M14 5h2v10h-2z",
};

/* `frame` holds the pane, which changes when another picture is opened. */
export function zoomOf(spec, frame, button = zoomButton) {
  const { words } = spec;
  const pane = () => frame.querySelector(".adlab-diagram-pane");
  const picture = () => frame.querySelector("svg.adlab-diagram");
  let scale = null; /* null: as large as it comes */
  let least = 0; /* where it follows the size of the pane: how small it may become */

  const size = () => ["width", "height"].map((name) => Number(picture().getAttribute(name)));

  function current() {
    return picture().getBoundingClientRect().width / size()[0];
  }

  /* A point of the picture stays where it is on the screen. */
  function set(to, [x, y] = middle()) {
    if (!picture()) return;
    least = 0;
    const before = picture().getBoundingClientRect();
    const [u, v] = [(x - before.left) / before.width, (y - before.top) / before.height];
    scale = to === null ? null : Math.min(Math.max(to, LEAST), MOST);
    apply();
    const after = picture().getBoundingClientRect();
    pane().scrollLeft += after.left + u * after.width - x;
    pane().scrollTop += after.top + v * after.height - y;
  }

  function apply() {
    const shown = picture();
    if (!shown) return;
    const [width, height] = size();
    const style = scale === null ? ["", "", "", ""] : [scale * width, scale * height, 0, 0].map((n) => `${n}px`);
    [shown.style.width, shown.style.height, shown.style.minWidth, shown.style.minHeight] = style;
  }

  function follow() {
    if (!least || !picture() || !pane().clientWidth) return;
    const staged = frame.closest(".adlab-stage");
    const fit = fitting(staged ? 2 * least : least);
    scale = fit < 1 || staged ? Math.min(fit, 2) : null;
    apply();
  }
  new ResizeObserver(follow).observe(frame);

  function middle() {
    const { left, top, width, height } = pane().getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  }

  function fitting(smallest = LEAST) {
    const [width, height] = size();
    const room = getComputedStyle(pane());
    const across = pane().clientWidth - parseFloat(room.paddingLeft) - parseFloat(room.paddingRight);
    const down = pane().clientHeight - parseFloat(room.paddingTop) - parseFloat(room.paddingBottom);
    return Math.max(Math.min(across / width, down / height, MOST), smallest);
  }

  const actions = {
    in: () => set(current() * FACTOR),
    out: () => set(current() / FACTOR),
    fit: () => picture() && set(fitting()),
    natural: () => set(null),
  };

  /* Drag to move; the wheel zooms with Ctrl, as a pinch does, and scrolls without. */
  let drag = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button || !pane()?.contains(event.target) || event.pointerType === "touch") return;
    drag = { x: event.clientX, y: event.clientY, left: pane().scrollLeft, top: pane().scrollTop, moved: false };
  });
  frame.addEventListener("pointermove", (event) => {
    if (!drag || !(event.buttons & 1)) return (drag = null);
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 5) return;
    drag.moved = true;
    pane().classList.add("adlab-dragged");
    pane().scrollLeft = drag.left - dx;
    pane().scrollTop = drag.top - dy;
  });
  const end = () => {
    const moved = drag?.moved;
    drag = null;
    pane()?.classList.remove("adlab-dragged");
    if (moved) frame.addEventListener("click", (event) => event.stopPropagation(), { capture: true, once: true });
  };
  frame.addEventListener("pointerup", end);
  frame.addEventListener("pointercancel", end);
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey || !picture() || !pane().contains(event.target)) return;
      event.preventDefault();
      set(current() * Math.exp(-event.deltaY / 300), [event.clientX, event.clientY]);
    },
    { passive: false },
  );

  const bar = element(
    "div",
    { class: "adlab-zoom", role: "group", "aria-label": words.picture.zoom },
    ...Object.keys(ZOOM_ICONS).map((name) => button(words.picture[name], ZOOM_ICONS[name], actions[name])),
  );
  return {
    bar,
    /* A new picture: as far out as it can be read. */
    renew: (smallest) => {
      least = smallest;
      follow();
    },
    keys: { "+": actions.in, "=": actions.in, "-": actions.out, 0: actions.fit, 9: actions.natural },
  };
}

export function zoomButton(label, shape, act) {
  const made = element(
    "button",
    { type: "button", "aria-label": label, title: label },
    svgElement(
      "svg",
      { viewBox: "0 0 20 20", width: 16, height: 16, "aria-hidden": "true" },
      svgElement("path", { d: shape, fill: "currentColor" }),
    ),
  );
  made.addEventListener("click", act);
  return made;
}

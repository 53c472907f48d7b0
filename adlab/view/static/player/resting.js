/* Where a share's number stands when nothing moves: on its own edge, beside all else. */

const POINTS = 32;
const CLEAR = 3;

/* Points along a line, from its first end to the other. */
export function pointsOf(line) {
  const length = line.getTotalLength();
  return Array.from({ length: POINTS + 1 }, (_, k) => line.getPointAtLength((length * k) / POINTS));
}

/*
 * The point nearest to the first end at which a rectangle meets none of `boxes`, [left, top, right,
 * bottom], and none of the points of other lines; null if there is none.
 */
export function roomAlong(points, [width, height], boxes, others) {
  const [w, h] = [width / 2 + CLEAR, height / 2 + CLEAR];
  const free = ({ x, y }) =>
    !boxes.some(([left, top, right, bottom]) => x + w > left && x - w < right && y + h > top && y - h < bottom) &&
    !others.some((line) => line.some((point) => Math.abs(point.x - x) < w && Math.abs(point.y - y) < h));
  return points.find(free) ?? null;
}

/* A pane shows a window of its rows: the current one stands in the middle third of it. */

/*
 * The first row of a window of `size` rows out of `count`: it moves only if `row` leaves the middle
 * third, and takes `partner` in as well where both have room.
 */
export function windowAt(first, size, count, row, partner = row) {
  if (count <= size) return 0;
  const third = Math.floor(size / 3);
  let to = Math.min(Math.max(first, row - (size - 1 - third)), row - third);
  if (Math.abs(partner - row) < size) to = Math.min(Math.max(to, partner - size + 1), partner);
  return Math.min(Math.max(to, 0), count - size);
}

/*
 * Where a line is cut so that its parts have at most `columns` characters: before an operator, the
 * one that binds least. Each part is [from, to, indent].
 */
export function wrapped(line, columns) {
  if (line.length <= columns) return [[0, line.length, 0]];
  const least = line.length - line.trimStart().length;
  const breaks = breaksOf(line).filter(({ at }) => at > least + 1);
  const aligned = line.match(/^\s*(return |[\w., ]+ = )/)?.[0].length ?? 0;
  const [deep, shallow] = [aligned, least + 2].map((indent) => cut(line, columns, breaks, indent));
  return aligned && deep.length <= shallow.length && aligned < columns / 2 ? deep : shallow;
}

function cut(line, columns, breaks, indent) {
  const parts = [];
  let from = 0;
  for (;;) {
    const hanging = parts.length ? Math.min(indent, columns >> 1) : 0;
    const end = from + Math.max(columns - hanging, 4);
    if (line.length <= end) return [...parts, [from, line.length, hanging]];
    const start = from;
    const near = breaks.filter(({ at }) => at > start + 1 && at <= end);
    const best = near.reduce((a, b) => (a && a.cost < b.cost ? a : b), null);
    const to = best?.at ?? end;
    parts.push([from, to, hanging]);
    from = to;
  }
}

const CUTTING = /(["'])(?:\\.|(?!\1).)*\1|#.*|[([{]|[)\]}]|, | = | (?:if|else|or|and|for|in|is) | (?:[<>=!]=|[<>]|[+-]|\*\*|\/\/|[*/@%]) |\.(?=[A-Za-z_])/g;
const BINDING = [/^ (if|else|for) $/, /^ or $/, /^ and $/, /^ (in|is|[<>=!]=|[<>]) $/, /^ [+-] $/, /^ (\*|\/|\/\/|@|%) $/, /^ \*\* $/];

/* Where a line may be cut, and at what cost: deeper in parentheses is dearer. */
function breaksOf(line) {
  const found = [];
  let depth = 0;
  for (const { 0: token, index } of line.matchAll(CUTTING)) {
    const add = (at, cost) => found.push({ at, cost: 10 * depth + cost });
    if ("([{".includes(token)) {
      depth += 1;
      add(index + 1, 26);
    } else if (")]}".includes(token)) depth -= 1;
    else if (token === ", ") add(index + 2, 3);
    else if (token === " = ") add(index + 3, 24);
    else if (token === ".") add(index, 25);
    else if (token[0] === " ") add(index + 1, BINDING.findIndex((level) => level.test(token)));
    else if (token[0] === "#") {
      add(index, 2);
      for (const { index: space } of token.matchAll(/ /g)) add(index + space + 1, 60);
    }
  }
  return found;
}

/* A text in lines of at most `columns` characters, cut between words. */
export function folded(text, columns) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length >= columns) lines.push(word);
    else lines[last] += lines[last] ? ` ${word}` : word;
  }
  return lines;
}

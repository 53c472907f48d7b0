/* How a number is written, as adlab/engine/arrays/digits.py writes it, ties included. */

const LONGEST_NUMBER = 8;

/* Whether a number lies exactly between two of so many decimals (less than none: of tens, …). */
function isTie(size, decimals) {
  if (decimals >= 0) return Math.abs((size * 2 ** (decimals + 1)) % 2) === 1;
  const unit = 10n ** BigInt(-decimals);
  return Number.isInteger(size) && (2n * BigInt(size)) % unit === 0n && ((2n * BigInt(size)) / unit) % 2n === 1n;
}

/* Python takes the even one of two that are as near; JavaScript the larger one. */
function halfToEven(size, decimals, write) {
  if (!isTie(size, decimals)) return write(size);
  const [low, high] = [write(size * (1 - 2 ** -52)), write(size * (1 + 2 ** -52))];
  return Number(low.split("e")[0].at(-1)) % 2 ? high : low;
}

/* A number that is not negative, to so many decimals, as a number. */
export function toDecimals(size, decimals) {
  return Number(halfToEven(size, decimals, (x) => x.toFixed(decimals)));
}

const short = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function scientific(size, exponent) {
  for (let digits = 3; ; digits--) {
    const [mantissa, power] = halfToEven(size, digits - exponent, (x) => x.toExponential(digits)).split("e");
    const text = `${short(mantissa)}e${Number(power)}`.replace("-", "−");
    if (text.length <= LONGEST_NUMBER || !digits) return text;
  }
}

function written(size) {
  if (size === Infinity) return "inf";
  const exponent = Number(size.toExponential().split("e")[1]);
  if (size >= 1000 && size < 999999.5) return halfToEven(size, 0, (x) => x.toFixed(0));
  if (size >= 0.001 && size < 1000) return short(halfToEven(size, 3 - exponent, (x) => x.toPrecision(4)));
  return scientific(size, exponent);
}

export function digits(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!value) return value === 0 ? "0" : "nan";
  return (value < 0 ? "−" : "") + written(Math.abs(value));
}

/*
 * What the primitives of scalars compute, each as NumPy does, and formulas made of them: a letter is
 * an argument, a list a function with its arguments, see adlab/view/replay/rules.py.
 *
 * The table is read by rules.py too: one name a line.
 */

const truth = (x) => x !== 0 && x !== false;

/* Half to even. */
function rint(x) {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 ? up - 1 : up;
}

/* Of the sign of the divisor, as Python has it. */
function modulo(x, y) {
  const rest = x % y;
  return rest && y < 0 !== rest < 0 ? rest + y : rest;
}

function floorDivide(x, y) {
  if (!y) return x / y;
  const down = Math.floor((x - modulo(x, y)) / y + 0);
  return (x - modulo(x, y)) / y - down > 0.5 ? down + 1 : down;
}

/* C's, which says 1 where nothing else is known. */
function power(x, y) {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return y === 2 ? x * x : x ** y;
}

function hypot(x, y) {
  const length = Math.sqrt(x * x + y * y);
  return length && Number.isFinite(length) ? length : Math.hypot(x, y);
}

function logaddexp(x, y) {
  if (x === y) return x + Math.LN2;
  const d = x - y;
  return d > 0 ? x + Math.log1p(Math.exp(-d)) : d <= 0 ? y + Math.log1p(Math.exp(d)) : d;
}

/* A series of positive terms; where they are many, 1 less a continued fraction. */
function erf(x) {
  const square = x * x;
  if (!(Math.abs(x) < 6)) return Math.sign(x);
  if (square > 4) {
    let below = 1;
    for (let k = 90; k > 0; k--) below = 1 + k / (2 * square) / below;
    return Math.sign(x) * (1 - Math.exp(-square) / (Math.abs(x) * Math.sqrt(Math.PI) * below));
  }
  let [sum, term] = [0, x];
  for (let k = 0; k < 60; k++) [sum, term] = [sum + term, (term * 2 * square) / (2 * k + 3)];
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
}

function sinc(x) {
  const angle = Math.PI * (x === 0 ? 1e-20 : x);
  return Math.sin(angle) / angle;
}

/* As in the engine: the terms of its series near 0, else from the derivative of one order less. */
function sincDerivative(x, order) {
  const angle = Math.PI * x;
  let value = 0;
  if (Math.abs(angle) < order + 1) {
    let term = (-1) ** ((order + 1) >> 1) * angle ** (order % 2);
    for (let k = order % 2; k < 3 * order + 30; k += 2) {
      value += term / (k + order + 1);
      term = (-term * angle * angle) / ((k + 1) * (k + 2));
    }
  } else {
    value = Math.sin(angle) / angle;
    for (let k = 1; k <= order; k++) value = (Math.sin(angle + (k * Math.PI) / 2) - k * value) / angle;
  }
  return Math.PI ** order * value;
}

const negative = (x) => x < 0 || Object.is(x, -0);
const both = (x, y) => truth(x) && truth(y);
const either = (x, y) => truth(x) || truth(y);
const oneOf = (x, y) => truth(x) !== truth(y);
const larger = (x, y) => (x >= y || Number.isNaN(x) ? x : y);
const smaller = (x, y) => (x <= y || Number.isNaN(x) ? x : y);

/* Those that are not exact, so that the last bit may be another one in NumPy. */
const ROUGH = {
  power,
  cbrt: Math.cbrt,
  exp: Math.exp,
  expm1: Math.expm1,
  exp2: (x) => power(2, x),
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  logaddexp,
  logaddexp2: (x, y) => logaddexp(x * Math.LN2, y * Math.LN2) / Math.LN2,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arctan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  hypot,
  sinc,
  sinc_derivative: sincDerivative,
  erf,
};

const EXACT = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  negative: (x) => -x,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  sqrt: Math.sqrt,
  remainder: modulo,
  fmod: (x, y) => x % y,
  floor_divide: floorDivide,
  deg2rad: (x) => x * (Math.PI / 180),
  radians: (x) => x * (Math.PI / 180),
  rad2deg: (x) => x * (180 / Math.PI),
  degrees: (x) => x * (180 / Math.PI),
  absolute: Math.abs,
  sign: Math.sign,
  copysign: (x, y) => (negative(x) === negative(y) ? x : -x),
  heaviside: (x, y) => (x > 0 ? 1 : x < 0 ? 0 : x === 0 ? y : x),
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  rint,
  round: rint,
  maximum: larger,
  minimum: smaller,
  fmax: (x, y) => (Number.isNaN(y) ? x : x >= y ? x : y),
  fmin: (x, y) => (Number.isNaN(y) ? x : x <= y ? x : y),
  clip: (x, low, high) => smaller(larger(x, low), high),
  where: (x, y, z) => (truth(x) ? y : z),
  greater: (x, y) => x > y,
  greater_equal: (x, y) => x >= y,
  less: (x, y) => x < y,
  less_equal: (x, y) => x <= y,
  equal: (x, y) => Number(x) === Number(y),
  not_equal: (x, y) => Number(x) !== Number(y),
  logical_and: both,
  logical_or: either,
  logical_xor: oneOf,
  bitwise_and: both,
  bitwise_or: either,
  bitwise_xor: oneOf,
  logical_not: (x) => !truth(x),
  invert: (x) => !truth(x),
  isfinite: (x) => Number.isFinite(Number(x)),
  isnan: (x) => Number.isNaN(x),
  isinf: (x) => Math.abs(x) === Infinity,
  signbit: negative,
  as_float: Number,
  as_whole: Math.trunc,
  bool: truth,
};

/*
 * A formula with its letters. `rough(result)` is called with what is not exact and returns what goes
 * on from it.
 */
export function compute(tree, letters, rough) {
  if (typeof tree === "string") return letters[tree];
  if (!Array.isArray(tree)) return tree;
  const [name, ...parts] = tree;
  const given = parts.map((part) => compute(part, letters, rough));
  return name in ROUGH ? rough(ROUGH[name](...given)) : EXACT[name](...given);
}

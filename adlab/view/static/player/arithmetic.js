/* The student's arithmetic: `calculate("2*cos(3)")` is a number, or an Error that says what is wrong. */

const FUNCTIONS = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  log: Math.log,
  ln: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  abs: Math.abs,
};
const CONSTANTS = { pi: Math.PI, π: Math.PI, e: Math.E };
const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(\*\*|[-+*/^()])|([a-zπ]+))/giy;

function tokensOf(text) {
  const plain = text.replace(/[−–]/g, "-").replace(/[·×]/g, "*").trim();
  const tokens = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < plain.length; ) {
    const from = TOKEN.lastIndex;
    const [, number, sign, name] = TOKEN.exec(plain) ?? [];
    if (number) tokens.push(Number(number));
    else if (sign ?? name) tokens.push((sign ?? name).replace("**", "^").toLowerCase());
    else throw Error(plain.slice(from).trim()[0]);
  }
  return tokens;
}

/* One function for each level of binding; throws the token that cannot stand where it does. */
export function calculate(text) {
  const tokens = tokensOf(text);
  const next = (...wanted) => wanted.includes(tokens[0]) && tokens.shift();
  const need = (token) => {
    if (!next(token)) throw Error(tokens[0] ?? token);
  };

  function sum() {
    let value = product();
    for (let sign; (sign = next("+", "-")); ) value += (sign === "+" ? 1 : -1) * product();
    return value;
  }

  function product() {
    let value = signed();
    for (let sign; (sign = next("*", "/")); ) value = sign === "*" ? value * signed() : value / signed();
    return value;
  }

  function signed() {
    const sign = next("+", "-");
    if (sign) return sign === "-" ? -signed() : signed();
    const base = atom();
    return next("^") ? base ** signed() : base;
  }

  function atom() {
    const token = tokens.shift();
    if (typeof token === "number") return token;
    if (Object.hasOwn(CONSTANTS, token)) return CONSTANTS[token];
    const f = Object.hasOwn(FUNCTIONS, token) && FUNCTIONS[token];
    if (f) need("(");
    else if (token !== "(") throw Error(token ?? "");
    const value = sum();
    need(")");
    return f ? f(value) : value;
  }

  const value = sum();
  if (tokens.length) throw Error(String(tokens[0]));
  return value;
}

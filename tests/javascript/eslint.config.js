/* The rules of the player's scripts. It is run from the repository's top, see package.json. */

import js from "@eslint/js";
import globals from "globals";

const rules = {
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "no-console": ["error", { allow: ["warn"] }],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-param-reassign": "error",
  "no-self-compare": "error",
  "no-throw-literal": "error",
  "no-unused-vars": ["error", { args: "all", argsIgnorePattern: "^_" }],
  "no-useless-concat": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "prefer-template": "error",
};

/* Text is never read as HTML: what a user writes stays text. */
const UNSAFE = ["innerHTML", "outerHTML", "insertAdjacentHTML", "write"];
const unsafe = UNSAFE.map((property) => ({ property, message: "No text is read as HTML." }));

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: { ...rules, "no-restricted-properties": ["error", ...unsafe] },
  },
];

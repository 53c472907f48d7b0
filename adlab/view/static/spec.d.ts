/* Made by tests/view/spec_types.py from adlab/view/replay/spec.py. Do not edit. */

/** What there is to say and to show at all steps of a kind; holes name facts of the step. */
export interface Phrase {
  event: string;
  fields: string[];
  reads: string[];
  accent: "value" | "partial" | "tangent" | "adjoint";
  say: any[];
  order?: string;
  form?: string;
  columns?: Column[];
  sum?: any[];
  shows_partials?: boolean;
  travels?: boolean;
  asks?: Record<string, string>;
}

/** One step. The state after k steps is the fold of the first k, so that none needs a way back. */
export type Step = [phrase: number, slot: string, after: string, edges: number, ...facts: any[]];

/** At a node that waits for several shares: how many have come. */
export type Tag = [come: number, first: number, complete: boolean];

/** What the line of an edge shows of the share that has gone along it. */
export type Flow = [width: number, sign: "" | "minus" | "zero" | "array"];

/** One share in a ledger, which is as long as the sums on the way need: from 0 to 1. */
export type Bar = [start: number, end: number, text: string];

/** One pass of a sweep. */
export type Pass = [name: string, first: number, last: number];

/** What the second row of a node shows, from when a slot of it has been written. */
export type Row = [letter: string, sign: string];

/** An adjoint that is under way after a jump. */
export type Pending = [node: number, text: string, come: number];

/** What there is after a jump: the slots of all nodes that the pass has reached. */
export type Jump = [letters: string, low: number, high: number, pending: Pending[]];

/** One sweep, step by step. What only some steps have is kept by the number of the step. */
export interface Sweep {
  kind: string;
  name: string;
  seed: string;
  phases: Pass[];
  steps: Step[];
  opening: [string, string][];
  closing: [string, string][];
  rows: Row[];
  values: boolean;
  sign?: string;
  derivative?: string;
  halfway?: number;
  tags?: Record<number, Tag>;
  flows?: Record<number, Flow>;
  ledgers?: Record<number, Bar[]>;
  waits?: Record<number, number>;
  arrays?: Record<number, number>;
  scales?: Record<number, string>;
  full?: Record<number, string>;
  cut?: string;
  only?: number[];
  noted?: boolean;
  segment?: string;
  told?: string[];
  bare?: boolean;
  jumps?: Record<number, Jump>;
  held?: string[];
  places?: string[];
  final?: string[];
  held_arrays?: Record<number, number>;
  sizes?: Record<number, number>;
}

/** An array at a node, whatever the step. */
export interface ArrayFace {
  shape: string;
  preview: number[] | null;
  said: string;
  rows: string[];
  columns: string[];
  value: number;
  scale: string;
}

/** A node of the graph. */
export interface Node {
  label: string;
  formula: string;
  name: [string, string];
  at?: number[];
  where?: string;
  output?: boolean;
  array?: ArrayFace;
}

/** What there is to say about an edge from or to an array. */
export interface MapOnEdge {
  label: string;
  shapes: string;
  size: number[];
  back?: string;
  matrix?: string;
  wires?: Wires;
}

/** Where the picture stands in a pane of some size; see `drawn.fit`. */
export interface Place {
  pane: number[];
  face: string;
  nodes: number[][];
  lines: string[];
  gates: number[][];
  ledgers: Record<number, number>;
  legend?: number[];
  whole?: number[];
  down?: boolean;
  others?: number[][];
  bundles?: string[];
}

/** One picture of a big graph. */
export type Group = [title: string, note: string, up: number, first: number, stop: number, shape: number, roles: string, nodes: number[], closed: number[], edges: number[], bundles: number[][], more: number[], kind: string, number: number, count: number, body: number];

/** A name that a loop carries: its nodes in all turns, -1 where there is none. */
export type Lane = [name: string, entering: number[], leaving: number[]];

/** The pictures of a big graph. */
export interface Groups {
  drawings: string[];
  tree: Group[];
  values: string[];
  short: Record<number, string>;
  kinks: number[];
  opens?: number;
  fits?: Record<number, Place[]>;
  loops?: Record<number, Lane[]>;
  sizes?: Record<number, number>;
}

/** The source of one function. */
export interface Function {
  name: string;
  first: number;
  lines: string[];
}

/** Which sweep is shown first, at which step. */
export interface Opened {
  sweep: number;
  step: number;
}

/** What a primitive computes, as trees; see `rules`. */
export type Rule = [value: any, partials: any[], kink: number];

/** A comparison that the function made. */
export type Question = [text: string, line: number, outcome: boolean, call: any[]];

/** What every number of the page is computed from anew, for other inputs; see `tape`. */
export interface Tape {
  inputs: number[];
  nodes: any[][];
  rules: Record<string, Rule>;
  still?: boolean;
  sliders?: [number, number, number][];
  questions?: Question[];
  otherwise?: Record<number, number[]>;
  seeds?: Record<number, number>[];
  results?: Record<string, number>[];
}

/** The whole player. */
export interface Spec {
  version: number;
  title: string;
  count: number;
  nodes: Node[];
  edges: [number, number][];
  partials: string[];
  functions: Function[];
  branches: any[];
  sweeps: Sweep[];
  phrases: Phrase[];
  lit: number[][];
  halfway: [string, string][];
  open: Opened;
  limits: Record<string, [number, number]>;
  dot: string;
  words: Record<string, any>;
  predict?: string;
  maps?: Record<number, MapOnEdge>;
  pool?: string[][];
  groups?: Groups;
  places?: Place[];
  tape?: Tape;
  constants?: string;
  diagram?: string;
}

/** One column; what is None has no place in it. */
export type Column = [symbol: any, number: any, caption: any[]];

/** Entries are counted row after row. With nothing said of them, each goes to its own place. */
export type Wires = [sources: number[], targets: number[], times: string, weights: string, product: string];

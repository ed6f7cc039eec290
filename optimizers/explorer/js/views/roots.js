// Momentum along one direction of curvature λ: the roots of r² − (1 + β − ηλ) r + β and a run's error; with a condition
// number both ends of a valley, as a bar on the map of the radius over ηλ and β.

import { memo } from "../memo.js";
import { within, written } from "../numbers.js";
import { RULES } from "../translated.js";
import { phrase, phrases } from "../words.js";

const COLUMNS = 100, ROWS = 60, BANDS = 8, FAR = 1e9, MEET = 0.1, NEAR = 0.01;
const PRODUCTS = { low: 1e-3, high: 10 }, HIGH = 0.5; // from which β on a meeting counts

const rootsOf = (product, momentum) => {
  const half = (1 + momentum - product) / 2, inside = half * half - momentum, root = Math.sqrt(Math.abs(inside)), real = inside >= 0;
  const roots = real ? [half + root, 0, half - root, 0] : [half, root, half, -root];
  return { real, roots, apart: 2 * root, size: real ? Math.abs(half) + root : Math.sqrt(momentum) };
};

const walk = (product, momentum, steps) => {
  const xs = new Float64Array(steps + 1);
  let x = xs[0] = 1, state = [];
  for (let t = 1; t <= steps; t++) {
    [x, ...state] = RULES.momentum.step(x, x, state, { learning_rate: product, momentum });
    xs[t] = x;
  }
  return xs;
};

const circle = (size, rest) => {
  const turns = Array.from({ length: 97 }, (_, i) => (2 * Math.PI * i) / 96);
  return { kind: "curve", xs: turns.map((turn) => size * Math.cos(turn)), ys: turns.map((turn) => size * Math.sin(turn)), ...rest };
};

const plane = (title, momentum, marks) => ({
  title, equal: true, x: { low: -1.3, high: 1.3, label: phrase("real part") }, y: { low: -1.2, high: 1.2, label: phrase("imaginary part") },
  layers: [
    { kind: "level", x: 0, colour: "line" }, { kind: "level", y: 0, colour: "line" },
    circle(1, { colour: "ink", width: 1.6 }), circle(Math.sqrt(momentum), { colour: "soft", dash: "4 4", width: 1.2 }), ...marks,
  ],
});

const dots = (roots, mark) => [0, 2].map((i) => ({ kind: "mark", x: roots[i], y: roots[i + 1], ...mark }));

// Stronger where fewer steps are needed, by the same bands as the valley's map has; over it the region of complex roots.
const map = memo(({ low, high }) => {
  const from = Math.log10(low), wide = (Math.log10(high) - from) / COLUMNS, edge = (i) => 10 ** (from + i * wide);
  const rects = Array.from({ length: BANDS }, () => []);
  for (let j = 0; j < ROWS; j++) {
    for (let i = 0, begun = 0, before = -1; i <= COLUMNS; i++) {
      const size = i < COLUMNS ? rootsOf(edge(i + 0.5), (j + 0.5) / ROWS).size : 1;
      const band = size < 1 - 1e-9 ? Math.min(BANDS - 1, Math.floor(-Math.log2(1 - size) * 1.2)) : -1;
      if (band === before) continue;
      if (before >= 0) rects[before].push([edge(begun), edge(i), j / ROWS, (j + 1) / ROWS]);
      [begun, before] = [i, band];
    }
  }
  const heights = Float64Array.from({ length: 100 }, (_, i) => i / 100);
  const border = (sign) => ({ kind: "curve", xs: heights.map((b) => (1 + sign * Math.sqrt(b)) ** 2), ys: heights, colour: "ink", width: 1.3 });
  return [{ kind: "bands", rects, opacities: rects.map((_, i) => 0.72 - (0.66 * i) / (BANDS - 1)) }, border(-1), border(1)];
});

const oneDirection = ({ product, momentum }, { steps, styles, words }, shown) => {
  const { real, roots, apart, size } = rootsOf(product, momentum), look = styles.momentum, xs = walk(product, momentum, steps);
  const clock = Float64Array.from({ length: steps + 1 }, (_, t) => t), count = Math.min(shown, steps) + 1;
  let flips = 0;
  for (let t = 1; t <= steps; t++) flips += xs[t] * xs[t - 1] < 0 ? 1 : 0;
  const [a, b, c] = roots.map((part) => written(part));
  const kind = real ? phrase("Roots {a} and {c}, both real", { a, c }) : phrase("Roots {a} ± {b}i, a pair", { a, b });
  const fate = size > 1 ? phrase("the error grows") : phrases("the error changes sides {count} time in {steps} steps and ends at {error}",
    "the error changes sides {count} times in {steps} steps and ends at {error}", { count: flips, steps, error: written(xs[steps], 2) });
  return {
    panels: [
      plane(phrase("The two roots"), momentum, dots(roots, { shape: "dot", colour: look.colour, size: 7 })),
      {
        title: phrase("The error, step by step"), room: 20, x: { low: 0, high: steps, label: phrase("step") }, y: { low: -1.15, high: 1.15, label: "e" },
        layers: [
          { kind: "level", y: 0 },
          { kind: "curve", xs: clock, ys: xs.map((x) => within(x, -FAR, FAR)), count, colour: look.colour, dash: look.dash, width: 2, symbol: "x" },
        ],
      },
    ],
    steps,
    status: phrase("{roots}: the larger has the size {size}; {fate}.", { roots: kind, size: size.toFixed(3), fate }),
    target: { text: words, reached: apart < MEET && momentum >= HIGH },
    data: [{ rule: "momentum", roots, size, xs }],
  };
};

const bothEnds = ({ learning_rate, momentum, condition_number }, { styles, words }) => {
  const colour = styles.momentum.colour, [flat, steep] = [1, condition_number].map((curvature) => rootsOf(learning_rate * curvature, momentum));
  const size = Math.max(flat.size, steep.size), root = Math.sqrt(condition_number), best = (root - 1) / (root + 1);
  const [bands, ...borders] = map(PRODUCTS), right = learning_rate * condition_number, end = { kind: "mark", y: momentum, over: true };
  const said = ({ real, size }) => (real ? phrase("{size} (real)", { size: size.toFixed(3) }) : phrase("{size} (a pair)", { size: size.toFixed(3) }));
  return {
    panels: [
      {
        title: phrase("The bar from ημ to ηL"), x: { ...PRODUCTS, log: true, label: "ηλ" }, y: { low: 0, high: 1, label: phrase("momentum β") },
        layers: [
          { ...bands, colour }, ...borders,
          { kind: "curve", xs: [learning_rate, right], ys: [momentum, momentum], colour: "ink", width: 4 },
          ...(right <= PRODUCTS.high ? [{ ...end, shape: "dot", x: right, size: 6 }] : []),
          ...(learning_rate >= PRODUCTS.low ? [{ ...end, shape: "ring", x: learning_rate, size: 8 }] : []),
          { kind: "note", x: 0.9, y: 0.63, text: phrase("swings"), colour: "ink", anchor: "middle" },
          { kind: "note", x: 0.004, y: 0.25, text: phrase("creeps"), colour: "ink" },
        ],
      },
      plane(phrase("The roots at both ends"), momentum, [
        ...dots(steep.roots, { shape: "dot", colour: "ink", size: 6 }), ...dots(flat.roots, { shape: "ring", colour: "ink", size: 8 }),
      ]),
    ],
    steps: 0,
    status: phrase("The flat end (ring) has the size {flat}, the steep end (dot) {steep}; the larger decides: {size}, and the best for κ = {condition} is {best}.",
      { flat: said(flat), steep: said(steep), size: size.toFixed(3), condition: condition_number, best: best.toFixed(3) }),
    target: { text: words, reached: size < best + NEAR },
    handle: { panel: 0, x: learning_rate, y: momentum, words: phrase("The bar's flat end, at {rate}, with β = {momentum}", { rate: written(learning_rate), momentum: written(momentum) }) },
    data: [flat, steep].map(({ roots, size }) => ({ rule: "momentum", roots, size })),
  };
};

export const roots = {
  moved: (x, y) => ({ learning_rate: x, momentum: y }),
  scene: (values, options, shown) => (values.condition_number === undefined ? oneDirection : bothEnds)(values, options, shown),
};

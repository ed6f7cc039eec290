// Which pairs of learning rate and momentum converge, and how fast: the spectral radius over both, and one pair's path.

import { descend, finiteUntil, stepsToStay } from "../engine.js";
import { landscapePanel, pathLayers } from "../landscape.js";
import { memo } from "../memo.js";
import { nameOf } from "../names.js";
import { written } from "../numbers.js";
import { LANDSCAPES, RULES } from "../translated.js";
import { phrase } from "../words.js";

const COLUMNS = 120, ROWS = 66, BANDS = 8;

// On one direction of curvature λ the rule is linear in (x, v): its matrix is what it makes of (1, 0) and (0, 1).
const radius = (rule, curvature, hyperparameters) => {
  const { step } = RULES[rule];
  const [a, c] = step(1, curvature, [0], hyperparameters), [b, d] = step(0, 0, [1], hyperparameters);
  const half = (a + d) / 2, determinant = a * d - b * c, inside = half * half - determinant;
  return inside >= 0 ? Math.abs(half) + Math.sqrt(inside) : Math.sqrt(determinant);
};

const bands = memo((rule, curvatures, { low, high }) => {
  const from = Math.log10(low), wide = (Math.log10(high) - from) / COLUMNS;
  const edge = (i) => 10 ** (from + i * wide);
  const rects = Array.from({ length: BANDS }, () => []);
  for (let j = 0; j < ROWS; j++) {
    const momentum = (j + 0.5) / ROWS;
    let begun = 0, before = -1;
    for (let i = 0; i <= COLUMNS; i++) {
      let band = -1;
      if (i < COLUMNS) {
        const learning_rate = 10 ** (from + (i + 0.5) * wide);
        const r = Math.max(...curvatures.map((curvature) => radius(rule, curvature, { learning_rate, momentum })));
        if (r < 1 - 1e-9) band = Math.min(BANDS - 1, Math.floor(-Math.log2(1 - r) * 1.2)); // by the steps it takes
      }
      if (band === before) continue;
      if (before >= 0) rects[before].push([edge(begun), edge(i), j / ROWS, (j + 1) / ROWS]);
      [begun, before] = [i, band];
    }
  }
  return { kind: "bands", rects, opacities: rects.map((_, i) => 0.72 - (0.66 * i) / (BANDS - 1)) };
});

export const phase = {
  moved: (x, y) => ({ learning_rate: x, momentum: y }),
  scene(values, options, shown) {
    const { ground, goal, steps } = options, { rule } = values, look = options.styles[rule];
    const numbers = ground.options, curvatures = [1, numbers.condition_number];
    const { learning_rate, momentum } = values, hyperparameters = { learning_rate, momentum };
    const run = descend(RULES[rule], LANDSCAPES[ground.name], ground.start, steps, hyperparameters, numbers);
    const predicted = Math.max(...curvatures.map((curvature) => radius(rule, curvature, hyperparameters)));
    const count = Math.min(shown, steps, finiteUntil(run.losses) - 1) + 1, reached = stepsToStay(run.losses, goal.loss);
    const range = { low: options.lowest, high: options.highest };
    const plane = {
      title: phrase("Stronger color: faster; blank: diverges"),
      x: { ...range, log: true, label: phrase("learning rate η") }, y: { low: 0, high: 1, label: phrase("momentum β") },
      layers: [
        { ...bands(rule, curvatures, range), colour: look.colour },
        { kind: "mark", shape: "ring", x: learning_rate, y: momentum, colour: "ink", size: 8, over: true },
      ],
    };
    const line = { colour: look.colour, dash: look.dash, width: 2.2 }, land = landscapePanel(ground, numbers);
    land.title = phrase("The path of this pair, {name}", { name: nameOf(look) });
    land.layers.push(...pathLayers(run, count, line, steps));
    land.layers.push({ kind: "mark", shape: "dot", x: ground.start[0], y: ground.start[1], colour: "soft", size: 3.5 });
    const outcome = predicted > 1 ? phrase("it diverges") : reached <= steps ? phrase("the loss stays below the target from step {step} on", { step: reached })
      : phrase("the target is not reached in {count} steps", { count: steps });
    const pair = { rate: written(learning_rate), momentum: written(momentum) };
    return {
      panels: [plane, land],
      steps,
      status: phrase("η = {rate}, β = {momentum}: spectral radius {radius}; {outcome}.", { ...pair, radius: predicted.toFixed(3), outcome }),
      target: { text: goal.words, reached: reached < goal.steps },
      handle: { panel: 0, x: learning_rate, y: momentum, words: phrase("Pair η = {rate}, β = {momentum}", pair) },
      data: [{ rule, xs: run.xs, ys: run.ys, losses: run.losses, state: run.state, radius: predicted }],
    };
  },
};

// A rule in one dimension, on the parabola ½ λ x²: the points on the curve, and beside them the error by step.

import { titleOf } from "../names.js";
import { within, written } from "../numbers.js";
import { RULES } from "../translated.js";
import { phrase, phrases } from "../words.js";

const LOWEST = 1e-16, FAR = 1e9; // what a logarithmic axis is given, and where a run has left for good

// The weight after every step, from `start`; one that has left stays where it left.
const walk = ({ step, states }, start, steps, curvature, hyperparameters) => {
  const xs = new Float64Array(steps + 1);
  let x = start, state = [];
  xs[0] = x;
  for (let t = 1; t <= steps; t++) {
    [x, ...state] = step(x, curvature * x, states.length ? state : [], hyperparameters);
    xs[t] = x;
  }
  return xs;
};

const settled = (xs, size) => {
  let t = xs.length;
  while (t > 0 && Math.abs(xs[t - 1]) <= size) t--;
  return t;
};

export const parabola = {
  moved: (x) => ({ start: x }),
  scene({ rule = null, curvature = null, start = null, ...moved }, options, shown) {
    const name = rule ?? options.rule, look = options.styles[name], { steps, goal, width } = options;
    const lambda = curvature ?? options.curvature, from = within(start ?? options.start, -width, width);
    const known = RULES[name].hyperparameters, all = { ...options.settings, ...moved };
    const hyperparameters = Object.fromEntries(known.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]));
    const xs = walk(RULES[name], from, steps, lambda, hyperparameters), height = (x) => 0.5 * lambda * x * x;
    const gone = xs.findIndex((x) => !(Math.abs(x) <= FAR)), count = Math.min(shown, gone < 0 ? steps : Math.max(gone - 1, 0)) + 1;
    const grid = Float64Array.from({ length: 81 }, (_, i) => width * (i / 40 - 1)), ys = xs.map(height);
    const line = { colour: look.colour, dash: look.dash };
    const top = height(width);
    const left = {
      title: options.title ?? phrase("On a parabola"), x: { low: -width, high: width, label: "x" }, y: { low: -0.06 * top, high: top, label: phrase("loss") }, room: 20,
      layers: [
        { kind: "curve", xs: grid, ys: grid.map(height), colour: "contour", width: 1.6 },
        { kind: "curve", xs, ys, count, ...line, width: 1.4, symbol: "x" },
        { kind: "dots", xs, ys, count, colour: look.colour, size: 6 },
        { kind: "mark", shape: "star", x: 0, y: 0, size: 8 },
        { kind: "mark", shape: "dot", x: from, y: height(from), size: 7, over: true },
      ],
    };
    const clock = Float64Array.from({ length: steps + 1 }, (_, t) => t);
    const signed = options.beside === "error", reach = Math.max(1.15 * Math.abs(from), 0.1);
    const right = {
      title: signed ? phrase("The error, step by step") : phrase("Its size, step by step"), room: 20, x: { low: 0, high: steps, label: phrase("step") },
      y: signed ? { low: -reach, high: reach, label: "x" } : { low: options.lowest, high: 10 * width, log: true, label: phrase("distance") },
      layers: [
        ...(signed ? [{ kind: "level", y: 0 }] : options.floor ? [{ kind: "level", y: options.floor * (all.learning_rate ?? 1) }] : []),
        { kind: "curve", xs: clock, ys: signed ? xs : xs.map((x) => within(Math.abs(x), LOWEST, FAR)), count, ...line, width: 2 },
        { kind: "dots", xs: clock, ys: signed ? xs : xs.map((x) => within(Math.abs(x), LOWEST, FAR)), count, colour: look.colour, size: 5 },
      ],
    };
    let flips = 0;
    for (let t = 1; t <= steps; t++) flips += xs[t] * xs[t - 1] < 0 ? 1 : 0;
    const end = xs[steps], reached = goal ? settled(xs, goal.size) : null;
    const fate = !(Math.abs(end) <= FAR) ? phrase("it leaves for good") : phrase("after {count} steps x is {x}", { count: steps, x: written(end) });
    return {
      panels: [left, right], steps,
      status: phrases("{name}: {fate}; its sign has changed {count} time.", "{name}: {fate}; its sign has changed {count} times.",
        { name: titleOf(look), fate, count: flips }),
      target: goal ? { text: goal.words, reached: reached <= goal.steps } : null,
      handle: { panel: 0, x: from, y: height(from), words: phrase("Start, at x = {x}", { x: written(from) }) },
      data: [{ rule: name, xs }],
    };
  },
};

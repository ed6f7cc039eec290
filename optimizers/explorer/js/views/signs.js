// A tape of gradient signs, and what a variant of Rprop makes of it: the weight and the step size, step by step.

import { replay } from "../engine.js";
import { nameOf } from "../names.js";
import { written } from "../numbers.js";
import { RULES } from "../translated.js";
import { phrase } from "../words.js";

const VALUE = { "+": 1, "−": -1, "0": 0 };
const clock = (count, first) => Float64Array.from({ length: count }, (_, t) => t + first);
const span = (values, pad) => {
  const low = Math.min(...values), high = Math.max(...values), room = pad * (high - low || 1);
  return { low: low - room, high: high + room };
};

export const signs = {
  scene({ rule, tape, ...hyperparameters }, { learning_rate, styles, words }, shown) {
    const look = styles[rule], gradients = [...tape].map((sign) => VALUE[sign]), steps = gradients.length;
    const run = replay(RULES[rule], gradients, { learning_rate, ...hyperparameters });
    const sizes = run.state[RULES[rule].states.indexOf("step_size")], count = Math.min(shown, steps);
    const flip = gradients.findIndex((grad, t) => t && grad * gradients[t - 1] < 0);
    const before = flip > 0 ? sizes[flip - 1] : learning_rate, last = sizes[steps - 1];
    const line = { colour: look.colour, dash: look.dash, width: 2.2 };
    const drawn = (xs, ys, until) => [
      { kind: "curve", xs, ys, count: until, ...line },
      { kind: "dots", xs, ys, count: until, colour: look.colour, size: 7 },
    ];
    const weights = {
      title: phrase("The weight under {name}", { name: nameOf(look) }), room: 20, x: { low: 0, high: steps, label: phrase("step") }, y: { ...span(run.weights, 0.16), label: phrase("weight") },
      layers: drawn(clock(steps + 1, 0), run.weights, count + 1),
    };
    const top = 1.35 * Math.max(...sizes);
    const heights = {
      title: phrase("Its step size, and the signs it sees"), room: 20, x: { low: 0.5, high: steps + 0.5, label: phrase("step") }, y: { low: 0, high: top, label: phrase("step size Δ") },
      layers: [
        ...drawn(clock(steps, 1), sizes, count),
        ...[...tape].map((text, t) => ({ kind: "note", x: t + 1, y: 0.9 * top, text, anchor: "middle", colour: text === "−" ? "ink" : "soft" })),
      ],
    };
    return {
      panels: [weights, heights], steps,
      status: phrase("On {signs} the step size is {before} before the first flip and {last} at the end; the weight ends at {weight}.",
        { signs: [...tape].join(" "), before: written(before), last: written(last), weight: written(run.weights[steps]) }),
      target: { text: words, reached: last >= before },
      data: [{ rule, weights: run.weights, step_sizes: sizes }],
    };
  },
};

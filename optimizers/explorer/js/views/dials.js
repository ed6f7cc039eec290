// The drift of a tape that cancels, and the step for a steady gradient of any size: two dials, decay and ε.

import { written } from "../numbers.js";
import { clock, settledAverage, tiled } from "../tapes.js";
import { RULES } from "../translated.js";
import { phrase } from "../words.js";

export const dials = {
  scene({ forget, eps, rule }, options, shown) {
    const { tape, cycles, styles, small } = options, look = styles[rule], decay = 1 - forget;
    const { step } = RULES[rule], hyperparameters = { learning_rate: 1, decay, eps };
    const gradients = tiled(tape, cycles), weights = new Float64Array(gradients.length + 1);
    let x = 0, state = [settledAverage(tape.map((g) => g * g), decay)];
    gradients.forEach((g, t) => {
      [x, ...state] = step(x, g, state, hyperparameters);
      weights[t + 1] = x;
    });
    // A steady gradient's average has settled at its square.
    const response = (g) => -step(0, g, [g * g], hyperparameters)[0];
    const sizes = Float64Array.from({ length: 181 }, (_, i) => 10 ** (-12 + (14 * i) / 180)), lengths = sizes.map(response);
    const drift = Math.abs(weights[tape.length]), tiny = response(small);
    const first = Math.abs(step(0, tape[0], [], hyperparameters)[0]); // of a run that starts on the tape
    const told = { decay: written(decay, 4), eps: written(eps), drift: written(drift), first: written(first), small: written(small), tiny: written(tiny) };
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const left = {
      title: shown < gradients.length ? phrase("The tape, again and again") : phrase("Drift: {drift} η a cycle", told), room: 20, x: { low: 0, high: cycles, label: phrase("cycle") }, y: { low: -12, high: 4, label: phrase("weight, in η") },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, tape.length), ys: weights, count: Math.min(shown, gradients.length) + 1 }],
    };
    const right = {
      title: phrase("A gradient of {small} moves {tiny} η", told), room: 20, x: { low: 1e-12, high: 1e2, log: true, label: phrase("size of a steady gradient") },
      y: { low: -0.05, high: 1.1, label: phrase("step, in η") },
      layers: [{ ...line, xs: sizes, ys: lengths }, { kind: "mark", shape: "dot", x: small, y: tiny, size: 6, over: true }],
    };
    const met = [drift < options.drift, first <= options.longest, tiny >= options.least];
    return {
      panels: [left, right], steps: gradients.length,
      status: phrase("β = {decay}, ε = {eps}: drift {drift} η a cycle, first step {first} η, and a gradient of {small} moves {tiny} η.", told),
      target: { text: options.words, reached: met.every(Boolean) },
      data: [{ rule, weights, sizes, lengths }],
    };
  },
};

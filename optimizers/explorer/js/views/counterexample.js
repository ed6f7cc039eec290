// Reddi's counterexample: one large gradient in a period of small ones of the other sign; down is right.

import { memo } from "../memo.js";
import { written } from "../numbers.js";
import { clock, settledAverage } from "../tapes.js";
import { RULES } from "../translated.js";

// One settled cycle of a rule: the weight after every step, from 0, in units of η.
const settledCycle = (rule, tape, decay, decay1) => {
  const { step } = RULES[rule], squares = tape.map((g) => g * g), s = settledAverage(squares, decay);
  const averaged = rule === "adam";
  const hyperparameters = averaged ? { learning_rate: 1, decay1, decay2: decay, eps: 0 } : { learning_rate: 1, decay, eps: 0 };
  let x = 0, state = averaged ? [settledAverage(tape, decay1), s, 0, 0] : [s]; // long past the bias correction
  return tape.map((g) => {
    [x, ...state] = step(x, g, state, hyperparameters);
    return x;
  });
};

const driftByMemory = memo((rule, tape, { low, high }, decay1) => {
  const memories = Float64Array.from({ length: 100 }, (_, i) => low * (high / low) ** (i / 99));
  return { memories, drifts: memories.map((memory) => settledCycle(rule, tape, 1 - 1 / memory, decay1).at(-1)) };
});

export const counterexample = {
  scene({ period, factor, memory, rule }, options, shown) {
    const P = Math.round(period), large = factor * (P - 1), look = options.styles[rule], decay = 1 - 1 / memory;
    const tape = [large, ...Array(P - 1).fill(-1)];
    const cycle = settledCycle(rule, tape, decay, options.decay1), drift = cycle[P - 1];
    const weights = Float64Array.from({ length: options.cycles * P + 1 }, (_, t) => (t ? cycle[(t - 1) % P] + drift * Math.floor((t - 1) / P) : 0));
    const { memories, drifts } = driftByMemory(rule, tape, options.memories, options.decay1);
    const span = weights.reduce(([a, b], w) => [Math.min(a, w), Math.max(b, w)], [0, 0]), pad = 0.08 * (span[1] - span[0]);
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const end = Math.abs(drifts.at(-1));
    const left = {
      title: `P = ${P}, C = ${written(large, 4)}, β₂ = ${written(decay, 4)}`, room: 20, x: { low: 0, high: options.cycles, label: "cycle" },
      y: { low: span[0] - pad, high: span[1] + pad, label: "weight, in η" },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, P), ys: weights, count: Math.min(shown, weights.length - 1) + 1 }],
    };
    const right = {
      title: `${drift < 0 ? "Down: right" : "Up: wrong"}, ${written(drift)} η a cycle`, room: 20,
      x: { ...options.memories, log: true, label: "memory 1/(1 − β₂), in steps" }, y: { low: -2 * end, high: Math.max(6 * end, 1.3 * drift), label: "drift per cycle, in η" },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: memories, ys: drifts }, { kind: "mark", shape: "dot", x: memory, y: drift, size: 6, over: true }],
    };
    return {
      panels: [left, right], steps: options.cycles * P,
      status: `${look.name} with a memory of ${written(memory)} steps walks ${drift < 0 ? "down, the right way" : "up, the wrong way"}, by ${written(Math.abs(drift))} η a cycle.`,
      target: { text: options.words, reached: drift < 0 && memory < options.shortest },
      data: [{ rule, weights, memories, drifts }],
    };
  },
};

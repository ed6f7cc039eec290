// Tapes of gradients in open loop, and what an average of them settles at.

import { memo } from "./memo.js";
import { RULES } from "./translated.js";

export const clock = (count, period = 1) => Float64Array.from({ length: count }, (_, t) => t / period);
export const tiled = (tape, times) => Array.from({ length: tape.length * times }, (_, t) => tape[t % tape.length]);

// A settled leaky average of a tape's values, the settled state of Adam's two averages and RMSprop's one.
export const settledAverage = (values, decay) => {
  let average = 0, kept = 1;
  for (const value of values) {
    average = decay * average + (1 - decay) * value;
    kept *= decay;
  }
  return average / (1 - kept);
};

// One settled cycle of a rule: the weight after every step, from 0, in units of η.
export const settledCycle = (rule, tape, decay, decay1) => {
  const { step } = RULES[rule], squares = tape.map((g) => g * g), s = settledAverage(squares, decay);
  const averaged = rule === "adam";
  const hyperparameters = averaged ? { learning_rate: 1, decay1, decay2: decay, eps: 0 } : { learning_rate: 1, decay, eps: 0 };
  let x = 0, state = averaged ? [settledAverage(tape, decay1), s, 0, 0] : [s]; // long past the bias correction
  return tape.map((g) => {
    [x, ...state] = step(x, g, state, hyperparameters);
    return x;
  });
};

export const driftByMemory = memo((rule, tape, { low, high }, decay1) => {
  const memories = Float64Array.from({ length: 100 }, (_, i) => low * (high / low) ** (i / 99));
  return { memories, drifts: memories.map((memory) => settledCycle(rule, tape, 1 - 1 / memory, decay1).at(-1)) };
});

// The weight, from 0, over many such cycles: each goes on where the last one ended.
export const repeated = (cycle, times) => {
  const period = cycle.length, drift = cycle[period - 1];
  return Float64Array.from({ length: times * period + 1 }, (_, t) => (t ? cycle[(t - 1) % period] + drift * Math.floor((t - 1) / period) : 0));
};

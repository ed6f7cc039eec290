// Small gradients and one outlier, over and over: the way that they take the weight, at every length of the memory.

import { written } from "../numbers.js";
import { clock, driftByMemory, repeated, settledCycle } from "../tapes.js";
import { phrase } from "../words.js";

const NEGLIGIBLE = 1e-9; // of a sum of gradients that cancel

export const drift = {
  scene({ memory, outlier }, options, shown) {
    const { rule, cycles, memories, goal } = options, look = options.styles[rule], decay = 1 - 1 / memory;
    const tape = [...options.tape.slice(0, -1), outlier], weights = repeated(settledCycle(rule, tape, decay), cycles);
    const curve = driftByMemory(rule, tape, memories), way = weights[tape.length], sum = tape.reduce((a, b) => a + b);
    const cancels = Math.abs(sum) < NEGLIGIBLE, right = !cancels && way * sum < 0;
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const told = { outlier: written(outlier) };
    const wanted = cancels ? phrase("Outlier {outlier}: standing still is right", told)
      : sum < 0 ? phrase("Outlier {outlier}: up is right", told) : phrase("Outlier {outlier}: down is right", told);
    const left = {
      title: wanted, room: 20, x: { low: 0, high: cycles, label: phrase("cycle") },
      y: { low: -10, high: 10, label: phrase("weight, in η") },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, tape.length), ys: weights, count: Math.min(shown, weights.length - 1) + 1, symbol: "x" }],
    };
    const beside = {
      title: phrase("{drift} η a cycle at β = {decay}", { drift: written(way), decay: written(decay, 4) }), room: 20, x: { ...memories, log: true, label: phrase("memory 1/(1 − β), in steps") },
      y: { low: -2.5, high: 2.5, label: phrase("drift per cycle, in η") },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: curve.memories, ys: curve.drifts, symbol: "β" }, { kind: "mark", shape: "dot", x: memory, y: way, size: 6, over: true }],
    };
    const walks = way > 0 ? (right ? phrase("walks up, the right way,") : phrase("walks up, the wrong way,"))
      : right ? phrase("walks down, the right way,") : phrase("walks down, the wrong way,");
    const fate = cancels ? phrase("drifts") : walks;
    return {
      panels: [left, beside], steps: cycles * tape.length,
      status: phrase("With a memory of {memory} steps and an outlier of {outlier} the weight {fate} by {drift} η a cycle.",
        { memory: written(memory), outlier: written(outlier), fate, drift: written(Math.abs(way)) }),
      target: { text: goal.words, reached: right && memory <= goal.memory && outlier === options.tape.at(-1) },
      data: [{ rule, weights, ...curve }],
    };
  },
};

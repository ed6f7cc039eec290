// Small gradients and one outlier, over and over: the way that they take the weight, at every length of the memory.

import { written } from "../numbers.js";
import { clock, driftByMemory, repeated, settledCycle } from "../tapes.js";

const NEGLIGIBLE = 1e-9; // of a sum of gradients that cancel

export const drift = {
  scene({ memory, outlier }, options, shown) {
    const { rule, cycles, memories, goal } = options, look = options.styles[rule], decay = 1 - 1 / memory;
    const tape = [...options.tape.slice(0, -1), outlier], weights = repeated(settledCycle(rule, tape, decay), cycles);
    const curve = driftByMemory(rule, tape, memories), way = weights[tape.length], sum = tape.reduce((a, b) => a + b);
    const cancels = Math.abs(sum) < NEGLIGIBLE, right = !cancels && way * sum < 0;
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const left = {
      title: `Outlier ${written(outlier)}: ${cancels ? "standing still" : sum < 0 ? "up" : "down"} is right`, room: 20, x: { low: 0, high: cycles, label: "cycle" },
      y: { low: -10, high: 10, label: "weight, in η" },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, tape.length), ys: weights, count: Math.min(shown, weights.length - 1) + 1, symbol: "x" }],
    };
    const beside = {
      title: `${written(way)} η a cycle at β = ${written(decay, 4)}`, room: 20, x: { ...memories, log: true, label: "memory 1/(1 − β), in steps" },
      y: { low: -2.5, high: 2.5, label: "drift per cycle, in η" },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: curve.memories, ys: curve.drifts, symbol: "β" }, { kind: "mark", shape: "dot", x: memory, y: way, size: 6, over: true }],
    };
    const fate = cancels ? "drifts" : `walks ${way > 0 ? "up" : "down"}, the ${right ? "right" : "wrong"} way,`;
    return {
      panels: [left, beside], steps: cycles * tape.length,
      status: `With a memory of ${written(memory)} steps and an outlier of ${written(outlier)} the weight ${fate} by ${written(Math.abs(way))} η a cycle.`,
      target: { text: goal.words, reached: right && memory <= goal.memory && outlier === options.tape.at(-1) },
      data: [{ rule, weights, ...curve }],
    };
  },
};

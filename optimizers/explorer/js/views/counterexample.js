// Reddi's counterexample: one large gradient in a period of small ones of the other sign; down is right.

import { targetOf } from "../landscape.js";
import { nameOf } from "../names.js";
import { written } from "../numbers.js";
import { clock, driftByMemory, repeated, settledCycle } from "../tapes.js";
import { phrase } from "../words.js";

export const counterexample = {
  scene(values, options, shown) {
    const { period, factor, memory, rule } = { ...options.fixed, ...values };
    const P = Math.round(period), large = factor * (P - 1), look = options.styles[rule], decay = 1 - 1 / memory;
    const tape = [large, ...Array(P - 1).fill(-1)];
    const cycle = settledCycle(rule, tape, decay, options.decay1), drift = cycle[P - 1];
    const weights = repeated(cycle, options.cycles);
    const { memories, drifts } = driftByMemory(rule, tape, options.memories, options.decay1);
    const span = weights.reduce(([a, b], w) => [Math.min(a, w), Math.max(b, w)], [0, 0]), pad = 0.08 * (span[1] - span[0]);
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const end = Math.abs(drifts.at(-1)), told = { name: nameOf(look), memory: written(memory), drift: written(Math.abs(drift)) };
    const left = {
      title: `P = ${P}, C = ${written(large, 4)}, β₂ = ${written(decay, 4)}`, room: 20, x: { low: 0, high: options.cycles, label: phrase("cycle") },
      y: { low: span[0] - pad, high: span[1] + pad, label: phrase("weight, in η") },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, P), ys: weights, count: Math.min(shown, weights.length - 1) + 1 }],
    };
    const right = {
      title: drift < 0 ? phrase("Down: right, {drift} η a cycle", { drift: written(drift) }) : phrase("Up: wrong, {drift} η a cycle", { drift: written(drift) }), room: 20,
      x: { ...options.memories, log: true, label: phrase("memory 1/(1 − β₂), in steps") }, y: { low: -2 * end, high: Math.max(6 * end, 1.3 * drift), label: phrase("drift per cycle, in η") },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: memories, ys: drifts }, { kind: "mark", shape: "dot", x: memory, y: drift, size: 6, over: true }],
    };
    return {
      panels: [left, right], steps: options.cycles * P,
      status: drift < 0 ? phrase("{name} with a memory of {memory} steps walks down, the right way, by {drift} η a cycle.", told)
        : phrase("{name} with a memory of {memory} steps walks up, the wrong way, by {drift} η a cycle.", told),
      target: targetOf(options, drift < 0 && memory < options.shortest, values),
      data: [{ rule, weights, memories, drifts }],
    };
  },
};

// Tapes with one outlier in every n gradients: the weight under rules that average or vote, step sizes under those that adapt.

import { replay } from "../engine.js";
import { nameOf } from "../names.js";
import { written } from "../numbers.js";
import { clock, tiled } from "../tapes.js";
import { RULES } from "../translated.js";
import { phrase, upper } from "../words.js";

// Fisher and Yates's shuffle with a small generator of its own, so that every reader sees the same order.
const shuffled = (values, seed) => {
  const mixed = [...values];
  let state = seed;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
};

export const outliers = {
  scene({ every, size, order }, options, shown) {
    const { steps, styles } = options, n = Math.round(every), times = Math.floor(steps / n);
    const cycle = [...Array(n - 1).fill(options.others), -size];
    let tape = tiled(cycle, times);
    if (order === "shuffled in each cycle") tape = Array.from({ length: times }, (_, k) => shuffled(cycle, k + 1)).flat();
    if (order === "shuffled altogether") tape = shuffled(tape, 1);
    const count = Math.min(shown, tape.length), ends = {}, shrinks = {};
    const weights = { title: "", room: 122, x: { low: 0, high: steps, label: phrase("step") }, y: { low: -2.6, high: 2.6, label: phrase("weight") }, layers: [{ kind: "level", y: 0 }] };
    const sizes = { title: "", room: 66, x: { low: 0, high: steps, label: phrase("step") }, y: { low: 5e-7, high: 100, log: true, label: phrase("step size Δ") }, layers: [] };
    const data = [];
    for (const rule of [...options.walking, ...options.adapting]) {
      const look = styles[rule], run = replay(RULES[rule], tape, options.settings[rule]);
      const line = { kind: "curve", xs: clock(tape.length + 1), colour: look.colour, dash: look.dash, width: 2.2, name: nameOf(look) };
      if (options.walking.includes(rule)) {
        ends[rule] = run.weights[tape.length];
        weights.layers.push({ ...line, ys: run.weights, count: count + 1 });
      } else {
        const deltas = run.state[1];
        shrinks[rule] = deltas[tape.length - 1] < deltas[n]; // since the first cycle
        sizes.layers.push({ ...line, ys: deltas, count });
      }
      data.push({ rule, tape, weights: run.weights, state: run.state });
    }
    const sum = options.others * (n - 1) - size, [mean, sign] = options.walking, [away, still] = options.adapting;
    const met = ends[mean] > 1e-9 && ends[sign] < 0 && !shrinks[away] && shrinks[still];
    weights.title = phrase("A cycle sums to {sum}", { sum: written(Math.abs(sum) < 1e-9 ? 0 : sum) });
    sizes.title = phrase("Step sizes");
    const walk = (rule) => phrase("{name} ends at {weight}", { name: nameOf(styles[rule]), weight: written(Math.abs(ends[rule]) < 1e-9 ? 0 : ends[rule]) });
    const grow = (rule) => {
      const told = { name: nameOf(styles[rule]) };
      return shrinks[rule] ? phrase("{name}'s step size shrinks", told) : phrase("{name}'s step size grows", told);
    };
    return {
      panels: [weights, sizes], steps: tape.length,
      status: upper(`${[...options.walking.map(walk), ...options.adapting.map(grow)].join("; ")}.`),
      target: { text: options.words, reached: met },
      data,
    };
  },
};

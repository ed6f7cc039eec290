// Rules in open loop: tapes of gradients that cancel, or nearly, and what a memory makes of them.

import { replay } from "../engine.js";
import { written } from "../numbers.js";
import { RULES } from "../translated.js";

const clock = (count, period = 1) => Float64Array.from({ length: count }, (_, t) => t / period);
const upper = (words) => words.replace(/^./, (letter) => letter.toUpperCase());
const tiled = (tape, times) => Array.from({ length: tape.length * times }, (_, t) => tape[t % tape.length]);

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

// A settled leaky average of a tape's values, the settled state of Adam's two averages and RMSprop's one.
const settledAverage = (values, decay) => {
  let average = 0, kept = 1;
  for (const value of values) {
    average = decay * average + (1 - decay) * value;
    kept *= decay;
  }
  return average / (1 - kept);
};

// One outlier in every n gradients: the weight under rules that average or vote, step sizes under those that adapt.
export const outliers = {
  scene({ every, size, order }, options, shown) {
    const { steps, styles } = options, n = Math.round(every), times = Math.floor(steps / n);
    const cycle = [...Array(n - 1).fill(options.others), -size];
    let tape = tiled(cycle, times);
    if (order === "shuffled in each cycle") tape = Array.from({ length: times }, (_, k) => shuffled(cycle, k + 1)).flat();
    if (order === "shuffled altogether") tape = shuffled(tape, 1);
    const count = Math.min(shown, tape.length), ends = {}, shrinks = {};
    const weights = { title: "", room: 122, x: { low: 0, high: steps, label: "step" }, y: { low: -2.6, high: 2.6, label: "weight" }, layers: [{ kind: "level", y: 0 }] };
    const sizes = { title: "", room: 66, x: { low: 0, high: steps, label: "step" }, y: { low: 5e-7, high: 100, log: true, label: "step size Δ" }, layers: [] };
    const data = [];
    for (const rule of [...options.walking, ...options.adapting]) {
      const look = styles[rule], run = replay(RULES[rule], tape, options.settings[rule]);
      const line = { kind: "curve", xs: clock(tape.length + 1), colour: look.colour, dash: look.dash, width: 2.2, name: look.name };
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
    weights.title = `A cycle sums to ${written(Math.abs(sum) < 1e-9 ? 0 : sum)}`;
    sizes.title = "Step sizes";
    const walk = (rule) => `${styles[rule].name} ends at ${written(Math.abs(ends[rule]) < 1e-9 ? 0 : ends[rule])}`;
    const grow = (rule) => `${styles[rule].name}'s step size ${shrinks[rule] ? "shrinks" : "grows"}`;
    return {
      panels: [weights, sizes], steps: tape.length,
      status: upper(`${[...options.walking.map(walk), ...options.adapting.map(grow)].join("; ")}.`),
      target: { text: options.words, reached: met },
      data,
    };
  },
};

// The drift of a tape that cancels, and the step for a steady gradient of any size: two dials, decay and ε.
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
    const line = { kind: "curve", colour: look.colour, dash: look.dash, width: 2.2 };
    const left = {
      title: `Drift: ${written(drift)} η a cycle`, room: 20, x: { low: 0, high: cycles, label: "cycle" }, y: { low: -12, high: 4, label: "weight, in η" },
      layers: [{ kind: "level", y: 0 }, { ...line, xs: clock(weights.length, tape.length), ys: weights, count: Math.min(shown, gradients.length) + 1 }],
    };
    const right = {
      title: `A gradient of ${written(small)} moves ${written(tiny)} η`, room: 20, x: { low: 1e-12, high: 1e2, log: true, label: "size of a steady gradient" },
      y: { low: -0.05, high: 1.1, label: "step, in η" },
      layers: [{ ...line, xs: sizes, ys: lengths }, { kind: "mark", shape: "dot", x: small, y: tiny, size: 6, over: true }],
    };
    const met = [drift < options.drift, tiny >= options.least];
    return {
      panels: [left, right], steps: gradients.length,
      status: `β = ${written(decay, 4)}, ε = ${written(eps)}: the tape ${met[0] ? "stands still" : "drifts"}, and tiny gradients ${met[1] ? "move" : "hardly move"}.`,
      target: { text: options.words, reached: met[0] && met[1] },
      data: [{ rule, weights, sizes, lengths }],
    };
  },
};

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

let last = { key: null };
const driftByMemory = (rule, tape, { low, high }, decay1) => {
  const key = JSON.stringify([rule, tape.length, tape[0], low, high]);
  if (last.key !== key) {
    const memories = Float64Array.from({ length: 100 }, (_, i) => low * (high / low) ** (i / 99));
    last = { key, memories, drifts: memories.map((it) => settledCycle(rule, tape, 1 - 1 / it, decay1).at(-1)) };
  }
  return last;
};

// Reddi's counterexample: one large gradient in a period of small ones of the other sign; down is right.
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

// Rules in open loop, on a tape of gradients: the weight, and beside it what each step is made of.

import { replay } from "../engine.js";
import { within, written } from "../numbers.js";
import { RULES } from "../translated.js";

const LOWEST = 1e-12, HIGHEST = 1e12;

const span = (rows) => {
  const values = rows.flatMap((row) => [...row].filter(Number.isFinite)), low = Math.min(...values), high = Math.max(...values);
  const room = 0.08 * (high - low || 1);
  return { low: low - room, high: high + room };
};

// What can stand beside the weight: the length of every step, a state of the rule's, or the rate that a state makes.
const besideOf = ({ kind, state }, run, { states }, { learning_rate }) => {
  if (kind === "step") return run.weights.slice(1).map((weight, t) => Math.abs(weight - run.weights[t]));
  const kept = run.state[states.indexOf(state)];
  if (!kept) return run.weights.slice(1).map(() => learning_rate);
  return kind === "rate" ? kept.map((square) => learning_rate / Math.sqrt(square)) : kept;
};

export const tape = {
  scene(values, options, shown) {
    const { rules, styles, settings, beside, gradients, goal } = options, steps = gradients.length;
    const clock = Float64Array.from({ length: steps + 1 }, (_, t) => t), until = Math.min(shown, steps);
    const runs = rules.map((rule) => {
      const all = { ...settings[rule], ...values }, known = RULES[rule].hyperparameters;
      const hyperparameters = Object.fromEntries(known.filter((key) => all[key] !== undefined).map((key) => [key, all[key]]));
      return { rule, hyperparameters, look: styles[rule], run: replay(RULES[rule], gradients, hyperparameters) };
    });
    const several = rules.length > 1, room = several ? Math.max(130, ...runs.map(({ look }) => 8 * look.name.length)) : 20; // for names of curves
    const line = (look) => ({ colour: look.colour, dash: look.dash, width: 2, name: several ? look.name : undefined });
    const heights = runs.map(({ rule, run, hyperparameters }) => besideOf(beside, run, RULES[rule], hyperparameters));
    const left = {
      title: options.title ?? "The weight", room, x: { low: 0, high: steps, label: "step" }, y: { ...span(runs.map(({ run }) => run.weights)), label: "weight" },
      layers: [{ kind: "level", y: 0 }, ...runs.map(({ look, run }) => ({ kind: "curve", xs: clock, ys: run.weights, count: until + 1, ...line(look), symbol: "x" }))],
    };
    const right = {
      title: beside.title, room, x: { low: 1, high: steps, label: "step", log: beside.log_steps ?? false },
      y: { ...(beside.low === undefined ? span(heights) : { low: beside.low, high: beside.high, log: true }), label: beside.label },
      layers: runs.map(({ look }, i) => ({ kind: "curve", xs: clock.subarray(1), ys: beside.low === undefined ? heights[i] : heights[i].map((value) => within(value, LOWEST, HIGHEST)), count: until, ...line(look), symbol: beside.symbol })),
    };
    const words = runs.map(({ look, run }, i) => `${look.name} ends at ${written(run.weights[steps])}, ${beside.words} ${written(heights[i][steps - 1])}`);
    const aim = goal ? runs.find(({ rule }) => rule === goal.rule) ?? runs[0] : null;
    const value = goal && (goal.beside ? heights[runs.indexOf(aim)][steps - 1] : aim.run.weights[steps]);
    return {
      panels: [left, right], steps,
      status: `${words.join("; ")}.`.replace(/^./, (letter) => letter.toUpperCase()),
      target: goal ? { text: goal.words, reached: value >= goal.low && value <= goal.high } : null,
      data: runs.map(({ rule, run }) => ({ rule, weights: run.weights, state: run.state })),
    };
  },
};

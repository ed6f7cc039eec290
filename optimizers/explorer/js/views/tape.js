// Rules in open loop, on a tape of gradients: the weight, and beside it what each step is made of.

import { replay } from "../engine.js";
import { nameOf } from "../names.js";
import { within, written } from "../numbers.js";
import { RULES } from "../translated.js";
import { phrase, upper } from "../words.js";

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
      return { rule, hyperparameters, look: styles[rule], name: nameOf(styles[rule]), run: replay(RULES[rule], gradients, hyperparameters) };
    });
    const several = rules.length > 1, room = several ? Math.max(130, ...runs.map(({ name }) => 8 * name.length)) : 20; // for names of curves
    const line = ({ look, name }) => ({ colour: look.colour, dash: look.dash, width: 2, name: several ? name : undefined });
    const heights = runs.map(({ rule, run, hyperparameters }) => besideOf(beside, run, RULES[rule], hyperparameters));
    const left = {
      title: options.title ?? phrase("The weight"), room, x: { low: 0, high: steps, label: phrase("step") }, y: { ...span(runs.map(({ run }) => run.weights)), label: phrase("weight") },
      layers: [{ kind: "level", y: 0 }, ...runs.map((one) => ({ kind: "curve", xs: clock, ys: one.run.weights, count: until + 1, ...line(one), symbol: "x" }))],
    };
    const right = {
      title: beside.title, room, x: { low: 1, high: steps, label: phrase("step"), log: beside.log_steps ?? false },
      y: { ...(beside.low === undefined ? span(heights) : { low: beside.low, high: beside.high, log: true }), label: beside.label },
      layers: runs.map((one, i) => ({ kind: "curve", xs: clock.subarray(1), ys: beside.low === undefined ? heights[i] : heights[i].map((value) => within(value, LOWEST, HIGHEST)), count: until, ...line(one), symbol: beside.symbol })),
    };
    const words = runs.map(({ name, run }, i) => phrase("{name} ends at {weight}, {words} {value}", { name, weight: written(run.weights[steps]), words: beside.words, value: written(heights[i][steps - 1]) }));
    const aim = goal ? runs.find(({ rule }) => rule === goal.rule) ?? runs[0] : null;
    const value = goal && (goal.beside ? heights[runs.indexOf(aim)][steps - 1] : aim.run.weights[steps]);
    return {
      panels: [left, right], steps,
      status: upper(`${words.join("; ")}.`),
      target: goal ? { text: goal.words, reached: value >= goal.low && value <= goal.high } : null,
      data: runs.map(({ rule, run }) => ({ rule, weights: run.weights, state: run.state })),
    };
  },
};

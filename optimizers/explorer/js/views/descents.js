// Rules on a landscape: their paths, and beside them the loss or the effective rate of each coordinate.

import { descend, finiteUntil, firstBelow, stepsToStay } from "../engine.js";
import { hyperparametersOf, landscapePanel, pathLayers, shape, targetOf } from "../landscape.js";
import { nameOf, titleOf } from "../names.js";
import { within, written } from "../numbers.js";
import { LANDSCAPES, RULES } from "../translated.js";
import { phrase, upper } from "../words.js";

const FAR = 1e3; // times the loss at the start, from which on a run counts as diverged
const FLOOR = 1e-16, CEILING = 1e30; // what a logarithmic axis can be given
const NOTHING = 1e-12; // a height that rounding alone makes

// What can stand beside the paths, by coordinate: its title, its axis, and its values of a run.
const BESIDE = {
  "effective rate": {
    title: () => phrase("Effective rate of each coordinate"), label: "η / √s", low: 1e-3, high: 1e2,
    told: (sides) => phrase("{name}: effective rates of {x} and {y}.", sides),
    of: (states, run, i, { learning_rate }) => {
      const square = states.findIndex((name) => name === "square_sum" || name === "square_avg");
      return square < 0 ? run.xs.map(() => learning_rate) : run.state[square][i].map((s) => learning_rate / Math.sqrt(s));
    },
  },
  "step size": {
    title: () => phrase("Step size of each coordinate"), label: "Δ", low: 5e-7, high: 100,
    told: (sides) => phrase("{name}: step sizes of {x} and {y}.", sides),
    of: (states, run, i) => run.state[states.indexOf("step_size")][i],
  },
};

// The names of a path's first points, away from the axis, and where they lie.
const named = (letters, { xs, ys }, count) => letters.slice(0, count).map((text, t) => (
  { kind: "note", x: xs[t], y: ys[t], text, colour: "ink", anchor: "middle", dy: ys[t] < 0 ? 19 : -11 }));
const heights = ({ letters }, { ys }) => {
  const told = letters.map((_, t) => written(Math.abs(ys[t]) < NOTHING ? 0 : ys[t]));
  return letters.length ? [phrase("The heights of {points}: {heights}.", { points: letters.join(", "), heights: told.join(", ") })] : [];
};

const startOf = (ground, numbers, values, options) => {
  if (values.start) return values.start;
  const [x, y] = ground.start, { cos, sin } = numbers;
  // With the valley, so that nothing but the axes changes.
  return options.turn_start ? [cos * x - sin * y, sin * x + cos * y] : [x, y];
};

export const descents = {
  moved: (x, y) => ({ start: [x, y] }),
  scene(values, options, shown) {
    const { ground, goal, steps, rules, styles } = options, landscape = LANDSCAPES[ground.name], beside = BESIDE[options.beside];
    const numbers = shape(ground, values, options), start = startOf(ground, numbers, values, options);
    const left = landscapePanel(ground, numbers), several = rules.length > 1;
    const right = { title: "", room: several ? 148 : beside ? 26 : 20, layers: goal && !beside ? [{ kind: "level", y: goal.loss }] : [] };
    const clock = Float64Array.from({ length: steps + 1 }, (_, t) => t), until = Math.min(shown, steps) + 1;
    // A start beside the minimum has hardly a loss: what is far is told by the landscape's own start as well.
    const ordinary = landscape.loss(ground.start, numbers), { log_steps } = options, x = { low: log_steps ? 1 : 0, high: steps, log: log_steps, label: phrase("step") };
    let highest = 0, names = [];
    const results = rules.map((rule) => {
      const look = styles[rule], name = nameOf(look), hyperparameters = hyperparametersOf(rule, values, options);
      const run = descend(RULES[rule], landscape, start, steps, hyperparameters, numbers);
      const count = Math.min(until, finiteUntil(run.losses));
      const line = { colour: look.colour, dash: look.dash, width: rule === options.heavy || !several ? 2.4 : 1.6 };
      const reached = goal ? (goal.stay ? stepsToStay : firstBelow)(run.losses, goal.loss) : null;
      left.layers.push(...pathLayers(run, count, line, steps));
      if (rule === rules[0]) names = named(options.letters, run, count);
      const sides = beside ? [0, 1].map((i) => beside.of(RULES[rule].states, run, i, hyperparameters)) : [];
      if (beside) {
        sides.forEach((ys, i) => {
          right.layers.push({ kind: "curve", xs: clock.subarray(1), ys, count: Math.min(until - 1, steps), ...line, dash: i ? "7 4" : null, name: several ? `${name}, ${"xy"[i]}` : "xy"[i] });
        });
      } else {
        highest = Math.max(highest, run.losses[0]);
        const ys = run.losses.map((loss) => within(loss, FLOOR, CEILING));
        const home = goal && goal.stay && reached < until && reached <= steps ? `: ${reached}` : ""; // not before the line is there
        right.layers.push({ kind: "curve", xs: clock, ys, count, ...line, name: several ? name + home : undefined });
      }
      return { rule, name, run, reached, sides };
    });
    left.layers.push({ kind: "mark", shape: "dot", x: start[0], y: start[1], size: 7, over: true }, ...names);
    left.title = several ? phrase("Paths") : titleOf(styles[rules[0]]);
    if (beside) {
      Object.assign(right, { title: beside.title(), x: { low: 1, high: steps, label: phrase("step") }, y: { low: beside.low, high: beside.high, log: true, label: beside.label } });
    } else {
      const high = Math.max(10, highest * 100);
      Object.assign(right, { title: phrase("Loss above the minimum"), x, y: { low: goal ? goal.loss / 1e4 : 1e-10, high, log: true } });
      for (const mark of options.marks) {
        right.layers.unshift({ kind: "level", x: mark.x, dash: "4 4" });
        right.layers.push({ kind: "note", x: mark.x, y: high, text: mark.text, anchor: "end", dx: -4, dy: 14 });
      }
    }
    const words = results.map(({ name, run, reached }) => {
      const end = run.losses[steps];
      if (run.diverged || end > FAR * Math.max(run.losses[0], ordinary)) return phrase("{name} diverges", { name });
      if (goal && reached <= steps) return phrase("{name} is there after {count} steps", { name, count: reached });
      return phrase("{name} ends at a loss of {loss}", { name, loss: written(end) });
    });
    const at = { x: written(start[0]), y: written(start[1]) };
    const rates = results.filter(({ sides }) => sides.length).map(({ name, sides }) => {
      const [x, y] = sides.map((ys) => written(ys[steps - 1]));
      return beside.told({ name: upper(name), x, y });
    });
    return {
      panels: [left, right],
      steps,
      status: [phrase("From x = {x}, y = {y}: {fates}.", { ...at, fates: words.join("; ") }), ...rates, ...heights(options, results[0].run)].join(" "),
      target: targetOf(goal, Math.min(...results.map((it) => it.reached)) < goal?.steps, values),
      handle: { panel: 0, x: start[0], y: start[1], words: phrase("Start, at x = {x}, y = {y}", at) },
      data: results.map(({ rule, run }) => ({ rule, xs: run.xs, ys: run.ys, losses: run.losses, state: run.state })),
    };
  },
};

// One run at a chosen learning rate, and beside it the loss that every rate ends at.

import { descend, finiteUntil } from "../engine.js";
import { hyperparametersOf, landscapePanel, pathLayers, shape, targetOf } from "../landscape.js";
import { memo } from "../memo.js";
import { nameOf, titleOf } from "../names.js";
import { within, written } from "../numbers.js";
import { LANDSCAPES, RULES } from "../translated.js";
import { phrase } from "../words.js";

const COUNT = 121, FLOOR = 1e-20, CEILING = 1e12;

const landings = memo((rule, name, start, steps, hyperparameters, numbers, { low, high }) => {
  const rates = Float64Array.from({ length: COUNT }, (_, i) => low * (high / low) ** (i / (COUNT - 1)));
  const losses = rates.map((learning_rate) => descend(RULES[rule], LANDSCAPES[name], start, steps, { ...hyperparameters, learning_rate }, numbers).losses[steps]);
  return { rates, losses };
});

export const rates = {
  moved: (x, y) => ({ start: [x, y] }),
  scene(values, options, shown) {
    const { ground, rules, styles, steps, goal } = options, landscape = LANDSCAPES[ground.name];
    const numbers = shape(ground, values, options), start = values.start ?? ground.start, chosen = values.rule ?? rules[0];
    const left = landscapePanel(ground, numbers), look = styles[chosen], hyperparameters = hyperparametersOf(chosen, values, options);
    const run = descend(RULES[chosen], landscape, start, steps, hyperparameters, numbers);
    const count = Math.min(shown, steps, finiteUntil(run.losses) - 1) + 1;
    left.title = phrase("{name} at η = {rate}", { name: titleOf(look), rate: written(values.learning_rate) });
    left.layers.push(...pathLayers(run, count, { colour: look.colour, dash: look.dash, width: 2 }, steps));
    left.layers.push({ kind: "mark", shape: "dot", x: start[0], y: start[1], size: 7, over: true });
    const others = { ...values, learning_rate: undefined }; // what stands beside the path does not depend on the rate chosen
    const ends = rules.map((rule) => ({ rule, ...landings(rule, ground.name, start, steps, hyperparametersOf(rule, others, options), numbers, options.range) }));
    const now = run.losses[Math.min(shown, steps)], height = within(now >= 0 ? now : CEILING, FLOOR, CEILING);
    const right = {
      title: phrase("Loss after {count} steps, at every rate", { count: steps }), room: rules.length > 1 ? 130 : 20,
      x: { ...options.range, log: true, label: phrase("learning rate η") }, y: { low: options.lowest, high: options.highest, log: true },
      layers: [
        ...(goal ? [{ kind: "level", y: goal.loss }] : []),
        ...options.marks.map(({ x }) => ({ kind: "level", x, dash: "4 4" })),
        ...ends.map(({ rule, rates: xs, losses }) => ({ kind: "curve", xs, ys: losses.map((loss) => (Number.isFinite(loss) ? within(loss, FLOOR, CEILING) : CEILING)),
          colour: styles[rule].colour, dash: styles[rule].dash, width: rule === chosen ? 2.4 : 1.6, name: rules.length > 1 ? nameOf(styles[rule]) : undefined, symbol: "η" })),
        ...options.marks.map(({ x, text }) => ({ kind: "note", x, y: options.highest, text, dx: 4, dy: 14 })),
        { kind: "mark", shape: "dot", x: values.learning_rate, y: height, size: 6, over: true },
      ],
    };
    const told = { rate: written(values.learning_rate), name: nameOf(look), loss: written(run.losses[steps]), count: steps };
    return {
      panels: [left, right], steps,
      status: run.diverged ? phrase("At η = {rate} {name} diverges after {count} steps.", told) : phrase("At η = {rate} {name} ends at a loss of {loss} after {count} steps.", told),
      target: targetOf(goal, run.losses[steps] <= goal.loss, values),
      handle: { panel: 0, x: start[0], y: start[1], words: phrase("Start, at x = {x}, y = {y}", { x: written(start[0]), y: written(start[1]) }) },
      data: [{ rule: chosen, xs: run.xs, ys: run.ys, losses: run.losses, state: run.state }, ...ends.map(({ rule, rates: tried, losses }) => ({ rule, rates: tried, losses }))],
    };
  },
};

// Recorded training runs: loss and accuracy by images looked at, for one rule, rate, and size of mini-batch or schedule.

import { nameOf, titleOf } from "../names.js";
import { within, written } from "../numbers.js";
import { phrase } from "../words.js";

const nearest = (values, wanted) => values.reduce((best, value, i) => (Math.abs(Math.log(value / wanted)) < Math.abs(Math.log(values[best] / wanted)) ? i : best), 0);

export const records = {
  scene({ rule, learning_rate, batch_size, schedule }, options, shown) {
    const { images, goal } = options, look = options.styles[rule];
    const rate = nearest(options.rates, learning_rate), kind = options.kinds.indexOf(schedule ?? batch_size);
    const recorded = (of, one) => of[one][kind][rate].map((value) => value ?? NaN), loss = recorded(options.loss, rule), accuracy = recorded(options.accuracy, rule);
    const count = Math.min(shown, images.length - 1) + 1, most = images.at(-1);
    const line = { kind: "curve", xs: images, count, colour: look.colour, dash: look.dash, width: 2.3 };
    const x = { low: 0, high: most, label: phrase("images looked at") };
    // The methods to compare with, at the same rate: thin, and by name.
    const others = options.compare.filter((one) => one !== rule).map((one) => ({
      rule: one, loss: recorded(options.loss, one), accuracy: recorded(options.accuracy, one),
      line: { ...line, colour: options.styles[one].colour, dash: options.styles[one].dash, width: 1.4, name: nameOf(options.styles[one]) },
    }));
    const room = others.length ? 148 : 20, name = others.length ? nameOf(look) : undefined, inside = (values) => values.map((value) => within(value, 5e-4, 1e9));
    const left = { title: phrase("Training loss"), room, x, y: { low: 5e-4, high: 40, log: true },
      layers: [...others.map((one) => ({ ...one.line, ys: inside(one.loss) })), { ...line, name, ys: inside(loss) }] };
    const right = { title: phrase("Validation accuracy"), room: 20, x, y: { low: 0, high: 1.02 },
      layers: [{ kind: "level", y: goal.accuracy }, ...others.map((one) => ({ ...one.line, name: undefined, ys: one.accuracy })), { ...line, ys: accuracy }] };
    const at = accuracy.findIndex((share) => share >= goal.accuracy), reached = at < 0 ? Infinity : images[at];
    const percent = Number((100 * goal.accuracy).toFixed(1));
    const tried = { name: titleOf(look), rate: written(options.rates[rate]), schedule, count: batch_size };
    const how = schedule ? phrase("{name} at η = {rate}, {schedule},", tried) : phrase("{name} at η = {rate} with {count} images a step", tried);
    const told = { run: how, percent, count: reached, loss: written(loss.at(-1)) };
    return {
      panels: [left, right], steps: images.length - 1,
      status: at < 0 ? phrase("{run} does not reach {percent}%; its training loss ends at {loss}.", told)
        : phrase("{run} is at {percent}% after {count} images; its training loss ends at {loss}.", told),
      target: { text: goal.words, reached: reached < goal.images && (!goal.rule || goal.rule === rule) },
      data: [...others.map(({ rule: one, loss: losses, accuracy: shares }) => ({ rule: one, loss: losses, accuracy: shares })), { rule, loss, accuracy }],
    };
  },
};

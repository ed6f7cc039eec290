// Recorded training runs: loss and accuracy by images looked at, for one rule, rate, and size of mini-batch or schedule.

import { within, written } from "../numbers.js";

const nearest = (values, wanted) => values.reduce((best, value, i) => (Math.abs(Math.log(value / wanted)) < Math.abs(Math.log(values[best] / wanted)) ? i : best), 0);

export const records = {
  scene({ rule, learning_rate, batch_size, schedule }, options, shown) {
    const { images, goal } = options, look = options.styles[rule];
    const rate = nearest(options.rates, learning_rate), kind = options.kinds.indexOf(schedule ?? batch_size);
    const loss = options.loss[rule][kind][rate].map((value) => value ?? NaN), accuracy = options.accuracy[rule][kind][rate].map((value) => value ?? NaN);
    const count = Math.min(shown, images.length - 1) + 1, most = images.at(-1);
    const line = { kind: "curve", xs: images, count, colour: look.colour, dash: look.dash, width: 2.3 };
    const x = { low: 0, high: most, label: "images looked at" };
    const left = { title: "Training loss", room: 20, x, y: { low: 5e-4, high: 40, log: true }, layers: [{ ...line, ys: loss.map((value) => within(value, 5e-4, 1e9)) }] };
    const right = { title: "Validation accuracy", room: 20, x, y: { low: 0, high: 1.02 }, layers: [{ kind: "level", y: goal.accuracy }, { ...line, ys: accuracy }] };
    const at = accuracy.findIndex((share) => share >= goal.accuracy), reached = at < 0 ? Infinity : images[at];
    const percent = Number((100 * goal.accuracy).toFixed(1));
    const outcome = at < 0 ? `does not reach ${percent}%` : `is at ${percent}% after ${reached} images`;
    const start = `${look.name.replace(/^./, (letter) => letter.toUpperCase())} at η = ${written(options.rates[rate])}`;
    const how = schedule ? `, ${schedule},` : ` with ${batch_size} images a step`;
    return {
      panels: [left, right], steps: images.length - 1,
      status: `${start}${how} ${outcome}; its training loss ends at ${written(loss.at(-1))}.`,
      target: { text: goal.words, reached: reached < goal.images && (!goal.rule || goal.rule === rule) },
      data: [{ rule, loss, accuracy }],
    };
  },
};

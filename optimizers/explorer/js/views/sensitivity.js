// What every learning rate ends at, for several rules: on the rates themselves, and in multiples of each rule's best one.

import { nameOf, titleOf } from "../names.js";
import { within, written } from "../numbers.js";
import { phrase } from "../words.js";

const LOW = 0.01, HIGH = 300;

export const sensitivity = {
  scene({ rule, times }, { rates, loss, best, guessing, goal, styles, steps }) {
    const rules = Object.keys(loss), per = Math.log(rates[1] / rates[0]), moved = Math.round(Math.log(times) / per);
    const losses = Object.fromEntries(rules.map((one) => [one, loss[one].map((value) => value ?? NaN)]));
    const place = (one) => best[one] + moved, tried = (one) => place(one) >= 0 && place(one) < rates.length;
    const y = { low: LOW, high: HIGH, log: true }, shown = rules.filter((one) => one !== rule).concat(rule);
    const drawn = (xs, named = false) => [
      { kind: "level", y: guessing },
      ...shown.map((one) => ({ kind: "curve", xs: xs(one), ys: losses[one].map((value) => within(value, LOW, HIGH)), colour: styles[one].colour, dash: styles[one].dash,
        width: one === rule ? 3 : 1.4, name: named ? nameOf(styles[one]) : undefined })),
      ...shown.filter(tried).map((one) => ({ kind: "mark", shape: "dot", x: xs(one)[place(one)], y: within(losses[one][place(one)], LOW, HIGH), colour: styles[one].colour, size: one === rule ? 7 : 4.5, over: true })),
      { kind: "note", x: xs(rule)[0], y: guessing, text: phrase("guessing"), dx: 6, dy: -6 },
    ];
    const multiples = (one) => rates.map((rate) => rate / rates[best[one]]), widest = rates.at(-1) / rates[0];
    const end = losses[rule][place(rule)];
    const told = { name: titleOf(styles[rule]), times: written(times), rate: written(rates[place(rule)]), loss: written(end, 2) };
    return {
      panels: [
        { title: phrase("Loss after {count} steps", { count: steps }), room: 130, share: 1.3, x: { low: rates[0], high: rates.at(-1), log: true, label: phrase("learning rate η") }, y, layers: drawn(() => rates, true) },
        { title: phrase("In multiples of the best rate"), room: 20, x: { low: 1 / widest, high: widest, log: true, label: phrase("η over the method's best η") }, y,
          layers: [...drawn(multiples), { kind: "level", x: times, dash: "4 4" }] },
      ],
      steps: 0,
      status: !tried(rule) ? phrase("{name} at {times} times its best rate was not tried.", told)
        : end < guessing ? phrase("{name} at {times} times its best rate, η = {rate}, ends below guessing: at a training loss of {loss}.", told)
          : phrase("{name} at {times} times its best rate, η = {rate}, ends above guessing: at a training loss of {loss}.", told),
      target: { text: goal.words, reached: tried(rule) && moved >= Math.round(Math.log(goal.times) / per) && end < guessing },
      data: [{ rule, loss: losses[rule], at: [place(rule)] }],
    };
  },
};

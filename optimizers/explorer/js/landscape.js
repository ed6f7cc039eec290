// A landscape as a panel, a run as layers on it, and what the controls make of both.

import { contours, field, levelsBetween } from "./contours.js";
import { memo } from "./memo.js";
import { LANDSCAPES, RULES } from "./translated.js";
import { phrase } from "./words.js";

const MORE = 2; // contours reach beyond the bounds, which a panel with equal axes widens

const contourLayer = memo(({ name, bounds, minimum }, numbers) => {
  const [x, y] = bounds.map(([low, high]) => ({ low: low - MORE, high: high + MORE }));
  const grid = field((point) => LANDSCAPES[name].loss(point, numbers), { x, y });
  return { kind: "contours", segments: contours(grid, levelsBetween(grid.lowest, grid.highest, minimum !== null)) };
});

// A bowl's own numbers, where a control moves them. Sines come from Python where the slider stands on one of its
// positions: engines differ in their last bit.
export const shape = (ground, { condition_number, angle }, { turns }) => {
  const radians = (angle * Math.PI) / 180;
  return {
    ...ground.options,
    ...(condition_number === undefined ? {} : { condition_number }),
    ...(angle === undefined ? {} : turns[angle] ?? { cos: Math.cos(radians), sin: Math.sin(radians) }),
  };
};

const nearest = (values, wanted) => values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);

// A rule among the fixed ones keeps its settings; the others follow the controls. A control with a table stands for
// the settings that the table has where the control stands.
export const hyperparametersOf = (rule, values, { settings, fixed, tables = {} }) => {
  const all = fixed.includes(rule) ? { ...settings[rule] } : { ...settings[rule], ...values };
  for (const [control, { at, settings: columns }] of Object.entries(tables)) {
    const row = nearest(at, values[control]);
    for (const [name, column] of Object.entries(columns[rule] ?? {})) all[name] = column[row];
  }
  if (values.factor !== undefined) all.learning_rate = settings[rule].learning_rate * values.factor;
  return Object.fromEntries(RULES[rule].hyperparameters.filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
};

// A target fixes its conditions: the landscape's own start, and the values of controls that it has `at`.
export const targetOf = (goal, reached, values) => {
  if (!goal?.words) return null;
  const moved = Boolean(values.start), kept = Object.entries(goal.at ?? {}).every(([name, value]) => values[name] === value);
  return { text: moved ? phrase("{words} It counts from the first start.", goal) : goal.words, reached: reached && kept && !moved };
};

export const landscapePanel = (ground, numbers) => {
  const [[x0, x1], [y0, y1]] = ground.bounds, layers = [contourLayer(ground, numbers)];
  if (ground.minimum) layers.push({ kind: "mark", shape: "star", x: ground.minimum[0], y: ground.minimum[1], size: 8 });
  return { equal: true, share: 1.25, x: { low: x0, high: x1, label: "x" }, y: { low: y0, high: y1, label: "y" }, layers };
};

export const pathLayers = (run, count, line, steps) => [
  { kind: "curve", xs: run.xs, ys: run.ys, count, ...line, symbol: "x" },
  { kind: "dots", xs: run.xs, ys: run.ys, count, colour: line.colour, every: Math.ceil(steps / 200) },
  { kind: "exit", xs: run.xs, ys: run.ys, count, colour: line.colour, over: true },
];

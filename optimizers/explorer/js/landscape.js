// A landscape as a panel, and a run as layers on it.

import { contours, field, levelsBetween } from "./contours.js";
import { memo } from "./memo.js";
import { LANDSCAPES } from "./translated.js";

const MORE = 2; // contours reach beyond the bounds, which a panel with equal axes widens

const contourLayer = memo(({ name, bounds, minimum }, numbers) => {
  const [x, y] = bounds.map(([low, high]) => ({ low: low - MORE, high: high + MORE }));
  const grid = field((point) => LANDSCAPES[name].loss(point, numbers), { x, y });
  return { kind: "contours", segments: contours(grid, levelsBetween(grid.lowest, grid.highest, minimum !== null)) };
});

export const landscapePanel = (ground, numbers) => {
  const [[x0, x1], [y0, y1]] = ground.bounds, layers = [contourLayer(ground, numbers)];
  if (ground.minimum) layers.push({ kind: "mark", shape: "star", x: ground.minimum[0], y: ground.minimum[1], size: 8 });
  return { equal: true, share: 1.25, x: { low: x0, high: x1, label: "x" }, y: { low: y0, high: y1, label: "y" }, layers };
};

export const pathLayers = (run, count, line, steps) => [
  { kind: "curve", xs: run.xs, ys: run.ys, count, ...line },
  { kind: "dots", xs: run.xs, ys: run.ys, count, colour: line.colour, every: Math.ceil(steps / 200) },
  { kind: "exit", xs: run.xs, ys: run.ys, count, colour: line.colour, over: true },
];

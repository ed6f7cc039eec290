// Contours by marching squares, as line segments [x1, y1, x2, y2] in the landscape's units.

const GRID = 90;

export const field = (loss, { x, y }) => {
  const at = (axis, i) => axis.low + ((axis.high - axis.low) * i) / GRID;
  const xs = Array.from({ length: GRID + 1 }, (_, i) => at(x, i)), ys = Array.from({ length: GRID + 1 }, (_, i) => at(y, i));
  const values = ys.map((b) => xs.map((a) => loss([a, b])));
  return { xs, ys, values, lowest: Math.min(...values.map((row) => Math.min(...row))), highest: Math.max(...values.map((row) => Math.max(...row))) };
};

export const contours = ({ xs, ys, values }, levels) => {
  const segments = [];
  for (const level of levels) {
    for (let j = 0; j < GRID; j++) {
      for (let i = 0; i < GRID; i++) {
        const corners = [values[j][i], values[j][i + 1], values[j + 1][i + 1], values[j + 1][i]];
        const px = [xs[i], xs[i + 1], xs[i + 1], xs[i]], py = [ys[j], ys[j], ys[j + 1], ys[j + 1]];
        const crossings = [];
        for (let side = 0; side < 4; side++) {
          const next = (side + 1) % 4, a = corners[side], b = corners[next];
          if ((a < level) === (b < level)) continue;
          const share = (level - a) / (b - a);
          crossings.push(px[side] + share * (px[next] - px[side]), py[side] + share * (py[next] - py[side]));
        }
        for (let k = 0; k + 3 < crossings.length; k += 4) segments.push(crossings.slice(k, k + 4));
      }
    }
  }
  return segments;
};

// Levels spaced by ratios above a minimum, evenly where the loss has none.
export const levelsBetween = (lowest, highest, hasMinimum, count = 14) => {
  if (!hasMinimum) return Array.from({ length: count }, (_, i) => lowest + ((highest - lowest) * (i + 1)) / (count + 1));
  const from = Math.log(Math.max(highest * 1e-4, lowest)), to = Math.log(highest);
  return Array.from({ length: count }, (_, i) => Math.exp(from + ((to - from) * i) / (count - 1)));
};

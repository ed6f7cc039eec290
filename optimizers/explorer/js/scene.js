// A scene's panels, as `contract.js` describes them, become a flat list of SVG nodes {tag, ...attributes, children, text}.
// The same list is written as text where nothing runs and patched into the page where something does.

import { ticks } from "./numbers.js";

const FONT = 12.5, TITLE = 13, LETTER = 7.8; // pixels; a title's letter is seldom wider
const MARGIN = { left: 54, right: 14, top: 30, bottom: 42 };
const HEAD = 4.5; // the radius of a curve's front
const BIG = 1e5; // beyond this many pixels a line only needs its direction

export const scale = ({ low, high, log = false }, from, to) => {
  const of = log ? Math.log10 : (value) => value;
  const a = of(low), b = of(high);
  const place = (value) => {
    const at = from + ((of(value) - a) / (b - a)) * (to - from);
    return at > BIG ? BIG : at < -BIG ? -BIG : at; // NaN stays NaN
  };
  place.inverse = (at) => {
    const value = a + ((at - from) / (to - from)) * (b - a);
    return log ? 10 ** value : value;
  };
  return place;
};

// Where a panel's data lie, in pixels; both axes at one scale where it asks for `equal`.
export const frame = (panel, box) => {
  const left = box.x + MARGIN.left, right = box.x + box.width - (panel.room ?? MARGIN.right);
  const top = box.y + MARGIN.top, bottom = box.y + box.height - MARGIN.bottom;
  let { x, y } = panel;
  if (panel.equal) {
    // The landscape fills its frame: the wider axis shows more instead of leaving a margin empty.
    const per = Math.max((x.high - x.low) / (right - left), (y.high - y.low) / (bottom - top));
    const widen = (axis, pixels) => {
      const middle = (axis.low + axis.high) / 2;
      return { ...axis, low: middle - (per * pixels) / 2, high: middle + (per * pixels) / 2 };
    };
    [x, y] = [widen(x, right - left), widen(y, bottom - top)];
  }
  return { left, right, top, bottom, x, y, px: scale(x, left, right), py: scale(y, bottom, top) };
};

const at = (value) => Math.round(value * 10) / 10;
const NEAR = 0.3; // pixels: a point this close to the last one drawn adds nothing to see

// Whether a stretch leaps right over the picture, from far outside to far outside: what diverges does so at every step,
// and would fill the picture with bars.
const leaps = (from, to, [low, high]) => {
  const [near, far] = from < to ? [from, to] : [to, from], room = high - low;
  return near < low - room && far > high + room;
};

export const line = (xs, ys, { px, py, left, right, top, bottom }, count = xs.length) => {
  let path = "", pen = "M", lastX = Infinity, lastY = Infinity;
  for (let i = 0; i < count; i++) {
    const x = px(xs[i]), y = py(ys[i]);
    if (x !== x || y !== y) { pen = "M"; continue; } // NaN: a gap
    if (pen === "L" && Math.abs(x - lastX) < NEAR && Math.abs(y - lastY) < NEAR) continue;
    if (pen === "L" && (leaps(lastX, x, [left, right]) || leaps(lastY, y, [top, bottom]))) pen = "M";
    path += `${pen}${at(x)} ${at(y)}`;
    pen = "L";
    lastX = x;
    lastY = y;
  }
  return path;
};

// The front of a curve of which `count` points are drawn, on its way to the next one by `share`: none or one.
const headOf = (xs, ys, count, share, px, py) => {
  const last = count - 1, next = Math.min(count, xs.length - 1);
  if (last < 0) return [];
  const between = (place, values) => at(place(values[last]) + share * (place(values[next]) - place(values[last])));
  const front = [between(px, xs), between(py, ys)];
  if (front.every(Number.isFinite)) return [front];
  return [[at(px(xs[last])), at(py(ys[last]))]].filter((one) => one.every(Number.isFinite));
};

const LAYERS = {
  // Lines already in data units: contours.
  contours: ({ segments }, { px, py }) => {
    let path = "";
    for (const [x1, y1, x2, y2] of segments) path += `M${at(px(x1))} ${at(py(y1))}L${at(px(x2))} ${at(py(y2))}`;
    return [{ tag: "path", d: path, fill: "none", stroke: "contour", "stroke-width": 0.9 }];
  },
  curve: ({ xs, ys, count, colour, dash, width = 1.8, symbol, head }, place) => {
    const front = head === undefined ? [] : headOf(xs, ys, count, head, place.px, place.py);
    const d = line(xs, ys, place, count) + front.map(([x, y]) => `L${x} ${y}`).join("");
    return [
      { tag: "path", d, fill: "none", stroke: colour, "stroke-width": width,
        "stroke-linejoin": "round", "stroke-linecap": "butt", "stroke-dasharray": dash, "data-symbol": symbol },
      ...front.map(([cx, cy]) => ({ tag: "circle", cx, cy, r: HEAD, fill: colour, stroke: "paper", "stroke-width": 1.2 })),
    ];
  },
  // A small dot for every step, as one path of zero-length strokes with round ends.
  dots: ({ xs, ys, count = xs.length, colour, size = 5, every = 1 }, { px, py }) => {
    let path = "", lastX = Infinity, lastY = Infinity;
    for (let i = 0; i < count; i += every) {
      const x = px(xs[i]), y = py(ys[i]);
      if (x !== x || y !== y || (Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1)) continue;
      path += `M${at(x)} ${at(y)}l.01 0`;
      lastX = x;
      lastY = y;
    }
    return [{ tag: "path", d: path, fill: "none", stroke: colour, "stroke-width": size, "stroke-linecap": "round" }];
  },
  mark: ({ x, y, shape, colour = "ink", size = 6 }, { px, py }) => {
    const [cx, cy] = [at(px(x)), at(py(y))];
    if (Number.isNaN(cx) || Number.isNaN(cy)) return [];
    if (shape === "star") {
      const corner = (i) => {
        const radius = i % 2 ? size * 0.45 : size * 1.2, turn = (Math.PI * i) / 5;
        return `${at(cx + radius * Math.sin(turn))},${at(cy - radius * Math.cos(turn))}`;
      };
      const points = Array.from({ length: 10 }, (_, i) => corner(i)).join(" ");
      return [{ tag: "polygon", points, fill: colour, stroke: "paper", "stroke-width": 1 }];
    }
    return [{ tag: "circle", cx, cy, r: size, fill: shape === "ring" ? "none" : colour, stroke: shape === "ring" ? colour : "paper",
      "stroke-width": shape === "ring" ? 2 : 1.2 }];
  },
  // A cross where a path first leaves the picture.
  exit: ({ xs, ys, count = xs.length, colour }, place) => {
    const { px, py, left, right, top, bottom } = place;
    const outside = (x, y) => !(x >= left && x <= right && y >= top && y <= bottom);
    for (let i = 1; i < count; i++) {
      const [x, y] = [px(xs[i]), py(ys[i])];
      if (!outside(x, y)) continue;
      const [a, b] = [px(xs[i - 1]), py(ys[i - 1])];
      if (outside(a, b)) return []; // it started outside
      const shares = [x > right ? (right - a) / (x - a) : x < left ? (left - a) / (x - a) : 1,
        y > bottom ? (bottom - b) / (y - b) : y < top ? (top - b) / (y - b) : 1];
      const share = Math.min(...shares), [cx, cy] = [a + share * (x - a), b + share * (y - b)];
      const d = `M${at(cx - 5)} ${at(cy - 5)}l10 10m-10 0l10 -10`;
      return [{ tag: "path", d, fill: "none", stroke: colour, "stroke-width": 2.2 }];
    }
    return [];
  },
  level: ({ y, x, colour = "soft", dash }, { px, py, left, right, top, bottom }) => {
    const [x1, x2] = x === undefined ? [left, right] : [px(x), px(x)];
    const [y1, y2] = y === undefined ? [bottom, top] : [py(y), py(y)];
    if (![x1, x2, y1, y2].every(Number.isFinite)) return [];
    return [{ tag: "line", x1: at(x1), x2: at(x2), y1: at(y1), y2: at(y2), stroke: colour, "stroke-width": 1.1, "stroke-dasharray": dash }];
  },
  // A heat map in bands: rectangles [x from, x to, y from, y to] in data units, one path for every band.
  bands: ({ rects, opacities, colour }, { px, py }) =>
    rects.map((band, i) => ({
      tag: "path", fill: colour, "fill-opacity": opacities[i], "shape-rendering": "crispEdges",
      d: band.map(([x1, x2, y1, y2]) => `M${at(px(x1))} ${at(py(y1))}H${at(px(x2))}V${at(py(y2))}H${at(px(x1))}`).join(""),
    })),
  note: ({ x, y, text, colour = "soft", anchor = "start", dx = 0, dy = 0 }, { px, py }) => [
    { tag: "text", x: at(px(x) + dx), y: at(py(y) + dy), fill: colour, "font-size": FONT, "text-anchor": anchor, class: "halo", text },
  ],
};

const axis = (panel, { left, right, top, bottom, x, y, px, py }) => {
  const nodes = [];
  const { values: xTicks, words: xWords } = ticks(x, (right - left) / 70);
  const { values: yTicks, words: yWords } = ticks(y, (bottom - top) / 42);
  if (!panel.equal) {
    for (const value of yTicks) {
      nodes.push({ tag: "line", x1: left, x2: right, y1: at(py(value)), y2: at(py(value)), stroke: "line", "stroke-width": 0.9 });
    }
  }
  const words = (text, rest) => nodes.push({ tag: "text", fill: "soft", "font-size": FONT, text, ...rest });
  xTicks.forEach((value, i) => words(xWords[i], { x: at(px(value)), y: bottom + 17, "text-anchor": "middle" }));
  yTicks.forEach((value, i) => words(yWords[i], { x: left - 7, y: at(py(value) + 4), "text-anchor": "end" }));
  words(x.label, { x: at((left + right) / 2), y: bottom + 35, "text-anchor": "middle" });
  const side = left - 43, middle = at((top + bottom) / 2);
  if (y.label) words(y.label, { x: side, y: middle, "text-anchor": "middle", transform: `rotate(-90 ${side} ${middle})` });
  return nodes;
};

// Names of curves in the right margin, each at the height where its curve ends or leaves the picture, moved apart.
const endLabels = (layers, { px, py, right, top, bottom }) => {
  const wanted = [];
  for (const layer of layers) {
    if (!layer.name) continue;
    let last = (layer.count ?? layer.xs.length) - 1;
    const inside = (i) => py(layer.ys[i]) >= top - 1 && py(layer.ys[i]) <= bottom + 1 && px(layer.xs[i]) <= right + 1;
    while (last >= 0 && !inside(last)) last--;
    if (last >= 0) wanted.push({ y: py(layer.ys[last]), x: px(layer.xs[last]), layer });
  }
  wanted.sort((a, b) => a.y - b.y || b.x - a.x); // of those that leave through the bottom, the first one lowest
  for (let i = 1; i < wanted.length; i++) wanted[i].y = Math.max(wanted[i].y, wanted[i - 1].y + FONT + 2);
  let limit = bottom - 6;
  for (let i = wanted.length - 1; i >= 0; i--) {
    wanted[i].y = Math.min(wanted[i].y, limit);
    limit = wanted[i].y - FONT - 2;
  }
  return wanted.map(({ y, layer }) => ({
    tag: "text", x: at(right + 6), y: at(y + 4), fill: layer.colour, "font-size": FONT, class: "halo", text: layer.name,
  }));
};

// A title that is too long for its panel takes two lines, about as long as each other, in the room of one.
const titleLines = (title, width) => {
  if (title.length * LETTER <= width) return [{ text: title, y: 16 }];
  const words = title.split(" ");
  const first = (count) => words.slice(0, count).join(" "), rest = (count) => words.slice(count).join(" ");
  const longest = (count) => Math.max(first(count).length, rest(count).length);
  const best = words.map((_, i) => i + 1).reduce((a, b) => (longest(b) < longest(a) ? b : a));
  return [{ text: first(best), y: 10 }, { text: rest(best), y: 24 }];
};

export const drawPanel = (panel, box, prefix) => {
  const place = frame(panel, box), clip = `${prefix}-clip`;
  const { left, right, top, bottom } = place;
  const nodesOf = (layers) => layers.flatMap((layer) => LAYERS[layer.kind](layer, place));
  const inside = nodesOf(panel.layers.filter((layer) => !layer.over)), over = nodesOf(panel.layers.filter((layer) => layer.over));
  const area = { x: left, y: top, width: right - left, height: bottom - top };
  return {
    place,
    nodes: [
      ...titleLines(panel.title, box.x + box.width - left).map(({ text, y }) => (
        { tag: "text", x: left, y: box.y + y, fill: "ink", "font-size": TITLE, "font-weight": 600, text })),
      ...axis(panel, place),
      { tag: "clipPath", id: clip, children: [{ tag: "rect", ...area }] },
      { tag: "g", "clip-path": `url(#${clip})`, children: inside },
      { tag: "rect", ...area, fill: "none", stroke: "line", "stroke-width": 1 },
      ...over,
      ...endLabels(panel.layers, place),
    ],
  };
};

// Panels side by side, or one above the other where the figure is narrow, or too narrow for a title.
export const layout = (panels, width) => {
  const shares = panels.map((panel) => panel.share ?? 1), total = shares.reduce((a, b) => a + b, 0);
  const tight = panels.some(({ title }, i) => title.length * LETTER > (width * shares[i]) / total);
  if (panels.length > 1 && (width < 560 || tight)) {
    // On a phone the figure and its first slider share one screen.
    const phone = width < 440;
    const heights = panels.map((panel, i) => (phone ? (i ? 176 : 216) : Math.round(panel.equal ? Math.min(width * 0.8, 340) : 260)));
    let y = 0;
    const boxes = heights.map((height) => ({ x: 0, y: (y += height) - height, width, height }));
    return { boxes, height: y };
  }
  const height = Math.round(Math.min(380, Math.max(300, width * 0.42)));
  let x = 0;
  const boxes = shares.map((share) => {
    const part = (width * share) / total;
    return { x: (x += part) - part, y: 0, width: part, height };
  });
  return { boxes, height };
};

export const drawScene = (panels, width, prefix) => {
  const { boxes, height } = layout(panels, width);
  const drawn = panels.map((panel, i) => drawPanel(panel, boxes[i], `${prefix}-${i}`));
  return { width, height, nodes: drawn.flatMap((it) => it.nodes), places: drawn.map((it) => it.place) };
};

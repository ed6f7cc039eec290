// A curve drawn by the reader on a figure's own axes: by pointer, touch or keys, or as a number for its end.

import { button, element } from "../dom.js";
import { within, written } from "../numbers.js";
import { pointing } from "../pointing.js";
import { drawScene } from "../scene.js";
import { patch } from "../svg.js";

const POINTS = 17, WIDTH = 560, STEPS = 40; // points of a sketch; a key moves one by a share 1/STEPS of the axis
const share = ({ low, high, log }, value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
const value = ({ low, high, log }, part) => (log ? low * (high / low) ** part : low + part * (high - low));
const places = ({ x }) => Array.from({ length: POINTS }, (_, i) => value(x, i / (POINTS - 1)));

// The height of a curve between its points, each axis in its own scale.
const heightAt = ({ xs, ys, x, y }, at) => {
  const i = within(xs.findIndex((one) => one >= at), 1, xs.length - 1);
  const part = (share(x, at) - share(x, xs[i - 1])) / (share(x, xs[i]) - share(x, xs[i - 1]) || 1);
  return share(y, ys[i - 1]) + within(part, 0, 1) * (share(y, ys[i]) - share(y, ys[i - 1]));
};

export const sketch = ({ curve, question }, id, said = null) => {
  const { x, y, colour, begin } = curve, xs = places(curve);
  const first = begin ?? value(y, 0.5);
  let ys = said ?? Array(POINTS).fill(first), at = 1, places_ = null;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });
  const box = element("div", { class: "sketch book-explorer" }, svg, spoken);

  const draw = () => {
    const layers = [{ kind: "curve", xs, ys, colour: "soft", dash: "6 4", width: 2.2, name: said ? "yours" : undefined }];
    if (said) layers.push({ kind: "curve", xs: curve.xs, ys: curve.ys, colour, width: 2.4, name: curve.name });
    else layers.push({ kind: "mark", shape: "dot", x: xs[at], y: ys[at], colour: "ink", size: 6, over: true });
    const panel = { title: curve.title, x, y, room: said ? 100 : 20, layers };
    const drawn = drawScene([panel], WIDTH, `${id}-sketch`);
    [places_] = drawn.places;
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${drawn.height}`);
    patch(svg, drawn.nodes);
  };
  const put = (i, height) => {
    if (i === 0 && begin !== undefined && begin !== null) return;
    ys = ys.with(i, value(y, within(height, 0, 1)));
    at = i;
    draw();
  };
  const told = () => `At ${written(xs[at])}: ${written(ys[at])}`;

  svg.setAttribute("aria-label", said ? `Your curve, and what came of it: ${question}` : `${question} Draw it: left and right choose a place, up and down move the curve there.`);
  svg.setAttribute("role", said ? "img" : "application");
  if (!said) {
    svg.setAttribute("tabindex", "0");
    let last = null;
    const pointed = ({ clientX, clientY }) => {
      const from = svg.getBoundingClientRect(), [px, py] = [clientX - from.left, clientY - from.top].map((pixels) => (pixels / from.width) * WIDTH);
      const i = Math.round(within((px - places_.left) / (places_.right - places_.left), 0, 1) * (POINTS - 1));
      return [i, (places_.bottom - py) / (places_.bottom - places_.top)];
    };
    const stroke = (event, first) => {
      if (first) last = null;
      const [i, height] = pointed(event);
      // What lies between two events of a quick hand is filled in.
      for (let j = last ? last[0] : i, way = Math.sign(i - j); ; j += way) {
        put(j, last && i !== last[0] ? last[1] + ((height - last[1]) * (j - last[0])) / (i - last[0]) : height);
        if (j === i) break;
      }
      last = [i, height];
    };
    pointing(svg, { draw: stroke });
    svg.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      at = within(at + way[0], 0, POINTS - 1);
      // What comes after a point follows it, so that a curve takes few keys.
      if (way[1]) for (let j = POINTS - 1; j >= at; j--) put(j, share(y, ys[at]) + way[1] / STEPS);
      draw();
      spoken.textContent = told();
    });
  }
  draw();
  return {
    element: box,
    values: () => ys,
    // For who cannot draw: the end as a number, reached on a straight line.
    byNumber(commit) {
      const field = element("input", { type: "text", inputmode: "decimal", id: `${id}-end`, autocomplete: "off" });
      const say = () => {
        const end = Number(field.value.trim().replace("−", "-").replace(",", "."));
        if (!field.value.trim() || !Number.isFinite(end) || (y.log && end <= 0)) return field.setAttribute("aria-invalid", "true");
        const to = within(share(y, end), 0, 1), from = share(y, first);
        commit(xs.map((_, i) => value(y, from + ((to - from) * i) / (POINTS - 1))));
      };
      field.addEventListener("keydown", (event) => event.key === "Enter" && say());
      return [element("label", { for: `${id}-end`, class: "or" }, "or the value at its end"), field, button("Commit the number", say)];
    },
  };
};

// How far two curves are apart on average, as a share of the axis.
sketch.distance = (said, { curve }) => {
  const away = places(curve).map((at, i) => Math.abs(share(curve.y, said[i]) - within(heightAt(curve, at), 0, 1)));
  return away.reduce((a, b) => a + b, 0) / away.length;
};

// A curve drawn by the reader on a figure's own axes: by pointer, touch or keys, or as a number for its end.

import { button, element } from "../dom.js";
import { nameOf } from "../names.js";
import { numberField } from "./number_field.js";
import { within, written } from "../numbers.js";
import { pointing } from "../pointing.js";
import { drawScene } from "../scene.js";
import { patch } from "../svg.js";
import { phrase } from "../words.js";

const POINTS = 17, WIDEST = 560, STEPS = 40; // points of a sketch; a key moves one by a share 1/STEPS of the axis
const LETTER = 7.5; // pixels of a label's letter, at most on average
const FLAT = 0.2, TURN = 0.15; // shares of an axis: what counts as movement, and how far a turn may be off
const share = ({ low, high, log }, value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
const value = ({ low, high, log }, part) => (log ? low * (high / low) ** part : low + part * (high - low));
const places = ({ x }) => Array.from({ length: POINTS }, (_, i) => value(x, i / (POINTS - 1)));

// The height of a curve between its points, each axis in its own scale.
const heightAt = ({ xs, ys, x, y }, at) => {
  const i = within(xs.findIndex((one) => one >= at), 1, xs.length - 1);
  const part = (share(x, at) - share(x, xs[i - 1])) / (share(x, xs[i]) - share(x, xs[i - 1]) || 1);
  return share(y, ys[i - 1]) + within(part, 0, 1) * (share(y, ys[i]) - share(y, ys[i - 1]));
};

// A curve to be drawn, or, with `said`, as it was drawn with the result laid over it; as wide as there is room.
export const sketch = ({ curve, question }, id, room, said = null) => {
  const width = Math.min(WIDEST, room || WIDEST);
  const { x, y, colour, begin } = curve, xs = places(curve), called = nameOf(curve);
  const first = begin ?? value(y, 0.5);
  let ys = said ?? Array(POINTS).fill(first), at = 1, places_ = null;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });
  const box = element("div", { class: "sketch book-explorer" }, svg, spoken);

  const draw = () => {
    const layers = [{ kind: "curve", xs, ys, colour: "soft", dash: "6 4", width: 2.2, name: said ? phrase("yours") : undefined }];
    if (said) layers.push({ kind: "curve", xs: curve.xs, ys: curve.ys, colour, width: 2.4, name: called });
    else layers.push({ kind: "mark", shape: "dot", x: xs[at], y: ys[at], colour: "ink", size: 6, over: true });
    const panel = { title: curve.title, x, y, room: said ? 14 + LETTER * Math.max(called.length, phrase("yours").length) : 20, layers };
    const drawn = drawScene([panel], width, `${id}-sketch`);
    [places_] = drawn.places;
    svg.setAttribute("viewBox", `0 0 ${width} ${drawn.height}`);
    patch(svg, drawn.nodes);
  };
  const put = (i, height) => {
    if (i === 0 && begin !== undefined && begin !== null) return;
    ys = ys.with(i, value(y, within(height, 0, 1)));
    at = i;
    draw();
  };
  const told = () => phrase("At {x}: {y}", { x: written(xs[at]), y: written(ys[at]) });

  svg.setAttribute("aria-label", said ? phrase("Your curve, and what came of it: {question}", { question })
    : phrase("{question} Draw it: left and right choose a place, up and down move the curve there.", { question }));
  svg.setAttribute("role", said ? "img" : "application");
  if (!said) {
    svg.setAttribute("tabindex", "0");
    let last = null;
    const pointed = ({ clientX, clientY }) => {
      const from = svg.getBoundingClientRect(), [px, py] = [clientX - from.left, clientY - from.top].map((pixels) => (pixels / from.width) * width);
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
      const straight = (end) => {
        const to = within(share(y, end), 0, 1), from = share(y, first);
        commit(xs.map((_, i) => value(y, from + ((to - from) * i) / (POINTS - 1))));
      };
      return numberField(`${id}-end`, phrase("or the value at its end"), "", phrase("Commit the number"), straight, (end) => !y.log || end > 0);
    },
  };
};

const heights = (said, { curve }) => [said.map((height) => share(curve.y, height)), places(curve).map((at) => within(heightAt(curve, at), 0, 1))];

// How far two curves are apart on average, as a share of the axis.
sketch.distance = (said, about) => {
  const [drawn, real] = heights(said, about);
  return drawn.reduce((sum, height, i) => sum + Math.abs(height - real[i]), 0) / drawn.length;
};

// Whether a drawn curve moves if the result does, and has its highest or lowest point where the result has it inside.
sketch.turnsAlike = (said, about) => {
  const [drawn, real] = heights(said, about);
  const moves = (curve) => Math.max(...curve) - Math.min(...curve);
  if (moves(real) > FLAT && moves(drawn) < moves(real) / 3) return false;
  return [1, -1].every((way) => {
    const top = (curve) => curve.map((height) => way * height).reduce((best, height, i, all) => (height > all[best] ? i : best), 0);
    const at = top(real), stands = way * real[at] - Math.max(way * real[0], way * real.at(-1)) > FLAT;
    return !stands || Math.abs(top(drawn) - at) <= TURN * (POINTS - 1);
  });
};

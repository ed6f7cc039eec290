// Recorded runs: the loss, and the learning rate times the largest curvature that the rule meets, whose edge is 2.

import { within, written } from "../numbers.js";
import { phrase } from "../words.js";

const LOW = 1e-8, EDGE = 2, NEAR = 0.25, LAST = 5; // a run is at the edge if its last records lie as near as this

export const sharpness = {
  scene({ run }, { runs, styles, words }, shown) {
    const { rule, name, steps, loss, sharpness: times } = runs[run], look = styles[rule];
    const count = Math.min(shown, steps.length - 1) + 1, x = { low: 0, high: steps.at(-1), label: phrase("step") };
    const line = { kind: "curve", xs: steps, count, colour: look.colour, dash: look.dash, width: 2.3 };
    const last = times.slice(-LAST), there = last.every((value) => Math.abs(value - EDGE) <= NEAR);
    return {
      panels: [
        { title: phrase("Training loss"), room: 20, x, y: { low: LOW, high: 10, log: true }, layers: [{ ...line, ys: loss.map((value) => within(value, LOW, 10)) }] },
        { title: phrase("η times the largest curvature it meets"), room: 20, x, y: { low: 0, high: 3.2 },
          layers: [{ kind: "level", y: EDGE }, { ...line, ys: times.map((value) => within(value, 0, 3.2)) }, { kind: "note", x: 0, y: EDGE, text: phrase("the edge"), dx: 6, dy: -6 }] },
      ],
      steps: steps.length - 1,
      status: phrase("{name}: η times the largest curvature ends at {times} and the loss at {loss}.", { name, times: written(times.at(-1)), loss: written(loss.at(-1), 2) }),
      target: { text: words, reached: there },
      data: [{ rule, loss, sharpness: times }],
    };
  },
};

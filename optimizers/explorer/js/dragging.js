// A scene's handle under a reader's hand: dragged, put where a click falls, moved by arrow keys.

import { within } from "./numbers.js";
import { pointing } from "./pointing.js";

const PIXELS = 4, MORE_PIXELS = 20; // by which a key moves the handle, and a key with shift
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// `choose(x, y)` is told where the handle is wanted, in the units of its panel.
export const draggable = (drawn, choose) => {
  const { stage, svg, handle } = drawn;
  const put = (x, y) => {
    const { px, py, left, right, top, bottom } = drawn.place;
    choose(px.inverse(within(x, left, right)), py.inverse(within(y, top, bottom)));
  };
  const pointed = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    return [clientX - box.left, clientY - box.top].map((pixels) => (pixels / box.width) * drawn.width);
  };
  const inside = (x, y, { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;

  pointing(stage, {
    wanted: (event) => drawn.place && (event.target === handle || inside(...pointed(event), drawn.place)),
    atOnce: ({ target }) => target === handle,
    draw(event, first) {
      if (first) handle.focus({ preventScroll: true });
      put(...pointed(event));
    },
  });

  handle.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way) return;
    const { px, py } = drawn.place, { x, y } = drawn.scene.handle, pixels = event.shiftKey ? MORE_PIXELS : PIXELS;
    event.preventDefault();
    event.stopPropagation(); // a notebook's own keys
    put(px(x) + way[0] * pixels, py(y) + way[1] * pixels);
  });
};

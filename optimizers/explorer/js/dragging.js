// A scene's handle under a reader's hand: dragged, put where a click falls, moved by arrow keys.

import { within } from "./numbers.js";

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

  let dragging = false;
  stage.addEventListener("pointerdown", (event) => {
    if (!drawn.place || event.button) return;
    const to = pointed(event);
    if (!inside(...to, drawn.place) && event.target !== handle) return;
    dragging = true;
    stage.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
    put(...to);
  });
  stage.addEventListener("pointermove", (event) => dragging && put(...pointed(event)));
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (dragging = false));

  handle.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way) return;
    const { px, py } = drawn.place, { x, y } = drawn.scene.handle, pixels = event.shiftKey ? MORE_PIXELS : PIXELS;
    event.preventDefault();
    event.stopPropagation(); // a notebook's own keys
    put(px(x) + way[0] * pixels, py(y) + way[1] * pixels);
  });
};

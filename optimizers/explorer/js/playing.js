// A scene step by step: how many of its steps are shown, and the buttons that play, step and show all.

import { button } from "./dom.js";

const PLAY_SECONDS = 4, FRAMES_PER_SECOND = 60;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// `steps()` is how many there are; `draw()` is called whenever others are shown.
export const playing = (steps, draw) => {
  let shown = Infinity, frame = null;
  const play = button("Play", () => (frame ? stop() : start()));
  const step = button("Step", () => { stop(); show((shown >= steps() ? 0 : shown) + 1); });
  const all = button("All steps", () => { stop(); show(Infinity); });

  function show(count) {
    shown = count;
    draw();
  }
  function start() {
    if (calm()) return show(Infinity);
    let progress = shown >= steps() ? 0 : shown;
    const perFrame = steps() / (PLAY_SECONDS * FRAMES_PER_SECOND);
    const tick = () => {
      progress += perFrame;
      show(Math.floor(progress));
      if (shown < steps()) frame = requestAnimationFrame(tick);
      else rewind();
    };
    frame = requestAnimationFrame(tick);
    play.textContent = "Pause";
  }
  function stop() {
    cancelAnimationFrame(frame);
    frame = null;
    play.textContent = "Play";
  }
  // All steps from the next drawing on.
  function rewind() {
    stop();
    shown = Infinity;
  }
  return { buttons: [play, step, all], stop, rewind, get shown() { return shown; } };
};

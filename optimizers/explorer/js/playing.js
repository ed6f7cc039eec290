// A scene step by step: how many of its steps are shown, and the buttons that play, step and show all.
// Play runs by a clock that is logarithmic in steps: 4 of them take 1.6 seconds, 400 take 6.

import { button } from "./dom.js";
import { phrase } from "./words.js";

const SECOND = 1000; // milliseconds in which the steps, counted from one, grow e-fold
const IN_VIEW = 0.5; // of the figure, from which on it counts as seen
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// `steps()` is how many there are; `draw()` is called whenever others are shown, `played()` once Play has come to the end.
export const playing = (steps, draw, played) => {
  let shown = Infinity, share = 0, frame = null, seen = null;
  const play = button(phrase("Play"), () => (frame ? stop() : start()));
  const step = button(phrase("Step"), () => { stop(); show((shown >= steps() ? 0 : shown) + 1); });
  const all = button(phrase("All steps"), () => { stop(); show(Infinity); });

  function show(count) {
    [shown, share] = [count, 0];
    draw();
  }
  function start() {
    stop();
    if (calm()) return show(Infinity);
    const before = SECOND * Math.log1p(shown >= steps() ? 0 : shown + share);
    let began = null;
    const tick = (now) => {
      began ??= now - before;
      const reached = Math.expm1((now - began) / SECOND);
      if (reached >= steps()) {
        rewind();
        draw();
        return played();
      }
      frame = requestAnimationFrame(tick);
      shown = Math.floor(reached);
      share = reached - shown;
      draw();
    };
    frame = requestAnimationFrame(tick);
    play.textContent = phrase("Pause");
  }
  function stop() {
    cancelAnimationFrame(frame);
    seen?.disconnect();
    frame = seen = null;
    play.textContent = phrase("Play");
  }
  // All steps from the next drawing on.
  function rewind() {
    stop();
    [shown, share] = [Infinity, 0];
  }
  // Once, when the reader sees the figure; until then none of its steps is shown.
  function playWhenSeen(stage) {
    if (calm()) return;
    shown = 0;
    seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && start(), { threshold: IN_VIEW });
    seen.observe(stage);
  }
  return {
    buttons: [play, step, all], stop, rewind, playWhenSeen,
    get shown() { return shown; },
    // How far the next step has come, from 0 to 1.
    get share() { return share; },
    // Whether it plays, or waits to.
    get running() { return Boolean(frame || seen); },
  };
};

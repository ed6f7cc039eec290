// One explorer's figure: it draws a view's scene at the model's values, and sets them as a reader drags the handle.

import { button, element } from "./dom.js";
import { draggable } from "./dragging.js";
import { drawing } from "./drawing.js";
import { within } from "./numbers.js";
import { playing } from "./playing.js";
import { viewCalled } from "./views/index.js";
import { phrase } from "./words.js";

const STILL = 500; // milliseconds of rest before the values are announced

// Puts the figure of a `Model` into `root` and returns it, as `contract.js` describes both. "explorer:ready" tells that
// it has drawn itself, "explorer:rest" that its values have come to rest, "explorer:played" that Play came to the end.
export const figure = (model, root) => {
  const view = viewCalled(model.get("view")), options = model.get("options"), names = model.get("names");
  const now = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const first = { ...now(), chosen: model.get("chosen") };
  const drawn = drawing(), player = playing(() => drawn.scene.steps, draw, played);
  const bar = element("div", { class: "bar" }, ...player.buttons, button(phrase("Reset"), reset));
  root.classList.add("book-explorer");
  root.append(drawn.stage, drawn.target, bar, drawn.status, drawn.spoken);

  let elsewhere = null, rest = null, setting = false;

  // A choice may stand for several options at once.
  function current() {
    const values = { ...model.get("chosen") }, all = { ...options };
    for (const [name, set] of Object.entries(now())) {
      const value = options.choices[name] ? options.choices[name][set] : set;
      if (value !== null && typeof value === "object") Object.assign(all, value);
      else values[name] = value;
    }
    return [values, all];
  }

  function draw() {
    if (elsewhere) elsewhere(...current(), player.shown, paint);
    else paint(view.scene(...current(), player.shown));
  }

  function paint(scene) {
    const { shown, share } = player;
    drawn.paint(scene, shown < scene.steps ? { shown, share } : null);
    bar.classList.toggle("still", !scene.steps);
    clearTimeout(rest);
    rest = setTimeout(settle, STILL);
  }

  // The values that differ from the first ones are what a link to this setting must carry.
  function settle() {
    drawn.announce();
    const changed = Object.entries(now()).filter(([name, value]) => value !== first[name]);
    const values = { ...Object.fromEntries(changed), ...model.get("chosen") };
    root.dispatchEvent(new CustomEvent("explorer:rest", { bubbles: true, detail: { values } }));
  }

  // To a setting as a whole: what `values` does not name stands as at first. The picture of before stays as a ghost.
  function set(values) {
    const ghost = drawn.scene;
    player.rewind();
    setting = true;
    for (const [name, value] of Object.entries({ ...first, ...values })) model.set(name, value);
    setting = false;
    model.save_changes();
    drawn.haunt(ghost);
    draw();
    root.dispatchEvent(new CustomEvent("explorer:set", { bubbles: true }));
  }

  function played() {
    root.dispatchEvent(new CustomEvent("explorer:played", { bubbles: true }));
  }

  // A reader's hand on a control or on the figure ends what is playing: its answer comes at once.
  function moved() {
    if (setting) return;
    if (player.running) player.rewind();
    drawn.haunt(null);
    draw();
    root.dispatchEvent(new CustomEvent("explorer:moved", { bubbles: true }));
  }

  function choose(x, y) {
    const own = {};
    for (const [name, value] of Object.entries(view.moved(x, y))) {
      if (names.includes(name)) model.set(name, within(value, ...options.limits[name]));
      else own[name] = value;
    }
    if (Object.keys(own).length) model.set("chosen", { ...model.get("chosen"), ...own });
    model.save_changes();
  }

  function reset() {
    set({});
    drawn.haunt(null);
    moved();
  }

  draggable(drawn, choose);
  for (const name of Object.keys(first)) model.on(`change:${name}`, moved);
  if (options.plays) player.playWhenSeen(drawn.stage);
  draw();

  const made = {
    model, root, current, draw, set,
    about: { names, limits: options.limits, choices: options.choices },
    get scene() { return drawn.scene; },
    drawBy(maker) { elsewhere = maker; draw(); },
    end() { drawn.end(); player.stop(); clearTimeout(rest); },
  };
  root.dispatchEvent(new CustomEvent("explorer:ready", { bubbles: true, detail: made }));
  return made;
};

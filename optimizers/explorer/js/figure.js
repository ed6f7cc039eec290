// One explorer's figure: it draws a view's scene, and lets a reader drag the start, step, play and begin again.

import { drawScene } from "./scene.js";
import { patch } from "./svg.js";
import { VIEWS } from "./views/index.js";

const PLAY_SECONDS = 4, STILL = 500; // milliseconds of rest before the values are announced
let made = 0;

export const within = ([low, high], value) => Math.min(Math.max(value, low), high);

const element = (tag, attributes = {}, ...children) => {
  const it = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) it.setAttribute(name, value);
  it.append(...children);
  return it;
};
const button = (words, act) => {
  const it = element("button", { type: "button" }, words);
  it.addEventListener("click", act);
  return it;
};
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// `model` has get(name), set(name, value), save_changes() and on("change:name", call): anywidget's contract.
export const figure = (model, root) => {
  const view = VIEWS[model.get("view")], options = model.get("options"), names = model.get("names");
  const prefix = `explorer-${made++}`;
  const first = Object.fromEntries([...names, "chosen"].map((name) => [name, model.get(name)]));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("role", "img");
  const handle = element("button", { type: "button", class: "handle" });
  const stage = element("div", { class: "stage" }, svg, handle);
  const target = element("p", { class: "target", hidden: "" }, element("span", { class: "lamp", "aria-hidden": "true" }), element("span"));
  const status = element("p", { class: "status" });
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });
  const play = button("Play", () => (timer ? stop() : start()));
  const step = button("Step", () => { stop(); shown = (shown >= scene.steps ? 0 : shown) + 1; draw(); });
  const all = button("All steps", () => { stop(); shown = Infinity; draw(); });
  const reset = button("Reset", () => {
    stop();
    shown = Infinity;
    for (const name of names) model.set(name, first[name]);
    model.set("chosen", first.chosen);
    model.save_changes();
    draw();
  });
  const bar = element("div", { class: "bar" }, play, step, all, reset);
  root.classList.add("book-explorer");
  root.append(stage, target, bar, status, spoken);

  let scene, drawn, shown = Infinity, timer = null, rest = null, width = 0, heard = null;
  let elsewhere = null; // who makes the scene instead of the view: called with (values, options, shown, paint)

  // A choice may stand for several options at once.
  const current = () => {
    const values = { ...model.get("chosen") }, all = { ...options };
    for (const name of names) {
      const value = options.choices[name] ? options.choices[name][model.get(name)] : model.get(name);
      if (value !== null && typeof value === "object") Object.assign(all, value);
      else values[name] = value;
    }
    return [values, all];
  };

  function draw() {
    if (elsewhere) elsewhere(...current(), shown, paint);
    else paint(view.scene(...current(), shown));
  }

  function paint(next) {
    scene = next;
    drawn = drawScene(scene.panels, width, prefix);
    svg.setAttribute("viewBox", `0 0 ${width} ${drawn.height}`);
    svg.setAttribute("height", drawn.height);
    patch(svg, drawn.nodes);
    handle.hidden = !scene.handle;
    if (scene.handle) {
      const place = drawn.places[scene.handle.panel], x = place.px(scene.handle.x), y = place.py(scene.handle.y);
      const inside = x >= place.left && x <= place.right && y >= place.top && y <= place.bottom;
      handle.style.left = `${Math.min(Math.max(x, place.left), place.right)}px`;
      handle.style.top = `${Math.min(Math.max(y, place.top), place.bottom)}px`;
      handle.classList.toggle("outside", !inside);
    }
    target.hidden = !scene.target;
    if (scene.target) {
      target.classList.toggle("reached", scene.target.reached);
      target.lastChild.textContent = `Target: ${scene.target.text}${scene.target.reached ? " Reached." : ""}`;
    }
    bar.classList.toggle("still", !scene.steps);
    status.textContent = scene.status;
    if (heard === null) {
      heard = told(); // what stands there from the start is read, not announced
      label();
    }
    clearTimeout(rest);
    rest = setTimeout(settle, STILL);
  }

  const told = () => `${scene.status}${scene.target ? ` ${target.lastChild.textContent}` : ""}`;

  function label() {
    svg.setAttribute("aria-label", told());
    if (scene.handle) handle.setAttribute("aria-label", `${scene.handle.words}. Arrow keys move it.`);
  }

  // What a screen reader hears, once the values have come to rest.
  function settle() {
    label();
    if (heard !== told()) spoken.textContent = heard = told();
    root.dispatchEvent(new CustomEvent("explorer:rest", { bubbles: true, detail: { values: changed() } }));
  }

  // The values that differ from the first ones: what a link to this setting must carry.
  function changed() {
    const now = { ...Object.fromEntries(names.map((name) => [name, model.get(name)])) };
    const differ = Object.entries(now).filter(([name, value]) => value !== first[name]);
    return { ...Object.fromEntries(differ), ...model.get("chosen") };
  }

  function choose(x, y) {
    const moved = view.moved(x, y), own = {};
    for (const [name, value] of Object.entries(moved)) {
      if (names.includes(name)) model.set(name, within(options.limits[name], value));
      else own[name] = value;
    }
    if (Object.keys(own).length) model.set("chosen", { ...model.get("chosen"), ...own });
    model.save_changes();
    draw();
  }

  function start() {
    if (calm()) { shown = Infinity; return draw(); }
    if (shown >= scene.steps) shown = 0;
    const perFrame = scene.steps / (PLAY_SECONDS * 60);
    let progress = shown;
    const tick = () => {
      progress += perFrame;
      shown = Math.floor(progress);
      draw();
      timer = shown < scene.steps ? requestAnimationFrame(tick) : null;
      if (!timer) finish();
    };
    timer = requestAnimationFrame(tick);
    play.textContent = "Pause";
  }
  const finish = () => { shown = Infinity; play.textContent = "Play"; };
  function stop() {
    cancelAnimationFrame(timer);
    timer = null;
    play.textContent = "Play";
  }

  const pointed = (event) => {
    const box = svg.getBoundingClientRect(), place = drawn.places[scene.handle.panel];
    const x = ((event.clientX - box.left) / box.width) * width, y = ((event.clientY - box.top) / box.width) * width;
    const inside = x >= place.left && x <= place.right && y >= place.top && y <= place.bottom;
    return { inside, x: place.px.inverse(Math.min(Math.max(x, place.left), place.right)), y: place.py.inverse(Math.min(Math.max(y, place.top), place.bottom)) };
  };
  let dragging = false;
  stage.addEventListener("pointerdown", (event) => {
    if (!scene.handle || event.button) return;
    const to = pointed(event);
    if (!to.inside && event.target !== handle) return;
    dragging = true;
    stage.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
    choose(to.x, to.y);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const to = pointed(event);
    choose(to.x, to.y);
  });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (dragging = false));
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    const place = drawn.places[scene.handle.panel], pixels = event.shiftKey ? 20 : 4;
    const x = Math.min(Math.max(place.px(scene.handle.x) + way[0] * pixels, place.left), place.right);
    const y = Math.min(Math.max(place.py(scene.handle.y) + way[1] * pixels, place.top), place.bottom);
    event.preventDefault();
    event.stopPropagation(); // a notebook's own keys
    choose(place.px.inverse(x), place.py.inverse(y));
  });

  for (const name of [...names, "chosen"]) model.on(`change:${name}`, draw);
  const sized = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now && now !== width) {
      width = now;
      draw();
    }
  });
  width = Math.round(stage.getBoundingClientRect().width) || 720;
  draw();
  sized.observe(stage);
  root.explorer = { model, draw(by = elsewhere) { elsewhere = by; draw(); }, current, get scene() { return scene; } };
  return () => { sized.disconnect(); stop(); clearTimeout(rest); };
};

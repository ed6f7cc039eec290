// What a reader sees and hears of a scene: its panels, the handle to drag, the target, the status.

import { element } from "./dom.js";
import { within } from "./numbers.js";
import { drawScene } from "./scene.js";
import { patch } from "./svg.js";
import { phrase } from "./words.js";

const SPOKEN = 5000; // milliseconds that an announcement stays
const DEFAULT_WIDTH = 720; // pixels, where the page has not been laid out yet
let made = 0;

const AXES = ["low", "high", "log"];
const haunted = (panels, before) => panels.map((panel, i) => {
  const old = before[i];
  const alike = old && ["x", "y"].every((axis) => AXES.every((key) => old[axis][key] === panel[axis][key]));
  const curves = alike ? old.layers.filter(({ kind }) => kind === "curve").map(({ name, ...curve }) => ({ ...curve, colour: "soft", dash: "2 5", width: 1.5 })) : [];
  return curves.length ? { ...panel, layers: [...panel.layers.filter(({ kind }) => kind === "contours"), ...curves, ...panel.layers.filter(({ kind }) => kind !== "contours")] } : panel;
});

// Of a scene that is halfway: a dot at the front of every curve that grows, on its way to the next step by `share`.
const headed = (panels, share) => panels.map((panel) => {
  const front = (layer) => (layer.kind === "curve" && layer.count !== undefined ? { ...layer, head: share } : layer);
  return { ...panel, layers: panel.layers.map(front) };
});

export const drawing = () => {
  const prefix = `explorer-${made++}`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("role", "img");
  const handle = element("button", { type: "button", class: "handle" });
  const stage = element("div", { class: "stage" }, svg, handle);
  const target = element("p", { class: "target", hidden: "" }, element("span", { class: "lamp", "aria-hidden": "true" }), element("span"));
  // A screen reader finds the same words as the drawing's name.
  const status = element("p", { class: "status", "aria-hidden": "true" }, element("span"));
  const spoken = element("p", { class: "spoken", "aria-live": "polite" });
  let scene = null, progress = null, places = null, width = null, heard = null, ghost = null, silence = null;

  // `halfway` is how many steps are `shown` and the `share` of the next one; null where all of them are.
  function paint(next, halfway = null) {
    width ??= Math.round(stage.getBoundingClientRect().width) || DEFAULT_WIDTH;
    [scene, progress] = [next, halfway];
    const panels = progress ? headed(scene.panels, progress.share) : scene.panels;
    const drawn = drawScene(ghost ? haunted(panels, ghost) : panels, width, prefix);
    places = drawn.places;
    svg.setAttribute("viewBox", `0 0 ${width} ${drawn.height}`);
    svg.setAttribute("height", drawn.height);
    patch(svg, drawn.nodes);
    putHandle();
    target.hidden = !scene.target;
    if (scene.target) {
      const reached = scene.target.reached && !progress; // no result before its line arrives
      target.classList.toggle("reached", reached);
      target.lastChild.textContent = reached ? phrase("Target: {text} Reached.", scene.target) : phrase("Target: {text}", scene.target);
    }
    status.dataset.whole = scene.status; // keeps its place while the step stands there
    status.firstChild.textContent = said();
    if (heard !== null) return;
    heard = told(); // what stands there from the start is read, not announced
    label();
  }

  function putHandle() {
    handle.hidden = !scene.handle;
    if (!scene.handle) return;
    const { px, py, left, right, top, bottom } = places[scene.handle.panel], x = px(scene.handle.x), y = py(scene.handle.y);
    const [nearX, nearY] = [within(x, left, right), within(y, top, bottom)];
    handle.style.left = `${nearX}px`;
    handle.style.top = `${nearY}px`;
    handle.classList.toggle("outside", nearX !== x || nearY !== y);
  }

  const said = () => (progress ? phrase("Step {shown} of {steps}.", { shown: progress.shown, steps: scene.steps }) : scene.status);
  const told = () => `${said()}${scene.target ? ` ${target.lastChild.textContent}` : ""}`;

  function label() {
    svg.setAttribute("aria-label", told());
    if (scene.handle) handle.setAttribute("aria-label", phrase("{words}. Arrow keys move it.", scene.handle));
  }

  const sized = new ResizeObserver(([{ contentRect }]) => {
    const now = Math.round(contentRect.width);
    if (!scene || !now || now === width) return;
    width = now;
    paint(scene, progress);
  });
  sized.observe(stage);

  return {
    stage, svg, handle, target, status, spoken, paint,
    get scene() { return scene; },
    // Where the panel with the handle lies; null for a scene without one.
    get place() { return scene.handle ? places[scene.handle.panel] : null; },
    get width() { return width; },
    // What a screen reader hears, once the values have come to rest.
    // The curves of another scene step back behind this one's, until told otherwise.
    haunt(before) { ghost = before?.panels ?? null; },
    announce() {
      label();
      if (heard === told()) return;
      spoken.textContent = heard = told();
      clearTimeout(silence);
      silence = setTimeout(() => (spoken.textContent = ""), SPOKEN); // once said, it is not found a second time
    },
    end() { sized.disconnect(); clearTimeout(silence); },
  };
};

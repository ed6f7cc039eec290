// A figure's setting as an address, `#fig-name:learning_rate=0.1&start=-2,1`: sentences and predictions set figures by
// it, and the page's own address carries it, so that it can be linked to.

import { bringBeside, goTo } from "./beside.js";
import { within } from "./numbers.js";

const SPLIT = ":", FAR = 1e6; // a start further away than this draws nothing
const figures = new Map(); // by name

// `[name, setting]` of a link to a setting, null for any other text.
export const parts = (href) => {
  try {
    const [, name, setting] = /#(fig-[\w-]+):(.*)$/.exec(decodeURIComponent(href ?? "")) ?? [];
    return name ? [name, setting] : null;
  } catch {
    return null; // a stray % is no address
  }
};

// The values that a setting names, each within its limits; what is no number is passed over.
const valuesOf = (setting, names, limits) => {
  const values = {};
  for (const [name, text] of new URLSearchParams(setting)) {
    const numbers = text.split(",").map((part) => (part.trim() ? Number(part) : NaN));
    if (!numbers.every(Number.isFinite)) continue;
    if (names.includes(name)) values[name] = within(numbers[0], ...limits[name]);
    else if (name === "start" && numbers.length === 2) values.chosen = { start: numbers.map((number) => within(number, -FAR, FAR)) };
  }
  return values;
};

const written = (values) => Object.entries(values).map(([name, value]) => `${name}=${[value].flat().map((number) => Number(number.toPrecision(12))).join(",")}`).join("&");

// Sets a figure of the page to an address. Returns it, or undefined where there is none of that name.
export const set = (href) => {
  const [name, setting] = parts(href.startsWith("#") ? href : `#${href}`) ?? [], figure = figures.get(name);
  if (!figure) return undefined;
  const { names, limits, choices } = figure.about;
  const values = valuesOf(setting, names, limits);
  for (const key of Object.keys(choices)) if (key in values) values[key] = Math.round(values[key]);
  figure.set(values); // what it does not name stands as at first
  mark(href);
  return figure;
};

// The sentence that set a figure, or none, carries the class "now".
const mark = (href) => {
  const now = parts(href?.startsWith("#") ? href : `#${href}`);
  for (const link of document.querySelectorAll("a.now[href*='#fig-']")) link.classList.remove("now");
  if (!now) return;
  for (const link of document.querySelectorAll("a[href*='#fig-']")) {
    if (parts(link.getAttribute("href"))?.join(SPLIT) === now.join(SPLIT)) link.classList.add("now");
  }
};

// Makes a figure known by its name, which links and the page's address use.
export const addressed = (figure, name = "explorer") => {
  figures.set(name, figure);
  let mine = true; // a change that an address made is no news to the address
  figure.root.addEventListener("explorer:set", () => (mine = true));
  figure.root.addEventListener("explorer:moved", () => { mine = false; mark(null); });
  figure.root.addEventListener("explorer:rest", ({ detail: { values } }) => {
    if (mine || !document.body.dataset.addresses) return;
    const setting = written(values);
    history.replaceState(null, "", setting ? `#${name}${SPLIT}${setting}` : `#${name}`);
  });
  figure.root.addEventListener("explorer:back", () => figures.set(name, figure)); // in the place of another of its name
  return () => figures.delete(name);
};

// A click on a sentence sets its figure in place; Back undoes it. Called once the page's figures stand.
let listening = false;
export const followed = () => {
  if (listening) return;
  listening = true;
  document.addEventListener("explorer:address", ({ detail: { address, by } }) => { // a prediction that has its answer
    const figure = set(address);
    if (figure?.root.closest(".explorer-place")) bringBeside(figure.root, by); // a notebook stays at the answer
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#fig-']"), href = link?.getAttribute("href");
    if (!parts(href) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const figure = set(href);
    if (!figure) return;
    event.preventDefault();
    event.stopPropagation(); // a notebook's own way with links
    if (document.body.dataset.addresses) history.pushState(null, "", href);
    bringBeside(figure.root, link);
  }, { capture: true });
};

// On a page of the site: its address sets a figure now and whenever it changes.
export const followAddress = () => {
  document.body.dataset.addresses = "true";
  const read = (show) => {
    const figure = set(location.hash);
    if (figure) return show(figure.root);
    mark(null);
    for (const [name, one] of figures) if (location.hash === `#${name}` || !location.hash) one.set({});
  };
  if (parts(location.hash)) read(goTo);
  addEventListener("popstate", () => read((root) => bringBeside(root)));
};

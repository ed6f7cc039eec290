// What anywidget calls in notebooks for predictions and claims: the same as on a page.

import { prediction } from "./reader/prediction.js";

const setFigure = (address, by) => document.dispatchEvent(new CustomEvent("explorer:address", { detail: { address, by } }));

export const render = ({ model, el }) => {
  el.innerHTML = model.get("html");
  for (const root of el.querySelectorAll(".predict")) prediction(root, setFigure);
};

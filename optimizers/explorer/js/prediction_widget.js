// What anywidget calls in notebooks for a prediction: the same as on a page.

import { prediction } from "./reader/prediction.js";

const setFigure = (address) => document.dispatchEvent(new CustomEvent("explorer:address", { detail: address }));

export const render = ({ model, el }) => {
  el.innerHTML = model.get("html");
  prediction(el.querySelector(".predict"), setFigure);
};

// What anywidget calls in JupyterLab, Notebook, VS Code and Binder.

import { addressed, followed } from "./address.js";
import { figure } from "./figure.js";

export const render = ({ model, el }) => {
  // Notebook acts on arrow keys before a slider hears them, and walks to another cell: not from what carries this mark.
  const keepArrows = ({ key, target }) => {
    if (el.parentElement?.contains(target)) target.toggleAttribute("data-lm-suppress-shortcuts", key.startsWith("Arrow"));
  };
  addEventListener("keydown", keepArrows, { capture: true });
  const drawn = figure(model, el), forget = addressed(drawn, model.get("options").name);
  followed();
  return () => { removeEventListener("keydown", keepArrows, { capture: true }); forget(); drawn.end(); };
};

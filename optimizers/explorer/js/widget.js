// What anywidget calls in JupyterLab, Notebook, VS Code and Binder.

import { figure } from "./figure.js";

export const render = ({ model, el }) => {
  if (!document.getElementById("book-explorer-style")) {
    const style = document.createElement("style");
    style.id = "book-explorer-style";
    style.textContent = model.get("style");
    document.head.append(style);
  }
  return figure(model, el);
};

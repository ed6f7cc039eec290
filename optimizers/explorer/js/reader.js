// What a page of the book asks of its reader: predictions, quick questions, and the page that gathers them.

import { prediction } from "./reader/prediction.js";
import { question } from "./reader/questions.js";
import { review } from "./reader/review.js";

const setFigure = (address) => document.dispatchEvent(new CustomEvent("explorer:address", { detail: address }));

export const start = () => {
  for (const root of document.querySelectorAll("[data-prediction]")) prediction(root, setFigure);
  document.querySelectorAll("details.question").forEach((details, i) => question(details, i + 1));
  const gathered = document.getElementById("your-answers");
  if (gathered) review(gathered);
};

if (typeof document !== "undefined") {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}

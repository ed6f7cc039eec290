// What a page of the book asks of its reader: predictions, quick questions, the page that gathers them, claims on
// trial, and rules to step through.

import { filters, score } from "./reader/claims.js";
import { prediction } from "./reader/prediction.js";
import { question } from "./reader/questions.js";
import { review } from "./reader/review.js";
import { stepping } from "./reader/stepping.js";

const setFigure = (address, by) => document.dispatchEvent(new CustomEvent("explorer:address", { detail: { address, by } }));

// What a notebook's outputs ask, in a part of the page.
const begin = (part) => {
  for (const root of part.querySelectorAll("[data-prediction]")) prediction(root, setFigure);
  part.querySelectorAll(".claims-score").forEach(score);
  part.querySelectorAll("table.claims-table").forEach(filters);
  part.querySelectorAll(".rule-card").forEach(stepping);
};

export const start = () => {
  begin(document);
  document.querySelectorAll("details.question").forEach((details, i) => question(details, i + 1));
  const gathered = document.getElementById("your-answers");
  if (gathered) review(gathered);
};

if (typeof document !== "undefined") {
  document.addEventListener("reader:made", ({ target }) => begin(target)); // by a reader's own cell
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}

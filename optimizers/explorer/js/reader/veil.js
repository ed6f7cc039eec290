// What follows a prompt and shows its answer stands veiled until the reader commits an answer, or reads on without one.

import { button, element } from "../dom.js";
import { keepsVeils } from "./store.js";
import { phrase } from "../words.js";

const BETWEEN = "section, h2, h3, h4"; // a prompt's answer does not reach further

// The siblings behind a prompt's cell, up to the next heading or prompt.
const behind = (cell) => {
  const found = [];
  for (let next = cell.nextElementSibling; next && !next.matches(BETWEEN) && !next.querySelector("[data-prediction]"); next = next.nextElementSibling) found.push(next);
  return found;
};

// Veils what follows the prompt in `root`. Returns the function that lifts the veil again.
export const veil = (root) => {
  const section = root.closest("section"), cell = [...(section?.children ?? [])].find((child) => child.contains(root));
  const parts = cell ? behind(cell) : [];
  if (!parts.length || !keepsVeils()) return () => {};
  const lift = () => {
    for (const part of parts) {
      part.classList.remove("veiled");
      part.inert = false;
    }
    offer.remove();
  };
  const offer = element("p", { class: "answers on-screen" }, phrase("What follows shows the answer."), " ", button(phrase("Read on without one"), lift));
  for (const part of parts) {
    part.classList.add("veiled");
    part.inert = true;
  }
  root.append(offer);
  return lift;
};

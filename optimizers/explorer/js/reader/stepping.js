// A rule's card taken line by line: each line's equation, Python and numbers come together, and its symbol lights up.

import { button, element } from "../dom.js";
import { phrase } from "../words.js";

export const stepping = (card) => {
  const rows = [...card.querySelectorAll("tbody tr")];
  const told = element("span", { role: "status" });
  let at = rows.length; // all lines stand there

  const show = () => {
    const walking = at < rows.length;
    rows.forEach((row, i) => {
      row.classList.toggle("to-come", i > at);
      row.classList.toggle("now", walking && i === at);
      row.querySelector(".sym")?.classList.toggle("now", walking && i === at);
    });
    next.textContent = !walking ? phrase("Step through it") : at === rows.length - 1 ? phrase("The whole rule") : phrase("Next line");
    told.textContent = walking ? phrase("Line {line} of {lines}: {worked}", { line: at + 1, lines: rows.length, worked: rows[at].querySelector(".worked").textContent }) : "";
  };
  const next = button("", () => {
    at = at < rows.length ? at + 1 : 0;
    show();
  });

  show();
  if (rows.length > 1) card.append(element("p", { class: "answers" }, next, told));
};

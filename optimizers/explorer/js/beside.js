// A figure that a sentence sets from afar comes beside the sentence; it goes back when its own place comes into view.

import { button, element } from "./dom.js";
import { phrase } from "./words.js";

const IN_VIEW = 0.6; // the share of a figure's picture that a reader must see to follow it

let back = () => {};
let sentence = null; // that the figure was set by

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const seen = (box) => {
  const { top, bottom } = box.getBoundingClientRect();
  return (Math.min(bottom, innerHeight) - Math.max(top, 0)) / Math.max(1, Math.min(bottom - top, innerHeight));
};

// A sentence that the figure beside it would cover moves up, out from under it.
const uncover = (place) => {
  if (!sentence) return;
  const said = sentence.getBoundingClientRect(), drawn = place.getBoundingClientRect();
  if (said.bottom > drawn.top && said.right > drawn.left) scrollBy({ top: said.bottom - drawn.top + 24, behavior: calm() ? "auto" : "smooth" });
};

const come = (place) => {
  const gap = element("div", { class: "explorer-gap", style: `height: ${place.getBoundingClientRect().height}px` });
  const close = button("×", () => back());
  const arrives = new IntersectionObserver(([entry]) => entry.intersectionRatio > 0.5 && back(), { threshold: [0.5] });
  const grows = new ResizeObserver(() => uncover(place));
  close.className = "put-back";
  close.setAttribute("aria-label", phrase("Put the figure back into its place"));
  back = () => {
    back = () => {};
    arrives.disconnect();
    grows.disconnect();
    close.remove();
    gap.remove();
    place.classList.remove("beside");
  };
  place.before(gap);
  place.append(close);
  place.classList.add("beside");
  arrives.observe(gap);
  grows.observe(place);
};

if (typeof document !== "undefined") document.addEventListener("keydown", ({ key }) => key === "Escape" && back());

// Moves the page to the figure in `root`, unless it is in view.
export const goTo = (root) => {
  const stage = root.querySelector(".stage") ?? root;
  if (seen(stage) < IN_VIEW) stage.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
};

// Brings the figure in `root` before the reader's eyes: where it stands if that is in view, else beside the sentence
// `by` which it was set. In a notebook, whose cells cut off what leaves them, the page moves to it.
export const bringBeside = (root, by = null) => {
  const place = root.closest(".explorer-place");
  if (!place) return goTo(root);
  sentence = by;
  if (place.classList.contains("beside")) return uncover(place);
  if (seen(root.querySelector(".stage")) >= IN_VIEW) return;
  back();
  come(place);
};

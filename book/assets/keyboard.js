// What keys reach they can scroll, and what has the focus is seen.

{
  // What scrolls sideways is among the keys' stops, whenever it comes to do so: on a narrow page, in a fold that opens.
  const sized = new ResizeObserver((entries) => {
    for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  });
  const start = () => {
    for (const it of document.querySelectorAll("article :is(pre, .pst-scrollable-table-container, figure)")) sized.observe(it);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  // On a phone a figure stays in view while its controls are moved, and may not cover the one that has the focus.
  document.addEventListener("focusin", ({ target }) => {
    const stage = target.matches(":focus-visible") && target.closest(".explorer-place")?.querySelector(".stage");
    if (!stage || stage.contains(target)) return;
    const covered = stage.getBoundingClientRect().bottom - target.getBoundingClientRect().top;
    if (covered > 0) scrollBy({ top: -covered - 8, behavior: "instant" });
  });
}

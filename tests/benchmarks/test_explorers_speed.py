"""How fast the explorers answer on the built pages, and what a page weighs; `make bench` prints it beside the limits.

Measured in a headless browser with the network cut. Times are printed, never asserted: they are the machine's.
"""

import numpy as np

from helpers.browsing import (
    EXPLORERS,
    FIRST_LIMIT,
    PAGE_LIMIT,
    SCRIPT_LIMIT,
    SHIFTS,
    SITE,
    moved,
    script_weight,
    until,
    weights,
)

CHAPTERS = sorted((SITE / "chapters").glob("*.html"))
METHODS, STEPS, MOVES, LOADS = 5, 200, 400, 5
SLOWED = 4  # times: a phone's processor, as Chromium's developer tools imitate it

# Milliseconds from an input event's dispatch to the return of the drawing, which happens inside the dispatch. The
# slider goes back and forth as under a reader's hand, one position a frame.
LATENCY = """async ([methods, steps, moves]) => {
  const [{ figure }] = explorers, options = figure.model.get("options");
  options.rules.length = methods;
  options.steps = steps;
  figure.draw();
  const slider = document.querySelector(".explorer-place input[type=range]"), times = [];
  const notches = Math.round((slider.max - slider.min) / slider.step);
  for (let i = 0; i < moves; i++) {
    const place = i % (2 * notches);
    slider.value = Number(slider.min) + Math.min(place, 2 * notches - place) * slider.step;
    const began = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  const [{ xs }] = figure.scene.data;
  return { times, methods: figure.scene.data.length, steps: xs.length - 1 };
}"""


def test_latency(browser, tell):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(EXPLORERS)
    page.goto((SITE / "chapters" / "00_story.html").as_uri())
    measured = page.evaluate(LATENCY, [METHODS, STEPS, MOVES])
    page.close()
    assert (measured["methods"], measured["steps"], len(measured["times"])) == (METHODS, STEPS, MOVES)
    median, p95 = np.percentile(measured["times"], [50, 95])
    tell(f"\na slider's move to its drawing, {METHODS} methods × {STEPS} steps, {MOVES} moves")
    tell(f"  median {median:.1f} ms (limit 4), p95 {p95:.1f} ms (limit 8)")


def test_first_draw_and_weight(browser, tell):
    tell(
        f"\nfirst draw, the median of {LOADS} loads (limit 1 s; 2 s on a processor slowed {SLOWED} times); weight with"
    )
    limits = f"{PAGE_LIMIT // 1000} kB, {FIRST_LIMIT // 1000} kB for the first page, {SCRIPT_LIMIT // 1000} kB"
    tell(
        f"  gzip −9 (limits {limits} for the explorers' script); files; what moves, on a desk and a phone (limit 0.02)"
    )
    for path in CHAPTERS:
        found = weights(path, browser)
        draws, slowed = (np.median([first_draw(path, browser, rate) for _ in range(LOADS)]) for rate in (1, SLOWED))
        page, script = sum(found.values()) / 1000, script_weight(found) / 1000
        desk, phone = (shift(path, browser, width) for width in (1280, 390))
        tell(
            f"  {path.stem:20} {draws / 1000:5.2f} s {slowed / 1000:5.2f} s   {page:5.0f} kB   {script:5.1f} kB   "
            f"{len(found):2} files   {desk:.4f} {phone:.4f}"
        )


def shift(path, browser, width):
    """How much moves on a page while it loads, in Chromium's measure."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(path.as_uri())
    measured = sum(value for value, _ in moved(page))
    page.close()
    return measured


def first_draw(path, browser, slowed=1):
    """Milliseconds from the start of navigation to the end of the first explorer's first drawing."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.add_init_script(EXPLORERS)
    page.goto(path.as_uri())
    until(page, "explorers.length")
    measured = page.evaluate("explorers[0].at")
    page.close()
    return measured

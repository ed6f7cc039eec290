"""How soon a reader's own cell runs on a page, and what it costs the page; `make bench` prints it beside the limits.

Measured in a headless browser, from a web server of this machine. Times are printed, never asserted: they are the
machine's.
"""

import gzip
from pathlib import Path
from urllib.parse import unquote, urlparse

import numpy as np
import pytest

from helpers.browsing import EXPLORERS, SITE
from helpers.running import RUNTIME, Reader
from helpers.serving import served

OWN = "import numpy as np\nnp.arange(5) ** 2"
# The time of a slider's move to its drawing, as in test_explorers_speed, while Python starts or runs; a move a frame.
MOVES = """async (moves) => {
  const slider = document.querySelector(".explorer-place input[type=range]"), times = [];
  for (let i = 0; i < moves; i++) {
    slider.value = Number(slider.max) - (i % 100) * slider.step;
    const began = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""
CLICK = "document.querySelector('.run-start').click()"
SECONDS = "performance.now() / 1000"
pytestmark = pytest.mark.skipif(not RUNTIME.is_dir(), reason="the site has no Python for the browser: make lite")


@pytest.fixture
def reader(browser):
    with served(SITE) as address:
        reader = Reader(browser, address)
        reader.context.add_init_script(EXPLORERS)
        yield reader
        reader.context.close()


def timed(page, act):
    began = page.evaluate(SECONDS)
    act()
    return page.evaluate(SECONDS) - began


def own_cell(reader, chapter):
    """Seconds from the click to what the reader's own cell shows, which is the page's first."""

    def act():
        reader.starts_here()
        assert reader.runs("imports", OWN).startswith("Ran in")

    page = reader.opens(chapter)
    seconds = timed(page, act)
    assert reader.output("imports").startswith("array([ 0,  1,  4,  9, 16])")
    return seconds


def weight(urls):
    """The bytes of files that were asked for, compressed by gzip −9."""
    paths = {SITE / unquote(urlparse(url).path).lstrip("/") for url in urls}
    return sum(len(gzip.compress(Path(path).read_bytes(), 9)) for path in paths)


def test_own_cells(reader, tell):
    page = reader.opens("01_gradient_descent")
    page.wait_for_load_state("networkidle")
    before = len(reader.asked)
    page.close()
    cold = own_cell(reader, "01_gradient_descent")
    loaded = [url for url in reader.asked[before:] if "/lab/" in url or "/running." in url]
    warm = own_cell(reader, "02_momentum")
    tell("\na reader's first own cell of NumPy, from the click to its output")
    tell(f"  cold {cold:.1f} s (limit 6), {weight(loaded) / 1e6:.2f} MB with gzip −9 (limit 10)")
    tell(f"  on a second page {warm:.1f} s (limit 2)")


def test_a_whole_chapter(reader, tell):
    page = reader.opens("01_gradient_descent")

    def act():
        reader.starts_here()
        page.get_by_role("button", name="Run the whole page").click()
        reader.rests()

    seconds = timed(page, act)
    assert "Ran in" in reader.panel()
    loaded = weight(url for url in set(reader.asked) if "/lab/" in url)
    tell(f"  chapter 1 whole, cold {seconds:.1f} s (limit 25), {loaded / 1e6:.1f} MB with gzip −9")


def test_the_page_stays_quick(reader, tell):
    page = reader.opens("01_gradient_descent")
    still = np.median(page.evaluate(MOVES, 100))
    page.evaluate(CLICK)
    starts = page.evaluate(MOVES, 100)
    reader.ready()
    page.get_by_role("button", name="Run the whole page").click()
    runs = page.evaluate(MOVES, 100)
    reader.rests()
    for words, times in (("starts", starts), ("runs", runs)):
        median, p95 = np.percentile(times, [50, 95])
        tell(
            f"  a slider while Python {words}: median {median:.1f} ms (limit 8), p95 {p95:.1f} ms; else {still:.1f} ms"
        )

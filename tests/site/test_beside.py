"""A sentence that sets a figure out of view brings it beside itself, and the figure finds back into its place."""

import pytest

from helpers.browsing import until
from helpers.chapters import NOTEBOOKS

SIZES = {"wide": (1280, 800), "phone": (390, 844)}
# The links of a page whose figure lies at least two windows away.
FAR = """() => [...document.querySelectorAll("a.plays")].flatMap((link, i) => {
  const figure = document.getElementById(/#(fig-[\\w-]+)/.exec(link.getAttribute("href"))[1]);
  const away = Math.abs(link.getBoundingClientRect().top - figure.getBoundingClientRect().top);
  return away > 2 * innerHeight && !link.closest("details") ? [i] : [];
})"""


@pytest.mark.sampled(5)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chapter", [path.stem for path in NOTEBOOKS])
def test_a_figure_from_afar_comes_beside_the_sentence_and_goes_back(visit, chapter, size):
    width, height = SIZES[size]
    page = visit(chapter, viewport={"width": width, "height": height}, reduced_motion="reduce")
    for at in page.evaluate(FAR)[:2]:
        link, place = page.locator("a.plays").nth(at), page.locator(".explorer-place.beside")
        link.evaluate("it => it.scrollIntoView({ block: 'center' })")
        link.click()
        place.wait_for()
        said, drawn = link.bounding_box(), place.bounding_box()
        assert 0 <= said["y"] and drawn["y"] + drawn["height"] <= height
        assert said["y"] + said["height"] <= drawn["y"] or said["x"] + said["width"] <= drawn["x"]
        assert place.locator(".status").is_visible() and not place.locator(".controls").is_visible()
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.keyboard.press("Escape")
        place.wait_for(state="detached")
        until(page, f"document.documentElement.scrollHeight === {whole}")  # once the figure is drawn again


def test_it_goes_back_when_its_place_comes_into_view_or_its_cross_is_pressed(visit):
    page = visit("05_adagrad", reduced_motion="reduce")
    link, place = page.locator("a.plays").nth(page.evaluate(FAR)[0]), page.locator(".explorer-place.beside")
    link.evaluate("it => it.scrollIntoView({ block: 'center' })")
    link.click()
    page.get_by_role("button", name="Put the figure back").click()
    place.wait_for(state="detached")
    link.click()
    place.wait_for()
    page.locator(".explorer-gap").evaluate("it => it.scrollIntoView({ block: 'center' })")
    place.wait_for(state="detached")
    assert page.locator(".explorer-gap, .put-back").count() == 0

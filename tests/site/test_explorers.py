"""The explorers on the built pages, alive in a real browser: no kernel, no server, the network cut."""

import json
import re

import numpy as np
import pytest

from helpers.browsing import EXPLORERS, until
from helpers.catalogue import RULES
from helpers.chapters import NOTEBOOKS
from helpers.explorer_data import assert_pythons
from helpers.parity import answering, check_tape
from optimizers.explorer.bundle import classic_script

CHAPTERS = [path.stem for path in NOTEBOOKS]
# What every explorer of the page is set to, and shows: as data that Python can compute. Numbers travel as words.
SHOWN = """() => {
  const plain = (it) => (typeof it === "object" ? Array.from(it, plain) : String(it));
  const named = (run) => Object.fromEntries(Object.entries(run).map(([name, values]) => [name, plain(values)]));
  const shown = explorers.map(({ figure }) => {
    const [values, options] = figure.current();
    return { view: figure.model.get("view"), values, options, data: figure.scene.data.map(named) };
  });
  return JSON.stringify(shown);
}"""
# Moves every slider and list at once: each to its share, from 0 to 1, of the way.
MOVE = """(shares) => document.querySelectorAll(".explorer-place :is(input, select)").forEach((control, i) => {
  const slides = control.matches("input"), low = Number(control.min), high = Number(control.max);
  if (slides) control.value = low + shares[i] * (high - low);
  else control.selectedIndex = Math.min(Math.floor(shares[i] * control.options.length), control.options.length - 1);
  control.dispatchEvent(new Event(slides ? "input" : "change", { bubbles: true }));
})"""


def first(page):
    """The page's first explorer, with its controls."""
    return page.locator(".explorer-place").first


def words(page):
    return first(page).locator(".status").inner_text()


def figure(page):
    """The page's drawings themselves, as text."""
    return page.evaluate(
        "() => Array.from(document.querySelectorAll('.book-explorer svg'), (it) => it.innerHTML).join()"
    )


# Ends once any of the drawings is another one.
CHANGED = "(before) => [...document.querySelectorAll('.book-explorer svg')].map((it) => it.innerHTML).join() !== before"


def reset(page):
    for button in page.get_by_role("button", name="Reset").all():
        button.click()


def slide(slider, position):
    """Moves a slider there, or to its end called "min" or "max"."""
    slider.evaluate(
        """(slider, to) => {
          slider.value = slider[to] ?? to;
          slider.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        position,
    )


def set_slider(page, position):
    slide(first(page).locator("input[type=range]").first, position)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_slider_and_list_moves_the_figure(visit, chapter):
    page = visit(chapter)
    for slider in page.locator(".explorer-place input[type=range]").all():
        reset(page)
        before = figure(page)
        for end in ("max", "min"):
            slide(slider, end)
            assert figure(page) != before, f"{slider.get_attribute('id')} at its {end}"
            assert "NaN" not in figure(page)
    reset(page)
    for choices in page.locator(".explorer-place select").all():
        seen = set()  # two of them may well look alike: that may be the point
        for index in range(choices.locator("option").count()):
            choices.select_option(index=index)
            seen.add(figure(page))
        assert len(seen) > 1


@pytest.mark.sampled(3)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_explorer_does_not_wait_for_the_rest_of_its_page(browser, site, chapter):
    page = browser.new_page()
    page.add_init_script(EXPLORERS)
    page.goto((site / "chapters" / f"{chapter}.html").as_uri())
    assert (
        page.evaluate("explorers.map(({ page }) => page)")
        == ["loading"] * page.locator(".explorer-place .book-explorer").count()
    )
    page.close()


def shown_values(page):
    """The values of every explorer of the page, whose data are found to be the package's."""
    explorers = json.loads(page.evaluate(SHOWN))
    for shown in explorers:
        data = [
            {key: of if key == "rule" else np.asarray(of, float) for key, of in run.items()} for run in shown["data"]
        ]
        assert_pythons(shown["view"], shown["values"], shown["options"], data)
    return [shown["values"] for shown in explorers]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_the_controls_set_is_what_is_computed_to_the_last_bit(visit, chapter):
    """A few settings by way of the page's own controls; many more are drawn in Node, beside this folder."""
    page = visit(chapter)
    seen = [shown_values(page)]
    for shares in np.random.default_rng(5).random((2, page.locator(".explorer-place :is(input, select)").count())):
        page.evaluate(MOVE, shares.tolist())
        seen.append(shown_values(page))
    for handle in page.locator(".book-explorer .handle:visible").all():
        handle.press("Shift+ArrowDown")
        seen.append(shown_values(page))
    assert len({str(values) for values in seen}) == len(seen)


def test_rules_are_equal_to_the_last_bit_in_the_browser_too(browser):
    page = browser.new_page()
    for rule in RULES:
        check_tape(rule, lambda questions: page.evaluate(answering(), questions))
    page.close()


def test_the_site_carries_this_packages_script(site):
    (built,) = (site / "_static").glob("explorers.*/explorers.js")
    assert built.read_text(encoding="utf-8") == classic_script("reader.js", "host.js"), "run `make book` first"


def test_the_start_can_be_dragged_clicked_and_moved_by_keys(visit):
    page = visit("01_gradient_descent")
    handle, began = first(page).locator(".handle"), words(page)
    first(page).locator("svg").scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.up()
    dragged = words(page)
    assert dragged != began
    page.mouse.click(x + 150, y)
    clicked = words(page)
    assert clicked != dragged
    handle.focus()
    page.keyboard.press("ArrowRight")
    assert words(page) != clicked
    first(page).get_by_role("button", name="Reset").click()
    assert words(page) == began


def test_a_click_on_the_phase_diagram_moves_the_sliders(visit):
    page = visit("02_momentum")
    place = page.locator(".explorer-place", has=page.get_by_role("button", name="Pair"))
    sliders = place.locator("input[type=range]")
    before = [slider.input_value() for slider in sliders.all()]
    place.locator("svg").scroll_into_view_if_needed()
    box = place.locator("svg").bounding_box()
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.6 * box["height"])
    assert [slider.input_value() for slider in sliders.all()] != before


def test_the_target_says_when_it_is_reached(visit):
    page = visit("01_gradient_descent")
    target = first(page).locator(".target")
    assert "Reached." not in target.inner_text()
    set_slider(page, 0.09)
    assert target.inner_text().endswith("Reached.") and "reached" in target.get_attribute("class")


def test_the_address_carries_the_setting(visit):
    page = visit("01_gradient_descent")
    set_slider(page, 0.03)
    first(page).locator(".handle").focus()
    page.keyboard.press("ArrowDown")
    until(page, "location.hash.includes(':')")
    address, shown = page.evaluate("location.hash"), words(page)
    assert "learning_rate=" in address and "start=" in address
    assert words(visit("01_gradient_descent", address)) == shown


def test_nonsense_in_the_address_is_left_alone(visit):
    page = visit("01_gradient_descent", "#fig-gd-edge:learning_rate=x&condition_number=&other=1,2")
    assert words(page) == words(visit("01_gradient_descent"))


def test_play_step_and_all_steps(visit):
    page = visit("01_gradient_descent")
    whole = figure(page)
    first(page).get_by_role("button", name="Step", exact=True).click()
    one = figure(page)
    assert len(one) < len(whole)
    first(page).get_by_role("button", name="Play").click()
    until(page, CHANGED, one)
    first(page).get_by_role("button", name="All steps").click()
    assert figure(page) == whole


STEP = re.compile(r"Step (\d+) of (\d+)\.")


def played_from_the_start(page):
    """Has the first figure played by a clock that stands still until it is told to go on."""
    page.clock.install(time=0)
    page.clock.pause_at(3600)
    page.get_by_role("button", name="Play").first.click()
    page.clock.run_for(20)  # its first frame, at which it begins


def played_to(page, milliseconds):
    """The step that a figure shows once its own clock has gone on, all at once: in a single frame."""
    page.clock.fast_forward(milliseconds)
    return int(STEP.fullmatch(words(page))[1])


def test_play_goes_by_the_clock_and_not_by_its_frames(visit):
    """By the logarithm of the step: one frame after 1.62 seconds shows four steps, e to the power 1.62 and one less."""
    page = visit("01_gradient_descent")
    whole, told = figure(page), words(page)
    page.evaluate("addEventListener('explorer:played', () => { window.played = true; })")
    played_from_the_start(page)
    steps = [played_to(page, milliseconds) for milliseconds in (1620, 1000, 1000)]
    assert np.abs(np.subtract(steps, (4, 12, 36))).max() <= 1, steps
    assert page.evaluate("window.played") is None
    page.clock.fast_forward(2000)
    assert page.evaluate("window.played") and (figure(page), words(page)) == (whole, told)


def test_no_result_is_told_before_its_line_arrives(visit):
    page = visit("00_story", "#fig-story-race:memory=1000")
    svg, target = page.locator(".book-explorer svg").first, page.locator(".book-explorer .target").first
    label, still = "Adagrad: 4", svg.locator("circle").count()
    assert "Reached." in target.inner_text() and label in svg.inner_html()
    played_from_the_start(page)
    seen = set()
    for _ in range(12):
        step = played_to(page, 300)
        assert (label in svg.inner_html()) == (step >= 4)
        assert "Reached." not in target.inner_text()
        assert svg.locator("circle").count() == still + 12, "a dot at the front of every line"
        seen.add(step >= 4)
    assert seen == {True, False}
    page.get_by_role("button", name="All steps").first.click()
    assert "Reached." in target.inner_text() and svg.locator("circle").count() == still


def test_the_race_plays_once_when_it_comes_into_view(visit):
    page = visit("00_story")
    until(page, "!document.querySelector('.book-explorer .status').innerText.startsWith('Step')")
    whole = figure(page)
    for to in ("document.body.scrollHeight", 0):
        page.evaluate(f"new Promise((done) => {{ scrollTo(0, {to}); requestAnimationFrame(() => setTimeout(done)); }})")
    assert figure(page) == whole and page.get_by_role("button", name="Pause").count() == 0


def test_a_readers_hand_ends_what_plays(visit):
    page = visit("00_story")
    assert STEP.fullmatch(words(page))
    set_slider(page, 2)
    assert "RMSprop is there after 8 steps" in words(page) and page.get_by_role("button", name="Pause").count() == 0


def test_under_reduced_motion_the_race_stands_still(visit):
    page = visit("00_story", reduced_motion="reduce")
    assert "RMSprop is there after 137 steps" in words(page)


def test_reduced_motion_plays_nothing(visit):
    page = visit("01_gradient_descent", reduced_motion="reduce")
    whole = figure(page)
    first(page).get_by_role("button", name="Step", exact=True).click()
    first(page).get_by_role("button", name="Play").click()
    assert figure(page) == whole and first(page).get_by_role("button", name="Pause").count() == 0


def test_colours_follow_the_page(visit):
    ink = "() => getComputedStyle(document.querySelector('.book-explorer circle')).fill"
    light, dark = (visit("01_gradient_descent", color_scheme=scheme).evaluate(ink) for scheme in ("light", "dark"))
    assert (light, dark) == ("rgb(27, 31, 36)", "rgb(230, 232, 235)")


PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


def swipe(page, svg, begin, end):
    """A finger put on a drawing at a share of its width and height, moved to another, and lifted."""
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    touch = page.context.new_cdp_session(page)
    places = [
        {"x": box["x"] + (begin[0] + part * (end[0] - begin[0])) * box["width"],
         "y": box["y"] + (begin[1] + part * (end[1] - begin[1])) * box["height"]}
        for part in (0, 0.1, 0.25, 0.5, 0.75, 1)
    ]  # fmt: skip
    for place in places:
        kind = "touchStart" if place is places[0] else "touchMove"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_puts_the_start_where_it_taps_and_drags_it_across(visit):
    page = visit("01_gradient_descent", **PHONE)
    began, svg = words(page), first(page).locator("svg")
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    assert box["width"] <= 390
    page.touchscreen.tap(box["x"] + 0.6 * box["width"], box["y"] + 0.2 * box["height"])
    tapped = words(page)
    assert tapped != began
    swipe(page, svg, (0.4, 0.25), (0.8, 0.28))
    assert words(page) != tapped


def test_a_finger_that_scrolls_leaves_the_start_where_it_is(visit):
    page = visit("01_gradient_descent", **PHONE)
    began, svg = words(page), first(page).locator("svg")
    swipe(page, svg, (0.6, 0.4), (0.61, 0.1))
    until(page, "scrollY > 0")
    assert words(page) == began


def test_a_finger_on_the_handle_drags_it_any_way_at_once(visit):
    page = visit("01_gradient_descent", **PHONE)
    began, svg, handle = words(page), first(page).locator("svg"), first(page).locator(".handle")
    svg.scroll_into_view_if_needed()
    box, dot = svg.bounding_box(), handle.bounding_box()
    at = [(dot[k] + dot[size] / 2 - box[k]) / box[size] for k, size in (("x", "width"), ("y", "height"))]
    swipe(page, svg, at, (at[0], at[1] + 0.15))
    assert words(page) != began


def test_values_have_names_and_are_announced_once(visit):
    page = visit("01_gradient_descent")
    place, spoken = first(page), first(page).locator(".spoken")
    rate = place.get_by_role("slider", name="Learning rate η")
    assert rate.get_attribute("aria-valuetext") == "0.098"
    rate.focus()
    page.keyboard.press("ArrowLeft")
    assert rate.get_attribute("aria-valuetext") == "0.0975"
    until(page, "document.querySelector('.book-explorer .spoken').textContent.includes('there after')")
    assert "there after" in place.locator("svg").get_attribute("aria-label")
    assert place.locator(".status").get_attribute("aria-hidden") == "true", "its words are the drawing's name"
    until(page, "document.querySelector('.book-explorer .spoken').textContent === ''")
    assert spoken.get_attribute("aria-live") == "polite"


# Words of the drawings that reach out of them.
CUT = """() => [...document.querySelectorAll(".explorer-place svg")].flatMap((svg) => {
  const { left, right } = svg.getBoundingClientRect();
  const out = (it) => it.getBoundingClientRect().left < left - 1 || it.getBoundingClientRect().right > right + 1;
  return [...svg.querySelectorAll("text")].filter(out).map((it) => it.textContent);
})"""


@pytest.mark.sampled(6)
@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("width", [1280, 390])
def test_no_words_are_cut(visit, chapter, width):
    assert visit(chapter, viewport={"width": width, "height": 800}).evaluate(CUT) == []


WRITTEN = "(svg) => [...svg.querySelectorAll('text')].map((it) => it.textContent)"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_picture_without_a_script_has_the_live_figures_words(browser, site, visit, chapter):
    """Its ticks, its titles: nothing jumps when the script arrives."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "chapters" / f"{chapter}.html").as_uri())
    still = [svg.evaluate(WRITTEN) for svg in page.locator("svg[data-explorer]").all()]
    context.close()
    live = visit(chapter, reduced_motion="reduce").locator(".explorer-place .book-explorer svg")
    assert [svg.evaluate(WRITTEN) for svg in live.all()] == still


# The control that has the focus: its name, and whether it shows so.
FOCUSED = """() => {
  const control = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(control);
  const name = control.labels?.[0]?.textContent ?? control.getAttribute("aria-label") ?? control.textContent;
  return [name.split(/[ .,]/)[0], outlineStyle === "solid" && parseFloat(outlineWidth) >= 2];
}"""


def test_everything_works_from_the_keyboard_alone(visit):
    page = visit("02_momentum")
    place = page.locator(".explorer-place", has=page.get_by_role("button", name="Pair"))
    place.evaluate("(it) => it.setAttribute('data-tried', '')")
    whole, inside = figure(page), "document.activeElement.closest('[data-tried]') !== null"
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate(inside):
            break
    keys = {
        "Pair": "ArrowRight", "Play": "Enter", "Step": "Space", "All": "Enter", "Reset": "Space",
        "Rule": "ArrowDown", "Learning": "ArrowLeft", "Momentum": "PageDown",
    }  # fmt: skip
    for control, key in keys.items():
        assert page.evaluate(FOCUSED) == [control, True]
        before = figure(page)
        page.keyboard.press(key)
        until(page, CHANGED, before)
        if control == "Play":
            page.keyboard.press("Space")
            assert page.evaluate("document.activeElement.textContent") == "Play", "the same button has paused it"
        if control == "Reset":
            assert figure(page) == whole
        page.keyboard.press("Tab")
    assert not page.evaluate(inside), "the explorer is no trap"


def test_without_javascript_the_picture_stays(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "chapters" / "01_gradient_descent.html").as_uri())
    pictures = page.locator("svg[data-explorer]")
    assert pictures.count() >= 1
    assert all(len(picture.get_attribute("aria-label")) > 40 for picture in pictures.all())
    context.close()


def test_a_widget_that_it_cannot_show_is_named_in_words(browser, site, tmp_path):
    state = {
        "a": {"model_name": "IntTextModel", "state": {}},
        "b": {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_a"]}},
    }
    (built,) = (site / "_static").glob("explorers.*/explorers.js")
    script = built.read_text(encoding="utf-8")
    page_text = f"""<!doctype html><body>
      <script type="application/vnd.jupyter.widget-state+json">{json.dumps({"state": state})}</script>
      <script type="application/vnd.jupyter.widget-view+json">{json.dumps({"model_id": "b"})}</script>
      <script>{script}</script>"""
    path = tmp_path / "page.html"
    path.write_text(page_text, encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert "A IntText stands here in the notebook; it needs a running kernel." in page.locator(".unshown").inner_text()
    page.close()

"""What a page asks of its reader: predictions by mouse, touch and keys, sentences that play, questions, symbols."""

import json

import pytest

from helpers.browsing import until
from helpers.chapters import NOTEBOOKS

EVERY = pytest.mark.parametrize("chapter", [path.stem for path in NOTEBOOKS])
STATUS = ".book-explorer .status"
# Sends every figure's words to the page once its values have come to rest.
CHANGES = "(before) => document.querySelector('.book-explorer .status').textContent !== before"


def status(page, figure=0):
    return page.locator(STATUS).nth(figure).inner_text()


def kept(page):
    return page.evaluate("JSON.parse(localStorage.getItem('book-answers') ?? '{}')")


@pytest.mark.sampled(3)
@EVERY
def test_every_prediction_takes_an_answer_by_mouse_and_remembers_it(visit, chapter):
    page = visit(chapter)
    prompts = page.locator(".predict")
    for i in range(prompts.count()):
        prompt = prompts.nth(i)
        about = json.loads(prompt.get_attribute("data-prediction"))
        assert prompt.locator(".outcome").inner_text() == "", "the result comes after the answer"
        if about["kind"] in ("choice", "vote"):
            prompt.get_by_role("button").nth(about["answer"]).click()
        elif about["kind"] == "number":
            prompt.get_by_role("textbox").fill(str(about["answer"]))
            prompt.get_by_role("button", name="Commit").click()
        else:
            box = prompt.locator("svg").bounding_box()
            page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.3 * box["height"])
            page.mouse.down()
            page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.6 * box["height"], steps=6)
            page.mouse.up()
            prompt.get_by_role("button", name="Commit", exact=True).click()
        prompt.locator(".outcome p").first.wait_for()
        if about["kind"] != "curve":
            told = "The experiments agree:" if about["kind"] == "vote" else "You saw it coming:"
            assert told in prompt.inner_text()
    said = kept(page)
    assert len(said) == prompts.count()
    page.reload()
    page.locator(".predict.answered").nth(prompts.count() - 1).wait_for()
    assert kept(page) == said


@pytest.mark.sampled(3)
@EVERY
def test_every_prediction_takes_an_answer_by_keys_alone(visit, chapter):
    page = visit(chapter)
    prompts = page.locator(".predict")
    for i in range(prompts.count()):
        prompt = prompts.nth(i)
        kind = json.loads(prompt.get_attribute("data-prediction"))["kind"]
        if kind in ("choice", "vote"):
            prompt.get_by_role("button").last.focus()
        elif kind == "number":
            prompt.get_by_role("textbox").focus()
            page.keyboard.type("1e3")
        else:
            prompt.locator("svg").focus()
            for key in ("ArrowRight", "ArrowUp", "ArrowUp", "ArrowDown", "Tab"):
                page.keyboard.press(key)
            assert prompt.get_by_role("button", name="Commit", exact=True).evaluate(
                "it => it === document.activeElement"
            )
        page.keyboard.press("Enter")
        prompt.locator(".outcome p").first.wait_for()
    assert len(kept(page)) == prompts.count()


def test_a_curve_is_drawn_by_a_finger_and_the_result_is_laid_over_it(visit):
    page = visit("01_gradient_descent", viewport={"width": 390, "height": 844}, has_touch=True)
    prompt = page.locator(".predict:has(.sketch)").first
    prompt.scroll_into_view_if_needed()
    before = prompt.locator("path").first.get_attribute("d")
    box = prompt.locator("svg").bounding_box()
    page.touchscreen.tap(box["x"] + 0.6 * box["width"], box["y"] + 0.3 * box["height"])
    assert prompt.locator("path").first.get_attribute("d") != before
    prompt.get_by_role("button", name="Commit", exact=True).click()
    assert {"yours", "gradient descent"} <= set(prompt.locator("svg text").all_text_contents())


def test_a_finger_that_scrolls_draws_no_curve(visit):
    page = visit("01_gradient_descent", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    svg = page.locator(".predict .sketch svg").first
    svg.scroll_into_view_if_needed()
    drawn, box, scrolled = svg.inner_html(), svg.bounding_box(), page.evaluate("scrollY")
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.8 * box["height"]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for up in (10, 30, 60, 90):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + 1, "y": y - up}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(page, f"scrollY > {scrolled}")
    assert svg.inner_html() == drawn


def test_a_number_stands_for_a_curve_and_nonsense_is_told(visit):
    page = visit("01_gradient_descent")
    prompt = page.locator(".predict:has(.sketch)").first
    field = prompt.get_by_role("textbox")
    for nonsense in ("", "much", "-1", "1.2.3", "1 2"):
        field.fill(nonsense)
        prompt.get_by_role("button", name="Commit the number").click()
        assert field.get_attribute("aria-invalid") == "true"
        assert "Give one number" in prompt.get_by_role("alert").inner_text()
    field.fill("1e4")
    field.press("Enter")
    assert "You drew a curve that ends at 10000" in prompt.inner_text()


def test_a_number_may_carry_its_unit_and_a_comma(visit):
    page = visit("06_rmsprop")
    prompt = page.locator("#" + page.locator(".predict:has(input)").first.get_attribute("id"))
    about = json.loads(prompt.get_attribute("data-prediction"))
    prompt.get_by_role("textbox").fill(f"{about['answer']:.3f}".replace(".", ",") + f" {about['unit']}")
    prompt.get_by_role("button", name="Commit").click()
    assert "You saw it coming:" in prompt.inner_text()
    assert not prompt.locator(".because").is_visible(), "who saw it made no mistake"


def test_what_follows_a_prompt_is_veiled_until_it_is_answered_or_passed_over(visit):
    page = visit("01_gradient_descent", veils=True)
    prompt = page.locator(".predict").first
    veiled = page.locator(".veiled")
    count = veiled.count()
    assert count and veiled.first.evaluate("it => it.inert")
    prompt.get_by_role("button", name="never").click()
    assert 0 < veiled.count() < count
    count = veiled.count()
    page.get_by_role("button", name="Read on without one").first.click()
    assert veiled.count() < count
    page.reload()
    page.locator(".predict.answered").first.wait_for()
    page.goto(page.url.replace("chapters/01_gradient_descent", "appendices/predictions").split("#")[0])
    page.get_by_role("button", name="Do not veil answers any more").click()
    page.get_by_role("button", name="Veil answers again").wait_for()
    page.go_back()
    page.locator(".predict.answered").first.wait_for()
    assert page.locator(".veiled").count() == 0


@pytest.mark.sampled(4)
@EVERY
def test_no_opening_figure_is_veiled(visit, chapter):
    page = visit(chapter, veils=True)
    page.locator(".predict .answers").last.wait_for()
    assert not page.locator(".explorer-place").first.evaluate("it => it.closest('.veiled') !== null")
    assert not page.locator(".predict").first.evaluate("it => it.closest('.veiled') !== null")


def test_a_missed_prediction_comes_back_and_is_listed(visit):
    page = visit("01_gradient_descent")
    page.locator("#predict-gd-past-the-edge").get_by_role("button", name="sooner").click()
    told = page.locator("#predict-gd-past-the-edge .outcome")
    assert "You said sooner. What happens: never." in told.inner_text()
    assert told.locator(".because").is_visible()
    page.goto(page.url.replace("chapters/01_gradient_descent", "appendices/predictions").split("#")[0])
    listed = page.locator("#your-answers")
    assert "1 answers in this browser, 0 of them right." in listed.inner_text()
    assert "You said: sooner. It was: never. It comes back on" in listed.inner_text()
    # A day later it is asked again.
    page.evaluate("""() => {
      const all = JSON.parse(localStorage.getItem("book-answers"));
      for (const record of Object.values(all)) record.next = Date.now() - 1;
      localStorage.setItem("book-answers", JSON.stringify(all));
    }""")
    page.reload()
    assert "Due today" in listed.inner_text()
    listed.get_by_role("link").first.click()
    prompt = page.locator("#predict-gd-past-the-edge")
    prompt.get_by_role("button", name="never").click()
    (record,) = kept(page).values()
    assert record["hit"] and record["rest"] == 1, "right once, it rests for three days"
    page.go_back()
    with page.expect_download() as download:
        listed.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "what-you-predicted.json"
    listed.get_by_role("button", name="Erase all").click()
    assert kept(page) == {}


def test_a_prediction_moves_its_figure_and_leaves_the_old_path_as_a_ghost(visit):
    page = visit("01_gradient_descent")
    before = status(page)
    page.locator("#predict-gd-past-the-edge").get_by_role("button", name="never").click()
    until(page, CHANGES, before)
    assert "diverges" in status(page)
    ghosts = "document.querySelectorAll('.book-explorer svg [stroke-dasharray=\"2 5\"]').length"
    assert page.evaluate(ghosts) >= 1
    page.keyboard.press("Escape")  # the figure may stand beside the question
    page.locator(".explorer-place input").first.press("ArrowLeft")
    until(page, f"{ghosts} === 0")


def test_a_sentence_sets_its_figure_in_place_and_back_undoes_it(visit):
    page = visit("01_gradient_descent")
    first, link = status(page), page.locator("a.plays").first
    link.scroll_into_view_if_needed()
    link.click()
    until(page, CHANGES, first)
    assert "0.0265" in status(page)
    assert "now" in link.get_attribute("class")
    page.go_back()
    until(page, "(words) => document.querySelector('.book-explorer .status').textContent === words", first)
    assert "now" not in (link.get_attribute("class") or "")
    link.press("Enter")
    until(page, CHANGES, first)
    page.keyboard.press("Escape")  # the figure may stand beside the sentence
    page.locator(".explorer-place input").first.press("ArrowRight")
    until(page, "() => !document.querySelector('a.plays.now')")


def test_a_setting_is_complete(visit):
    """What it does not name stands as at first, whatever was set before."""
    page = visit("01_gradient_descent", "#fig-gd-rates:learning_rate=0.0191&condition_number=100")
    page.locator("a.plays", has_text="0.08").click()
    values = "explorers.find(({ figure }) => figure.model.get('options').name === 'fig-gd-rates').figure.current()[0]"
    until(page, f"{values}.condition_number === 20 && {values}.learning_rate === 0.08")


@pytest.mark.parametrize(
    "address",
    ["#%", "#fig-gd-edge:%E0%A4%A", "#fig-gd-edge:learning_rate=1e999", "#fig-gd-edge:start=1e300,1", "#fig-gd-edge:"],
)
def test_a_broken_address_stops_nothing(visit, address):
    page = visit("01_gradient_descent", address)
    before = status(page)
    page.locator("a.plays", has_text="η = 0.02").click()
    until(page, CHANGES, before)
    assert "NaN" not in page.locator(".book-explorer svg").first.inner_html()


def test_a_question_is_answered_before_it_is_explained(visit):
    page = visit("01_gradient_descent")
    question = page.locator("details.question").first
    question.locator("summary").click()
    answer = question.locator("p", has_text="The bound is").first
    assert not answer.is_visible()
    question.get_by_role("textbox").fill("0.04")
    question.get_by_role("button", name="See the answer").click()
    assert answer.is_visible()
    question.get_by_role("button", name="Not quite").click()
    (record,) = kept(page).values()
    assert record["said"] == "0.04" and record["next"] is not None


def test_a_symbol_lights_up_in_the_rule_the_code_and_the_figure(visit):
    page = visit("01_gradient_descent")
    lit = """(kind) => [...document.querySelectorAll(`[data-symbol="${kind}"]`)].map((it) => getComputedStyle(it))
      .every(({ filter, backgroundColor }) => filter !== "none" || backgroundColor !== "rgba(0, 0, 0, 0)")"""
    symbol = page.locator('.rule-card .sym[data-symbol="x"]').first
    assert not page.evaluate(lit, "x")
    symbol.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(lit, "x")
    assert page.locator('svg path[data-symbol="x"]').count() >= 1


def test_a_rule_is_stepped_through_line_by_line(visit):
    page = visit("02_momentum")
    card = page.locator(".rule-card").first
    rows = card.locator("tbody tr").all()
    button = card.get_by_role("button")
    shown = lambda: [row.locator("td").nth(1).is_visible() for row in rows]  # noqa: E731
    assert shown() == [True] * len(rows)
    for at in range(len(rows)):
        button.focus()
        page.keyboard.press("Enter")
        assert shown() == [i <= at for i in range(len(rows))]
        assert rows[at].locator(".worked").inner_text() in card.get_by_role("status").inner_text()
        symbol = rows[at].locator(".sym").first.get_attribute("data-symbol")
        alike = card.locator(f'[data-symbol="{symbol}"]').all()
        assert "rgba(0, 0, 0, 0)" not in [it.evaluate("it => getComputedStyle(it).backgroundColor") for it in alike]
    button.click()
    assert shown() == [True] * len(rows) and card.get_by_role("status").inner_text() == ""


def test_without_javascript_prompts_and_results_are_there(browser, site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site.as_uri()}/chapters/01_gradient_descent.html")
    prompt = page.locator(".predict").first
    assert prompt.locator("li").all_inner_texts() == ["sooner", "later", "never"]
    prompt.locator("summary").click()
    assert "never." in prompt.locator("details").inner_text()
    page.close()

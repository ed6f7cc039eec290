"""What a page asks of its reader: predictions by mouse, touch and keys, sentences that play, questions, symbols."""

import json

import pytest

from helpers.chapters import NOTEBOOKS

EVERY = pytest.mark.parametrize("chapter", [path.stem for path in NOTEBOOKS])
STATUS = ".book-explorer .status"
# Sends every figure's words to the page once its values have come to rest.
CHANGES = "(before) => document.querySelector('.book-explorer .status').textContent !== before"


def status(page, figure=0):
    return page.locator(STATUS).nth(figure).inner_text()


def kept(page):
    return page.evaluate("JSON.parse(localStorage.getItem('book-answers') ?? '{}')")


@EVERY
def test_every_prediction_takes_an_answer_by_mouse_and_remembers_it(visit, chapter):
    page = visit(chapter)
    prompts = page.locator(".predict")
    for i in range(prompts.count()):
        prompt = prompts.nth(i)
        about = json.loads(prompt.get_attribute("data-prediction"))
        assert prompt.locator(".outcome").inner_text() == "", "the result comes after the answer"
        if about["kind"] == "choice":
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
        prompt.locator(".outcome p").wait_for()
        if about["kind"] != "curve":
            assert "You saw it coming." in prompt.inner_text()
    said = kept(page)
    assert len(said) == prompts.count()
    page.reload()
    page.locator(".predict.answered").nth(prompts.count() - 1).wait_for()
    assert kept(page) == said


@EVERY
def test_every_prediction_takes_an_answer_by_keys_alone(visit, chapter):
    page = visit(chapter)
    prompts = page.locator(".predict")
    for i in range(prompts.count()):
        prompt = prompts.nth(i)
        kind = json.loads(prompt.get_attribute("data-prediction"))["kind"]
        if kind == "choice":
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
        prompt.locator(".outcome p").wait_for()
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
    page.wait_for_function(f"scrollY > {scrolled}")
    assert svg.inner_html() == drawn


def test_a_number_stands_for_a_curve_and_nonsense_is_told(visit):
    page = visit("01_gradient_descent")
    prompt = page.locator(".predict:has(.sketch)").first
    field = prompt.get_by_role("textbox")
    for nonsense in ("", "much", "-1"):
        field.fill(nonsense)
        prompt.get_by_role("button", name="Commit the number").click()
        assert field.get_attribute("aria-invalid") == "true"
    field.fill("1e4")
    field.press("Enter")
    assert "You said: a curve that ends at 10000" in prompt.inner_text()


def test_a_missed_prediction_comes_back_and_is_listed(visit):
    page = visit("01_gradient_descent")
    page.locator("#predict-gd-past-the-edge").get_by_role("button", name="sooner").click()
    assert "You said: sooner." in page.locator("#predict-gd-past-the-edge").inner_text()
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
    page.wait_for_function(CHANGES, arg=before)
    assert "diverges" in status(page)
    ghosts = "document.querySelectorAll('.book-explorer svg [stroke-dasharray=\"2 5\"]').length"
    assert page.evaluate(ghosts) >= 1
    page.locator(".explorer-place input").first.press("ArrowLeft")
    page.wait_for_function(f"{ghosts} === 0")


def test_a_sentence_sets_its_figure_in_place_and_back_undoes_it(visit):
    page = visit("01_gradient_descent")
    first, link = status(page), page.locator("a.plays").first
    link.scroll_into_view_if_needed()
    link.click()
    page.wait_for_function(CHANGES, arg=first)
    assert "0.0265" in status(page)
    assert "now" in link.get_attribute("class")
    page.go_back()
    page.wait_for_function(
        "(words) => document.querySelector('.book-explorer .status').textContent === words", arg=first
    )
    assert "now" not in (link.get_attribute("class") or "")
    link.press("Enter")
    page.wait_for_function(CHANGES, arg=first)
    page.locator(".explorer-place input").first.press("ArrowRight")
    page.wait_for_function("() => !document.querySelector('a.plays.now')")


def test_a_setting_is_complete(visit):
    """What it does not name stands as at first, whatever was set before."""
    page = visit("01_gradient_descent", "#fig-gd-rates:learning_rate=0.0191&condition_number=100")
    page.locator("a.plays", has_text="0.0933").click()
    values = "explorers.find(({ figure }) => figure.model.get('options').name === 'fig-gd-rates').figure.current()[0]"
    page.wait_for_function(f"{values}.condition_number === 20 && {values}.learning_rate === 0.0933")


@pytest.mark.parametrize(
    "address",
    ["#%", "#fig-gd-edge:%E0%A4%A", "#fig-gd-edge:learning_rate=1e999", "#fig-gd-edge:start=1e300,1", "#fig-gd-edge:"],
)
def test_a_broken_address_stops_nothing(visit, address):
    page = visit("01_gradient_descent", address)
    before = status(page)
    page.locator("a.plays", has_text="η = 0.02").click()
    page.wait_for_function(CHANGES, arg=before)
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


def test_without_javascript_prompts_and_results_are_there(browser, site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site.as_uri()}/chapters/01_gradient_descent.html")
    prompt = page.locator(".predict").first
    assert prompt.locator("li").all_inner_texts() == ["sooner", "later", "never"]
    prompt.locator("summary").click()
    assert "never." in prompt.locator("details").inner_text()
    page.close()

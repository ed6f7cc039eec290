"""A page in another language: in German as a reader meets it, and in one without words, which shows what was said past
the catalogues."""

import json
import os
import re

import pytest

import optimizers.words
from helpers.browsing import until
from helpers.chapters import LIVE, ROOT
from helpers.running import RUNTIME
from helpers.wordless import LANGUAGE, left, wordless
from optimizers.claims import CLAIMS
from tools.words import PARTS, said

CHAPTER = "chapters/01_gradient_descent.html"
CATALOGUES = r"const CATALOGUES = \{.*\};"
SCRIPTS = "explorers.*/explorers.js", "explorers.*/rule_worker.js", "running.*/catalogues.js"
GERMAN = optimizers.words.catalogues()["de"]
# Every word of the interface that stands on the page, as texts, and what of it the page's author wrote.
WORDS = """() => {
  const content = new Set(), texts = [];
  const add = (it) => {
    if (typeof it === "string") content.add(it.trim());
    else for (const [name, of] of Object.entries(it ?? {})) if (name !== "styles") add(of);
  };
  for (const { figure } of explorers) add(figure.model.get("options"));
  for (const root of document.querySelectorAll("[data-prediction]")) add(JSON.parse(root.dataset.prediction));
  for (const box of document.querySelectorAll("[data-cell]")) add(box.dataset.cell);
  const written = ".control label, .control option, .question > summary, .answers-kept a, .claims-table td *";
  for (const it of document.querySelectorAll(written)) add(it.textContent);
  const kept = JSON.parse(localStorage.getItem("book-answers") ?? "{}");
  for (const { question, said, right, chapter, group, next } of Object.values(kept)) {
    const day = new Date(next).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
    add([question, said, right, chapter, group ?? "", day]);
  }
  add(document.title.split(" — ")[0]);
  const interface_ = [".book-explorer", ".controls", ".rulebox", ".predict > .answers", ".verdict",
    ".question .answers", ".judged", ".rule-card .answers", ".run-panel", ".run-cell", "#your-answers", ".claims-score",
    "p:has(+ .claims-table)"];
  const heard = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
  for (const it of document.querySelectorAll(`:is(${interface_}), :is(${interface_}) *`)) {
    for (const name of heard) if (it.hasAttribute(name)) texts.push(it.getAttribute(name));
    if (it.closest("textarea, pre, code, .worked, option")) continue;
    for (const node of it.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
  }
  return { content: [...content], texts };
}"""


@pytest.fixture
def foreign(new_page, address, site):
    """``foreign(path, language)`` opens a page of the site as if its book were in that language."""
    bare = {text: wordless(text) for text in said([folder for folders in PARTS.values() for folder in folders])}
    catalogues = json.dumps({LANGUAGE: bare} | optimizers.words.catalogues(), ensure_ascii=False)

    def changed(path, pattern, text):
        """Has a page get a file of the site with one thing changed."""
        body, count = re.subn(pattern, lambda _: text, (site / path).read_text(encoding="utf-8"), count=1)
        assert count == 1, path
        kind = "text/html" if path.endswith("html") else "text/javascript"
        return f"**/{path}*", lambda route: route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    def opened(path, language, **options):
        page = new_page(**options)
        page.route(*changed(path, '<html lang="en"', f'<html lang="{language}"'))
        for pattern in SCRIPTS:
            (script,) = (site / "_static").glob(pattern)
            spoken = f"const CATALOGUES = {catalogues};"
            page.route(*changed(script.relative_to(site).as_posix(), CATALOGUES, spoken))
        page.goto(f"{address}/{path}")
        return page

    return opened


def begin(text):
    """How a German text begins, up to its first value."""
    return GERMAN[text].split("{")[0]


def used(page):
    """Play with all that a chapter's page offers, so that it says what it has to say."""
    page.locator(".bar:not(.still) button").nth(1).click()  # before an answer brings the figure beside it, without them
    prompts = page.locator(".predict")
    for i in range(prompts.count()):
        about = json.loads(prompts.nth(i).get_attribute("data-prediction"))
        if about["kind"] == "number":
            prompts.nth(i).get_by_role("textbox").fill("many")
            prompts.nth(i).get_by_role("textbox").press("Enter")
            prompts.nth(i).locator(".wrong:not(:empty)").wait_for()
            prompts.nth(i).get_by_role("textbox").fill("12345")
        button = prompts.nth(i).locator("[role=group] button")
        (button.last if about["kind"] == "choice" else button.first).click()
        prompts.nth(i).locator(".outcome p").first.wait_for()
    for question in page.locator("details.question").all():
        question.locator("summary").click()
        question.locator(".answers button").first.click()
        question.locator(".answers button").last.click()
    for button in page.locator(".rule-card .answers button").all():  # a rule of one line has none
        button.click()


def unsaid(page, *others):
    """The texts of the page that are in no catalogue; ``others`` has written words, too."""
    found = page.evaluate(WORDS)
    assert any("ж" in text for text in found["texts"])
    return [text for text in found["texts"] if left(text, [*found["content"], *others])]


def test_a_german_page_speaks_german(foreign):
    page = foreign(CHAPTER, "de")
    figure = page.locator(".book-explorer", has=page.locator(".stage")).first
    figure.locator(".handle").wait_for(state="attached")
    buttons = [GERMAN[words] for words in ("Play", "Step", "All steps", "Reset")]
    assert [it.inner_text() for it in figure.locator(".bar button").all()] == buttons
    assert GERMAN["Loss above the minimum"] in figure.locator("svg").first.text_content()
    assert figure.locator(".status").inner_text().startswith(begin("From x = {x}, y = {y}: {fates}."))
    assert figure.locator(".target").inner_text().startswith(begin("Target: {text}"))
    assert figure.locator(".handle").get_attribute("aria-label").startswith(begin("Start, at x = {x}, y = {y}"))
    figure.get_by_role("button", name=GERMAN["Step"], exact=True).click()
    assert figure.locator(".status").inner_text().startswith(begin("Step {shown} of {steps}."))
    prompt = page.locator(".predict").first
    assert prompt.locator(".ask strong").inner_text() == GERMAN["Predict."]
    used(page)
    assert prompt.locator(".verdict").inner_text().startswith((begin("You said {said}."), GERMAN["You saw it coming"]))


def test_a_german_rule_box_speaks_german(foreign):
    page = foreign(CHAPTER, "de")
    box = page.locator(".rulebox")
    assert box.locator("summary").inner_text() == GERMAN["Edit the rule"]
    box.locator("summary").click()

    def run(*lines):
        head = "def gradient_descent(params, grad, *, learning_rate=0.01):"
        box.locator("textarea").fill("\n".join([*lines[:-1], head, f"    {lines[-1]}"]))

    run("return params")
    told = begin("a rule returns a tuple, the new params first, and this one returned {value}")
    box.locator(".words", has_text=told).wait_for()
    assert "2" in box.locator(".words").inner_text().split(",")[0]
    run("import os", "return (params,)")
    box.locator(".words", has_text=GERMAN["a rule can import numpy and math here, and nothing else"]).wait_for()
    run("return (params,)")
    box.locator(".words", has_text=GERMAN["The figure shows your rule."]).wait_for()
    # What the worker draws is German, too.
    ends = GERMAN["{name} ends at a loss of {loss}"].format(name=GERMAN["gradient descent"], loss="")
    page.locator(".explorer-place:has(.rulebox) .status", has_text=ends).wait_for()


@pytest.mark.sampled(1)
@pytest.mark.parametrize("chapter", ["01_gradient_descent", "03_rprop", "06_rmsprop"])
def test_no_word_of_a_chapters_interface_is_past_the_catalogues(foreign, chapter):
    page = foreign(f"chapters/{chapter}.html", LANGUAGE)
    assert not unsaid(page)
    page.evaluate("document.querySelectorAll('.predict .on-screen button').forEach((button) => button.click())")
    page.locator(".rulebox summary").click()
    page.locator(".rulebox textarea").fill("def wrong(params): return params")
    page.locator(".rulebox .words.wrong").wait_for()
    used(page)
    assert not unsaid(page)


@pytest.fixture
def running(foreign):
    """``running(language)`` opens a chapter, starts its Python; returns the page and how to run a cell's new text."""
    if not RUNTIME.is_dir() and not os.environ.get("CI"):
        pytest.skip("the site has no Python for the browser: make lite adds it")

    def started(language):
        page = foreign(CHAPTER, language)
        page.locator(".run-start").click()
        page.locator(".run-start").wait_for(state="hidden")
        cell = page.locator(".run-cell:visible").first

        def run(source):
            cell.get_by_role("textbox").fill(source)
            cell.get_by_role("button").first.click()
            until(page, "!document.querySelector('.cell[aria-busy=true]')")

        return page, run

    return started


@pytest.mark.sampled(0)
def test_no_word_of_running_is_past_the_catalogues(running):
    page, run = running(LANGUAGE)
    for source in ("1", "while"):
        run(source)
        assert not unsaid(page, "SyntaxError", "invalid syntax"), "Python's own words are those of Python anywhere"


@pytest.mark.sampled(0)
def test_the_python_of_a_german_page_speaks_german(running):
    page, run = running("de")
    run("%timeit 1")
    told = GERMAN["commands that begin with % or ! are Jupyter's, and need JupyterLab"]
    page.locator(".run-cell [role=status]", has_text=told).wait_for()
    run("from optimizers.explorer import predict\npredict('a', 'b', ['c'], answer='c', because='d')")
    page.locator(".predict", has_text=GERMAN["Predict."]).first.wait_for()
    assert page.locator(".predict", has_text="Predict.").count() == 0


def test_no_word_of_the_pages_that_gather_answers_is_past_the_catalogues(foreign):
    page = foreign(CHAPTER, LANGUAGE)
    used(page)
    answers = page.evaluate("localStorage.getItem('book-answers')")
    votes = {
        f"predict-claim-{number}": {
            "page": "09_claims.html", "chapter": "", "question": "", "said": "", "right": "",
            "group": CLAIMS[number].group, "hit": number % 2 == 0, "at": 0, "rest": 0, "next": 0,
        }
        for number in list(CLAIMS)[:4]
    }  # fmt: skip
    kept = json.dumps(json.loads(answers) | votes)
    for name in ("appendices/predictions", "chapters/09_claims_on_trial", "chapters/deeper/09_verdicts"):
        page = foreign(f"{name}.html", LANGUAGE)
        page.evaluate("(kept) => localStorage.setItem('book-answers', kept)", kept)
        page.reload()
        page.locator("#your-answers li, .claims-score li, .claims-table").first.wait_for(state="attached")
        assert not unsaid(page), name


# Texts of a figure that leave it, or lie upon each other.
CROWDED = """() => [...document.querySelectorAll(".stage svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect(), found = [];
  const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  texts.forEach(([one, a], i) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push(one);
    for (const [other, b] of texts.slice(i + 1)) {
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 4) found.push(`${one} | ${other}`);
    }
  });
  return found;
})"""


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", optimizers.words.catalogues())
@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_on_a_phone_the_words_of_every_language_fit(foreign, path, language):
    address = path.relative_to(ROOT).with_suffix(".html").as_posix()
    page = foreign(address, language, viewport={"width": 390, "height": 844})
    page.locator(".book-explorer .stage svg text").first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CROWDED) == []

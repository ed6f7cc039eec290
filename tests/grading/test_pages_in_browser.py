"""Hostile texts in a browser: they run nothing, ask nobody, cover nothing, and none of the locks needs another one."""

import json

import pytest
from playwright.sync_api import expect

from grading.intake import collect
from grading.marks import feedback, grade
from grading.pages import frame, harmless
from helpers import tiny_class as tiny
from helpers.browsing import until
from helpers.everybody import Everybody
from helpers.formgrader import served
from helpers.hostile_words import PAYLOADS
from helpers.tiny_class import NAME

FAKE = '<div class="rubric" data-part="explain"><button class="tabbable" data-points="2">2 points: all</button></div>'
WORDS = "\n\n".join(["It **divides** by $\\sqrt{v}$.", FAKE, *PAYLOADS.values()])
# Of each part with points, what is on top in the middle of its points, after scrolling there; and whether all is so.
ON_TOP = """selector => [...document.querySelectorAll(selector)].map(element => {
  element.scrollIntoView({block: "center"});
  const box = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
})"""


class Watched:
    """A page, and all that it should not do: what it says in a dialog, asks of a host, opens, or complains of."""

    def __init__(self, browser, **options):
        self.others = Everybody()
        proxy = {"server": f"http://127.0.0.1:{self.others.server_port}", "bypass": "127.0.0.1"}
        self.page = browser.new_page(viewport={"width": 1000, "height": 900}, proxy=proxy, **options)
        self.did = self.others.asked
        self.page.on("dialog", lambda it: (self.did.append(f"dialog {it.message}"), it.dismiss()))
        self.page.on("popup", lambda it: self.did.append(f"popup {it.url}"))
        self.page.on("pageerror", lambda it: self.did.append(f"error {it}"))

    def click_everywhere(self):
        """Click on all that a student's text has, as far as it can be clicked on."""
        self.page.evaluate("scrollTo(0, 0)")
        for inner in self.page.frames[1:]:
            for link in inner.locator("a, button, input, summary, area, [onclick]").all():
                link.dispatch_event("click")
        self.page.wait_for_load_state("networkidle")

    def close(self):
        self.page.wait_for_load_state("networkidle")
        self.page.close()
        self.others.shutdown()
        self.others.server_close()
        return self.did


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    evil = tiny.right(course, explain=WORDS, predict=f"first_step = 1\n'''{WORDS}'''")
    roster = tmp_path / "students.csv"
    roster.write_text("id,name\neve,<img src=x onerror=alert(1)> <b>Hill</b>\n")
    collect.collect(course, NAME, tiny.put(tmp_path / "in", {"eve.ipynb": evil}), roster_file=roster)
    grade.grade(course, NAME)
    return course


@pytest.mark.sampled(10)
@pytest.mark.parametrize("name", PAYLOADS)
def test_a_frame_holds_what_no_cleaner_has_seen(browser, tmp_path, name):
    file = tmp_path / "page.html"
    inner = frame.framed(f"<p id=mark>before</p>{PAYLOADS[name]}", "x")
    file.write_text(f"<!DOCTYPE html><head>{frame.POLICY}</head><body><p>Marks</p>{inner}<p>End</p>")
    watched = Watched(browser)
    watched.page.goto(file.as_uri())
    inside = watched.page.frames[1]
    assert inside.locator("#mark").inner_text() == "before"
    styled = "getComputedStyle(document.querySelector('div, p[style]') || document.body)"
    assert inside.evaluate(f"[{styled}.position, {styled}.backgroundImage]") == ["static", "none"]
    watched.click_everywhere()
    assert watched.page.url == file.as_uri()
    assert watched.page.evaluate(ON_TOP, "p") == [True, True]
    assert watched.close() == []


def test_a_page_policy_runs_nothing_even_without_a_frame(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(f"<!DOCTYPE html><head>{frame.POLICY}</head><body>{''.join(PAYLOADS.values())}")
    watched = Watched(browser)
    watched.page.goto(file.as_uri(), wait_until="commit")
    watched.page.wait_for_load_state("networkidle")
    assert not [it for it in watched.close() if it.startswith(("dialog", "popup"))]


LONG = {
    "paragraphs": "\n\n".join("words of an answer that goes on " * (i % 9 + 1) for i in range(60)),
    "short lines": "\n".join("a b" for _ in range(300)),
    "a list": "\n".join("- one more thing" for _ in range(200)),
    "headings": "\n\n".join(f"## Part {i}\n\nText." for i in range(80)),
    "code": "```\n" + "\n".join("x = step(x, g, 0.1) # " + "and so on " * (i % 12) for i in range(150)) + "\n```",
    "a table": "| a | b |\n|---|---|\n" + "\n".join("| 1 | some words in it |" for _ in range(120)),
    "formulas": "\n\n".join(r"$$x \leftarrow x - \frac{\eta}{\sqrt{s} + \varepsilon}\,g$$" for _ in range(60)),
    "one long word": "w" * 9000,
}


def test_on_paper_no_answer_is_cut(browser, course):
    feedback.feedback(course, NAME)
    page = browser.new_page(viewport={"width": 718, "height": 1000})  # A4
    page.emulate_media(media="print")
    page.goto(course.feedback(NAME, "eve").as_uri())
    for name, text in LONG.items():
        page.locator("main").evaluate("(it, html) => it.innerHTML = html", frame.framed(harmless.html(text), text))
        inside = page.frame_locator("iframe").locator("html")
        needed, most = inside.evaluate("it => it.scrollHeight"), page.locator("iframe").bounding_box()["height"]
        assert 1000 < needed <= most < 4 * needed, name
    page.close()


def test_a_student_s_page_shows_the_marks_whatever_the_student_wrote(browser, course):
    feedback.feedback(course, NAME)
    address = course.feedback(NAME, "eve").as_uri()
    watched = Watched(browser)
    watched.page.goto(address)
    watched.click_everywhere()
    page = watched.page
    assert page.url == address
    assert "9_sample: 7 of 13 points" in page.locator("h1").first.inner_text()
    tops = page.evaluate(ON_TOP, "section > header > span")
    assert all(tops) and len(tops) > 8
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.frames[1].locator("math").first.bounding_box()["width"] > 0
    assert "It divides by" in page.frames[1].locator("body").inner_text()
    page.get_by_role("link", name="Explain").click()
    assert page.evaluate("document.querySelector(':target').tagName") == "SECTION"
    assert watched.close() == []


# Marks and comments have arrived: before that, nobody listens to what is typed.
MARKING = "window.formgrader?.grades?.loaded && formgrader.comments?.loaded && jQuery.active === 0"


def marked(browser, formgrader):
    """The page on which the one submission is marked."""
    (row,) = json.loads(formgrader.get(f"/formgrader/api/submitted_notebooks/{NAME}/{NAME}"))
    watched = Watched(browser, extra_http_headers=formgrader.headers)
    watched.page.goto(f"{formgrader.address}/formgrader/submissions/{row['id']}/")
    until(watched.page, MARKING)
    return watched


def test_the_formgrader_marks_whatever_the_student_wrote(browser, course):
    with served(course.root) as formgrader:
        watched = marked(browser, formgrader)
        page = watched.page
        opened = page.url
        watched.click_everywhere()
        assert page.url == opened
        assert all(page.evaluate(ON_TOP, ".nbgrader_cell .panel-heading .nbgrader-label"))
        assert "It divides by" in page.frames[1].locator("body").inner_text()
        assert page.frames[1].locator("math").first.bounding_box()["width"] > 0
        with page.expect_response(lambda it: "/api/grade/" in it.url and it.request.method == "PUT"):
            page.locator("#explain").fill("1.5")
            page.locator("#explain").press("Tab")
        assert watched.close() == []
    assert tiny.scores(course) == {"eve": 8.5}


def test_lines_of_a_rubric_set_the_score_and_no_student_s_do(browser, course):
    tiny.mark(course, "eve", "figure", 0.5)
    with course.gradebook() as book:  # for what was handed in before
        book.find_grade("figure", NAME, NAME, "eve").needs_manual_grade = True
        book.db.commit()
    with served(course.root) as formgrader:
        watched = marked(browser, formgrader)
        page = watched.page
        parts = page.locator(".rubric").all()
        assert [it.get_attribute("data-part") for it in parts] == ["figure", "explain"]
        assert not [inner for inner in page.frames[1:] if inner.locator("button, [data-part]").count()]
        lines = parts[1].get_by_role("button")
        assert lines.nth(0).locator("math").count() == 1
        assert lines.nth(1).inner_text() == "1 point, the size: says whose."

        def pressed():
            return [it.get_attribute("aria-pressed") for it in lines.all()], page.locator("#explain").input_value()

        def saving(act):
            page.evaluate("() => { window.saved = new Promise((done) => $(document).one('finished_saving', done)); }")
            act()
            page.evaluate("() => window.saved.then(() => {})")

        assert pressed() == (["false", "false"], "")
        saving(lines.nth(0).click)
        assert pressed() == (["true", "false"], "1")
        page.keyboard.press("Tab")
        saving(lambda: page.keyboard.press("Enter"))
        assert pressed() == (["true", "true"], "2")
        page.keyboard.press("Shift+Tab")
        saving(lambda: page.keyboard.press("Space"))
        assert pressed() == (["false", "true"], "1")
        page.reload()
        until(page, MARKING)
        assert pressed() == (["false", "true"], "1")
        page.locator("#explain").fill("1.5")
        saving(lambda: page.locator("#explain").press("Tab"))
        assert pressed() == (["false", "false"], "1.5")
        resolve = page.locator(".mark-graded:visible")
        told = resolve.evaluate_all("all => all.map(it => getComputedStyle(it, '::after').content)")
        assert told == ['": marked on an earlier text"']
        saving(page.get_by_role("button", name="1.5 points: labels on the axes.").click)
        expect(resolve).to_have_count(0)  # once the page has heard that it is saved
        assert watched.close() == []
    assert tiny.scores(course) == {"eve": 7 + 1.5 + 1.5}

"""The "Edit the rule" box on the built pages, served by a small web server: a reader's Python, run in the page."""

import re

import numpy as np
import pytest

from helpers.browsing import until
from helpers.chapters import NOTEBOOKS
from optimizers.update_rules import rmsprop

WITH_A_BOX = ["01_gradient_descent", "03_rprop", "05_adagrad", "06_rmsprop"]
FIGURE = ".explorer-place:has(.rulebox) .book-explorer"
# The data of the explorer with the box, as text that keeps every digit.
DATA = f"""() => {{
  const plain = (it) => (ArrayBuffer.isView(it) ? Array.from(it, String) : it);
  const {{ figure }} = explorers.find(({{ figure }}) => figure.root.matches("{FIGURE}"));
  return figure.scene.data.map((run) => Object.entries(run).map(([name, values]) => [name, plain(values)]));
}}"""


@pytest.fixture
def visit(visit, address):
    """``visit(chapter)`` opens a chapter from the server, with its box open."""

    def opened(chapter):
        page = visit(chapter, root=address)
        page.locator(".rulebox summary").click()
        return page

    return opened


def write(page, text):
    page.locator(".rulebox textarea").fill(text)


def text(page):
    return page.locator(".rulebox textarea").input_value()


def wait_for(page, words):
    page.locator(".rulebox .words", has_text=words).wait_for()


def status(page):
    return page.locator(f"{FIGURE} .status").inner_text()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("chapter", WITH_A_BOX)
def test_the_same_rule_gives_the_same_path_to_the_last_bit(visit, chapter):
    page = visit(chapter)
    before = page.evaluate(DATA)
    write(page, text(page) + "\n# my own")
    wait_for(page, "The figure shows your rule.")
    assert page.evaluate(DATA) == before


def test_every_box_is_tested():
    assert [path.stem for path in NOTEBOOKS if "editable=" in path.read_text(encoding="utf-8")] == WITH_A_BOX


def test_nothing_is_loaded_before_the_rule_is_edited(browser, address):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/chapters/01_gradient_descent.html")
    page.locator(".rulebox summary").click()
    page.wait_for_load_state("networkidle")
    assert len(asked) > 5 and not [url for url in asked if "micropython" in url or "worker" in url]
    page.close()


def test_a_memory_can_be_added_and_taken_back(visit):
    page = visit("01_gradient_descent")
    first = status(page)
    write(page, "def gradient_descent(params, grad, velocity=0.0, *, learning_rate=0.01):\n"
                "    velocity = 0.5 * velocity + grad\n"
                "    return params - learning_rate * velocity, velocity\n")  # fmt: skip
    wait_for(page, "The figure shows your rule.")
    assert status(page) != first
    data = dict(page.evaluate(DATA)[0])
    rate = 0.098
    x, velocity = -2.6, 0.0
    for t in range(20):
        assert float(data["xs"][t]) == x
        velocity = 0.5 * velocity + x  # the bowl's gradient along x
        x = x - rate * velocity
    page.get_by_role("button", name="Back to the book's rule").click()
    assert status(page) == first and "velocity" not in text(page)


def test_the_sliders_move_the_readers_rule(visit):
    page = visit("01_gradient_descent")
    write(page, text(page).replace("params - ", "params - 0.5 * "))
    wait_for(page, "The figure shows your rule.")
    before = status(page)
    page.locator(".explorer-place:has(.rulebox) input[type=range]").first.press("ArrowLeft")
    until(page, f"(before) => document.querySelector('{FIGURE} .status').textContent !== before", before)


def test_each_choice_has_its_own_text(visit):
    page = visit("06_rmsprop")
    assert text(page).startswith("def rmsprop(")
    write(page, text(page) + "\n# mine")
    page.get_by_label("ε is").select_option(index=1)
    assert text(page).startswith("def rmsprop_eps_inside(")
    page.get_by_label("ε is").select_option(index=0)
    assert text(page).endswith("# mine")


MISTAKES = [
    ("learning_rate * grad", "learning_rte * grad", "Line 2, “return (params - learning_rte * grad,)”: name"),
    ("(params, grad,", "(params grad,", "Line 1, “def gradient_descent(params grad, *, learning_rate=0.01):”"),
    ("def gradient_descent", "def descent", "No line defines gradient_descent, which the figure calls."),
    (
        "def gradient_descent",
        "gradient_descent = 3\ndef descent",
        "Line 1, “gradient_descent = 3”: gradient_descent must be",
    ),
    (
        "grad,)",
        "grad)",
        "Line 2, “return (params - learning_rate * grad)”: a rule returns a tuple, the new params first",
    ),
    ("(params - learning_rate * grad,)", "()", "Line 2, “return ()”: a rule returns the new params first"),
    ("(params - learning_rate * grad,)", "None, 1", "Line 2, “return None, 1”: a rule returns numbers"),
    (
        "grad,)",
        "grad, grad)",
        "Line 1, “def gradient_descent(params, grad, *, learning_rate=0.01):”: besides params and grad "
        "the rule is handed what it returned behind the params, 1 value: name as many before the star.",
    ),
    ("grad, *", "grad, velocity, *", "what a rule remembers needs a value to begin with, as in velocity=0.0"),
    ("=0.01", "=0.01, friction", "the figure does not hand over friction: give it a value of its own"),
    ("(params, grad,", "(params,", "the figure hands over params and grad: name both before the star"),
    ("grad,)", "grad,\n\n", "Line 2, “return (params - learning_rate * grad,”: this is not Python yet"),
    ("    return", "    import js\n    return", "Line 2, “import js”: a rule can import numpy and math here"),
    ("    return", "    from numpy import *\n    return", "Line 2, “from numpy import *”: "),
    ("    return", "    raise ValueError\n    return", "Line 2, “raise ValueError”: ValueError."),
    ("    return", "    input()\n    return", "Line 2, “input()”: nobody is there to answer"),
    (
        "return",
        "return gradient_descent(params, grad)\n    return",
        "Line 2, “return gradient_descent(params, grad)”: maximum recursion",
    ),
    ("learning_rate * grad", "np.exq(grad)", "np has no exq here; it has sqrt, sign"),
    ("*, learning_rate=0.01", "*, rate=0.01", "the figure hands over learning_rate: keep it"),
    ("learning_rate * grad", "grad / 0", "Line 2, “return (params - grad / 0,)”: divide by zero"),
]


def test_a_wrong_rule_is_told_by_line_and_in_words(visit):
    page = visit("01_gradient_descent")
    whole, shown = text(page), page.locator(".rulebox .words")
    for old, new, words in MISTAKES:
        assert old in whole
        write(page, whole.replace(old, new))
        wait_for(page, words)
        assert re.match(r"Line \d+, “.*\S.*”: |No line ", shown.inner_text())
        assert page.locator(".rulebox textarea").get_attribute("aria-invalid") == "true"
    write(page, whole.replace("params -", "params +"))  # wrong as an idea, not as Python
    wait_for(page, "The figure shows your rule.")
    assert "diverges" in status(page)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "first",
    ["import numpy as np", "import math\nimport numpy", "from numpy import sqrt, sign", "from math import sqrt", ""],
)
def test_a_rule_may_begin_as_every_notebook_does(visit, first):
    page = visit("01_gradient_descent")
    write(page, f"{first}\n{text(page)}\n    np.sqrt(4.0)\n")
    wait_for(page, "The figure shows your rule.")


OUTSIDE = [
    "import js", "import jsffi", "from js import fetch", "import sys", "import builtins", "import page", "import os",
    "import asyncio", "import socket", "__import__('js')", "exec('import js')", "eval('fetch')", "fetch('/')",
    "importScripts('x')", "XMLHttpRequest()", "js.fetch('/')", "__import__.__globals__['page']",
    "np.sqrt.__globals__['builtins']", "np.where.__globals__['page']", "globals()['page']", "page.put(1)",
    "modules['numpy'].sqrt.js", "from . import js",
]  # fmt: skip


def test_the_readers_python_reaches_neither_the_page_nor_the_network(visit, address):
    page = visit("01_gradient_descent")
    whole, asked = text(page), []
    write(page, f"{whole}\n# mine")
    wait_for(page, "The figure shows your rule.")
    page.on("request", lambda request: asked.append(request.url))
    for way in OUTSIDE:
        write(page, whole.replace("    return", f"    {way}\n    return"))
        wait_for(page, f"Line 2, “{way}”: ")
        write(page, whole.replace("params -", "params +"))
        wait_for(page, "The figure shows your rule.")
    assert asked == []


def test_the_worker_has_no_network_of_its_own_once_python_is_there(visit, site):
    """Were there a way from Python to it after all."""
    page = visit("01_gradient_descent")
    left = """addEventListener("message", (event) => event.stopImmediatePropagation() ?? postMessage({ left: [
      typeof fetch, typeof importScripts, typeof XMLHttpRequest, typeof WebSocket, typeof Worker, typeof navigator,
      typeof eval, typeof Function, typeof (() => {}).constructor, typeof (async () => {}).constructor] }));"""
    (built,) = (site / "_static").glob("explorers.*/rule_worker.js")
    script = built.read_text(encoding="utf-8") + left
    page.route("**/rule_worker.js?left", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    found = page.evaluate(
        """(folder) => new Promise((done) => {
      const worker = new Worker(`../_static/${folder}/rule_worker.js?left`);
      worker.onmessage = ({ data }) => (data.left ? done(data.left) : worker.postMessage("left"));
    })""",
        built.parent.name,
    )
    assert found == ["undefined"] * 10


def test_what_a_rule_prints_is_shown(visit):
    page = visit("01_gradient_descent")
    whole, printed = text(page), page.locator(".rulebox .printed")
    assert not printed.is_visible()
    write(page, whole.replace("    return", "    print('at', params)\n    return"))
    printed.wait_for()
    lines = printed.inner_text().splitlines()
    assert lines[:2] == ["at -2.6", "at 1.15"]
    assert lines[-1] == "… and 232 more lines", "120 steps of two coordinates, of which eight lines are shown"
    write(page, whole.replace("    return", "    print('here')\n    return 1 / 0\n    return"))
    wait_for(page, "divide by zero")
    assert printed.inner_text() == "here"
    page.get_by_role("button", name="Back to the book's rule").click()
    assert not printed.is_visible()


def test_reset_leaves_the_text_alone_and_a_reload_keeps_it(visit):
    page = visit("01_gradient_descent")
    whole = text(page)
    mine = whole.replace("params - ", "params - 0.5 * ")
    write(page, mine)
    wait_for(page, "The figure shows your rule.")
    shown = status(page)
    page.locator(".explorer-place:has(.rulebox)").get_by_role("button", name="Reset").click()
    assert text(page) == mine
    page.reload()
    wait_for(page, "The figure shows your rule.")
    assert text(page) == mine and status(page) == shown
    page.get_by_role("button", name="Back to the book's rule").click()
    page.reload()
    page.locator(".rulebox summary").click()
    assert text(page) == whole and status(page) != shown


def test_a_rule_without_an_end_is_ended(visit):
    page = visit("01_gradient_descent")
    whole = text(page)
    write(page, whole.replace("    return", "    while True:\n        pass\n    return"))
    wait_for(page, "is there a loop without an end?")
    write(page, whole.replace("params -", "params +"))
    wait_for(page, "The figure shows your rule.")


def test_enter_keeps_the_indentation(visit):
    page = visit("01_gradient_descent")
    write(page, "")
    page.locator(".rulebox textarea").press_sequentially("def f():\nx = 1\nreturn x")
    assert text(page) == "def f():\n    x = 1\n    return x"


def test_from_a_file_it_says_what_to_do(browser, site):
    page = browser.new_page()
    page.goto((site / "chapters" / "01_gradient_descent.html").as_uri())
    page.locator(".rulebox summary").click()
    wait_for(page, "run make serve")
    assert page.locator(".rulebox textarea").is_disabled()
    page.close()


def test_the_text_is_the_packages_own(visit):
    source = text(visit("06_rmsprop"))
    names = {"np": np}
    exec(source, names)
    assert names["rmsprop"](1.0, 2.0, 3.0, learning_rate=0.1) == rmsprop(1.0, 2.0, 3.0, learning_rate=0.1)

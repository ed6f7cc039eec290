"""The "Edit the rule" box on the built pages, served by a small web server: a reader's Python, run in the page."""

import functools
import http.server
import threading

import numpy as np
import pytest

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


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(site):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def visit(visit, address):
    """``visit(chapter)`` opens a chapter from the server, with its box open."""

    def opened(chapter):
        page = visit(chapter, root=address)
        page.set_default_timeout(60_000)
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
    rate = 10.0**-1.01
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
    page.locator(".explorer-place input[type=range]").first.press("ArrowLeft")
    page.wait_for_function(
        "(before) => document.querySelector('.book-explorer .status').textContent !== before", arg=before
    )


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
    ("def gradient_descent", "def descent", "The figure calls gradient_descent, and nothing of that name"),
    ("grad,)", "grad)", "a tuple, the new params first"),
    ("learning_rate * grad", "np.exq(grad)", "np has no exq here; it has sqrt, sign"),
    ("*, learning_rate=0.01", "*, rate=0.01", "The figure hands over learning_rate"),
    ("learning_rate * grad", "grad / 0", "Line 2, “return (params - grad / 0,)”: divide by zero"),
]


def test_a_wrong_rule_is_told_by_line_and_in_words(visit):
    page = visit("01_gradient_descent")
    whole = text(page)
    for old, new, words in MISTAKES:
        assert old in whole
        write(page, whole.replace(old, new))
        wait_for(page, words)
        assert page.locator(".rulebox textarea").get_attribute("aria-invalid") == "true"
    write(page, whole.replace("params -", "params +"))  # wrong as an idea, not as Python
    wait_for(page, "The figure shows your rule.")
    assert "diverges" in status(page)


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

"""`book.browser`: cells run as a notebook would run them, and what each needs is read off its imports."""

import inspect
import re

import matplotlib.pyplot as plt
import pytest

from book.browser import wheels
from book.browser.imports import imported
from book.browser.session import PRINTED, STATE, VIEW, Session
from book.browser.worker import Worker
from helpers.chapters import NOTEBOOKS, cells, source, tags


@pytest.fixture(autouse=True)
def no_figures():
    """Figures that another test has left open would be the first cell's."""
    plt.close("all")


def shown(outputs):
    """The plain text of outputs, by their kind."""
    return [(it["output_type"], it.get("text") or it["data"]["text/plain"]) for it in outputs]


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        ("1 + 1", [("execute_result", "2")]),
        ("1 + 1;", []),
        ("1 + 1;  # quiet", []),
        ("'a;'", [("execute_result", "'a;'")]),
        ("x = 3", []),
        ("None", []),
        ("", []),
        ("# nothing", []),
        ("print('a'); print('b')\n2", [("stream", "a\nb\n"), ("execute_result", "2")]),
        ("for i in range(2): i", []),
        ("display(1, 'two')", [("display_data", "1"), ("display_data", "'two'")]),
        ("from IPython.display import display as show\nshow(4)", [("display_data", "4")]),
        ("print(1)\nfrom IPython.display import clear_output\nclear_output()\n2", [("execute_result", "2")]),
        ("import asyncio\nawait asyncio.sleep(0, 'late')", [("execute_result", "'late'")]),
        ("{10: 'x' * 60, 100: 'y' * 60}", [("execute_result", f"{{10: '{'x' * 60}',\n 100: '{'y' * 60}'}}")]),
    ],
)
def test_what_a_cell_shows(text, outputs):
    assert shown(Session().run(text)) == outputs


def test_names_and_what_was_last_shown_stay():
    session = Session()
    session.run("def double(x):\n    return 2 * x")
    session.run("double(4)")
    assert shown(session.run("_ + 1")) == [("execute_result", "9")]
    assert session.names["double"](3) == 6
    assert inspect.getsource(session.names["double"]) == "def double(x):\n    return 2 * x\n"


@pytest.mark.parametrize(
    ("text", "traceback"),
    [
        ("x = 1\nx / 0", ["Line 2: x / 0", "ZeroDivisionError: division by zero"]),
        ("f(0)", ["Line 1: f(0)", "Line 2 of cell above: return 1 / x", "ZeroDivisionError: division by zero"]),
        ("def g(n):\n    g(n)\ng(0)", ["Line 3: g(0)", "Line 2: g(n)", "Line 2: g(n)", "…", *3 * ["Line 2: g(n)"],
                                       "RecursionError: maximum recursion depth exceeded"]),
        ("x = (1,\n", ["Line 1: x = (1,", "SyntaxError: '(' was never closed"]),
        ("%timeit 3", ["Line 1: %timeit 3",
                       "SyntaxError: commands that begin with % or ! are Jupyter's, and need JupyterLab"]),
        ("input()", ["Line 1: input()", "EOFError: nobody is there to answer input()"]),
        ("raise SystemExit", ["Line 1: raise SystemExit", "SystemExit"]),
        ("raise KeyboardInterrupt", ["Line 1: raise KeyboardInterrupt", "KeyboardInterrupt"]),
        ("import nowhere", ["Line 1: import nowhere", "ModuleNotFoundError: No module named 'nowhere'"]),
        ("await nothing", ["Line 1: await nothing", "NameError: name 'nothing' is not defined"]),
    ],
)  # fmt: skip
def test_an_error_is_told_by_the_readers_lines_alone(text, traceback):
    session = Session()
    session.run("def f(x):\n    return 1 / x", "above")
    *_, error = session.run(text)
    assert error["output_type"] == "error" and error["traceback"] == traceback


def test_what_a_loop_prints_is_bounded():
    heard = []
    session = Session(lambda number, output: heard.append(number))
    (printed,) = session.run(f"for i in range({PRINTED}): print(i)")
    assert PRINTED < len(printed["text"]) < PRINTED + 100
    assert printed["text"].endswith("… and more, which is left out.")
    assert 0 < len(heard) < 1000


@pytest.mark.parametrize("last", ["", "\nplt.show()", "\nfig", "\nplt.show()\nprint('after')"])
def test_open_figures_are_shown_and_closed(last):
    begin = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nempty = plt.figure()"
    outputs = Session().run(begin + last)
    pictures = [it["data"]["image/svg+xml"] for it in outputs if "data" in it]
    assert len(pictures) == (2 if last == "\nfig" else 1)
    assert all("<svg" in picture for picture in pictures)
    assert plt.get_fignums() == []


def test_a_figures_error_leaves_none_open():
    outputs = Session().run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\n1 / 0")
    assert [it["output_type"] for it in outputs] == ["display_data", "error"]
    assert plt.get_fignums() == []


EXPLORER = """from optimizers import gradient_descent, quadratic_bowl
from optimizers.explorer import explore_descents, slider
explore_descents([gradient_descent], quadratic_bowl(), steps=9, learning_rate=slider("η", 0.1, 0.01, 0.2, 0.01))"""


def test_an_explorer_brings_its_state_and_what_a_page_needs_alone():
    (output,) = Session().run(EXPLORER)
    state, model = output["data"][STATE], output["data"][VIEW]["model_id"]
    names = sorted(record["model_name"] for record in state.values())
    assert names == ["AnyModel", "FloatSliderModel", "LinkModel", "VBoxModel"]
    assert len(state[model]["state"]["children"]) == 2
    assert not any("_esm" in record["state"] for record in state.values())


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("import optimizers", set()),
        ("from optimizers import descend, landscapes", set()),
        ("from optimizers import plotting", {"matplotlib"}),
        ("from optimizers.explorer import slider", {"anywidget", "ipywidgets"}),
        ("from optimizers.explorer.claim_cards import show_claims", {"anywidget", "ipywidgets", "scikit-learn"}),
        ("from optimizers import digits", {"scikit-learn"}),
        ("import optimizers.digits", {"scikit-learn"}),
        ("def later():\n    import optimizers.plotting", {"matplotlib"}),
        ("from optimizers import *", set()),
        ("x = 1", set()),
        ("x = (", set()),
    ],
)
def test_what_a_cell_needs_beyond_numpy(text, needed):
    modules = wheels.packages()
    assert {package for name in imported(text) for package in modules.get(name, ())} == needed


def test_a_worker_puts_pictures_into_the_pages_colours_and_leaves_explorers_to_the_page():
    heard = []
    worker = Worker(heard.append, None)
    assert worker.imports("import numpy").split("\n") == ["import numpy"]
    session = worker._session
    session.run("import matplotlib.pyplot as plt\nfrom optimizers import plotting\nplotting.use_style()")
    (figure,) = session.run("fig, ax = plotting.pair()")
    drawn = worker._shown(0, figure)["data"]["image/svg+xml"]
    assert 'class="book-pair"' in drawn and "var(--book-soft)" in drawn
    (explorer,) = session.run(EXPLORER)
    assert worker._shown(0, explorer)["data"].keys().isdisjoint({"image/svg+xml", "text/html"})


@pytest.mark.parametrize("path", NOTEBOOKS[1:2], ids=lambda path: path.stem)
def test_a_chapter_runs_to_its_end(path):
    session = Session()
    for cell in cells(path, "code"):
        outputs = session.run(source(cell), cell["id"])
        assert not [it for it in outputs if it["output_type"] == "error"], cell["id"]
        named = re.search(r"fig-[\w-]+", str(cell["metadata"].get("mystnb", "")))
        assert bool(outputs) >= bool(named) and bool(outputs) >= ("remove-input" in tags(cell))

"""*Edit and run* on the built pages, served by a small web server: a reader's cells, run by Python in the page."""

import json
import os
import re
import shutil

import pytest

from helpers.axe import COLOURS, violations, with_axe
from helpers.browsing import PAGES, SITE, until
from helpers.running import ANSWERED, AT_REST, RUNTIME, Reader
from helpers.serving import served

CHAPTER = "00_story"
POLICY = "Content Security Policy"  # what a browser says when it refuses


@pytest.fixture(scope="module")
def address(address):
    if not RUNTIME.is_dir() and not os.environ.get("CI"):
        pytest.skip("the site has no Python for the browser: make lite adds it")
    return address


@pytest.fixture(scope="module")
def reader(browser, address):
    """A reader with Python started on a chapter; tests leave the chapter's cells as they are in the book."""
    reader = Reader(browser, address)
    reader.starts(CHAPTER)
    yield reader
    reader.context.close()
    assert reader.complaints == []
    assert reader.others.asked == [], "another host was asked"


def back(reader, name):
    reader.shows(name).get_by_role("button", name="Back to the book’s").click()


def text(reader, name):
    return reader.shows(name).locator("textarea").input_value()


def test_nothing_is_loaded_before_the_click(browser, address):
    reader = Reader(browser, address)
    page = reader.opens("01_gradient_descent")
    page.wait_for_load_state("networkidle")
    assert len(reader.asked) > 5
    assert not [url for url in reader.asked if re.search(r"running|pyodide|\.ipynb", url)]
    assert page.locator("textarea:visible").count() == page.locator("details.question textarea:visible").count()
    reader.context.close()


def test_every_code_cell_in_sight_can_be_run(reader):
    notebook = json.loads((SITE / "_sources" / "chapters" / f"{CHAPTER}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    seen = [cell for cell in code if "remove-input" not in cell["metadata"].get("tags", ())]
    assert len(seen) > 5
    for cell in seen:
        assert text(reader, cell["id"]) == "".join(cell["source"])
        assert reader.cell(cell["id"]).get_by_role("button", name="Run").count() == 1


def test_a_changed_cell_changes_its_figure_and_the_way_back_restores_it(reader):
    whole, picture = text(reader, "family-tree"), reader.cell("family-tree").locator("svg.book-figure")
    built = picture.inner_html()
    assert reader.runs("family-tree", whole.replace("9.2, 4.2", "9.2, 5.2")).startswith("Ran in")
    assert picture.inner_html() != built
    assert picture.evaluate("(svg) => getComputedStyle(svg.querySelector('text')).fontFamily").startswith("system-ui")
    assert "var(--book-" in picture.inner_html() and "#1b1f24" not in picture.inner_html()
    assert picture.get_attribute("aria-label") == "Drawn by your version of this cell."
    assert reader.cell("family-tree").locator("figure#fig-story-tree figcaption").is_visible()
    back(reader, "family-tree")
    assert picture.inner_html() == built and text(reader, "family-tree") == whole
    assert not reader.cell("family-tree").get_by_role("button", name="Back").is_visible()


def test_the_cells_above_run_first_and_the_rest_stays_the_books(reader):
    explorer = reader.cell("stay").locator(".book-explorer .status")
    before = explorer.inner_text()
    reader.cell("stay").locator("input[type=range]").press("ArrowRight")
    moved = explorer.inner_text()
    assert moved != before
    assert reader.runs("measure-staying").startswith("Ran in")
    assert reader.output("measure-staying").strip() == "arrivals if watched until 3000: [137, 559, 3]"
    assert "'adagrad': (1.5849, 4)" in reader.output("measure-the-race")
    assert explorer.inner_text() == moved, "an explorer that is the book's stays as the reader set it"
    reader.cell("stay").get_by_role("button", name="Reset").click()


def test_a_changed_explorer_comes_to_life(reader):
    whole, place = text(reader, "stay"), reader.cell("stay")
    status = place.locator(".book-explorer .status")
    before = status.inner_text()
    assert reader.runs("stay", whole.replace('Learning rate η", 0.1', 'My rate", 0.01')).startswith("Ran in")
    slider = place.get_by_label("My rate")
    first = status.inner_text()
    slider.press("ArrowRight")
    assert status.inner_text() != first
    link = reader.page.locator("a[href='#fig-story-stay:learning_rate=0.1']").first
    if link.count():
        link.evaluate("(it) => it.click()")
        assert place.locator("output").first.inner_text() == "0.1", "a sentence sets the new figure"
    back(reader, "stay")
    assert place.get_by_label("Learning rate η").count() == 1 and status.inner_text() == before


def test_the_whole_page_can_be_run_and_says_how_it_went(reader):
    reader.page.get_by_role("button", name="Run the whole page").click()
    reader.rests()
    assert re.search(r"Ran in \d+\.\d s\.", reader.panel())
    assert reader.cell("cover").locator("figure svg.book-figure").count() == 2


def test_an_error_names_the_readers_line(reader):
    whole = text(reader, "family")
    said = reader.runs("family", "x = 1\nx / 0")
    assert said == "It stopped: ZeroDivisionError: division by zero"
    assert reader.output("family").split("\n")[0] == "Line 2: x / 0"
    assert "session.py" not in reader.output("family")
    # What comes after runs the broken cell first, and says so.
    assert "The cell family above stopped: Line 2: x / 0" in reader.runs("family-tree")
    reader.runs("family", "%timeit 3")
    assert "Jupyter's, and need JupyterLab" in reader.output("family")
    reader.runs("family", "import torch")
    assert "PyTorch does not run in a browser" in reader.output("family")
    back(reader, "family")
    assert text(reader, "family") == whole and reader.cell("family").locator(".cell_output").count() == 0


def test_what_is_printed_is_shown_while_it_runs_and_a_loop_can_be_stopped(reader):
    field = reader.shows("family").locator("textarea")
    field.fill("print('here', flush=True)\nwhile True:\n    print(end='')")
    field.press("Shift+Enter")
    reader.cell("family").locator(".output", has_text="here").wait_for()
    reader.cell("family").get_by_role("button", name="Stop").click()
    until(reader.page, AT_REST)
    assert reader.said("family") == "Stopped. What had been defined is gone; Run starts Python again."
    assert reader.runs("family", "6 * 7").startswith("Ran in")
    assert reader.output("family") == "42"
    back(reader, "family")


OUTSIDE = """import js
from pyodide.ffi import JsException
said = []
for way in (
    lambda: js.fetch("https://example.org/"), lambda: js.fetch("https://example.org/", mode="no-cors"),
    lambda: js.fetch("/index.html"), lambda: js.fetch(js.location.origin + "/index.html"),
    lambda: js.XMLHttpRequest.new(), lambda: js.WebSocket.new("wss://example.org/"), lambda: js.importScripts("https://example.org/"),
    lambda: js.Worker.new("/_static/rule_worker.js"), lambda: js.caches.keys(), lambda: js.indexedDB.databases(),
    lambda: js.eval("1"), lambda: __import__("pyodide.code").code.run_js("1"), lambda: js.Function.new("return 1")(),
    lambda: __import__("pyodide.http").http.open_url("https://example.org/"),
    lambda: __import__("urllib.request").request.urlopen("https://example.org/"),
):
    try:
        found = way()
        said.append(await found if hasattr(found, "then") else found)
    except (JsException, AttributeError, TypeError, OSError) as error:
        pass
said"""


def test_a_readers_code_reaches_no_network(reader):
    assert reader.runs("family", OUTSIDE).startswith("Ran in"), reader.output("family")
    assert reader.output("family") == "[]"
    assert reader.others.asked == []
    reader.forgives(POLICY)
    back(reader, "family")


HOSTILE = """<p id="mine" onclick="document.title='run'">kept <b>bold</b></p>
<script>document.title = "run"</script><img src="https://example.org/x.png" onerror="document.title='run'">
<svg onload="document.title='run'"><script>document.title='run'</script>
<a href="javascript:document.title='run'"><text>x</text></a></svg>
<iframe src="https://example.org/"></iframe><style>body { display: none }</style>
<link rel="stylesheet" href="https://example.org/x.css">
<meta http-equiv="refresh" content="0; url=https://example.org/">
<form action="https://example.org/"><button>go</button></form>
<a href="javascript:document.title='run'" id="link">link</a>
<p style="background: url(https://example.org/y.png)">styled</p>
<math><mtext><table><mglyph><style><img src=x onerror="document.title='run'"></style></mglyph></table></mtext></math>"""
ELEMENTS = "(it) => [...it.querySelectorAll('*')].flatMap((e) => [e.localName, ...e.getAttributeNames()])"
UNWANTED = {"script", "iframe", "style", "link", "meta", "form", "button", "math", "onclick", "onerror", "onload"}


def test_html_of_a_cell_is_shown_and_runs_nothing(reader):
    title = reader.page.title()
    assert reader.runs("family", f"from IPython.display import HTML\nHTML({HOSTILE!r})").startswith("Ran in")
    shown = reader.cell("family").locator(".cell_output")
    shown.locator("#mine").click()
    shown.locator("#link").dispatch_event("click")
    assert shown.locator("b").inner_text() == "bold"
    assert not UNWANTED & set(shown.evaluate(ELEMENTS))
    assert "example.org" not in shown.inner_html()
    assert reader.page.title() == title
    assert reader.others.asked == []
    reader.forgives(POLICY)
    back(reader, "family")


def test_the_keyboard_suffices(reader):
    field = reader.shows("family").locator("textarea")
    field.fill("")
    field.press_sequentially("def f():\nreturn 1")
    assert field.input_value() == "def f():\n    return 1"
    field.fill("")
    field.press("Tab")
    assert field.input_value() == "    "
    field.press("Escape")
    assert reader.page.evaluate("document.activeElement.textContent") == "Run"
    back(reader, "family")


def test_a_changed_cell_is_kept_and_the_second_page_asks_for_nothing_again(reader):
    reader.runs("family", "'mine'")
    first = reader.page
    seen = len(reader.asked)
    reader.starts(CHAPTER)
    assert "from what this browser kept" in reader.panel()
    again = [url for url in reader.asked[seen:] if re.search(r"\.(whl|wasm|zip)$", url)]
    assert again == []
    assert text(reader, "family") == "'mine'"
    reader.runs("family")
    assert reader.output("family") == "'mine'"
    back(reader, "family")
    reader.page.close()
    reader.page = first
    back(reader, "family")


def test_axe_finds_nothing_with_the_cells_open(reader):
    reader.page.evaluate("document.querySelectorAll('details').forEach((it) => (it.open = true))")
    assert violations(with_axe(reader.page)) == []
    reader.page.emulate_media(color_scheme="dark")
    until(reader.page, "document.documentElement.dataset.theme === 'dark'")
    assert violations(reader.page, COLOURS) == []
    reader.page.emulate_media(color_scheme="light")


def test_on_a_phone_nothing_is_wider_than_the_page(reader):
    reader.page.set_viewport_size({"width": 390, "height": 844})
    wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    reader.page.set_viewport_size({"width": 1280, "height": 800})
    assert wide == 0


def test_a_cell_that_needs_pytorch_says_so_and_keeps_what_the_book_shows(browser, address):
    reader = Reader(browser, address)
    reader.starts("08_in_practice")
    before = reader.cell("loop-torch").locator(".cell_output").count()
    assert reader.runs("loop-torch").startswith("This cell needs PyTorch, which runs in no browser.")
    assert reader.cell("loop-torch").locator(".cell_output").count() == before
    assert reader.runs("imports", "'mine'").startswith("Ran in"), "one that is changed runs"
    reader.context.close()


@pytest.mark.sampled(6)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_from_a_server_complains_of_nothing_and_runs_no_script_but_its_own(path, browser, address, site):
    reader = Reader(browser, address)
    page = reader.context.new_page()
    page.goto(f"{address}/{path.relative_to(site).as_posix()}")
    page.wait_for_load_state("networkidle")
    assert reader.complaints == []
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run'";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", `<img src="x" onerror="document.title = 'run'">`);
    }""")
    page.wait_for_load_state("networkidle")
    assert page.title() != "run" and any(POLICY in it for it in reader.complaints)
    reader.context.close()
    assert reader.others.asked == []


def refusal(browser, address, script=""):
    reader = Reader(browser, address)
    reader.context.add_init_script(script)
    page = reader.opens("01_gradient_descent")
    page.locator(".run-start").click()
    page.locator(".run-panel [role=status]:not(:text-is(''))").wait_for()
    until(page, ANSWERED)
    said = reader.panel()
    assert not [url for url in reader.asked if ".wasm" in url or ".whl" in url]
    reader.context.close()
    return said


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("delete window.WebAssembly", "Running needs a newer browser"),
        ("delete window.Worker", "Running needs a newer browser"),
        ("Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 1 })", "more memory than this"),
    ],
)
def test_where_python_cannot_run_a_sentence_says_so(browser, address, script, words):
    assert words in refusal(browser, address, script)


def test_a_site_without_python_says_so(browser, tmp_path):
    for part in ("_static", "_sources", "chapters"):
        shutil.copytree(SITE / part, tmp_path / part)
    with served(tmp_path) as address:
        assert "built without Python for the browser; make lite adds it" in refusal(browser, address)


def test_from_a_file_it_says_what_to_do(browser, site):
    page = browser.new_page()
    page.goto((site / "chapters" / "01_gradient_descent.html").as_uri())
    page.locator(".run-start").click()
    page.locator("[role=status]", has_text="run make serve").wait_for()
    assert page.locator(".run-start").is_disabled()
    page.close()


def test_every_notebook_leads_to_jupyterlab(site):
    pages = sorted(path for path in (site / "_sources").rglob("*.ipynb"))
    assert len(pages) > 25
    for path in pages:
        name = path.relative_to(site / "_sources")
        html = (site / name).with_suffix(".html").read_text(encoding="utf-8")
        up = "../" * (len(name.parts) - 1)
        assert f'href="{up}lab/lab/index.html?path={name.as_posix()}"' in html
        assert ("run-start" in html) == (name.parts[0] == "chapters")

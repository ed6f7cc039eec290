"""The Lab in the browser, from a chapter's page on, as a new reader meets it: served as files, the network cut."""

import gzip
import json

import pytest
from playwright.sync_api import expect

from book.browser.files import CORE
from helpers.chapters import ROOT

CHAPTER = "chapters/06_rmsprop.ipynb"
EXERCISE = "exercises/release/6_rmsprop/6_rmsprop.ipynb"
PANEL = "jupyterapp.shell.currentWidget"
THERE = f"() => window.jupyterapp && {PANEL}?.content?.model?.cells?.length > 1"
READY = f"() => window.jupyterapp && {PANEL}?.sessionContext?.session?.kernel?.status === 'idle'"
LAST_SHOWN = "memory"  # the cell of the chapter's first explorer
LEARNING_RATE, CHANGED = '"learning_rate": 1.0', '"learning_rate": 0.5'


@pytest.fixture(scope="module")
def context(browser):
    """A browser's profile of its own: what a reader keeps in it stays until the last test."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def lab(context, address):
    """``lab(path)`` opens a notebook by the link of its page; nothing may be asked of another host."""
    asked, pages = [], []

    def opened(path):
        page = context.new_page()
        pages.append(page)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/{path.removesuffix('ipynb')}html")
        page.locator("a.run-lab").first.click()
        page.wait_for_function(THERE)
        return page

    yield opened
    for page in pages:
        page.close()
    assert [it for it in asked if not it.startswith((address, "blob:", "data:"))] == []


def command(page, name, **options):
    page.evaluate("([name, options]) => jupyterapp.commands.execute(name, options).then(() => {})", [name, options])


def cells(page):
    """The notebook's cells, as they are in the reader's hands."""
    return page.evaluate(f"() => {PANEL}.content.model.toJSON().cells")


def run(page, upto):
    """Run the code cells up to one, by its id."""
    for index, cell in enumerate(cells(page)):
        page.evaluate(f"(index) => {{ {PANEL}.content.activeCellIndex = index; }}", index)
        if cell["cell_type"] == "code":
            command(page, "notebook:run-cell")
            page.wait_for_function(READY)
        if cell["id"] == upto:
            return


def write(page, cell, text):
    page.evaluate(
        f"([id, text]) => {{ for (const cell of {PANEL}.content.model.cells) "
        "if (cell.id === id) cell.sharedModel.setSource(text); }",
        [cell, text],
    )


def source(page, cell):
    return next("".join(it["source"]) for it in cells(page) if it["id"] == cell)


def test_a_chapter_opens_from_its_page_shown_and_not_run(lab):
    page = lab(CHAPTER)
    assert all(not it.get("outputs") for it in cells(page))
    assert "Tieleman and Hinton (2012)" in page.locator(".jp-Notebook").inner_text()
    assert "{cite" not in json.dumps(cells(page)) and "{term" not in json.dumps(cells(page))


@pytest.mark.sampled(0)
def test_a_changed_cell_changes_the_figure_which_moves_and_can_be_taken_along(lab):
    page = lab(CHAPTER)
    page.wait_for_function(READY)
    run(page, LAST_SHOWN)
    status = page.locator(".book-explorer .status").first
    before = status.inner_text()
    page.locator(".widget-slider .noUi-handle").first.press("ArrowRight")
    expect(status).not_to_have_text(before)

    write(page, LAST_SHOWN, source(page, LAST_SHOWN).replace(LEARNING_RATE, CHANGED))
    run(page, LAST_SHOWN)
    expect(page.locator(".book-explorer .status").first).not_to_have_text(before)

    with page.expect_download() as download:
        command(page, "docmanager:download")
    taken = json.loads(download.value.path().read_text(encoding="utf-8"))["cells"]
    assert CHANGED in next("".join(it["source"]) for it in taken if it["id"] == LAST_SHOWN)
    command(page, "docmanager:save")


@pytest.mark.sampled(0)
def test_what_was_changed_is_kept_until_it_is_deleted(lab):
    page = lab(CHAPTER)
    assert CHANGED in source(page, LAST_SHOWN)
    page.evaluate(f"() => jupyterapp.serviceManager.contents.delete('{CHAPTER}')")
    page = lab(CHAPTER)
    assert LEARNING_RATE in source(page, LAST_SHOWN)


def test_an_exercise_opens_from_its_page_and_is_the_one_that_students_get(lab):
    page = lab(EXERCISE)
    ours = json.loads((ROOT / EXERCISE).read_text(encoding="utf-8"))["cells"]
    assert [it["id"] for it in cells(page)] == [it["id"] for it in ours]
    assert [source(page, it["id"]) for it in ours if it["cell_type"] == "code"] == [
        "".join(it["source"]) for it in ours if it["cell_type"] == "code"
    ]


def test_practice_runs_beside_an_exercise_with_its_hints_and_no_marks(lab):
    page = lab(EXERCISE)
    page.wait_for_function(READY)
    name, last = "practice_6_rmsprop", [it["id"] for it in cells(page) if it["cell_type"] == "code"][-1]
    write(page, last, f"import {name}\n{name}.practice(seed=2)")
    index = next(i for i, it in enumerate(cells(page)) if it["id"] == last)
    page.evaluate(f"(index) => {{ {PANEL}.content.activeCellIndex = index; }}", index)
    command(page, "notebook:run-cell")
    expect(page.locator(".jp-OutputArea-output", has_text="There are no marks")).to_contain_text("not yet")


def test_opened_as_a_file_the_lab_says_what_to_do(browser, site):
    page = browser.new_page()
    page.goto((site / "lab" / "lab" / "index.html").as_uri() + f"?path={CHAPTER}")
    expect(page.locator("body")).to_contain_text("Run make serve")
    page.close()


def test_the_page_on_running_names_the_versions_that_run(site):
    packages = json.loads((site / "lab/static/pyodide/pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    text = (ROOT / "appendices" / "running.md").read_text(encoding="utf-8")
    assert f"NumPy is {packages['numpy']['version']} and Matplotlib {packages['matplotlib']['version']}" in text


def test_the_pages_say_how_much_is_loaded(site):
    """What a reader's first own cell asks for, as a server that compresses sends it."""
    runtime = site / "lab" / "static" / "pyodide"
    packages = json.loads((runtime / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    names = {*CORE} - {"pyodide.mjs"} | {packages[key]["file_name"] for key in ("numpy", "optimizers")}
    size = sum(len(gzip.compress((runtime / name).read_bytes(), 9)) for name in names) / 1e6
    assert f"Python itself is {size:.0f} MB to load" in (ROOT / "appendices" / "running.md").read_text(encoding="utf-8")
    assert f"Edit and run · {size:.0f} MB" in (site / "chapters" / "06_rmsprop.html").read_text(encoding="utf-8")

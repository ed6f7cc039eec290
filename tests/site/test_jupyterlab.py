"""A chapter in a real JupyterLab, as a reader of the notebooks meets it: with its kernel, saved, and opened again."""

import json
import os
import shutil
import socket
import subprocess
import sys
from itertools import count, takewhile
from threading import Thread

import pytest
from playwright.sync_api import expect

from helpers.chapters import ROOT
from helpers.processes import PATIENCE
from optimizers.look import PALETTE
from tools.notebooks_in_git import stripping

CHAPTER, LAST_CELL = "01_gradient_descent.ipynb", "predict-edge"  # the first figure, sentences, a prediction
RUNNING = "successfully started"  # what the server says once it listens, where it says all
LAST_WORDS = "explorer = next(out for out in Out.values() if hasattr(out, 'scene'))"
ACTIVE_KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
READY = f"{ACTIVE_KERNEL}?.connectionStatus === 'connected' && {ACTIVE_KERNEL}.status === 'idle'"


def lay_out(home):
    """The chapters in a folder of their own; the one to open ends with a cell to ask in."""
    shutil.copytree(ROOT / "chapters", home / "chapters")
    path = home / "chapters" / CHAPTER
    notebook = json.loads(path.read_text(encoding="utf-8"))
    before = [*takewhile(lambda cell: cell["id"] != LAST_CELL, notebook["cells"])]
    asking = {"cell_type": "code", "id": "ask", "metadata": {}, "source": LAST_WORDS}
    cells = [*before, notebook["cells"][len(before)], asking | {"outputs": [], "execution_count": None}]
    path.write_text(json.dumps(notebook | {"cells": cells}), encoding="utf-8")
    # Or else JupyterLab asks the reader about news, and its server the network.
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")


def drain(pipe):
    """Read to the end: whoever writes into a full pipe waits."""
    with pipe:
        for _ in pipe:
            pass


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """All that the server knows and writes."""
    home = tmp_path_factory.mktemp("jupyterlab")
    lay_out(home)
    return home


@pytest.fixture(scope="module")
def server(home):
    """The address of a JupyterLab that writes into a temporary folder only; it takes its kernels along as it ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    own = {"HOME": ".", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    own |= {"IPYTHONDIR": "ipython", "MPLCONFIGDIR": "matplotlib"}
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.log_level": "DEBUG",
        "ServerApp.allow_root": True,  # as in many a container
        "ServerApp.root_dir": home,
        "IdentityProvider.token": "",
        "LabApp.extension_manager": "readonly",  # the other one asks PyPI
        "LabApp.expose_app_in_browser": True,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())],
        env=os.environ | {name: str(home / folder) for name, folder in own.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = [*takewhile(lambda line: RUNNING not in line, process.stdout)]
        assert process.poll() is None, "".join(said)
        Thread(target=drain, args=[process.stdout], daemon=True).start()
        yield address
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="module")
def opened(browser, server):
    """The chapter with every cell run, and the list of what the browser complains about."""
    page, complaints = browser.new_page(viewport={"width": 1280, "height": 1000}), []
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(f"{server}/lab/tree/chapters/{CHAPTER}")
    page.wait_for_function(f"() => window.jupyterapp && {READY}")
    command(page, "notebook:run-all-cells")
    page.locator(".book-explorer svg").wait_for()
    yield page, complaints
    page.close()


@pytest.fixture
def lab(opened):
    """The open chapter with its explorer as it was at first; nothing may have been complained about afterwards."""
    page, complaints = opened
    page.get_by_role("button", name="Reset").click()
    expect(readout(page)).to_have_text("0.0980")
    yield page
    heard = complaints.copy()
    complaints.clear()
    assert heard == []


def command(page, name, **options):
    page.evaluate("([name, options]) => jupyterapp.commands.execute(name, options).then(() => {})", [name, options])


def readout(page):
    return page.locator(".widget-slider", has_text="Learning rate η").locator(".widget-readout")


def slider_handle(page):
    return page.locator(".widget-slider", has_text="Learning rate η").locator(".noUi-handle")


def status(page):
    return page.locator(".book-explorer .status").inner_text()


def figure(page):
    return page.locator(".book-explorer svg").inner_html()


def drag(page, what, across, down):
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


questions = count(1)


def python(page, words):
    """What Python answers in the notebook's last cell."""
    number, cell = next(questions), page.locator(".jp-CodeCell").last
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(f"import json\nprint({number}, json.dumps({words}))")
    page.keyboard.press("Control+Enter")
    answer = cell.locator(".jp-OutputArea-output", has_text=f"{number} ")
    return json.loads(answer.inner_text().split(maxsplit=1)[1])


def eventually(look, wanted):
    """What ``look`` sees at last: messages between figure and kernel may still be on their way."""
    seen = takewhile(lambda found: found != wanted, (look() for _ in range(20)))
    return wanted if len([*seen]) < 20 else look()


def assert_python_sees_what_the_figure_shows(page):
    shown = status(page)
    assert eventually(lambda: python(page, "explorer.scene()['status']"), shown) == shown
    assert float(f"{python(page, 'explorer.values')['learning_rate']:.3g}") == float(readout(page).inner_text())


def test_the_figure_is_drawn_and_its_static_picture_is_not(lab):
    output = lab.locator(".jp-OutputArea", has=lab.locator(".book-explorer"))
    assert "var(--explorer-blue)" in figure(lab)  # the path, and the loss
    assert output.locator(".jp-OutputArea-output").count() == 1
    assert output.locator("img, svg[data-explorer]").count() == 0
    assert lab.locator(".book-explorer svg").bounding_box()["width"] > 700


@pytest.mark.parametrize("width", [760, 1280])
def test_no_scrollbar_is_needed(lab, width):
    lab.set_viewport_size({"width": width, "height": 1000})
    box = lab.locator(".widget-vbox")
    hidden = "it => [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight]"
    assert eventually(lambda: box.evaluate(hidden), [0, 0]) == [0, 0]


def test_a_dragged_slider_moves_the_figure_and_python_sees_it(lab):
    before, drawn = status(lab), figure(lab)
    drag(lab, slider_handle(lab), -60, 0)
    assert status(lab) != before and figure(lab) != drawn
    assert float(readout(lab).inner_text()) < 0.095
    assert_python_sees_what_the_figure_shows(lab)


def test_arrow_keys_move_the_slider_and_python_sees_it(lab):
    before = status(lab)
    slider_handle(lab).focus()
    lab.keyboard.press("ArrowLeft")
    lab.keyboard.press("ArrowDown")
    expect(readout(lab)).to_have_text("0.0970")
    assert status(lab) != before
    assert_python_sees_what_the_figure_shows(lab)


def test_arrow_keys_stay_in_the_explorer_where_shortcuts_come_first(lab):
    # In Notebook 7, unlike JupyterLab, a keydown goes to the shortcuts before it goes to what has the focus.
    lab.evaluate(
        """() => {
          window.came = [];
          window.shortcutsFirst = (event) => jupyterapp.commands.processKeydownEvent(event);
          document.addEventListener("keydown", shortcutsFirst, { capture: true });
          jupyterapp.commands.commandExecuted.connect((_, { id }) => came.push(id));
        }"""
    )
    for handle in (slider_handle(lab), lab.locator(".book-explorer .handle")):
        before = status(lab)
        handle.focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
            lab.keyboard.press(key)
        assert status(lab) != before
        assert lab.evaluate("() => came") == []
    lab.locator(".jp-Notebook .jp-Cell").first.focus()
    lab.keyboard.press("ArrowDown")
    assert lab.evaluate("() => came") == ["notebook:move-cursor-down"]
    lab.evaluate("() => document.removeEventListener('keydown', shortcutsFirst, { capture: true })")


def test_python_moves_slider_and_figure(lab):
    before, drawn = status(lab), figure(lab)
    python(lab, "explorer.controls['learning_rate'].set_trait('value', 0.05)")
    expect(readout(lab)).to_have_text("0.0500")
    assert status(lab) != before and figure(lab) != drawn
    assert status(lab) == python(lab, "explorer.scene()['status']")


def test_a_dragged_start_reaches_python(lab):
    before = python(lab, "explorer.values")
    assert "start" not in before
    drag(lab, lab.locator(".book-explorer .handle"), 80, 50)
    assert_python_sees_what_the_figure_shows(lab)
    x, y = python(lab, "explorer.values['start']")
    assert x > -2.6 and y < 1.15
    assert python(lab, "explorer.values") == before | {"start": [x, y]}


def test_play_draws_step_by_step(lab):
    whole = figure(lab)
    lab.get_by_role("button", name="Step", exact=True).click()
    assert len(figure(lab)) < len(whole)
    lab.get_by_role("button", name="Play").click()
    lab.get_by_role("button", name="Pause").click()
    lab.get_by_role("button", name="All steps").click()
    assert figure(lab) == whole


@pytest.mark.parametrize(("theme", "which"), [("JupyterLab Dark", 1), ("JupyterLab Light", 0)])
def test_colours_follow_the_theme(lab, theme, which):
    command(lab, "apputils:change-theme", theme=theme)
    lab.wait_for_function(f"() => document.body.dataset.jpThemeLight === '{'false' if which else 'true'}'")
    ink, paper = ("rgb({}, {}, {})".format(*bytes.fromhex(PALETTE[name][which][1:])) for name in ("ink", "paper"))
    start = lab.locator(".book-explorer svg circle").first
    assert start.evaluate("it => [getComputedStyle(it).fill, getComputedStyle(it).stroke]") == [ink, paper]


def test_a_sentence_sets_the_figure_and_a_prediction_takes_its_answer(lab):
    before = status(lab)
    lab.locator(".jp-MarkdownOutput a", has_text="η = 0.02").click()
    assert eventually(lambda: "0.0265" in status(lab), True)
    assert eventually(lambda: round(python(lab, "explorer.values")["learning_rate"], 6), 0.02) == 0.02
    prompt = lab.locator(".predict")
    prompt.get_by_role("button", name="never").click()
    assert "You saw it coming: never." in prompt.inner_text()
    assert "diverges" in status(lab) and status(lab) != before


@pytest.mark.sampled(0)
def test_what_it_saves_is_to_git_what_it_opened_and_shows_its_figures_before_anything_is_run(browser, home, server):
    """Its live figures where the notebook is trusted, their pictures in one from elsewhere."""
    path = home / "chapters" / "06_rmsprop.ipynb"
    before = path.read_bytes()
    page = opened_in_lab(browser, server, path)
    command(page, "notebook:run-all-cells")
    page.locator(".book-explorer svg").first.wait_for()
    page.wait_for_function(f"() => {READY}")
    command(page, "docmanager:save")
    shown = page.locator(".book-explorer .status").first.text_content()
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()
    saved = path.read_bytes()
    assert b"data-explorer" in saved
    strip = subprocess.run(stripping(), shell=True, cwd=ROOT, input=saved, capture_output=True, check=True)
    assert strip.stdout.decode() == before.decode()

    again = opened_in_lab(browser, server, path)
    again.locator(".book-explorer svg").first.wait_for()
    assert again.locator(".book-explorer .status").first.text_content() == shown
    again.close()

    theirs = path.with_name("from_elsewhere.ipynb")
    theirs.write_bytes(saved.replace(b"RMSprop: divide", b"RMSprop, theirs: divide"))
    page = opened_in_lab(browser, server, theirs)
    picture = page.locator(".jp-OutputArea-output img").first
    picture.scroll_into_view_if_needed()
    assert picture.get_attribute("alt") == shown and picture.bounding_box()["width"] > 500
    assert page.locator(".book-explorer").count() == 0
    page.close()


def opened_in_lab(browser, server, path):
    """A notebook's page, with a kernel that has run nothing."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{server}/lab/tree/{path.parent.name}/{path.name}?reset")
    page.wait_for_function(f"() => window.jupyterapp && {READY}")
    return page

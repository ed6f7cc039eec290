"""What JupyterLab saves and exports: git sees the cells alone, and a page of HTML asks no other host."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from helpers.chapters import ROOT
from tools.notebooks_in_git import settings, stripping

NOTEBOOKS = sorted(
    path for part in ("chapters", "exercises/source", "exercises/release") for path in (ROOT / part).rglob("*.ipynb")
)
CHAPTER = "chapters/01_gradient_descent.ipynb"


def git(folder, *command):
    done = subprocess.run(
        ["git", "-C", folder, *command], capture_output=True, text=True, env=os.environ | {"HOME": str(folder)}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_as_saving_and_stripping_leaves_it(path):
    before = path.read_text(encoding="utf-8")
    written = nbformat.writes(nbformat.reads(before, as_version=4))
    assert before.rstrip("\n") == written.rstrip("\n")
    notebook = json.loads(before)
    named = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    assert notebook["metadata"].keys() - {"grading"} == {"kernelspec", "language_info"}
    assert (notebook["metadata"]["kernelspec"], notebook["metadata"]["language_info"]) == (named, {"name": "python"})


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one chapter, in which git was told of notebooks."""
    folder = tmp_path / "le cahier, à part"
    for name in (
        ".gitattributes",
        ".pre-commit-config.yaml",
        "tools/notebook_text.py",
        "tools/notebooks_in_git.py",
        CHAPTER,
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    git(folder, "init", "--quiet")
    git(folder, "config", "user.email", "reader@example.org")
    git(folder, "config", "user.name", "A reader")
    (folder / ".gitignore").write_text(".venv\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "The book")
    tell(folder)
    return folder


def tell(folder, *saved):
    """What `make lab` and JupyterLab's server call."""
    subprocess.run([sys.executable, "tools/notebooks_in_git.py", *saved], cwd=folder, check=True)


def saved(path):
    """The notebook as JupyterLab leaves it when it was run."""
    notebook = nbformat.read(path, as_version=4)
    for number, cell in enumerate((it for it in notebook.cells if it.cell_type == "code"), 1):
        cell.execution_count = number
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{number}\n")]
    more = {"codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python"}
    notebook.metadata.language_info |= more | {
        "version": "3.12.1",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    }
    notebook.metadata.widgets = {
        "application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}
    }
    nbformat.write(notebook, path)
    return notebook


def test_git_sees_nothing_of_outputs_and_all_of_a_changed_cell(checkout):
    path = checkout / CHAPTER
    notebook = saved(path)
    tell(checkout, path)
    assert git(checkout, "status", "--porcelain") == ""
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, path)
    tell(checkout, path)
    assert git(checkout, "diff", "--cached") == ""  # nothing is staged that the reader did not stage
    told = git(checkout, "diff")
    assert "\n+# Another title\n" in told and '"source"' not in told and "3.12.1" not in told
    git(checkout, "commit", "--quiet", "-am", "Another title")
    stored = json.loads(git(checkout, "show", f"HEAD:{CHAPTER}"))
    assert not any(cell.get("outputs") for cell in stored["cells"]) and "widgets" not in stored["metadata"]
    assert json.loads(path.read_text())["metadata"]["widgets"]  # the reader's own file keeps all


def test_without_the_environment_git_still_works(checkout):
    saved(checkout / CHAPTER)
    (checkout / ".venv").unlink()
    assert CHAPTER in git(checkout, "status", "--porcelain")


def test_the_hook_before_a_commit_and_gits_filter_are_one():
    assert settings()["filter.notebook.clean"] == stripping() and "nbstripout" in stripping()
    assert "*.ipynb diff=notebook filter=notebook\n" in (ROOT / ".gitattributes").read_text()


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A chapter's first cells, run and exported to HTML as the command line does it."""
    folder = tmp_path_factory.mktemp("exported")
    notebook = nbformat.read(ROOT / CHAPTER, as_version=4)
    shown = next(i for i, cell in enumerate(notebook.cells) if "explore_descents(" in cell.source)
    notebook.cells = [*notebook.cells[: shown + 1], nbformat.v4.new_markdown_cell(r"The edge is $2/\lambda$.")]
    nbformat.write(notebook, folder / "chapter.ipynb")
    command = [ROOT / ".venv" / "bin" / "jupyter", "nbconvert", "--execute", "--to", "html", "chapter.ipynb"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return (folder / "chapter.html").read_text(encoding="utf-8")


def test_an_export_has_its_formulas_and_its_pictures_and_asks_nobody(exported, browser, tmp_path):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    (tmp_path / "chapter.html").write_text(exported, encoding="utf-8")
    page.goto((tmp_path / "chapter.html").as_uri())
    assert page.locator("math mfrac, math mi").count() > 0
    assert page.locator("img[src^='data:image/svg+xml'], svg[data-explorer]").first.bounding_box()["width"] > 300
    page.close()
    assert [url for url in asked if not re.match(r"file:|data:", url)] == []
    assert not re.search(r"<(script|link)[^>]*(src|href)=[\"']?(https?:)?//", exported)

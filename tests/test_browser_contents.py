"""The notebooks of the Lab: roles in words, cells that need PyTorch say so, and every module's packages are loaded."""

import ast
import re

import nbformat
import pytest

from book.browser import contents, wheels
from helpers.chapters import ROOT


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contents")
    return {name: nbformat.read(folder / name, as_version=4) for name in contents.write(folder)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{cite:t}`tieleman2012` propose", "Tieleman and Hinton (2012) propose"),
        ("so it is {cite:p}`riedmiller1993,graves2013`.", "so it is (Riedmiller and Braun, 1993; Graves, 2013)."),
        ("{cite:p}`jigsaw`", "(Jigsaw Academy, n.d.)"),
        ("{cite:t}`igel2003`", "Igel and Hüsken (2003)"),
        ("a {term}`plateau` and {term}`rates <learning rate>`", "a plateau and rates"),
        ("{numref}`fig-practice-accuracy` shows", "the figure shows"),
        ("[next](02_momentum.ipynb#x) and [terms](../appendices/glossary.md)", "[next](02_momentum.ipynb#x) and terms"),
        ("[there](https://example.org) and [here](#x)", "[there](https://example.org) and [here](#x)"),
    ],
)
def test_what_only_the_book_resolves_is_put_into_words(text, words):
    assert contents.in_words(text) == words


def test_no_notebook_keeps_a_role(notebooks):
    texts = [cell.source for it in notebooks.values() for cell in it.cells if cell.cell_type == "markdown"]
    assert len(notebooks) > 20 and not [text for text in texts if re.search(r"\{[\w:]+\}`", text)]


def test_every_notebook_of_the_book_is_there(notebooks):
    assert {ROOT / name for name in notebooks} == {
        *ROOT.glob("chapters/**/*.ipynb"),
        *ROOT.glob("exercises/release/*/*.ipynb"),
    }


def test_a_cell_that_needs_pytorch_says_so_and_is_still_there_to_read():
    told = contents.without_torch("import torch\n\nx = torch.ones(2)")
    names = {}
    exec(told, {"print": lambda words: names.update(words=words)})
    assert "PyTorch" in names["words"] and "# x = torch.ones(2)" in told


def test_what_a_cell_takes_from_the_package_is_named_in_full_where_its_packages_are_loaded_late(notebooks):
    for name, notebook in notebooks.items():
        for cell in notebook.cells:
            if cell.cell_type != "code" or "torch" in cell.metadata.get("tags", ()):
                continue
            imports = {it for node in ast.walk(ast.parse(cell.source)) for it in named(node)}
            taken = contents.imported(cell.source) & wheels.packages().keys() - set(contents.AT_START)
            assert {
                it for it in taken if not any(other == it or other.startswith(f"{it}.") for other in imports)
            } == set(), name
    assert any("import optimizers.digits  #" in cell.source for it in notebooks.values() for cell in it.cells)


def named(node):
    """The modules that an import names in full, as Pyodide reads them."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize(
    "code",
    ["from optimizers.digits import grad", "import optimizers.digits", "from optimizers import descend", "x = ("],
)
def test_other_cells_stay_as_they_are(code):
    assert contents.loading(code) == code


def test_every_exercise_has_its_practice_file_beside_it(tmp_path):
    for name in contents.write(tmp_path):
        if name.startswith("exercises"):
            place = tmp_path / name
            assert compile(place.with_name(f"practice_{place.stem}.py").read_text(encoding="utf-8"), name, "exec")

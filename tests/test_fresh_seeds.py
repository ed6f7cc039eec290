"""`make seeds`: what is asserted of chance must stand on other numbers, and what was luck of the seeds is printed."""

import nbformat
import pytest

from book.fingerprint import ROOT
from tools import seeds

SETUP = "import numpy as np\nrng = np.random.default_rng(0)\nmean = rng.standard_normal(100).mean()\n"


def tried(tmp_path, capfd, assertion, block, *tags):
    """The exit code and what is printed for a notebook that asserts something of a hundred numbers."""
    cell = nbformat.v4.new_code_cell(SETUP + assertion, id="claim", metadata={"tags": list(tags)})
    file = tmp_path / "luck.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), file)
    return seeds.main(["--blocks", str(block), "--", str(file)]), capfd.readouterr().out


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    monkeypatch.setattr(seeds, "ROOT", tmp_path)


def test_luck_falls_on_a_fresh_block_and_is_printed_with_its_values(tmp_path, capfd):
    lucky = "assert 0.081 < mean < 0.0811"
    code, printed = tried(tmp_path, capfd, lucky, 0)
    assert code == 0 and "stands" in printed, printed
    code, printed = tried(tmp_path, capfd, lucky, 1)
    assert code == 1
    assert "claim: 0.081 < mean < 0.0811" in printed and "mean = " in printed


def test_what_holds_of_chance_stands(tmp_path, capfd):
    assert tried(tmp_path, capfd, "assert abs(mean) < 0.5", 1)[0] == 0


def test_numbers_of_the_run_that_is_shown_are_left_out(tmp_path, capfd):
    assert tried(tmp_path, capfd, "assert 0.081 < mean < 0.0811", 1, "proof", seeds.THIS_RUN)[0] == 0


def test_a_cell_that_fails_otherwise_is_told(tmp_path, capfd):
    code, printed = tried(tmp_path, capfd, "1 / 0", 1)
    assert code == 1 and "ZeroDivisionError" in printed


def test_what_is_tagged_so_is_a_proof():
    for path in ROOT.glob("chapters/**/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            tags = cell.metadata.get("tags", [])
            assert seeds.THIS_RUN not in tags or "proof" in tags, f"{path.name}, {cell.id}"

"""What is said of each claim: quoted to the letter, with readings, and addresses that lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from docutils.nodes import make_id

from helpers.chapters import ROOT, cells, source
from helpers.claims import QUOTES, every_claim
from optimizers.claims import CLAIMS, OURS, SOURCES, frameworks
from optimizers.claims.shapes import number
from optimizers.claims.trial import claim as make_claim

KEYS = re.findall(r"^@\w+\{([\w-]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_claim_of_the_list_is_there_once_and_in_order():
    assert list(CLAIMS) == sorted(QUOTES) == list(range(1, 73))
    assert [claim.number for claim in CLAIMS.values()] == list(CLAIMS)
    experiments = [claim.experiment for claim in CLAIMS.values() if claim.experiment]
    assert len({experiment.__name__ for experiment in experiments}) == len(experiments)


@every_claim
def test_quotations_are_the_articles_words_and_those_in_the_sentence(claim):
    listed = QUOTES[claim.number]
    assert claim.quotes == tuple((key, words) for key, several in listed.items() for words in several)
    assert claim.sources == (tuple(listed) or (OURS,))
    assert set(re.findall("“(.+?)”", claim.sentence)) == {words for _, words in claim.quotes}
    assert claim.sentence.count("“") == claim.sentence.count("”")


@every_claim
def test_each_reading_is_one_sentence(claim):
    assert bool(claim.readings) == bool(claim.experiment) != bool(claim.untestable)
    for words in (claim.sentence, claim.right, *claim.readings):
        assert words[-1] in ".?" and words[:-1].count(". ") == 0, words
    assert len(set(claim.readings)) == len(claim.readings)


def test_sources_have_an_entry_in_the_bibliography():
    assert set(SOURCES.values()) <= set(KEYS)
    assert {key for claim in CLAIMS.values() for key in claim.sources} == {*SOURCES, OURS}


def anchors(path):
    """What an address on a page may end with: its headings as Sphinx names them, its labels and its figures."""
    if path.suffix == ".md":
        texts, figures = [path.read_text(encoding="utf-8")], set()
    else:
        texts = [source(cell) for cell in cells(path, "markdown")]
        figures = {cell["metadata"].get("mystnb", {}).get("figure", {}).get("name") for cell in cells(path, "code")}
    text = "\n".join(texts)
    return (
        {make_id(it) for it in re.findall(r"^#+ (.+)$", text, re.M)}
        | set(re.findall(r"^\((\S+)\)=$", text, re.M))
        | figures
    )


@every_claim
def test_addresses_lead_to_a_section(claim):
    assert claim.where and len(set(claim.where)) == len(claim.where)
    for address in claim.where:
        page, _, anchor = address.partition("#")
        assert anchor in anchors(ROOT / page), address


@every_claim
def test_the_code_shown_is_the_experiment(claim):
    assert claim.code == "" if claim.experiment is None else claim.code.startswith(f"def {claim.experiment.__name__}(")
    assert len(claim.code.splitlines()) <= 32, "too long to be read as a lesson"


def test_importing_the_package_loads_no_claim():
    code = "import sys, optimizers; sys.exit(any('claims' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_modules_stay_small():
    for path in (ROOT / "optimizers" / "claims").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 250, path.name


def test_defaults_of_other_frameworks_are_the_dictionarys():
    text = (Path(ROOT) / "appendices" / "dictionary.md").read_text(encoding="utf-8")
    read = dict(re.findall(r"(Keras|optax|TensorFlow) ([\d.]+\d)", text.split("## What differs")[0]))
    assert {f"{name} {version}" for name, version in read.items()} == set(frameworks.OTHERS)

    def row(beginning):
        line, *_ = re.findall(rf"^\| {beginning} \|(.+)\|$", text, re.M)
        return [words.strip() for words in line.split("|")][1:]

    rows = (
        row(r"RMSprop, divisor"),
        row(r"RMSprop, \$\\varepsilon\$"),
        row(r"RMSprop, \$\\beta\$"),
        row("RMSprop, momentum ²")[1:],
    )
    for defaults, divisor, eps, decay, momentum in zip(frameworks.OTHERS.values(), *rows, strict=True):
        assert defaults.inside == divisor.startswith(r"$\sqrt{s+\varepsilon}$")
        assert number(defaults.eps) == eps and str(defaults.decay) == decay
        assert momentum in ("`momentum` (0)", "`momentum` (none)") and defaults.momentum == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0667123, "0.0667"), (-8.0, "−8"), (1473.4, "1473"), (1e-8, "10⁻⁸"), (-1.2e-6, "−1.2 · 10⁻⁶"), (0.0, "0"),
     (np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "NaN"), (2.5e12, "2.5 · 10¹²"), (np.float32(0.5), "0.5")],
)  # fmt: skip
def test_numbers_are_written_as_in_the_book(value, words):
    assert number(value) == words


def test_an_experiment_must_speak_of_every_reading():
    silent = make_claim(1, "", "", said={}, readings=("One.", "Two."), right="", where=())(lambda: iter(()))
    with pytest.raises(ValueError, match="claim 1 has 2 readings and 0 findings"):
        silent.trial()

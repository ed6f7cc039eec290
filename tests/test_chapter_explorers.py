"""Every explorer of every chapter and deeper page, drawn by Node at many settings: whole, as Python computes it, by the
contract.

nbval and the build see a control's first value only.
"""

import itertools
import xml.etree.ElementTree as ET

import ipywidgets
import numpy as np
import pytest

from helpers.chapter_explorers import explorers
from helpers.chapters import LIVE, NOTEBOOKS, cells, source
from helpers.explorer_data import assert_pythons
from helpers.scenes import draw, spoken
from helpers.wordless import left
from tools.words import PARTS, said

MANY = 12  # settings in between: as many at least as any list has options
# What a reader sets in the figure itself, by view.
CHOSEN = {"descents": {"start": [-1.37, 0.59]}}


@pytest.fixture(scope="module", params=LIVE, ids=lambda path: path.stem)
def drawn(request):
    """For every explorer of a chapter the questions that were put, each with its answer; first as it stands."""
    path = request.param
    if "import torch" in "".join(source(cell) for cell in cells(path, "code")):
        request.getfixturevalue("torch")
    found = explorers(path)
    assert found
    asked = [[one.question(**values) for values in settings(one)] for one in found]
    answers = iter(draw([question for questions in asked for question in questions]))
    return [[(question, next(answers)) for question in questions] for questions in asked]


def settings(explorer):
    """As it stands, every pair of extremes, points in between, and what can be chosen in the figure itself."""
    controls = explorer.controls
    between = np.random.default_rng(5).permuted(np.tile(np.arange(MANY), (len(controls), 1)), axis=1).T / MANY
    yield {}
    for ends in itertools.product((0, None, 1), repeat=len(controls)):
        yield chosen(explorer, ends)
    for shares in between:
        yield chosen(explorer, shares)
    for name, control in controls.items():
        if isinstance(control, ipywidgets.Dropdown):
            yield from ({name: value} for value in explorer.figure.options["choices"][name])
    yield CHOSEN.get(explorer.figure.view, {})


def chosen(explorer, shares):
    """Values by name: each control at a share of its way, or as it stands where the share is None."""
    pairs = zip(explorer.controls.items(), shares, strict=True)
    return {name: at(explorer, name, control, share) for (name, control), share in pairs if share is not None}


def at(explorer, name, control, share):
    """A control's value at a share, from 0 to 1, of its way: one that it can stand at."""
    if isinstance(control, ipywidgets.Dropdown):
        choices = explorer.figure.options["choices"][name]
        return choices[min(int(share * len(choices)), len(choices) - 1)]
    place = control.min + round(share * (control.max - control.min) / control.step) * control.step
    return control.base**place if isinstance(control, ipywidgets.FloatLogSlider) else place


def test_every_chapter_has_an_explorer():
    assert set(NOTEBOOKS) <= set(LIVE)


@pytest.mark.sampled(4)
def test_explorers_draw_whole_pictures(drawn):
    for answered in drawn:
        for question, answer in answered:
            ET.fromstring(f"<svg>{answer['nodes']}</svg>")
            assert "NaN" not in answer["nodes"] and "undefined" not in answer["nodes"], question["values"]
        assert len({answer["status"] for _, answer in answered}) > 1, "its words follow its values"


def possible(question):
    """How many settings a figure has: a slider's are counted as without end."""
    choices = question["options"]["choices"]
    lists = [len(choices.get(name, ())) or np.inf for name in question["options"]["limits"]]
    return np.prod(lists)


@pytest.mark.sampled(4)
def test_the_data_equal_pythons_to_the_last_bit(drawn):
    for answered in drawn:
        assert len({str(question["values"]) for question, _ in answered}) >= min(MANY + 1, possible(answered[0][0]))
        for question, answer in answered:
            assert_pythons(question["view"], question["values"], question["options"], answer["data"])


@pytest.mark.sampled(4)
def test_scenes_keep_the_contract(drawn):
    for answered in drawn:
        for question, answer in answered:
            assert not answer["faults"], "\n".join([str(question["values"]), *answer["faults"]])


def written_by_the_chapter(value):
    """The texts among an explorer's options that its chapter gave it. Names of rules are the figure's to translate."""
    match value:
        case str():
            return {value}
        case dict():
            return set().union(*(written_by_the_chapter(of) for name, of in value.items() if name != "styles"))
        case list():
            return set().union(*map(written_by_the_chapter, value))
    return set()


@pytest.mark.sampled(4)
def test_every_word_of_a_figure_is_the_chapters_or_in_the_catalogues(drawn):
    texts = said([folder for folders in PARTS.values() for folder in folders])
    questions = [question for answered in drawn for question, _ in answered]
    for question, shown in zip(questions, spoken(questions, texts), strict=True):
        content = written_by_the_chapter(question["options"]) | written_by_the_chapter(question["values"])
        for text in shown:
            assert not left(text, content), f"{question['view']} says {text!r} past the catalogues"

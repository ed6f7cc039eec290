"""Prose that plays: every sentence that names a setting sets a figure of its page, and its numbers are the figure's.

A link is ``[words](#fig-name:setting "claim")``: at the setting, the figure's status must say the claim, and every
number of the claim must stand in the sentence's own cell.
"""

import re
from urllib.parse import parse_qsl

import pytest

from helpers.chapter_explorers import explorers, predictions
from helpers.chapters import LIVE, NOTEBOOKS, cells, source
from helpers.scenes import draw

LINK = re.compile(r"\[([^\]]+)\]\(#(fig-[\w-]+):([^\s)]*)(?:\s+\"([^\"]*)\")?\)")
NUMBER = re.compile(r"\d[\d.]*")
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
EVERY_LIVE = pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)  # deeper pages, too


def links(path):
    """``(cell's text, words, figure, setting, claim)`` of every playing sentence of a chapter."""
    return [(text, *match.groups()) for text in map(source, cells(path, "markdown")) for match in LINK.finditer(text)]


def figures(path):
    return {figure.figure.options["name"]: figure for figure in explorers(path)}


def values(figure, setting):
    """What an address sets a figure to, as Python names it. Raises KeyError for a control that it does not have."""
    found = {}
    for name, text in parse_qsl(setting, strict_parsing=True) if setting else ():
        numbers = [float(part) for part in text.split(",")]
        if name == "start":
            found[name] = numbers if len(numbers) > 1 else numbers[0]
            continue
        low, high = figure.figure.options["limits"][name]
        assert low <= numbers[0] <= high, f"{name}={text} lies outside its slider, {low} to {high}"
        choices = figure.figure.options["choices"].get(name)
        found[name] = choices[round(numbers[0])] if choices else numbers[0]
    return found


@EVERY
def test_at_least_five_sentences_play(path):
    assert len(links(path)) >= 5


@pytest.mark.sampled(4)
@EVERY_LIVE
def test_every_setting_moves_its_figure_and_says_what_the_sentence_says(path):
    known, wrong = figures(path), []
    told = [link for link in links(path)]
    unknown = {figure for _, _, figure, _, _ in told} - set(known)
    assert not unknown, f"no figure is called {', '.join(sorted(unknown))}; there are {', '.join(map(str, known))}"
    questions = [known[figure].question(**values(known[figure], setting)) for _, _, figure, setting, _ in told]
    for (text, words, figure, setting, claim), scene in zip(told, draw(questions), strict=True):
        here = f"[{words}](#{figure}:{setting})"
        if claim and claim not in scene["status"]:
            wrong.append(f"{here} claims {claim!r}, and the figure says {scene['status']!r}")
        missing = [number for number in NUMBER.findall(claim or "") if number.strip(".") not in text.replace(claim, "")]
        if missing:
            wrong.append(f"{here}: {', '.join(missing)} of its claim does not stand in the text")
    assert not wrong, "\n".join(wrong)


def reached(scene):
    return bool(scene["target"] and scene["target"]["reached"])


@pytest.mark.sampled(4)
@EVERY
def test_no_sentence_and_no_prediction_meets_its_figures_target(path):
    """A target is for the reader to reach: where the text shows the way, it stops short of it."""
    known = figures(path)
    told = [(figure, setting) for _, _, figure, setting, _ in links(path)]
    told += [tuple(prediction.shows.split(":")) for prediction in predictions(path) if prediction.shows]
    scenes = draw([known[figure].question(**values(known[figure], setting)) for figure, setting in told])
    met = {f"#{at}:{to}" for (at, to), scene in zip(told, scenes, strict=True) if reached(scene)}
    assert not met, f"the target is met by {', '.join(sorted(met))}"


@pytest.mark.sampled(4)
@EVERY
def test_what_a_prediction_shows_is_a_setting(path):
    known = figures(path)
    for prediction in predictions(path):
        if prediction.shows:
            figure, setting = prediction.shows.split(":")
            values(known[figure], setting)


@pytest.mark.sampled(4)
@EVERY
def test_predictions_are_called_differently(path):
    names = [prediction.name for prediction in predictions(path)]
    assert names and len(set(names)) == len(names)


@pytest.mark.sampled(4)
@EVERY_LIVE
def test_figures_are_called_as_their_captions_are(path):
    captions = [
        cell["metadata"]["mystnb"]["figure"]["name"]
        for cell in cells(path, "code")
        if "mystnb" in cell["metadata"] and "explore_" in source(cell)
    ]
    assert captions == list(figures(path))

"""A drawn curve saw it coming if it is near the result, moves as it does and turns where it turns."""

import json

import numpy as np
import pytest

from helpers.chapter_explorers import predictions
from helpers.chapters import NOTEBOOKS
from optimizers.explorer.bundle import bundle
from optimizers.explorer.figure import run_script

POINTS = 17
JUDGED = """
const { sketch } = (() => {%s})();
const { about, drawn } = %s;
const hit = (said) => sketch.distance(said, about) <= about.within && sketch.turnsAlike(said, about);
process.stdout.write(JSON.stringify(drawn.map(hit)));
"""
AXES = {"x": {"low": 0.001, "high": 10, "log": True}, "y": {"low": 0, "high": 1, "log": False}}


def judged(about, drawn):
    return json.loads(run_script(JUDGED % (bundle("reader/sketch.js"), json.dumps({"about": about, "drawn": drawn}))))


def bowl(bottom, depth=0.8):
    """A curve over AXES, high at both ends, low at the share ``bottom`` of its width."""
    return (0.9 - depth * np.exp(-(((np.linspace(0, 1, POINTS) - bottom) / 0.15) ** 2))).tolist()


def about(heights):
    xs = np.geomspace(0.001, 10, POINTS).tolist()
    return {"within": 0.12, "curve": {"xs": xs, "ys": heights, **AXES}}


def test_a_bowl_is_seen_coming_where_it_turns_and_nowhere_else():
    places = (0.75, 0.7, 0.8, 0.55, 0.25)
    assert judged(about(bowl(0.75)), [bowl(at) for at in places]) == [True, True, True, False, False]


def test_who_draws_nothing_saw_nothing_coming():
    shallow = bowl(0.75, depth=0.3)
    flat = [float(np.mean(shallow))] * POINTS
    assert judged(about(shallow), [shallow, flat]) == [True, False]


def test_a_level_result_needs_no_movement():
    level = [0.5] * POINTS
    assert judged(about(level), [level, [0.55] * POINTS, bowl(0.5)]) == [True, True, False]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_curve_of_the_book_accepts_its_own_result_and_no_flat_line(path):
    curves = [one.about for one in predictions(path) if one.about["kind"] == "curve"]
    for each in curves:
        x, y = each["curve"]["x"], each["curve"]["y"]
        at = np.geomspace(x["low"], x["high"], POINTS) if x.get("log") else np.linspace(x["low"], x["high"], POINTS)
        along = np.log if x.get("log") else np.asarray
        own = np.interp(along(at), along(each["curve"]["xs"]), each["curve"]["ys"])
        if y.get("log"):
            own = np.exp(np.interp(along(at), along(each["curve"]["xs"]), np.log(each["curve"]["ys"])))
        own = np.clip(own, y["low"], y["high"])
        middle = float(np.exp(np.mean(np.log(own))) if y.get("log") else np.mean(own))
        assert judged(each, [own.tolist(), [middle] * POINTS]) == [True, False], each["question"]

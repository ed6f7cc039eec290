"""The grader is graded: by mutants of every solution, and by submissions that do nothing.

A sample runs here. All mutants run by `make mutants`, which takes some minutes and prints what the teachers' page must
show; the page's lines are held to the bars in any case.
"""

import contextlib
import io
import os
import re
from functools import cache

import pytest
from test_exercises import quick

from grading import ROOT
from helpers import in_process
from mutants import echo, idle, judged, making, running, tables

EVERY = pytest.mark.parametrize("exercise", in_process.EXERCISES)
WHOLE = bool(os.environ.get("EVERY_CASE"))
SAMPLE = 8  # of an exercise, where not all are asked for
PAGE = ROOT / "appendices" / "teachers.md"


mutants = cache(making.mutants)


@cache
def every_fate():
    chosen = [it for exercise in in_process.EXERCISES for it in some(mutants(exercise))]
    found = running.fates(chosen)
    return {name: [it for it in found if it.mutant.exercise == name] for name in in_process.EXERCISES}


def some(found):
    """All of them, or as many of all kinds: every thirtieth or so."""
    return found if WHOLE else found[:: len(found) // SAMPLE][:SAMPLE]


@cache
def idle_points(exercise):
    with contextlib.redirect_stdout(io.StringIO()):
        return {name: idle.points(exercise, answers) for name, answers in idle.submissions(exercise).items()}


@EVERY
def test_a_mutant_that_changes_something_loses_points(exercise):
    unpunished = [it.mutant.name for it in every_fate()[exercise] if it.changed and not it.lost]
    assert set(unpunished) <= judged.ALLOWED.get(exercise, {}).keys()


@EVERY
def test_a_mutant_that_loses_points_is_told_why_or_is_judged(exercise):
    lost = [it for it in every_fate()[exercise] if it.lost]
    untold = {it.mutant.name: it.lost for it in lost if not it.hinted}
    known = judged.UNTOLD.get(exercise, {})
    assert {name: words for name, words in untold.items() if name not in known} == {}
    if WHOLE:
        assert len(untold) <= 0.2 * len(lost)
        assert known.keys() <= untold.keys(), "judged, and told by now"


@pytest.mark.sampled(3)
@EVERY
def test_mutants_are_many_and_made_alike_each_time(exercise):
    made = mutants(exercise)
    assert made == making.mutants(exercise) and len({it.name for it in made}) >= 200
    for known in (judged.ALLOWED, judged.UNTOLD):
        assert known.get(exercise, {}).keys() <= {it.name for it in made}, "judged, and not made any more"


def test_every_judgement_has_a_reason():
    assert all(reason for known in (judged.ALLOWED, judged.UNTOLD) for its in known.values() for reason in its.values())
    assert judged.UNTOLD.keys() <= set(in_process.EXERCISES)


@EVERY
@pytest.mark.filterwarnings("ignore")
def test_who_does_nothing_gets_no_more_than_for_the_visible_checks_by_heart(exercise):
    found = dict(idle_points(exercise))
    assert len(found) > 12
    assert found.pop("the visible checks by heart") == idle.visible_points(exercise)
    assert {name: points for name, points in found.items() if points} == {}


# Of whoever builds on a part of its own that does nothing, the checks that must not pass.
DOWNSTREAM = [
    ("3_rprop", "resting", {"check-scale-gap"}),
    ("7_beyond_rmsprop", "average", {"check-adam", "check-divide-first"}),
    ("8_in_practice", "split-and-batches", {"check-tune", "check-tune-choice"}),
    ("8_in_practice", "train", {"check-tune", "check-tune-choice"}),
    ("9_claims_on_trial", "limited", {"check-tape", "check-shortest", "check-gap", "check-fewest"}),
]


@pytest.mark.parametrize(("exercise", "part", "checks"), DOWNSTREAM)
@pytest.mark.filterwarnings("ignore")
def test_a_part_that_does_nothing_earns_nothing_downstream(exercise, part, checks):
    for name, answers in idle.submissions(exercise).items():
        if name != "the visible checks by heart":
            found = in_process.run(exercise, {**quick(exercise), part: answers[part]}, running.SEED)
            assert [check for check in checks if not found[check]] == [], name


def test_what_was_heard_in_visible_checks_is_all_that_an_echo_knows():
    answers = echo.submission(in_process.EXERCISES[0])
    names = {}
    exec("import numpy as np\n" + answers["step"], names)
    assert names["capped_step"](1.0, 2.0, 3.0, 4.0, 5.0) is None


def test_the_teachers_page_shows_mutants_enough():
    page = PAGE.read_text(encoding="utf-8")
    for exercise in in_process.EXERCISES:
        line = rf"^\| {re.escape(tables.title(exercise))} \| (\d+) \| (\d+) \| ([\d.]+)% \| ([\d.]+)% \|$"
        made, changed, caught, told = map(float, re.search(line, page, re.MULTILINE).groups())
        assert made == len(mutants(exercise)) and made >= changed
        assert caught >= 98 and told >= 80


@pytest.mark.filterwarnings("ignore")
def test_the_teachers_page_shows_what_doing_nothing_is_worth():
    table = tables.of_idle({exercise: idle_points(exercise) for exercise in in_process.EXERCISES})
    print(f"\n{table}")
    assert table in PAGE.read_text(encoding="utf-8")


if WHOLE:

    def test_the_teachers_page_shows_what_became_of_all_mutants():
        table = tables.of_mutants(every_fate(), judged.ALLOWED)
        print(f"\n{table}")
        assert table in PAGE.read_text(encoding="utf-8"), "write this table into appendices/teachers.md"

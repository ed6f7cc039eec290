"""What becomes of mutants: the points that they lose, the words that they get, and whether they do anything else.

They run in worker processes, without the sandbox, against the very code of the exercise's checks. One that does not
end, by the processor's time, loses what is left to check.
"""

import contextlib
import io
import re
import resource
import signal
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

import numpy as np
from test_exercises import quick

from helpers import in_process
from mutants import behavior, uses
from mutants.making import Mutant

SEED = 2026
SECONDS = 4  # of the processor's
MEMORY = 4 << 30  # bytes, of a worker
# The words that compare has for a difference that no mistake explains.
UNEXPLAINED = re.compile(
    r"(?:AssertionError|Different): (the result|part \d+|'[^']*') (is|has) [^:]*, where [^:]* belongs?"
)
# An error of the answer's own has its line; one without is the check's, which stumbles over what it got.
STUMBLES = re.compile(r"(?!(?:AssertionError|Different): .)(?!.*\(cell .*, line \d+\)$)", re.DOTALL)


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the words of the checks that it loses by their grade_ids, and whether it is another.

    ``changed`` is found by random uses where nothing is lost; whoever loses is another, since no solution does.
    """

    mutant: Mutant
    lost: dict
    changed: bool

    @property
    def hinted(self):
        """Whether a hidden check names the cause.

        That is: a mistake's words, which compare gives only where the mistake does the same in every case; what a
        check's author wrote for the very property or number that is wrong; an error with its line in the answer. Not:
        a difference alone, a check that stumbles, a time that is up, whatever a visible check says.
        """
        visible = visible_checks(self.mutant.exercise)
        return any(
            not UNEXPLAINED.fullmatch(words) and not STUMBLES.match(words)
            for check, words in self.lost.items()
            if check not in visible
        )


@cache
def visible_checks(exercise):
    return {it.name for it in in_process.steps(exercise) if it.kind == "check" and "### BEGIN HIDDEN" not in it.source}


def fates(mutants, workers=2):
    """The fate of each mutant, in order."""
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_limit) as pool:
        return list(pool.map(fate, mutants, chunksize=8))


class TimeIsUpError(BaseException):
    """The mutant has had its time: no Exception, which it might catch."""


def _limit():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def _time_is_up(*_):
    raise TimeIsUpError


def fate(mutant):
    """The fate of one, in this process."""
    before = signal.signal(signal.SIGVTALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            outcome, names = in_process.grade(mutant.exercise, _answers(mutant), SEED)
            lost = {check: words for check, words in outcome.items() if words}
            changed = bool(lost) or behavior.changes(names, _solution(mutant), uses.USES[mutant.exercise])
        return Fate(mutant, lost, changed)
    except TimeIsUpError:
        return Fate(mutant, {"all that is left": "TimeIsUpError: it does not end"}, True)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _answers(mutant):
    return {**quick(mutant.exercise), mutant.cell: mutant.source}


def _solution(mutant):
    """What the solution defines; where its cell has a stand-in, the mutant is compared with the cell itself."""
    source = next(it.source for it in in_process.steps(mutant.exercise) if it.name == mutant.cell)
    return _solution_names(mutant.exercise, mutant.cell, source)


@cache
def _solution_names(exercise, cell, source):
    return in_process.grade(exercise, {**quick(exercise), cell: source}, SEED)[1]

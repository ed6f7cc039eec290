"""A claim on trial: its words, what must be seen for it to hold, the experiment, and the verdict that follows.

An experiment stands beside its claim and yields one `Finding` for each reading of it, in their order::

    @claim(46, "Mini-batches", "Nine gradients of 0.1 and one of −0.9 are “cancelling each other”.",
           said={"S2": "cancelling each other"},
           readings=("Gradient descent ends every cycle of the ten where it began it.",),
           right="…", where=(places.VOTES,))
    def ten_gradients_cancel():
        ...
        yield Finding(moved < 1e-12, f"The weight moves {number(moved)} a cycle.")

The readings are written before any number is known, and the verdict is computed from what the findings say of them.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

HOLDS, IN_PART, FALSE, UNTESTABLE = "holds", "holds in part", "false", "cannot be tested here"
VERDICTS = HOLDS, IN_PART, FALSE, UNTESTABLE

# The articles, by the key of their entry in references.bib; what is the book's own is said by nobody.
SOURCES = {"S0": "jamil2020", "S1": "shankhar2020", "S2": "jigsaw", "S3": "menzli2023"}
OURS = "ours"


class Finding(NamedTuple):
    """What an experiment says of one reading: whether it ``holds``, and the ``words`` with the numbers that decide.

    ``cites`` are keys of references.bib. Where a finding has them, its words rest on what is printed there, be it
    alone (who wrote something, and when) or beside a run (a library's default that the run does not read itself).
    """

    holds: bool
    words: str
    cites: tuple[str, ...] = ()


class Trial(NamedTuple):
    """How a claim fared: the ``verdict``, one of `VERDICTS`, and the ``findings``, one for each reading."""

    verdict: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Claim:
    """A sentence from an article, and all that its trial needs.

    ``number`` and ``group`` say where it stands; ``sentence`` tells it, with the article's words in “ ”.
    ``sources`` are keys of `SOURCES`, or `OURS`; ``quotes`` are pairs of a source and its exact words.
    ``readings`` are the criteria: each says what must be seen for this reading of the claim to hold. Where there
    are none, there is no ``experiment``, and ``untestable`` says why.
    ``right`` says what is right in the claim; ``where`` are the sections of the book that settle it.
    """

    number: int
    group: str
    sentence: str
    sources: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    readings: tuple[str, ...]
    right: str
    where: tuple[str, ...]
    experiment: Callable[..., Iterator[Finding]] | None
    untestable: str = ""

    @property
    def takes_seed(self):
        """Whether chance plays a part: the experiment then takes a ``seed``, 0 unless told."""
        return self.experiment is not None and "seed" in inspect.signature(self.experiment).parameters

    @property
    def code(self):
        """The experiment's source, from its ``def`` on; empty where there is none."""
        if self.experiment is None:
            return ""
        source = inspect.getsource(self.experiment)
        return source[source.index("\ndef ") + 1 :]

    def trial(self, **seed):
        """Run the experiment, with ``seed=…`` where it takes one, and return the `Trial`.

        Raises ValueError for an experiment that does not say one thing of every reading, and ModuleNotFoundError
        where it needs a library that is not installed.
        """
        with np.errstate(all="ignore"):  # divergence is data, as in `descend`
            seen = self.experiment(**seed) if self.experiment else ()
            findings = tuple(finding._replace(holds=bool(finding.holds)) for finding in seen)
        if len(findings) != len(self.readings):
            raise ValueError(f"claim {self.number} has {len(self.readings)} readings and {len(findings)} findings")
        return Trial(verdict(findings), findings)


def verdict(findings):
    """All readings hold, none, some, or there is none to try: one of `VERDICTS`."""
    held = [finding.holds for finding in findings]
    if not held:
        return UNTESTABLE
    return HOLDS if all(held) else IN_PART if any(held) else FALSE


def claim(number, group, sentence, *, said, readings, right, where, untestable=""):
    """Make the `Claim` of which the decorated function is the experiment; None for one that cannot be tested.

    ``said`` gives the exact words by source, one text or several in a tuple, () where none is quoted; an empty
    ``said`` is a claim of the book's own.
    """
    quoted = {source: (words,) if isinstance(words, str) else words for source, words in said.items()}
    quotes = tuple((source, words) for source, several in quoted.items() for words in several)

    def put_on_trial(experiment):
        sources = tuple(quoted) or (OURS,)
        return Claim(number, group, sentence, sources, quotes, readings, right, where, experiment, untestable)

    return put_on_trial

"""Plausible mistakes, one file per exercise: what each costs, and the words that it must be answered with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """An answer that a student might hand in, the solution but for what ``answers`` puts in its place.

    ``answers`` maps a solution cell's grade_id to code. ``loses`` names the checks that must fail, and no others;
    ``hint`` is part of the words that every one of them must give, or maps a check's grade_id to its own.
    """

    name: str
    answers: dict[str, str]
    loses: set[str]
    hint: str | dict[str, str]

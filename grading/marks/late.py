"""What a late submission costs: a course's `late.toml`, and its `extensions.csv` of who may hand in later.

Applied when grades are told or written, never in the gradebook, whose points stay what the work is worth. nbgrader's
own plugin is asked once, when checks are recorded: before a person has marked, so that a share of the points would be
a share of a part, and before an extension that is granted later. Where a course sets it, what it takes comes first.
"""

import math
import re
import tomllib
from dataclasses import dataclass, field, fields

from grading.course.problem import Problem, shown
from grading.intake import tables
from grading.intake.matching import class_of
from grading.intake.roster import plain, safe
from grading.intake.times import parse_time

RULES, EXTENSIONS = "late.toml", "extensions.csv"
COLUMNS = ("exercise", "id", "until")
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(points?|% of the score|% of the maximum)")
DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Rule:
    """What a submission loses, of one exercise."""

    grace_minutes: float = 0
    per_day: str = "0 points"  # for each day that has begun
    at_most: str = "100 % of the score"
    zero_after_days: float = math.inf

    def penalty(self, seconds, score, most):
        """The points that a submission loses of its ``score``, this many seconds after it was due."""
        days = math.ceil((seconds - 60 * self.grace_minutes) / DAY)
        if days <= 0:
            return 0.0
        if days > self.zero_after_days:
            return score
        lost = min(days * points(self.per_day, score, most), points(self.at_most, score, most))
        return round(min(lost, score), 6)


@dataclass(frozen=True)
class Terms:
    """The rule of an exercise, until when some students may hand in, and extensions of whom nobody knows."""

    rule: Rule = Rule()
    until: dict = field(default_factory=dict)  # times in UTC, without a zone, by student
    strangers: list = field(default_factory=list)

    def seconds(self, student, handed_in, due):
        """By how many seconds a submission is late; the times are UTC, without a zone, or None."""
        if handed_in is None or due is None:
            return 0
        return max(0, (handed_in - max(due, self.until.get(student, due))).total_seconds())


def points(amount, score, most):
    """An amount such as “2 points” or “10 % of the score”, in points."""
    number, unit = AMOUNT.fullmatch(amount).groups()
    whole = {"% of the score": score, "% of the maximum": most}
    return float(number) * (whole[unit] / 100 if unit in whole else 1)


def terms(course, name):
    """The Terms of an exercise. Raises Problem where a file of theirs cannot be understood."""
    rules = read_rules(course)
    until, strangers = extensions(course, name)
    return Terms(Rule(**{**rules.get("default", {}), **rules.get(name, {})}), until, strangers)


def read_rules(course):
    """The tables of `late.toml`, by exercise; none where there is no such file. Raises Problem."""
    file = course.root / RULES
    try:
        rules = tomllib.loads(tables.decoded(file, "file")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"{file} cannot be read: {error}.") from None
    for name, rule in rules.items():
        if not isinstance(rule, dict):
            raise Problem(f"{file}: {shown(name)} stands alone: put it under [default] or an exercise, as [6_rmsprop].")
        if name != "default" and name not in course.assignments():
            raise Problem(
                f"{file}: there is no exercise {shown(name)!r}. There are: {', '.join(course.assignments())}."
            )
        refuse_faulty(file, name, rule)
    return rules


def refuse_faulty(file, name, rule):
    """Raise Problem unless a table of `late.toml` says what a Rule can hold."""
    known = [it.name for it in fields(Rule)]
    for key, value in rule.items():
        if key not in known:
            raise Problem(f"{file}, [{name}]: nothing is called {shown(key)!r}. There are: {', '.join(known)}.")
        if key in ("per_day", "at_most"):
            fine, form = isinstance(value, str) and AMOUNT.fullmatch(value), '"2 points" or "10 % of the score"'
            form += ' or "10 % of the maximum"'
        else:
            fine, form = type(value) in (int, float) and value >= 0, "a number, zero or more"
        if not fine:
            raise Problem(f"{file}, [{name}]: {key} is {shown(repr(value))}, where {form} belongs.")


def extensions(course, name):
    """Until when students may hand in an exercise, by student, and the ids of extensions that are nobody's.

    Raises Problem for a table that cannot be understood.
    """
    file = course.root / EXTENSIONS
    if not file.exists():
        return {}, []
    table = tables.read(file, "table of extensions", lambda cell: plain(cell) in COLUMNS)
    heading = [plain(it) for it in table.heading]
    if not set(COLUMNS) <= set(heading):
        raise Problem(f"The table of extensions {file} needs the columns {','.join(COLUMNS)}.")
    with course.gradebook() as book:
        known = {it.id for it in book.students}
    people, until, strangers = class_of(course), {}, []
    for number, row in table.rows:
        line = dict(zip(heading, row, strict=False))
        if line.get("exercise") not in course.assignments():
            raise Problem(f"{file}, line {number}: there is no exercise {shown(line.get('exercise', ''))!r}.")
        time = parse_time(line.get("until", ""))
        if time is None:
            raise Problem(
                f"{file}, line {number}: {shown(line.get('until', ''))!r} is no time: write 2027-04-07 23:59."
            )
        who = line.get("id", "")
        found = (people.find(who) if people else set()) or {safe(who)} & known
        if len(found) != 1:
            strangers.append(who)
        elif line["exercise"] == name:
            until[found.pop()] = time.replace(tzinfo=None)
    return until, strangers

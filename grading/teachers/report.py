"""How a class did, question by question: what was hard, what told students apart, which hint came how often.

Names of students stand in it only where they are asked for.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import StatisticsError, correlation, median, pstdev

from grading.course.cells import about, is_check, is_graded, label
from grading.course.files import read_json, read_notebook
from grading.course.problem import Problem
from grading.marks import export
from grading.teachers import titles
from grading.teachers.page import Html, bar, bars, page, paragraph, plain, table, text

NUMBER = re.compile(r"\bline \d+|(?<![\w.])[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
TIME = {"timeout": "Time is up", "died": "The process ended"}
MOST_HINTS = 15  # of a question
FEWEST = 5  # submissions below which a correlation means nothing


@dataclass
class Question:
    """What became of one graded cell: points and hints by student, how many a person has marked, and has still to."""

    name: str
    title: str
    most: float
    check: bool
    points: dict = field(default_factory=dict)
    hints: dict = field(default_factory=dict)
    marked: int = 0
    unmarked: int = 0

    def waits(self):
        """Whether nobody has begun to mark it: the only points are then the zeros of those who wrote nothing."""
        return bool(self.unmarked and not self.marked)

    def reached(self):
        """The share of all points that was reached; None where nothing is marked."""
        if self.waits() or not (self.points and self.most):
            return None
        return sum(self.points.values()) / (self.most * len(self.points))

    def spread(self):
        """The standard deviation of the points."""
        return pstdev(self.points.values()) if self.points and not self.waits() else None

    def tells_apart(self, totals):
        """How the points go with those of all the other questions, from −1 to 1; None where that means nothing."""
        both = [(mine, totals[student] - mine) for student, mine in self.points.items() if student in totals]
        try:
            return correlation(*zip(*both, strict=True)) if len(both) >= FEWEST and not self.waits() else None
        except StatisticsError:  # all are alike
            return None


def report(course, name, names=None):
    """The page on an exercise; ``names``, if given, is what each student is called. Raises Problem without grades."""
    questions, cells = gathered(course, name)
    rows = [it for it in export.rows(course, [name]) if it["raw_score"] is not None]
    if not rows:
        raise Problem(f"Nothing of {name} has been graded. Run `python -m grading grade {name}`.")
    totals = {it["student"]: it["raw_score"] for it in rows}
    return page(
        f"{name}: how the class did",
        *overview(rows, totals),
        *comparison(questions, totals),
        *[part for one in questions for part in section(one, names)],
        *stops(cells, names),
    )


def gathered(course, name):
    """The Questions of an exercise, and what stopped students' cells: by cell, words by student."""
    source = read_notebook(course.source(course.require(name)))
    called, of_cell = titles.names(source), titles.by_cell(source)
    questions = {label(it): question(it, called[label(it)]) for it in source.cells if is_graded(it)}
    cells = {title: {} for title in [*of_cell.values(), titles.OWN]}
    with course.gradebook() as book:
        for submission in [
            it for it in book.assignment_submissions(name) if course.marker(name, it.student_id).exists()
        ]:
            student = submission.student_id
            for grade in [it for notebook in submission.notebooks for it in notebook.grades if it.name in questions]:
                if grade.needs_manual_grade and not questions[grade.name].check:
                    questions[grade.name].unmarked += 1
                else:
                    questions[grade.name].points[student] = grade.score or 0.0
                    questions[grade.name].marked += grade.manual_score is not None
            key = read_json(course.marker(name, student), missing={}).get("verdict")
            verdict = read_json(course.verdict(name, key), missing={}) if key else {}
            for check, failure in verdict.get("checks", {}).items():
                if failure is not None and check in questions:
                    questions[check].hints[student] = hint(failure)
            for cell, words in verdict.get("errors", {}).items():
                cells[of_cell.get(cell, titles.OWN)][student] = alike(words)
    return list(questions.values()), {title: words for title, words in cells.items() if words}


def question(cell, title):
    """A graded cell without any outcome yet."""
    return Question(label(cell), title, about(cell)["points"], is_check(cell))


def hint(failure):
    """The words of a failure, with what kind it is where they do not say it."""
    kind = TIME.get(failure["kind"])
    return f"{kind}: {alike(failure['message'])}" if kind else alike(failure["message"])


def alike(words):
    """Words in which each student's own numbers are left out, so that those with one cause are counted together.

    The number of a line stays: it says where.
    """
    return NUMBER.sub(lambda it: it[0] if it[0].startswith("line") else "…", words)


def overview(rows, totals):
    """How many points were reached, by how many."""
    count = sum(it["total"] == "provisional" for it in rows)
    words = f"{len(rows)} graded, {count} of them provisional: something is left to be marked by hand."
    most, values = rows[0]["max_score"], sorted(totals.values())
    figures = f"Points, of {most:g}: median {median(values):g}, from {values[0]:g} to {values[-1]:g}."
    width = 1 if most <= 24 else most / 20
    spans = Counter(int(it // width) for it in values)
    counts = {f"{at * width:g}": spans[at] for at in range(int(values[-1] // width) + 1)}
    return paragraph(words), paragraph(figures), bars(counts)


def comparison(questions, totals):
    """All questions beside each other."""
    heading = ["question", "points", "reached", "", "spread", "goes with the rest", "to be marked"]
    rows = []
    for one in questions:
        reached, link = one.reached(), Html(f'<a href="#{text(one.name)}">{text(one.title)}</a>')
        share = "not marked yet" if one.waits() else "" if reached is None else f"{100 * reached:.0f} %"
        rows.append(
            [link, one.most, share, bar(reached or 0), one.spread(), one.tells_apart(totals), one.unmarked or None]
        )
    words = (
        "Reached is the mean share of the points: the lower, the harder. Spread is their standard deviation. “Goes "
        "with the rest” is the correlation with the points of all other questions: near 0 or below, look at it."
    )
    return "<h2>The questions</h2>", table(heading, rows), paragraph(words, "quiet")


def section(one, names):
    """A question by itself: its points, and its hints."""
    yield f'<h2 id="{text(one.name)}">{text(one.title)}</h2>'
    if one.waits():
        yield paragraph("Not marked yet.")
    elif one.points:
        yield bars({f"{plain(float(it))} of {one.most:g}": count for it, count in points_of(one)})
    if one.unmarked:
        yield paragraph(f"{one.unmarked} to be marked by hand.")
    if one.hints:
        yield "<h3>What was said</h3>"
        yield counted(one.hints, names)


def points_of(one):
    """How often each number of points came, in order."""
    return sorted(Counter(one.points.values()).items())


def stops(cells, names):
    """What stopped students' own cells, and on which line where that is known."""
    if cells:
        yield "<h2>What stopped cells, or was noted of them</h2>"
    for cell, words in cells.items():
        yield f"<h3>{text(cell)}</h3>"
        yield counted(words, names)


def counted(words, names):
    """How often each of the words by student came, most often first; with whom, where names are given."""
    counts = Counter(words.values()).most_common()
    rows = []
    for it, count in counts[:MOST_HINTS]:
        whose = sorted(student for student, its in words.items() if its == it)
        rows.append(
            [count, it] + ([", ".join(names.get(student, student) for student in whose)] if names is not None else [])
        )
    if len(counts) > MOST_HINTS:
        rows.append([sum(count for _, count in counts[MOST_HINTS:]), "others, each less often"])
    return table(["times", "words"] + (["whose"] if names is not None else []), rows)

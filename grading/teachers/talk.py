"""Sheets for a talk: a page with three questions on their own work for each student, and for the examiner, behind all
of these, a page with the answers.
"""

import random
import re
from contextlib import suppress
from dataclasses import replace

import nbformat

from grading.course.cells import about, is_answer, is_hand_marked, label, named
from grading.course.files import read_json, read_notebook
from grading.course.problem import Problem
from grading.marks import verdicts
from grading.marks.executors import executor
from grading.pages import filters, frame, harmless, rubric
from grading.sandbox import walls
from grading.teachers import titles
from grading.teachers.by_hand import Cases, written
from grading.teachers.changed import changes, numbered
from grading.teachers.page import page, paragraph, text
from grading.teachers.similar import plain

TRIES = 3  # changes of a student's code, of which the first that a check notices is asked about
SECONDS = 8  # of each
WORDS = 300  # characters of a written answer that are quoted
NUMBER = re.compile(r"(?<![\w.])\d+\.\d{5,}(?=e[+-]\d|(?!\w|\.\d))")
MISSING = re.compile(r"name '(\w+)' is not defined")


def talk(course, name, called, students=None, *, jobs=None, settings=None):
    """The page with the sheets of ``students``, by default of all; ``called`` is what a student is called, by id.

    Raises Problem where nothing of them was graded, or where this machine has no sandbox.
    """
    source = read_notebook(course.source(course.require(name)))
    graded = [it for it in course.submitters(name) if course.autograded(name, it).exists()]
    if unknown := sorted(set(students or []) - set(graded)) or ([] if graded else ["the class"]):
        raise Problem(f"{', '.join(unknown)}: nothing of {name} has been graded. Run `python -m grading grade {name}`.")
    if found := walls.obstacles(settings):
        raise Problem("This machine cannot grade: " + "; ".join(found) + ". `python -m grading check` says more.")
    settings = replace(settings or walls.Settings(), total_seconds=SECONDS)
    chosen = [it for it in graded if not students or it in students]
    cases, asked, told = Cases(name, source), [], []
    with executor(jobs) as (pool, _):
        tried = {student: attempts(course, name, student, source, pool, settings) for student in chosen}
        for student in chosen:
            questions = [
                *by_hand(cases, course.seed(name, student)),
                *noticed(tried[student], verdict_of(course, name, student), titles.names(source)),
                *own(course, name, student, source),
            ]
            asked.append(sheet(called(student), [f"<p>{it}</p>{beside}" for it, _, beside in questions[:3]]))
            told.append(sheet(f"For the examiner: {called(student)}", [it for _, it, _ in questions[:3]]))
    return page(f"{name}: for the talk", *asked, *told)


def verdict_of(course, name, student):
    """What was found of a student's submission when it was graded."""
    key = read_json(course.marker(name, student), missing={}).get("verdict")
    return (read_json(course.verdict(name, key)) if key else None) or {"checks": {}, "errors": {}, "figures": {}}


def by_hand(cases, seed):
    """The question on a step with the student's own numbers, if there is one: question, answer, what stands beside it.

    Questions are all three of HTML.
    """
    found = cases.drawn(seed)
    for name, given, result in random.Random(seed).sample(found, min(1, len(found))):
        words = "; ".join(f"{key} = {written(value)}" for key, value in given)
        yield text(f"With your own numbers, by hand: {words}. What does {name} give?"), text(written(result)), ""


def attempts(course, name, student, source, pool, settings):
    """Changes of a student's code, each with the verdict on it in the making."""
    notebook = read_notebook(course.submission(name, student))
    answers = [it for it in notebook.cells if it.cell_type == "code" and is_answer(it) and not is_hand_marked(it)]
    found = [(cell, change) for cell in answers for change in changes(cell.source)]
    random.Random(course.seed(name, student)).shuffle(found)
    for cell, change in sorted(found, key=lambda it: it[1].rank)[:TRIES]:
        other = nbformat.from_dict(notebook)
        named(other)[label(cell)].source = change.made(cell.source)
        task = verdicts.task(course, name, student, other, source)
        yield cell, change, pool.submit(verdicts.make, task, settings)


def noticed(tried, before, called):
    """The question on a line, of the first change by which a check is lost that passed before.

    ``called`` are the checks' names.
    """
    for cell, change, future in tried:
        after = {"checks": {}}
        with suppress(Exception):  # this one cannot be told
            after = future.result()
        lost = {
            it: failure for it, failure in after["checks"].items() if failure and before["checks"].get(it, 0) is None
        }
        if lost:
            asked = (
                f"In your {change.name}, line {change.number} reads `{change.line}`. Suppose it read "
                f"`{change.instead}`: what would happen, at the first step and in the long run, and how would you "
                "notice?"
            )
            told = "; ".join(f"“{called[it]}” would say: {short(failure['message'])}" for it, failure in lost.items())
            yield with_code(asked), text(told), code(numbered(cell.source, change.name))
            return


def own(course, name, student, source):
    """The questions on what a student's checks, figures and words are, as many as there are."""
    verdict, marked = verdict_of(course, name, student), read_notebook(course.autograded(name, student))
    called, rubrics, stopped = titles.names(source), rubrics_of(source), stops(source, verdict["errors"])
    for check, failure in verdict["checks"].items():
        if failure:
            asked = f"“{called[check]}” did not pass. Where in your code is the cause, and what would you write now?"
            yield text(asked), text(cause(short(failure["message"]), stopped)), ""
    for cell in filter(is_hand_marked, marked.cells):
        pictures = [it.data["image/png"] for it in cell.get("outputs", []) if "image/png" in it.get("data", {})]
        marked_by = harmless.html(rubrics.get(label(cell), ""))
        if cell.cell_type == "code" and pictures:
            asked = f"“{called[label(cell)]}”: this is yours. Where in it does one see what it was to show?"
            yield text(asked), marked_by, picture(pictures[0])
        elif cell.cell_type == "markdown" and cell.source.strip():
            asked = (
                f"“{called[label(cell)]}”: this is how yours begins. Which number of your runs backs it, and what "
                "would refute it?"
            )
            yield text(asked), marked_by, quoted(cell.source)


def stops(source, errors):
    """What stopped the cells that were to make a name, by the name; ``errors`` are a verdict's, by cell."""
    cells = [it for it in source.cells if is_answer(it) and it.cell_type == "code" and it.id in errors]
    return {name: errors[cell.id] for cell in cells for name in titles.to_make(cell)}


def cause(words, stopped):
    """The words of a check that failed; that a name is missing has its cause in the cell that was to make it."""
    for name in MISSING.findall(words):
        if name in stopped:
            return f"The cell of {name} did not get to its end, so that there is no {name}: {short(stopped[name])}"
    return words


def quoted(words):
    """The beginning of what a student wrote, in a frame of its own; no formula is cut."""
    kept = words if len(words) <= WORDS else words[:WORDS].rsplit(None, 1)[0]
    if kept != words:
        kept = (kept.rpartition("$")[0] if kept.count("$") % 2 else kept).rstrip() + " …"
    return frame.framed(filters.cleaned(kept, {}), kept)


def rubrics_of(source):
    """The lines of each rubric, by the answer below it."""
    found, before = {}, ""
    for cell in source.cells:
        if is_hand_marked(cell):
            found[label(cell)] = "; ".join(words for _, words in rubric.lines(before, about(cell)["points"]))
        before = cell.source if cell.cell_type == "markdown" else ""
    return found


def short(words):
    """A message in one line, its numbers with six digits, unless two that differ would then be alike."""
    rounded = {it: f"{float(it):.6g}" for it in NUMBER.findall(words)}
    once = [it for it in rounded if list(rounded.values()).count(rounded[it]) == 1]
    return " ".join(NUMBER.sub(lambda it: rounded[it[0]] if it[0] in once else it[0], words).split())


def picture(data):
    """A figure; it was cleaned when it was drawn."""
    data = re.sub(r"[^A-Za-z0-9+/=]", "", data)
    return f'<img alt="the student\'s figure" src="data:image/png;base64,{data}">'


def code(lines):
    """Code as it is."""
    return f'<div class="code"><pre>{plain(lines)}</pre></div>' if lines else ""


def with_code(words):
    """Words in HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(words))


def sheet(title, points):
    """A page of its own, with a list of HTML."""
    nothing = paragraph("There is nothing to ask about: no answer was found.") if not points else ""
    listed = "".join(f"<li>{it}</li>" for it in points)
    return f'<section class="sheet">\n<h2>{text(title)}</h2>\n{nothing}<ol>{listed}</ol>\n</section>'

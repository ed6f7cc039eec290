"""Grades a class: verdicts from many processes or machines, entered into the gradebook one by one as they come.

A verdict is kept as soon as it is there, a submission is ticked off (by its marker) once all its grades are in the
gradebook. So a run that is killed is resumed by running it again. Pictures are drawn when all marks stand.
"""

import contextlib
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, field, replace

import nbformat
from nbgrader.api import MissingEntry
from tqdm import tqdm

from grading import bounded
from grading.course.cells import is_hand_marked
from grading.course.files import fingerprint, read_json, read_notebook, write_json
from grading.course.index import have_index
from grading.course.problem import Problem
from grading.marks import verdicts
from grading.marks.executors import executor
from grading.marks.record import Recorder, attach
from grading.sandbox import walls

AHEAD = 4  # submissions that wait for each process: the rest stay on the disk
SLOWER = 2  # times as long as for its marks a cell may take to be drawn
DRAWINGS = 2  # runs that try to draw what was not drawn and may be another time


@dataclass
class Result:
    """What a run did: students by what became of them, and words for what a person must look at."""

    recorded: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    drawn: list = field(default_factory=list)
    undrawn: dict = field(default_factory=dict)  # student: reason
    failed: dict = field(default_factory=dict)  # student: reason


def grade(course, name, students=None, *, jobs=None, scheduler=None, figures=True, settings=None):
    """Grade the submissions of ``students``, by default all, to an assignment that is prepared. Returns a Result.

    Raises Problem where nothing can be graded: no such assignment or student, no sandbox on this machine.
    """
    course.require(name)
    result = Result()
    students = collected(course, name, chosen(course, name, students), result)
    if not students:
        return result
    if not scheduler and (found := walls.obstacles(settings)):
        raise Problem("This machine cannot grade: " + "; ".join(found) + ". `python -m grading check` says more.")
    with executor(jobs, scheduler) as (pool, width):
        run = Run(course, name, pool, width, settings, result)
        run.mark(students)
        if figures:
            run.draw(students)
    for done in (result.recorded, result.drawn):
        done.sort()
    return result


def chosen(course, name, students):
    """The ``students`` to grade, by default all who handed in. Raises Problem for one who did not."""
    submitters = course.submitters(name)
    if unknown := sorted(set(students or []) - set(submitters)):
        raise Problem(f"Nothing of {name} has been collected from {', '.join(unknown)}.")
    return [it for it in submitters if not students or it in students]


def collected(course, name, students, result):
    """Those whose notebook was put there by ``collect``, in canonical form; the others are not graded."""
    taken_in = set(have_index(course, name))
    words = f"it was put into `submitted` by hand: take it in by `python -m grading collect {name} FOLDER`"
    result.failed |= {student: words for student in students if student not in taken_in}
    return [student for student in students if student in taken_in]


def recorded(course, name):
    """The students of whom the gradebook has a submission."""
    with course.gradebook() as book:
        try:
            return {it.student_id for it in book.find_assignment(name).submissions}
        except MissingEntry:
            return set()


class Run:
    """One run over a class: the course, where verdicts are made, and what became of whom."""

    def __init__(self, course, name, pool, width, settings, result):
        self.course, self.name, self.source = course, name, read_notebook(course.source(name))
        self.pool, self.width, self.settings, self.result = pool, width, settings, result

    def mark(self, students):
        """First pass: all marks."""
        known, todo = recorded(self.course, self.name), []
        for student in students:
            done = student in known and self.stands(student)
            (self.result.unchanged if done else todo).append(student)
        if todo:
            with contextlib.closing(Recorder(self.course, self.name)) as recorder:
                for task, found in self.verdicts(todo, figures=False):
                    self.record(recorder, task, found)

    def record(self, recorder, task, found):
        """Enter a verdict into the gradebook, and tick the submission off."""
        path = self.course.marker(self.name, task.student)
        # Until the second marker is written, the gradebook may hold a half of this submission.
        write_json(path, {"answers": read_json(path, missing={}).get("answers")})
        with self.failing(task.student):
            digest = self.digest(task.student)
            answers = recorder.record(task.student, found)
            write_json(path, {"submission": digest, "verdict": task.key, "answers": answers})
            self.result.recorded.append(task.student)

    def draw(self, students):
        """Second pass: pictures for those who mark by hand. It changes no mark."""
        if not any(cell.cell_type == "code" and is_hand_marked(cell) for cell in self.source.cells):
            return
        todo = [it for it in students if (marker := self.marker(it)) and marker.get("drawn") != marker["verdict"]]
        for task, found in self.verdicts(todo, figures=True):
            with self.failing(task.student):
                self.show(task.student, found)
        for student in students:
            if undrawn := self.marker(student).get("undrawn"):
                self.result.undrawn[student] = undrawn

    def show(self, student, found):
        """Put a verdict's pictures where they are marked, and tick them off unless it is worth trying again."""
        attach(self.course, self.name, student, found)
        marker = self.marker(student)
        undrawn = "; ".join(f"{name}: {it['message']}" for name, it in found["undrawn"].items())
        tries = marker.get("tries", 0) + 1
        again = verdicts.may_differ(found) and tries < DRAWINGS
        drawn = {"drawn": None if again else marker["verdict"], "tries": tries if again else 0}
        undrawn += " (the next `grade` tries once more)" if again else ""
        write_json(self.course.marker(self.name, student), {**marker, **drawn, "undrawn": undrawn})
        if not undrawn:
            self.result.drawn.append(student)

    def marker(self, student):
        """What was recorded of a student; empty if nothing was, or perhaps a half."""
        marker = read_json(self.course.marker(self.name, student), missing={})
        return marker if marker.get("verdict") else {}

    def stands(self, student):
        """Whether a submission's grades are those of its present file and of the present checks."""
        marker = self.marker(student)
        if not marker or not self.course.autograded(self.name, student).exists():
            return False
        key = self.task(student, figures=False).key
        return (marker["submission"], marker["verdict"]) == (self.digest(student), key)

    def task(self, student, figures):
        """The Task for a student's present file."""
        path = self.course.submission(self.name, student)
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        return verdicts.task(self.course, self.name, student, notebook, self.source, figures=figures)

    def digest(self, student):
        """What tells a student's present file, and the time when it was handed in, from any other."""
        path = self.course.submission(self.name, student)
        time = path.with_name("timestamp.txt")
        return fingerprint(path.read_bytes() + (time.read_bytes() if time.exists() else b""))

    @contextlib.contextmanager
    def failing(self, student):
        """One submission's failure is told at the end and stops no other one."""
        try:
            yield
        except Problem as error:
            self.result.failed[student] = str(error)

    def verdicts(self, students, figures):
        """Pairs of a task and its verdict as they come: from the cache, else from the pool, kept in the cache."""
        what = "figures" if figures else "marks"
        with tqdm(total=len(students), desc=f"{self.name}: {what}", unit=" students", disable=None) as bar:
            settings = self.settings or walls.Settings()
            if figures:
                settings = replace(settings, cell_seconds=SLOWER * settings.cell_seconds)
            waiting = Waiting(self.pool, settings)
            for student in students:
                task = self.task(student, figures)
                if (found := verdicts.kept(self.course, self.name, task)) is not None:
                    yield task, found
                    bar.update()
                    continue
                yield from self.arrived(waiting, AHEAD * self.width - 1, bar)
                waiting.submit(task)
            yield from self.arrived(waiting, 0, bar)

    def arrived(self, waiting, at_most, bar):
        """What comes in until no more than ``at_most`` tasks are waiting; what fails is noted."""
        for task, future in waiting.finished(at_most):
            try:
                found = verdicts.kept_or_made(self.course, self.name, task, lambda _, made=future: made.result())
            except (verdicts.Vanished, walls.SandboxError) as error:
                self.result.failed[task.student] = str(error)
            except OSError:  # a full disk is everyone's
                raise
            except bounded.Fault as error:
                self.result.failed[task.student] = f"the grader has a fault: {error}"
            except Exception as error:
                self.result.failed[task.student] = f"the grader has a fault: {type(error).__name__}: {error}"
            else:
                yield task, found
            bar.update()


class Waiting:
    """Tasks that were given to an executor."""

    def __init__(self, pool, settings):
        self.pool, self.settings = pool, settings
        self.tasks = {}

    def submit(self, task):
        """Have the verdict of a Task made, in another process or on another machine."""
        self.tasks[self.pool.submit(verdicts.explained, task, self.settings)] = task

    def finished(self, at_most):
        """Tasks with their futures as they end."""
        while len(self.tasks) > at_most:
            for future in wait(self.tasks, return_when=FIRST_COMPLETED).done:
                yield self.tasks.pop(future), future

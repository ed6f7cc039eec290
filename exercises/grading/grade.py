"""Grades a class: verdicts from many processes or machines, entered into the gradebook one by one as they come.

A verdict is kept as soon as it is there, a submission is ticked off (by its marker) once all its grades are in the
gradebook. So a run that is killed is resumed by running it again. Pictures are drawn when all marks stand.
"""

import contextlib
import multiprocessing.connection
import os
import threading
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from dataclasses import dataclass, field

import nbformat
from nbgrader.api import MissingEntry
from tqdm import tqdm

from grading import collect, release, sandbox, verdict
from grading.course import Problem, fingerprint, read_json, read_notebook, write_json
from grading.record import Recorder

AHEAD = 4  # submissions that wait for each process: the rest stay on the disk
ATTEMPTS = 2  # at a verdict, where the process that makes it vanishes


@dataclass
class Result:
    """What a run did: students by what became of them, and words for what a person must look at."""

    recorded: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    drawn: list = field(default_factory=list)
    failed: dict = field(default_factory=dict)  # student: reason


@dataclass(frozen=True)
class Task:
    """A submission to grade. ``digest`` is that of the file and of the time that it was handed in."""

    student: str
    notebook: nbformat.NotebookNode
    digest: str
    seed: int
    key: str


def grade(course, name, students=None, *, jobs=None, scheduler=None, figures=True, settings=None):
    """Grade the submissions of ``students``, by default all. Returns a Result.

    Raises Problem where nothing can be graded: no release, no such student, no sandbox on this machine.
    """
    course.require(name)
    release.current(course, name)
    collect.refresh(course, name)
    students = chosen(course, name, students)
    result = Result()
    if not students:
        return result
    if found := sandbox.problems(settings):
        raise Problem("This machine cannot grade: " + "; ".join(found) + ". `python -m grading check` says more.")
    source = read_notebook(course.source(name))
    course.secret()
    with executor(jobs, scheduler) as (pool, width):
        mark(course, name, students, source, pool, width, settings, result)
        if figures:
            draw(course, name, students, source, pool, width, settings, result)
    return result


def chosen(course, name, students):
    submitters = course.submitters(name)
    if unknown := sorted(set(students or []) - set(submitters)):
        raise Problem(f"Nothing of {name} has been collected from {', '.join(unknown)}.")
    return [it for it in submitters if not students or it in students]


def mark(course, name, students, source, pool, width, settings, result):
    """First pass: all marks."""
    recorder, known = Recorder(course, name), recorded(course, name)
    todo = []
    for student in students:
        marker = read_json(course.marker(name, student), missing={})
        if student in known and stands(course, name, source, student, marker):
            result.unchanged.append(student)
        else:
            todo.append(student)
    tasks = (task(course, name, it, source, False) for it in todo)
    for it, found in verdicts(course, name, tasks, source, pool, width, settings, result, "marks", len(todo)):
        marker = read_json(course.marker(name, it.student), missing={})
        # From here until the end of the next three lines, the gradebook may hold a half of this submission.
        write_json(course.marker(name, it.student), {"answers": marker.get("answers")})
        with failing(result, it.student):
            answers = recorder.record(it.student, found)
            marker = {"submission": it.digest, "verdict": it.key, "answers": answers}
            write_json(course.marker(name, it.student), marker)
            result.recorded.append(it.student)


def draw(course, name, students, source, pool, width, settings, result):
    """Second pass: pictures for those who mark by hand. It changes no mark."""
    wanted = {release.label(it) for it in source.cells if it.cell_type == "code"} & set(release.points(source, True))
    if not wanted:
        return
    recorder, todo = Recorder(course, name), []
    for student in students:
        marker = read_json(course.marker(name, student), missing={})
        if marker.get("verdict") and marker.get("drawn") != marker["verdict"]:
            todo.append(student)
    tasks = (task(course, name, it, source, True) for it in todo)
    for it, found in verdicts(course, name, tasks, source, pool, width, settings, result, "figures", len(todo)):
        with failing(result, it.student):
            recorder.attach(it.student, found)
            marker = read_json(course.marker(name, it.student))
            write_json(course.marker(name, it.student), {**marker, "drawn": marker["verdict"]})
            result.drawn.append(it.student)


def stands(course, name, source, student, marker):
    """Whether a submission's grades are those of its present file and of the present checks."""
    if not marker.get("verdict") or not course.autograded(name, student).exists():
        return False
    if marker.get("submission") != digest(course, name, student):
        return False
    return marker["verdict"] == task(course, name, student, source, False).key


def digest(course, name, student):
    path = course.submission(name, student)
    time = path.with_name("timestamp.txt")
    return fingerprint(path.read_bytes() + (time.read_bytes() if time.exists() else b""))


def task(course, name, student, source, figures):
    notebook = nbformat.from_dict(read_json(course.submission(name, student)))
    seed = course.seed(name, student)
    key = verdict.key(notebook, source, seed, figures)
    return Task(student, notebook, digest(course, name, student), seed, key)


def recorded(course, name):
    """The students of whom the gradebook has a submission."""
    with course.gradebook() as book:
        try:
            return {it.student_id for it in book.find_assignment(name).submissions}
        except MissingEntry:
            return set()


@contextlib.contextmanager
def failing(result, student):
    """One submission's failure is told at the end and stops no other one."""
    try:
        yield
    except (Problem, OSError) as error:
        result.failed[student] = str(error)


def verdicts(course, name, tasks, source, pool, width, settings, result, what, total):
    """Pairs of a task and its verdict as they come: from the cache, else from the pool, kept in the cache."""
    bar = tqdm(total=total, desc=f"{name}: {what}", unit=" students", disable=None)
    waiting, attempts = {}, {}

    def submit(it):
        attempts[it.student] = attempts.get(it.student, 0) + 1
        waiting[pool.submit(make, it, source, what == "figures", settings)] = it

    def finished(at_most):
        while len(waiting) > at_most:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                it = waiting.pop(future)
                try:
                    found = future.result()
                except BrokenExecutor:
                    if attempts[it.student] < ATTEMPTS:
                        submit(it)
                    else:
                        result.failed[it.student] = "the process that graded it vanished twice: is memory short?"
                except sandbox.SandboxError as error:
                    result.failed[it.student] = str(error)
                except Exception as error:
                    result.failed[it.student] = f"the grader has a fault: {type(error).__name__}: {error}"
                else:
                    write_json(course.verdict(name, it.key), found)
                    yield it, found

    def every():
        for it in tasks:
            if (found := read_json(course.verdict(name, it.key))) is not None:
                yield it, found
                continue
            yield from finished(at_most=AHEAD * width - 1)
            submit(it)
        yield from finished(at_most=0)

    with bar:
        for pair in every():
            yield pair
            bar.update()


def make(it, source, figures, settings):
    """A verdict, in another process or on another machine."""
    return verdict.grade(it.notebook, source, it.seed, figures=figures, sandbox=settings)


@contextlib.contextmanager
def executor(jobs=None, scheduler=None):
    """Where verdicts are made, and how many at a time: a Dask cluster, else processes of this machine."""
    if scheduler:
        with cluster(scheduler) as client:
            yield client.get_executor(), sum(client.nthreads().values())
        return
    width = jobs or os.cpu_count() or 1
    with Pool(width) as pool:
        yield pool, width


@contextlib.contextmanager
def cluster(address):
    from distributed import Client

    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise Problem(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        if not client.nthreads():
            raise Problem(f"The Dask scheduler at {address} has no workers: start some with `dask worker {address}`.")
        yield client


class Pool:
    """A ProcessPoolExecutor that is made anew when one of its processes has vanished."""

    def __init__(self, width):
        self.width, self.pool = width, None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    def submit(self, *call):
        if self.pool is None:
            self.pool = self.new()
        try:
            return self.pool.submit(*call)
        except BrokenExecutor:
            self.pool = self.new()
            return self.pool.submit(*call)

    def new(self):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["grading.verdict"])
        return ProcessPoolExecutor(self.width, mp_context=context, initializer=follow_parent)


def follow_parent():
    """End this process, and with it its sandbox, as soon as the grader is no more, SIGKILL included."""

    def watch():
        multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

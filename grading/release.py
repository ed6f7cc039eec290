"""From the instructor's notebook to the students': nbgrader's own conversion, then proof that nothing leaked."""

import copy
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException

from grading.course.cells import REGIONS, about, is_graded, is_hand_marked, label, marks, named, points, split_regions
from grading.course.files import fingerprint, read_json, read_notebook, write_if_new, write_json
from grading.course.problem import Problem
from grading.intake import collect
from grading.intake.canonical import canonical
from grading.practice import build as practice
from grading.sandbox.walls import SandboxError
from grading.verdict import verdict

SHORTEST = 12  # characters: a shorter line of a solution may well stand in the text, too


@dataclass(frozen=True)
class Released:
    """What a release is, and whether it is another than before."""

    name: str
    version: str
    changed: bool  # whether the released notebook is another than before
    versions: int  # released so far
    checks: dict  # points of every check, by grade_id
    by_hand: dict  # points of what a person marks


def release(course, name, settings=None, verify=True):
    """Make ``release/NAME`` from ``source/NAME`` and enter the assignment into the gradebook.

    A second run changes no byte. Raises Problem, and leaves the old release in place, where the source is faulty, a
    solution or hidden check would be seen, or a check passes unsolved.
    """
    source = read_notebook(course.source(course.require(name)))
    refuse_faulty(source, course.source(name))
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        notebook, files = build(course, name, Path(folder))
        files |= practice.again(course, name, source)
        if leaks := leaked(source, notebook):
            raise Problem(f"{name}: the release would show what it must not: {'; '.join(leaks[:3])}.")
        if verify:
            refuse_passing(notebook, source, name, settings)
        refuse_other_cells(course, name)
        changed = publish(course, name, notebook, files)
    register(course, name)
    by_hand = points(source, is_hand_marked)
    return Released(name, version(notebook), changed, len(course.versions(name)), points(source), by_hand)


def refuse_faulty(source, path):
    """Raise Problem unless the instructor's notebook has what grading rests on."""
    times = Counter(label(cell) for cell in source.cells if label(cell))
    faults = [f"the grade_id “{name}” is there more than once" for name in sorted(times) if times[name] > 1]
    for cell in source.cells:
        if is_graded(cell) and not isinstance(about(cell).get("points"), int | float):
            faults.append(f"“{label(cell)}” is graded and has no points")
        found = Counter(marks(cell.source))
        for region in REGIONS:
            begins, ends = found["BEGIN", region], found["END", region]
            if begins != ends:
                faults.append(f"“{label(cell) or cell.get('id')}” has {begins} BEGIN and {ends} END {region}")
    if not any(map(is_graded, source.cells)):
        faults.append("no cell is graded")
    if faults:
        raise Problem(f"{path} cannot be released: {'; '.join(faults)}.")


def build(course, name, folder):
    """The notebook as students are to get it, and the files that lie beside it, made in ``folder``."""
    convert(course, name, folder)
    made = folder / "release" / name
    notebook = read_notebook(made / f"{name}.ipynb")
    notebook.metadata.pop("grading", None)
    notebook.metadata["grading"] = {"exercise": name, "version": fingerprint(nbformat.writes(notebook))[:12]}
    files = [path for path in made.rglob("*") if path.is_file() and path != made / f"{name}.ipynb"]
    return notebook, {path.relative_to(made): path.read_bytes() for path in files}


def version(notebook):
    """The version that a released notebook carries: a digest of all the rest of it."""
    return notebook.metadata["grading"]["version"]


def convert(course, name, folder, gradebook=False):
    """nbgrader's generate_assignment, with its result in ``folder``; ``gradebook`` is whether to enter its cells there.

    Raises Problem where nbgrader refuses.
    """
    config, directory = course.nbgrader(assignment_id=name)
    directory.release_directory = str(Path(folder) / "release")
    if not gradebook:
        config.GenerateAssignment.no_database = True
        steps = config.GenerateAssignment.preprocessors
        config.GenerateAssignment.preprocessors = [it for it in steps if not it.endswith(".SaveCells")]
    config.GenerateAssignment.force = True
    try:
        GenerateAssignment(coursedir=directory, config=config).start()
    except NbGraderException:
        words = f"nbgrader could not convert {course.source(name)}: its reason is at the end of grading.log"
        raise Problem(f"{words} in {course.root}.") from None


def leaked(source, notebook):
    """What a release shows of solutions and hidden checks, in words."""
    text = "\n".join(cell.source for cell in notebook.cells)
    found = [f"the mark “{' '.join(mark)}”" for mark in dict.fromkeys(marks(text))]
    hidden, seen = set(), set()
    for cell in source.cells:
        for piece in split_regions(cell.source):
            (seen if piece.region is None else hidden).update(line.strip() for line in piece.lines)
    lines = {line.strip() for line in text.splitlines()}
    words = sorted(line for line in (hidden - seen) & lines if len(line) >= SHORTEST)
    return found + [f"the hidden line “{line[:60]}”" for line in words]


def refuse_passing(notebook, source, name, settings=None):
    """Raise Problem unless every check fails on the notebook as it is released. Runs in the sandbox."""
    raw = nbformat.writes(notebook).encode()
    form = canonical(raw, source, {version(notebook): notebook})
    try:
        outcome = verdict.grade(form.notebook, source, 0, figures=False, settings=settings)["checks"]
    except SandboxError as error:
        raise Problem(f"{name}: whether its checks fail unsolved cannot be told. {error}.") from None
    if passing := [it for it in points(source) if outcome.get(it) is None]:
        raise Problem(f"{name}: these checks pass without an answer, so nothing was released: {', '.join(passing)}.")


def publish(course, name, notebook, files):
    """Put a release where students get it, and keep it among the versions. Returns whether it is a new one."""
    content = nbformat.writes(notebook) + "\n"
    order = [it for it in course.versions(name) if it != version(notebook)]
    write_if_new(course.root / "versions" / name / f"{version(notebook)}.ipynb", content)
    if course.versions(name) != [*order, version(notebook)]:
        write_json(course.root / "versions" / name / "order.json", [*order, version(notebook)])
    folder = course.release(name).parent
    for old in [it for it in folder.rglob("*") if it.is_file() and it != course.release(name)]:
        if old.relative_to(folder) not in files:
            old.unlink()
    for path, data in files.items():
        write_if_new(folder / path, data)
    return write_if_new(course.release(name), content)


def register(course, name):
    """Let the gradebook know the source as it is now: its cells, their points, their text."""
    digest = fingerprint(course.source(name).read_bytes())
    state = course.root / "recorded" / name / ".source"
    if read_json(state) == digest and (course.root / "gradebook.db").exists() and known(course, name):
        return
    refuse_other_cells(course, name)
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        convert(course, name, folder, gradebook=True)
    write_json(state, digest)


def known(course, name):
    """Whether the gradebook has the assignment with its cells."""
    with course.gradebook() as book:
        return any(it.name == name and it.notebooks for it in book.assignments)


def refuse_other_cells(course, name):
    """nbgrader cannot add or remove cells once there are grades; raise Problem that names them."""
    with course.gradebook() as book:
        notebooks = (notebook for row in book.assignments if row.name == name for notebook in row.notebooks)
        old = next(notebooks, None)
        if old is None or not old.submissions:
            return
        before = {cell.name for cell in old.source_cells}
    now = named(read_notebook(course.source(name))).keys()
    if before != now:
        cells = ", ".join(sorted(before ^ now))
        raise Problem(
            f"{name} has grades already, and cells were added or removed since ({cells}). Undo that, or give the new "
            f"exercise another name."
        )


def prepare(course, name):
    """The first step of collecting and grading: gradebook and canonical forms are those of the source and its releases.

    Raises Problem for an unknown ``name``, and as ``current`` and ``collect.refresh`` do.
    """
    current(course, course.require(name))
    collect.refresh(course, name)


def current(course, name):
    """Bring the gradebook up to date with a repaired check before grading. Raises Problem where students see a change.

    What students see may change by ``release`` only.
    """
    if not course.versions(name):
        adopt(course, name)
    digest = fingerprint(course.source(name).read_bytes())
    if read_json(course.root / "recorded" / name / ".source") != digest:
        source = read_notebook(course.source(name))
        refuse_faulty(source, course.source(name))
        with tempfile.TemporaryDirectory(prefix="release-") as folder:
            notebook, _ = build(course, name, Path(folder))
        if version(notebook) != course.versions(name)[-1]:
            raise Problem(f"What students see of {name} has changed: run `python -m grading release {name}` first.")
    register(course, name)


def adopt(course, name):
    """Take a release that came with the course, of which no version has been kept here, for the first version."""
    if not course.release(name).is_file():
        raise Problem(f"{name} has not been released: run `python -m grading release {name}` first.")
    notebook = read_notebook(course.release(name))
    if "version" not in notebook.metadata.get("grading", {}):
        raise Problem(f"{course.release(name)} has no version: run `python -m grading release {name}` first.")
    publish(course, name, copy.deepcopy(notebook), beside(course.release(name)))


def beside(path):
    """The files in the folder of ``path`` and below, but for itself: relative paths with their bytes."""
    files = [it for it in path.parent.rglob("*") if it.is_file() and it != path]
    return {it.relative_to(path.parent): it.read_bytes() for it in files}

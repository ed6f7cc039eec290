"""Whether this machine can grade: one line for each thing that is needed, and what to do where it is missing."""

import os
import shutil
import stat
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import nbformat

from grading.course.cells import labelled
from grading.sandbox import environment, walls
from grading.verdict import verdict

DISK = 2 << 30  # bytes: a class of a thousand, with all attempts, verdicts and pages


def check(course, install=False, settings=None):
    """Print the lines. Returns 0 if this machine can grade, else 1."""
    settings = settings or walls.Settings()
    if install and environment.lacking(settings.environment):
        if words := environment.failure(settings.environment):
            print(words)
    fit = True
    for name, found, words in lines(Path(course), settings):
        fit = fit and found is not False
        print(f"{'ok     ' if found else 'note   ' if found is None else 'MISSING'}  {name}: {words}")
    print("This machine can grade." if fit else "This machine cannot grade yet: see what is MISSING.")
    return 0 if fit else 1


def lines(course, settings):
    """For each thing its name, whether it is there (None: worth a note), and words."""
    linux = sys.platform.startswith("linux")
    away = "on macOS and Windows, grade in a container, with exercises/Containerfile"
    yield "system", linux, "Linux" if linux else f"the sandbox needs Linux; {away}"
    if linux:
        root = os.geteuid() == 0
        words = "you are root, to whom limits do not apply: grade as an ordinary user" if root else "no root"
        yield "user", not root, words
        for name, package in walls.PACKAGES.items():
            path = shutil.which(name)
            yield name, path is not None, path or f"install {package}"
    lacking = environment.lacking(settings.environment)
    hint = " (or `python -m grading check --install`)" if lacking else ""
    yield "sandbox environment", lacking is None, (lacking or str(settings.environment)) + hint
    yield nbgrader_line()
    yield walls_line(settings)
    yield from course_lines(course)
    yield "cores", True, f"{os.cpu_count()}: as many submissions are graded at a time"


def nbgrader_line():
    """Whether nbgrader is there, in the version that the project names."""
    try:
        found = version("nbgrader")
    except PackageNotFoundError:
        return "nbgrader", False, "install it: `make` does, from requirements.txt"
    tried = environment.pins(["nbgrader"])["nbgrader"]
    same = found == tried
    return "nbgrader", True if same else None, found if same else f"{found}, where {tried} was tried"


def walls_line(settings):
    """A trial: an answer is run in the sandbox, and graded."""
    if found := walls.obstacles(settings):
        return "sandbox", False, "; ".join(found)
    source = trial()
    try:
        outcome = verdict.grade(source, source, 1, figures=False, settings=settings)["checks"]
    except walls.SandboxError as error:
        return "sandbox", False, str(error)
    words = "an answer was run behind its walls" if outcome == {"check": None} else f"a trial went wrong: {outcome}"
    return "sandbox", outcome == {"check": None}, words


def trial():
    """A notebook with an answer that is right only where neither homes nor accounts are seen."""
    answer = "def walls():\n    import os\n    return [os.path.exists(it) for it in ('/home', '/etc/passwd', '/env')]"
    check = "assert walls() == [False, False, True]"
    cells = [(answer, "walls", {"solution": True}), (check, "check", {"grade": True, "locked": True, "points": 1})]
    notebook = nbformat.v4.new_notebook()
    for text, name, about in cells:
        notebook.cells.append(labelled(nbformat.v4.new_code_cell(text, id=name), name, **about))
    return notebook


def course_lines(course):
    """Room on the disk, the right to write, and that nobody else reads the secret."""
    place = next(it for it in (course, *course.resolve().parents) if it.exists())
    free = shutil.disk_usage(place).free
    yield "disk", True if free > DISK else None, f"{free / (1 << 30):.1f} GB free at {place}"
    writable = os.access(place, os.W_OK)
    yield "course", writable, f"{course}{'' if writable else ' cannot be written to by this user'}"
    if (secret := course / "secret").exists():
        private = not stat.S_IMODE(secret.stat().st_mode) & 0o077
        words = "nobody else can read it" if private else f"others can read it: `chmod 600 {secret}`"
        yield "secret", True if private else None, words

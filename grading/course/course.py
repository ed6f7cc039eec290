"""A course directory: where everything in it is, its secret, and what every command needs of nbgrader.

What nbgrader knows: ``source release submitted autograded feedback gradebook.db``. What is ours besides: ``secret``,
``roster.csv``, ``versions received verdicts recorded``. Only ``source`` and ``release`` are ever committed.
"""

import contextlib
import fcntl
import hashlib
import hmac
import logging
import os
import re
import secrets
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from grading.course.files import read_json, read_notebook, write
from grading.course.problem import Problem

CONFIG = "nbgrader_config.py"


class Course:
    """A course in the directory ``root``. Raises Problem where there is none."""

    def __init__(self, root):
        self.root = Path(root).resolve()
        if not (self.root / "source").is_dir():
            raise Problem(f"{self.root} is no course: it has no folder `source`. Name the course's folder by --course.")
        if not (self.root / CONFIG).is_file():
            raise Problem(f"{self.root} has no {CONFIG}: copy the one from this book's `exercises` there.")
        if re.search(r"[*?\[\]]", str(self.root)):
            raise Problem(f"nbgrader reads *, ? and [ in a path as wildcards: rename the folder {self.root}.")

    def assignments(self):
        """The names of all exercises in ``source``, in order."""
        return sorted(path.stem for path in self.root.glob("source/*/*.ipynb") if path.parent.name == path.stem)

    def require(self, name):
        """``name`` itself if an assignment is called so; raises Problem with the names that exist."""
        if name not in self.assignments():
            known = ", ".join(self.assignments()) or "none yet"
            raise Problem(f"There is no assignment {name!r} in {self.root / 'source'}. There are: {known}.")
        return name

    def source(self, name):
        """The instructor's notebook."""
        return self.root / "source" / name / f"{name}.ipynb"

    def release(self, name):
        """The notebook that students get."""
        return self.root / "release" / name / f"{name}.ipynb"

    def submission(self, name, student):
        """The canonical form of what a student handed in, where nbgrader expects it."""
        return self.root / "submitted" / student / name / f"{name}.ipynb"

    def autograded(self, name, student):
        """The notebook that a person marks: answers, outcomes of checks, pictures."""
        return self.root / "autograded" / student / name / f"{name}.ipynb"

    def feedback(self, name, student):
        """The page that a student gets back."""
        return self.root / "feedback" / student / name / f"{name}.html"

    def received(self, name):
        """The folder of all that was handed in, as it came, a folder for each student."""
        return self.root / "received" / name

    def marker(self, name, student):
        """The file that says what has been recorded of a student."""
        return self.root / "recorded" / name / f"{student}.json"

    def verdict(self, name, key):
        """The file that keeps the verdict of this key."""
        return self.root / "verdicts" / name / f"{key}.json"

    def submitters(self, name):
        """The students whose notebook is in ``submitted``, in order."""
        return sorted(path.parent.parent.name for path in self.root.glob(f"submitted/*/{name}/{name}.ipynb"))

    def releases(self, name):
        """Every version that was ever released, its hash with its notebook, the present one last."""
        folder = self.root / "versions" / name
        return {version: read_notebook(folder / f"{version}.ipynb") for version in self.versions(name)}

    def versions(self, name):
        """The hashes of all versions that were ever released, the present one last."""
        return read_json(self.root / "versions" / name / "order.json", missing=[])

    def seed(self, name, student):
        """The student's own seed of the hidden checks' random cases, which nobody without the secret can tell."""
        digest = hmac.new(self.secret(), f"{name}/{student}".encode(), hashlib.sha256).digest()
        return int.from_bytes(digest[:4], "big")

    def secret(self):
        """The course's secret: GRADING_SECRET in the environment, else the file ``secret``, made if it is missing."""
        if given := os.environ.get("GRADING_SECRET"):
            return given.encode()
        path = self.root / "secret"
        if not path.exists():
            write(path, secrets.token_hex(32) + "\n", mode=0o600)
        if not (text := path.read_text().strip()):
            raise Problem(
                f"{path} is empty: restore it from a backup, or delete it (every student's seed then changes)."
            )
        return text.encode()

    def nbgrader(self, **options):
        """nbgrader's configuration and its view of this course, with ``options`` of CourseDirectory set."""
        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        return config, CourseDirectory(config=config, root=str(self.root), **options)

    @contextlib.contextmanager
    def gradebook(self):
        """nbgrader's gradebook. The first one is made under another name, so that no half of it is ever found."""
        path = self.root / "gradebook.db"
        if not path.exists():
            new = path.with_name(".gradebook.new")
            new.unlink(missing_ok=True)
            with beside_python():
                Gradebook(f"sqlite:///{new}").close()
            os.replace(new, path)
        with Gradebook(f"sqlite:///{path}") as book:
            yield book

    @contextlib.contextmanager
    def alone(self):
        """One command at a time changes a course: raises Problem while another does.

        One that was killed holds nothing, and what it left half written is deleted.
        """
        with open(self.root / ".grading.lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Problem(f"Another grading command is at work in {self.root}: wait until it is done.") from None
            for unfinished in self.root.rglob(".*.new"):  # of a killed one
                unfinished.unlink(missing_ok=True)
            yield

    def log_to_file(self):
        """nbgrader's own messages go to ``grading.log``, for a person who looks into an error."""
        log = logging.getLogger("traitlets")
        handler = logging.FileHandler(self.root / "grading.log")
        handler.handleError = lambda record: None  # where the disk is full, other words say so
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        for old in log.handlers[:]:
            log.removeHandler(old)
            old.close()
        log.addHandler(handler)
        log.setLevel(logging.WARNING)
        log.propagate = False


@contextlib.contextmanager
def beside_python():
    """nbgrader starts a program of its environment by name: it is found even where that is not activated."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before

"""For tests of the sandbox, which refuses root: where pytest runs as root, they are run again as an ordinary user.

A user is created for it, and a folder that it owns: with copies of the exercises and of these tests, and with the two
environments of `make .sandbox`, the grader's and the sandbox's, as a teacher has them. Another pytest runs there as
that user, the tests that are marked ``sandboxed``, and reports to the first one. At the end, both are deleted.
"""

import contextlib
import json
import os
import pwd
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from grading import ROOT
from grading.sandbox import environment
from helpers.processes import PATIENCE

PREFIX = "grading-tests-"  # of the user's name and of the folder's, followed by the number of the first pytest
TESTERS = ("hypothesis", "pytest")  # besides what grading needs
COPIED = (
    "exercises",
    "grading",
    "tests/grading",
    "tests/helpers",
    "tests/benchmarks/test_grading.py",
    "tools",
    "Makefile",
    "pyproject.toml",
    "requirements.txt",
)
REPORTS = "GRADING_TEST_REPORTS"  # names the descriptor to report to, in the other pytest's environment


class OrdinaryUser:
    """The user, its folder, and the pytest that runs there; to be closed."""

    def __init__(self):
        clear_up()
        self.name = f"{PREFIX}{os.getpid()}"
        self.account = _created(self.name)
        self.rights = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        os.chmod(self.folder, 0o755)
        self.other = None
        self.lines = b""

    def prepare(self):
        for name in COPIED:
            _copy(ROOT / name, self.folder / name)
        (self.folder / "home").mkdir()
        for place in [self.folder, *self.folder.rglob("*")]:
            os.chown(place, self.account.pw_uid, self.account.pw_gid)
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        make = ["make", "--silent", ".sandbox", f"PYTHON={self.python()}", "TORCH=no"]
        subprocess.run(make, check=True, cwd=self.folder, env=variables)
        options = ("--quiet", "--system-certs", "--constraint", environment.REQUIREMENTS)
        _uv("pip", "install", *options, "--python", self.folder / ".venv", *TESTERS)
        # Folders are the user's, as a teacher's are; files may be links to the package manager's own.
        for place in [self.folder / ".sandbox", *self.folder.glob(".sandbox/**/")]:
            os.chown(place, self.account.pw_uid, self.account.pw_gid)

    def python(self):
        """An interpreter that the user can run: this one's, the system's, else a copy of this one's."""
        own = os.path.realpath(sys.executable)
        for python in (own, "/usr/bin/python3"):
            check = "import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"
            with contextlib.suppress(OSError):
                if subprocess.run([python, "-c", check], stderr=subprocess.DEVNULL, **self.rights).returncode == 0:
                    return python
        copy = self.folder / "python"
        unneeded = shutil.ignore_patterns("site-packages", "test", "tests", "__pycache__", "*.a")
        shutil.copytree(sys.base_prefix, copy, symlinks=True, ignore=unneeded)
        return copy / "bin" / Path(own).name

    def variables(self):
        """The whole environment of what runs as the user."""
        kept = {name: os.environ[name] for name in ("CI", "LANG", "TERM") if name in os.environ}
        return kept | {
            "HOME": str(self.folder / "home"),
            "USER": self.name,
            "LOGNAME": self.name,
            "PATH": f"{self.folder}/.venv/bin:/usr/bin:/bin",
            "PYTHONPATH": str(self.folder),
            "PYTHONPYCACHEPREFIX": f"{self.folder}/home/bytecode",
            "OMP_NUM_THREADS": "1",
        }

    def start(self, tests):
        """Start a pytest that runs ``tests``, by their ids in this order, and reports here."""
        self.reports, reports = os.pipe()
        with open(self.folder / "output", "wb") as output:
            self.other = subprocess.Popen(
                [self.folder / ".venv/bin/python", "-m", "pytest", "-q", "--rootdir", self.folder, *tests],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.variables() | {REPORTS: str(reports)},
                cwd=self.folder,
                pass_fds=[reports],
                start_new_session=True,
                **self.rights,
            )
        os.close(reports)

    def run(self, script):
        """Run a Python file of the folder's to its end. Returns what it printed."""
        command = [self.folder / ".venv/bin/python", script]
        options = {"env": self.variables(), "cwd": self.folder, "text": True, "stdout": subprocess.PIPE}
        return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, **options, **self.rights).stdout

    def report(self):
        """The next report as data; None if there is none any more, or a test hangs."""
        while b"\n" not in self.lines:
            if not select.select([self.reports], [], [], PATIENCE)[0]:
                return None
            part = os.read(self.reports, 1 << 16)
            if not part:
                return None
            self.lines += part
        line, self.lines = self.lines.split(b"\n", 1)
        return json.loads(line)

    def output(self):
        """What that pytest printed, its end."""
        return (self.folder / "output").read_text(errors="replace")[-5000:]

    def stop(self):
        """End the pytest that was started, however far it is; it prints where it was."""
        if self.other is not None:
            self.other.send_signal(signal.SIGABRT)
            self.other.wait()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.other.pid, signal.SIGKILL)  # what it has started
            os.close(self.reports)
        self.other, self.lines = None, b""

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        subprocess.run(["userdel", self.name], capture_output=True)


def clear_up():
    """Delete the users and folders of sessions that were killed."""
    names = [account.pw_name for account in pwd.getpwall()] + os.listdir(tempfile.gettempdir())
    for name in names:
        session = re.match(rf"{PREFIX}(\d+)(?=-|$)", name)
        if session and not Path("/proc", session[1]).exists():
            shutil.rmtree(Path(tempfile.gettempdir(), name), ignore_errors=True)
            subprocess.run(["userdel", session[0]], capture_output=True)


def _created(name):
    made = subprocess.run(["useradd", "--system", "--no-create-home", name], capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(f"the tests' user could not be created: {made.stderr.strip()}")
    return pwd.getpwnam(name)


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*", "gradebook.db"))
    else:
        shutil.copy(source, target)


def _uv(*command):
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    subprocess.run([uv, *map(str, command)], check=True)


def sandboxes(environment):
    """The numbers of the processes that are a sandbox on this environment: with them, the kernel ends all within."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"\0{environment}\0" in (folder / "cmdline").read_text(errors="replace"):
                found.add(int(folder.name))
    return found

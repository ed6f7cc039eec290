"""What a notebook has besides Python: ``get_ipython()``, ``display``, and IPython's ways to show things.

Of magics, only those are followed that run a student's own statements; no program is started, and nothing is shown.
What IPython itself would bring is not here: the names below do nothing.
"""

import re
import sys
import time
import types

IPYTHON = "/ipython"  # where the walls put the two files of IPython's that tell its syntax
OPTIONS = re.compile(r"(?:\s*-(?:[nrp]\s*\d+|[lsTD]\s*\S+|-?[a-zA-Z-]+))*\s*")  # before a magic's statement
KEEP = ("time", "prun", "capture", "debug")  # what they run, they run among the notebook's names


class Shell:
    """What ``get_ipython()`` gives. ``run`` runs a text of code among names."""

    def __init__(self, names, run):
        self.names, self.run = names, run

    def __bool__(self):
        return False  # so matplotlib does not ask it to draw after every cell

    def __repr__(self):
        return "<the notebook's shell>"

    def run_line_magic(self, name, line, *_, **__):
        """The value of a timed statement; what the line sets stays set, but for ``%timeit``."""
        above = "\n" * (sys._getframe(1).f_lineno - 1)  # so that lines keep their numbers
        return self._magic(name, above + line[OPTIONS.match(line).end() :], line)

    def run_cell_magic(self, name, line, cell):
        """As ``run_line_magic``, of a cell below its first line."""
        return self._magic(name, "\n" * sys._getframe(1).f_lineno + cell, line)

    def _magic(self, name, code, options):
        if name in KEEP:
            return self.run(code, self.names)
        if name == "timeit" and code.strip():
            started = time.perf_counter()
            self.run(code, dict(self.names))
            seconds = time.perf_counter() - started
            return timed(seconds) if re.search(r"(^|\s)-\w*o", options) else None
        return None

    def system(self, *_, **__):
        """No program is started."""

    def getoutput(self, *_, **__):
        """The lines that a program would have printed: none."""
        return []


def timed(seconds):
    """What ``%timeit -o`` gives, of a statement that was run once."""
    names = ("average", "best", "worst")
    its = {"stdev": 0.0, "timings": [seconds], "all_runs": [seconds], "loops": 1, "repeat": 1, "compile_time": 0.0}
    return types.SimpleNamespace(**dict.fromkeys(names, seconds), **its)


def nothing(*_, **__):
    """What takes all and does nothing."""


def install(names, run):
    """Give the notebook's ``names`` what a notebook has, and let student's code import what shows things."""
    shell = Shell(names, run)
    names |= {"get_ipython": lambda: shell, "display": nothing}
    package = sys.modules["IPython"] = types.ModuleType("IPython")
    package.__path__, package.get_ipython = [IPYTHON], names["get_ipython"]
    package.version_info = (9, 0)  # matplotlib adapts older ones
    for name in ("IPython.display", "IPython.core.display"):
        shows = sys.modules[name] = types.ModuleType(name)
        shows.__getattr__ = _shows
    package.display = sys.modules["IPython.display"]


def _shows(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return nothing

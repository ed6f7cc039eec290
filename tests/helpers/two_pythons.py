"""The same notebooks run by this machine's Python and by that of a browser, side by side."""

import json
import os
import subprocess
import sys

from helpers.browsing import SITE
from helpers.chapters import ROOT
from optimizers.explorer.figure import node

RUNTIME = SITE / "lab" / "static" / "pyodide"
# Every rule on every landscape: in these nothing enters but + − × ÷ √.
RULES = """import numpy as np
from optimizers import descend
from optimizers.catalogue import LANDSCAPES, RULES
for key, make in LANDSCAPES.items():
    for name, rule in RULES.items():
        with np.errstate(all="ignore"):
            path = descend(rule, make(), make().start, steps=300, learning_rate=0.01)
        globals()[f"{name} on {key}"] = path.params
"""
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
RELEASES = sorted((ROOT / "exercises" / "release").glob("*/*.ipynb"))


class Recording:
    """Both runs of the notebooks of these ``names``, started at once; ``of(name)`` waits for one's two records."""

    def __init__(self, folder, names):
        asked = [path for path in [*RELEASES, *CHAPTERS] if path.stem in names]
        self.folder, paths = folder, [self._rules(folder), *asked]
        helpers = ROOT / "tests" / "helpers"
        self._started = {
            "here": [sys.executable, helpers / "probe.py"],
            "browser": [node(), helpers / "in_browser.mjs", RUNTIME, ROOT],
        }
        self._runs = {
            name: self._start(name, [*command, folder / name, *paths]) for name, command in self._started.items()
        }

    @staticmethod
    def _rules(folder):
        cell = {"cell_type": "code", "id": "rules", "metadata": {}, "source": [RULES]}
        (folder / "rules.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        return folder / "rules.ipynb"

    def _start(self, name, command):
        (self.folder / name).mkdir()
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "helpers")])
        with open(self.folder / f"{name}.txt", "w", encoding="utf-8") as said:
            return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": path}, stdout=said, stderr=said)

    def of(self, name):
        """The records of a notebook, here and in the browser, by its name without ending."""
        for which, run in self._runs.items():
            said = self.folder / f"{which}.txt"
            assert run.wait() == 0, f"{which}: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}"
        return [json.loads((self.folder / which / f"{name}.json").read_text(encoding="utf-8")) for which in self._runs]

    def end(self):
        for run in self._runs.values():
            run.kill()
            run.wait()

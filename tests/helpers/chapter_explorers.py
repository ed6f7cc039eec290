"""The live figures and predictions that a chapter's notebook makes, by running its cells here, once."""

from functools import cache

import matplotlib
import matplotlib.pyplot as plt
import pytest

from helpers.chapters import cells, source
from helpers.claims import skipped_without_torch
from optimizers.explorer import Explorer
from optimizers.explorer.prediction import Prediction


@cache
def _made(path):
    """Everything of both kinds, in the order in which the notebook's cells made it when run from its folder.

    A skip where a claim is tried on torch and torch is not installed.
    """
    made = {Explorer: [], Prediction: []}
    with pytest.MonkeyPatch.context() as patch:
        for kind in made:
            patch.setattr(kind, "__init__", _recording(kind, made[kind]))
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        patch.chdir(path.parent)
        matplotlib.use("agg")
        namespace = {"__name__": "__main__"}
        for cell in cells(path, "code"):
            try:
                exec(compile(source(cell), f"{path.name}, {cell['id']}", "exec"), namespace)
            except ModuleNotFoundError as error:
                skipped_without_torch(error)
            plt.close("all")
    return made


def _recording(kind, made):
    initialize = kind.__init__

    def recording(self, *args, **options):
        made.append(self)
        initialize(self, *args, **options)

    return recording


def explorers(path):
    """The explorers of a chapter."""
    return _made(path)[Explorer]


def predictions(path):
    """The predictions of a chapter."""
    return _made(path)[Prediction]

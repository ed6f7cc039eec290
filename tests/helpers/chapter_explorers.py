"""The live figures and predictions that a chapter's notebook makes, by running its cells here, once."""

from functools import cache

import matplotlib
import matplotlib.pyplot as plt
import pytest

from helpers.chapters import cells, source
from optimizers.explorer import Explorer
from optimizers.explorer.prediction import Prediction


@cache
def _made(path):
    """Everything of both kinds, in the order in which the notebook's cells made it when run from its folder."""
    made = {Explorer: [], Prediction: []}
    with pytest.MonkeyPatch.context() as patch:
        for kind in made:
            patch.setattr(kind, "__init__", _recording(kind, made[kind]))
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        patch.chdir(path.parent)
        matplotlib.use("agg")
        namespace = {"__name__": "__main__"}
        for cell in cells(path, "code"):
            exec(compile(source(cell), f"{path.name}, {cell['id']}", "exec"), namespace)
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

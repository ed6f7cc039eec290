"""Every explorer of every chapter draws at its sliders' extremes, without a warning.

nbval and the build see a slider's first value only.
"""

import itertools
import os
import warnings

import ipywidgets
import matplotlib
import matplotlib.pyplot as plt
import pytest

from chapters import NOTEBOOKS, cells, source
from optimizers import explorer


def explorers(path, monkeypatch):
    """What `explore` returned while the notebook's code ran here, in one namespace, from its own folder."""
    made = []

    def recording(*args, **kwargs):
        made.append(explore(*args, **kwargs))
        return made[-1]

    explore = explorer.explore
    monkeypatch.setattr(explorer, "explore", recording)
    monkeypatch.chdir(path.parent)
    namespace = {"__name__": "__main__"}
    for cell in cells(path, "code"):
        exec(compile(source(cell), f"{path.name}, {cell['id']}", "exec"), namespace)
        plt.close("all")
    return made


def extremes(control):
    """The values of a control that are worth a look: both ends and where it stands; every choice."""
    if isinstance(control, ipywidgets.Dropdown):
        return [value for _, value in control.options]
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [control.base**control.min, control.value, control.base**control.max]
    return [control.min, control.value, control.max]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_explorers_draw_at_their_extremes(path, monkeypatch, request):
    if "import torch" in "".join(source(cell) for cell in cells(path, "code")):
        request.getfixturevalue("torch")
    matplotlib.use("agg")
    monkeypatch.setitem(os.environ, "OPENBLAS_NUM_THREADS", "1")
    found = explorers(path, monkeypatch)
    assert found, "every chapter has an explorer"
    for one in found:
        values = [extremes(control) for control in one.controls.values()]
        for setting in itertools.product(*values):
            named = dict(zip(one.controls, setting, strict=True))
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try:
                    figure = one.draw(**named)
                    figure.canvas.draw()
                except Exception as error:
                    raise AssertionError(f"{one.draw.__name__} fails at {named}") from error
            plt.close(figure)

"""Every explorer of every chapter draws at its controls' extremes, and its picture is whole.

nbval and the build see a control's first value only.
"""

import itertools
import xml.etree.ElementTree as ET

import ipywidgets
import matplotlib
import matplotlib.pyplot as plt
import pytest

from helpers.chapters import NOTEBOOKS, cells, source
from optimizers.explorer import Explorer


def explorers(path, monkeypatch):
    """The explorers that the notebook's code made while it ran here, in one namespace, from its own folder."""
    made = []

    def recording(self, *args):
        made.append(self)
        initialize(self, *args)

    initialize = Explorer.__init__
    monkeypatch.setattr(Explorer, "__init__", recording)
    monkeypatch.chdir(path.parent)
    namespace = {"__name__": "__main__"}
    for cell in cells(path, "code"):
        exec(compile(source(cell), f"{path.name}, {cell['id']}", "exec"), namespace)
        plt.close("all")
    return made


def extremes(control):
    """The values of a control that are worth a look: both ends and where it stands; every choice."""
    if isinstance(control, ipywidgets.Dropdown):
        return range(len(control.options))
    if isinstance(control, ipywidgets.FloatLogSlider):
        return [control.base**control.min, control.value, control.base**control.max]
    return [control.min, control.value, control.max]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_explorers_draw_at_their_extremes(path, monkeypatch, request):
    if "import torch" in "".join(source(cell) for cell in cells(path, "code")):
        request.getfixturevalue("torch")
    matplotlib.use("agg")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    found = explorers(path, monkeypatch)
    assert found, "every chapter has an explorer"
    for one in found:
        seen = set()
        for setting in itertools.product(*(extremes(control) for control in one.controls.values())):
            for control, value in zip(one.controls.values(), setting, strict=True):
                setattr(control, "index" if isinstance(control, ipywidgets.Dropdown) else "value", value)
            picture = one.picture()
            ET.fromstring(picture)
            assert "NaN" not in picture and "undefined" not in picture, setting
            seen.add(one.scene()["status"])
        assert len(seen) > 1, "its words follow its values"

"""Predictions: a prompt that takes a reader's answer before it shows what happens.

On a page of the book and in a notebook the same script asks and remembers, in the reader's browser alone; where no
script runs, the prompt stands there with its result folded.
"""

import html
import json
from functools import cache

import numpy as np

from optimizers import look
from optimizers.explorer.bundle import prediction_module
from optimizers.explorer.figure import style_sheet
from optimizers.extras import extra
from optimizers.words import phrase

with extra("explorer", "optimizers.explorer"):
    import anywidget
    import traitlets

DIGITS = 4  # of a drawn curve, which is what a picture shows


def predict(name, question, choices, *, answer, because, why="", shows=None):
    """Ask for one of ``choices``, of which ``answer`` is what happens: compute it in the cell, do not type it.

    ``name`` tells this prompt from all others of the book; a reader's answer is kept under it. ``because`` is a
    sentence on the usual mistake, told to who missed it; ``why`` is told to all. ``shows`` is the address of the
    setting that the answer should show, such as "fig-gd-edge:learning_rate=0.102". Returns a `Prediction`. Raises
    ValueError for an answer that is no choice.
    """
    if answer not in choices:
        raise ValueError(f"answer={answer!r} must be one of the choices {', '.join(choices)}")
    about = {"kind": "choice", "choices": list(choices), "answer": list(choices).index(answer)}
    return Prediction(name, question, answer, (why, because), about, shows)


def predict_number(name, question, *, answer, within, because, why="", unit="", shows=None):
    """Ask for a number: ``answer`` is what happens, and a reader who is off by at most ``within`` saw it coming.

    ``unit`` is written behind the number. The rest is as in `predict`.
    """
    about = {"kind": "number", "answer": float(answer), "within": float(within), "unit": unit}
    return Prediction(name, question, f"{answer:.4g} {unit}".strip(), (why, because), about, shows)


def predict_curve(name, question, *, x, y, of, because, axes, why="", begin=None, within=0.12, shows=None):
    """Ask for a curve, drawn on the axes of the result: ``x`` and ``y``, of one shape, are what happens.

    ``axes`` is {"x": …, "y": …}, each a dict of ``low``, ``high``, ``label`` and ``log``. ``of`` is the rule, whose
    colour the result takes, and ``begin`` the height at which every curve begins, if it is known. A reader whose
    curve is off by at most ``within`` of the axis, on average, and turns where the result does, saw it coming. The rest
    is as in `predict`.
    """
    drawn_as = look.style(of)
    curve = {
        "xs": [float(f"{value:.{DIGITS}g}") for value in np.asarray(x, float)],
        "ys": [float(f"{value:.{DIGITS}g}") for value in np.asarray(y, float)],
        "x": axes["x"],
        "y": axes["y"],
        "title": "",
        "colour": look.NAMES[drawn_as.colour],
        "name": drawn_as.name,
        "begin": begin,
    }
    about = {"kind": "curve", "curve": curve, "within": float(within)}
    return Prediction(name, question, "", (why, because), about, shows)


class Asked:
    """What Jupyter and the book's pages show of prompts: ``html``, which reads without a script, and ``plain`` text."""

    def _repr_mimebundle_(self, **_options):
        widget = _widget()(html=self.html())
        return widget._repr_mimebundle_()[0] | {"text/html": self.html(), "text/plain": self.plain}


class Prediction(Asked):
    """A prompt and its result, shown by Jupyter and by the book's pages."""

    def __init__(self, name, question, right, reasons, about, shows):
        self.name, self.question, self.right, self.shows = name, question, right, shows
        self.about = about | {"question": question, "right": right, "shows": shows}
        self.why, self.because = reasons

    def html(self):
        """The prompt as HTML that reads without any script."""
        choices = "".join(f"<li>{html.escape(words)}</li>" for words in self.about.get("choices", ()))
        listed = f'<ul class="choices">{choices}</ul>' if choices else ""
        right = f"<strong>{html.escape(self.right)}.</strong> " if self.right else ""
        why = f"{html.escape(self.why)} " if self.why else ""
        because = f'<span class="because">{html.escape(self.because)}</span>'
        asked, happens = phrase("Predict."), phrase("What happens")
        return (
            f'<div class="predict" id="predict-{self.name}" data-prediction="{html.escape(json.dumps(self.about))}">'
            f'<p class="ask"><strong>{asked}</strong> {html.escape(self.question)}</p>{listed}'
            f"<details><summary>{happens}</summary><p>{right}{why}{because}</p></details></div>"
        )

    @property
    def plain(self):
        """The question."""
        return " ".join([phrase("Predict."), self.question])


@cache
def _widget():
    """The widget's class, made when a notebook shows the first prediction."""

    class Prompt(anywidget.AnyWidget):
        _esm = prediction_module()
        _css = style_sheet()
        html = traitlets.Unicode().tag(sync=True)

    return Prompt

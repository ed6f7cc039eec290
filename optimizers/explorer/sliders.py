"""Ordinary ipywidgets sliders that redraw a matplotlib figure.

An `Explorer` shows itself twice in one output: as live widgets where a kernel is at hand, and as the figure at the
sliders' first values where none is, on the static page.
"""

import html
import traceback

import ipywidgets as widgets

from optimizers.plotting import as_svg

_WIDE = {"style": {"description_width": "11rem"}, "layout": widgets.Layout(width="34rem", max_width="100%")}


def slider(words, value, low, high, step):
    """A slider on a linear scale, described in plain words."""
    return widgets.FloatSlider(value, min=low, max=high, step=step, description=words, readout_format=".3g", **_WIDE)


def log_slider(words, value, low, high, step=0.05):
    """A slider on a logarithmic scale; ``low`` and ``high`` are powers of ten, such as -4 and 0."""
    return widgets.FloatLogSlider(value, min=low, max=high, step=step, description=words, readout_format=".3g", **_WIDE)


def choice(words, options):
    """A list to choose from: ``options`` maps what is shown to what ``draw`` is given; the first is chosen."""
    return widgets.Dropdown(options=list(options.items()), description=words, **_WIDE)


def explore(draw, **controls):
    """Let readers move ``controls`` and see ``draw(**values)``, a function that returns a matplotlib figure.

    End a notebook cell with it. Raises ValueError where a control does not name an argument of ``draw``.
    """
    return Explorer(draw, controls)


class Explorer:
    """What `explore` returns: ``draw``, its ``controls`` by name, and their current ``values``."""

    def __init__(self, draw, controls):
        names = draw.__code__.co_varnames[: draw.__code__.co_argcount + draw.__code__.co_kwonlyargcount]
        if set(controls) != set(names):
            raise ValueError(f"controls {sorted(controls)} must name the arguments of {draw.__name__}: {sorted(names)}")
        self.draw, self.controls = draw, controls
        self._figure = widgets.HTML()
        self._box = widgets.VBox([*controls.values(), self._figure])
        for control in controls.values():
            control.observe(self._redraw, names="value")

    @property
    def values(self):
        """The controls' current values by name."""
        return {name: control.value for name, control in self.controls.items()}

    def figure_svg(self):
        """The figure at the current values, as SVG text."""
        return as_svg(self.draw(**self.values))

    def _redraw(self, _change=None):
        try:
            self._figure.value = self.figure_svg()
        except Exception:  # an error in a callback is lost in the kernel's log; the reader sees it here
            self._figure.value = f"<pre>{html.escape(traceback.format_exc())}</pre>"

    def _repr_mimebundle_(self, **_options):
        svg = self.figure_svg()
        self._figure.value = svg
        words = ", ".join(f"{control.description} {control.value:g}" for control in self.controls.values()
                          if isinstance(control.value, float))  # fmt: skip
        return self._box._repr_mimebundle_() | {"image/svg+xml": svg, "text/plain": f"Explorer: {words}"}

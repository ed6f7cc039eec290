"""The controls of an explorer: ordinary ipywidgets sliders and dropdowns."""

from optimizers.extras import extra

with extra("explorer", "optimizers.explorer"):
    import ipywidgets as widgets

# A control has a margin of 2 pixels; any wider, a narrow notebook would show a scrollbar.
_WIDE = {"style": {"description_width": "14rem"}, "layout": widgets.Layout(width="37rem", max_width="calc(100% - 4px)")}


def slider(words, value, low, high, step):
    """A slider on a linear scale, described in plain words."""
    return widgets.FloatSlider(value, min=low, max=high, step=step, description=words, readout_format=".3g", **_WIDE)


def log_slider(words, value, low, high, step=0.05):
    """A slider on a logarithmic scale; ``low`` and ``high`` are powers of ten, such as -4 and 0."""
    return widgets.FloatLogSlider(value, min=low, max=high, step=step, description=words, readout_format=".3g", **_WIDE)


def choice(words, options):
    """A list to choose from: ``options`` maps what is shown to what is chosen; the first is chosen."""
    return widgets.Dropdown(options=list(options.items()), description=words, **_WIDE)

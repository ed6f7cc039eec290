"""Figures as text, for tests."""

import io

import matplotlib.pyplot as plt


def as_svg(figure):
    """A figure as SVG text; the figure is closed."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    plt.close(figure)
    return buffer.getvalue()

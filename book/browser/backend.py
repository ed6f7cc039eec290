"""What matplotlib draws with while a `Session` runs: ``plt.show()`` shows the figures among the cell's outputs."""

from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas  # noqa: F401

from book.browser import session


def show(*_arguments, **_options):
    session.showing.show_figures()

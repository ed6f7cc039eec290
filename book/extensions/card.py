"""Sphinx extension: the picture that stands for the book where it is shared, the race of its first page."""

from pathlib import Path

import numpy as np

from book.fingerprint import of_execution, of_files

WIDTH, HEIGHT, DPI = 1200, 630, 100  # pixels, as the networks show it
CONDITION, STEPS, FINISH = 20, 400, 1e-2
TITLE, PROMISE = "From gradient descent\nto RMSprop", "Six rules for the next step down one valley, live in the page."
ALT = "The paths of six optimizers down an elongated valley, from one start to its minimum."


def name():
    """The picture's file under ``_static``: another picture has another name."""
    return f"card.{of_files(of_execution(), Path(__file__))[:8]}.png"


def draw(path):
    """Draw the race, each rule at the rate that brings it home first, as in chapter 0."""
    import matplotlib.pyplot as plt

    from optimizers import descend, plotting, quadratic_bowl, steps_to_stay, sweep
    from optimizers.update_rules import adagrad, adam, gradient_descent, momentum, rmsprop, rprop

    valley, rates = quadratic_bowl(condition_number=CONDITION), np.geomspace(1e-3, 10, 41)
    with plt.rc_context():
        plotting.use_style()
        plt.rcParams.update({"figure.constrained_layout.use": False, "font.size": 16})
        figure = plt.figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI)
        ax = figure.add_axes((0, 0, 1, 0.66))
        plotting.draw_landscape(ax, valley)
        for rule in (gradient_descent, momentum, rprop, adagrad, adam, rmsprop):
            loss = sweep(rule, valley, valley.start, STEPS, keep="loss", learning_rate=rates).loss
            rate = rates[np.argmin(steps_to_stay(loss, FINISH))]
            path_down = descend(rule, valley, valley.start, STEPS, learning_rate=rate)
            plotting.draw_path(ax, path_down, rule, heavy=rule is rmsprop)
        (start, _), (left, right) = valley.start, valley.bounds[0]
        ax.set(xlim=(start + 0.06 * left, 0.3 * right), aspect="auto", xticks=[], yticks=[], xlabel="", ylabel="")
        for line in ax.lines:
            line.set(linewidth=1.6 * line.get_linewidth(), markersize=1.6 * line.get_markersize())
        ax.spines[:].set_visible(False)
        figure.text(0.05, 0.94, TITLE, fontsize=40, fontweight="bold", va="top", linespacing=1.1)
        figure.text(0.05, 0.69, PROMISE, fontsize=18, color=plotting.SOFT, va="top")
        handles, labels = ax.get_legend_handles_labels()
        figure.legend(handles, labels, loc="upper right", bbox_to_anchor=(0.98, 0.97), handlelength=1.4)
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
        plt.close(figure)


def _draw(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for earlier in set(static.glob("card.*.png")) - {static / name()}:
        earlier.unlink()
    if not (static / name()).is_file():
        draw(static / name())


def setup(app):
    app.connect("build-finished", _draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

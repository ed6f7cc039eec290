"""Every picture of the book: landscapes, paths, curves and heat maps, in one style.

Functions that draw a run take the rule and look up in `optimizers.look` how it is drawn. Call `use_style` once per
notebook.
"""

import numpy as np

from optimizers.extras import extra

# Notebooks take the colours from here, too.
from optimizers.look import (  # noqa: F401
    AMBER,
    BLUE,
    CONTOUR,
    GREEN,
    HALO,
    INK,
    LINE,
    ORANGE,
    PAPER,
    PURPLE,
    SOFT,
    power,
    style,
)

with extra("plot", "optimizers.plotting"):
    import matplotlib.pyplot as plt
    from matplotlib.colors import LogNorm
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

SINGLE, PAIR = (5.8, 3.7), (9.2, 3.9)  # inches


def use_style():
    """Set matplotlib to the book's style, and a notebook to sharp SVG figures."""
    plt.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": 10.5,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.titlecolor": INK,
            "axes.titlesize": 10.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.edgecolor": SOFT,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": LINE,
            "grid.linewidth": 0.7,
            "xtick.color": SOFT,
            "ytick.color": SOFT,
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "figure.constrained_layout.use": True,
            "legend.frameon": False,
            "image.cmap": "cividis",
            "savefig.dpi": 144,
            # Text stays text: it takes the page's font, and figures weigh half as much.
            "svg.fonttype": "none",
            "svg.hashsalt": "optimizers",
        }
    )
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        get_ipython()  # defined inside IPython only
    except (ImportError, NameError):
        return
    set_matplotlib_formats("svg")


def single(**subplot_options):
    """A figure with one plot: ``(figure, axes)``."""
    return plt.subplots(figsize=SINGLE, **subplot_options)


def pair(**subplot_options):
    """A figure with two plots side by side: ``(figure, (left, right))``.

    Where they share an axis each has its labels, because on a phone one stands under the other.
    """
    fig, plots = plt.subplots(1, 2, figsize=PAIR, **subplot_options)
    for ax in plots:
        ax.tick_params(labelleft=True, labelbottom=True)
    return fig, plots


def draw_landscape(ax, landscape, levels=14):
    """Draw a landscape's contours, spaced by ratios, and a star at its minimum; coordinates at one scale."""
    (x0, x1), (y0, y1) = landscape.bounds
    grid = np.meshgrid(np.linspace(x0, x1, 161), np.linspace(y0, y1, 161))
    loss = landscape.loss(np.stack(grid))
    if landscape.minimum is None:
        heights = np.linspace(loss.min(), loss.max(), levels + 1)[1:]
    else:
        heights = np.geomspace(max(loss.max() * 1e-4, loss[loss > 0].min()), loss.max(), levels)
    # Dashes for heights below zero would look like another kind of line.
    ax.contour(*grid, loss, heights, colors=CONTOUR, linewidths=0.8, linestyles="solid")
    if landscape.minimum is not None:
        ax.plot(*landscape.minimum, marker="*", color=INK, markersize=11, markeredgecolor=PAPER, zorder=5)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal", xlabel="x", ylabel="y")
    ax.grid(False)


def draw_path(ax, path, rule, *, heavy=False, label=True):
    """Draw one run's way over a landscape: a dot at the start, a small dot a step, a cross where it first leaves.

    ``path`` is a `Path` without batch, or its ``params`` of shape (steps + 1, 2).
    """
    params = np.asarray(getattr(path, "params", path))
    look = style(rule)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    # Far outside the picture a line only needs its direction, and huge numbers break the renderer.
    reach = 4 * max(x1 - x0, y1 - y0)
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    with np.errstate(all="ignore"):
        away = np.abs(params - middle).max(axis=1)
        gone = ~(away <= reach)
        count = int(np.argmax(gone)) if gone.any() else len(params)
        shown = params[:count]
        if 0 < count < len(params) and np.isfinite(params[count]).all():
            shown = np.vstack([shown, middle + (params[count] - middle) * (reach / away[count])])
    ax.plot(
        *shown.T, color=look.colour, linestyle=look.line, linewidth=2.2 if heavy else 1.4,
        label=look.name if label else None, zorder=4 if heavy else 3,
        marker="o", markersize=3.2 if heavy else 2.4, markevery=max(1, len(shown) // 150),
    )  # fmt: skip
    ax.plot(*params[0], marker="o", color=INK, markersize=6.5, zorder=5)
    corner, size = np.array([x0, y0]), np.array([x1 - x0, y1 - y0])
    inside = ((shown >= corner) & (shown <= corner + size)).all(axis=1)
    if not inside[:1].any() or (inside.all() and count == len(params)):
        return
    leaves = len(shown) if inside.all() else int(np.argmin(inside))
    cross = shown[leaves - 1]  # a run that is not finite any more has left without a direction
    if leaves < len(shown):
        way = shown[leaves] - cross
        with np.errstate(divide="ignore", invalid="ignore"):
            cross = cross + np.nanmin((np.where(way > 0, corner + size, corner) - cross) / way) * way
    ax.plot(
        *cross, marker="x", color=look.colour, markersize=9, markeredgewidth=2, zorder=6, clip_on=False
    )  # fmt: skip


def draw_loss(ax, loss, rule, *, heavy=False, floor=1e-16, label=None):
    """Draw loss by step on a log axis; a run that diverges leaves through the top. ``loss`` has shape (steps + 1,).

    Values under ``floor`` are drawn at the floor.
    """
    loss = np.asarray(getattr(loss, "loss", loss), dtype=float)
    look = style(rule)
    with np.errstate(invalid="ignore"):
        drawn = np.where(np.isfinite(loss), np.clip(loss, floor, 1e30), np.nan)
    ax.plot(
        np.arange(len(loss)), drawn, color=look.colour, linestyle=look.line, linewidth=2.4 if heavy else 1.6,
        label=look.name if label is None else label, zorder=4 if heavy else 3,
    )  # fmt: skip
    log_axis(ax.yaxis)
    ax.set(xlabel="step", ylabel="loss above the minimum")


def draw_curve(ax, x, y, rule, *, heavy=False, label=None, **line_options):
    """Draw any curve in a rule's style; ``label=""`` for none, default the rule's name."""
    look = style(rule)
    options = {"color": look.colour, "linestyle": look.line, "linewidth": 2.4 if heavy else 1.6} | line_options
    return ax.plot(x, y, label=look.name if label is None else label or None, **options)[0]


def draw_heat_map(ax, x, y, values, *, label, log=False):
    """Draw ``values`` of shape (len(y), len(x)) as a heat map with a colour bar; NaN and inf stay blank.

    Logarithmic colours with ``log``. Returns the colour bar.
    """
    values = np.ma.masked_invalid(values)
    positive = values.compressed()[values.compressed() > 0]
    # A colour bar over more decades than this could tell nothing apart.
    high = min(positive.max(), 1e30) if positive.size else 1.0
    low = max(positive.min(), 1e-30) if positive.size else 0.1
    norm = LogNorm(min(low, high / 10), high, clip=True) if log else None
    mesh = ax.pcolormesh(x, y, values, norm=norm, shading="nearest", rasterized=True)
    ax.grid(False)
    bar = ax.figure.colorbar(mesh, ax=ax, label=label)
    bar.outline.set_visible(False)
    if log:
        log_axis(bar.ax.yaxis)
    return bar


def draw_interval(ax, x, low, high, rule):
    """Shade the interval between two curves in a rule's colour."""
    ax.fill_between(x, low, high, color=style(rule).colour, alpha=0.16, linewidth=0)


def note(ax, text, at, *, towards=None, **text_options):
    """Write a short remark at ``at`` (data coordinates), with a thin line ``towards`` what it is about."""
    options = {"color": SOFT, "fontsize": 9.5, "gid": HALO} | text_options
    if towards is None:
        return ax.text(*at, text, **options)
    arrow = {"arrowstyle": "-", "color": SOFT, "linewidth": 0.8}
    return ax.annotate(text, towards, at, arrowprops=arrow, **options)


def label_ends(ax, room=0.28):
    """Label every named curve at its right end, in its colour and clear of the others, in place of a legend.

    ``room`` is the share of the width that is added on the right for the words.
    """
    lines = [line for line in ax.get_lines() if not line.get_label().startswith("_")]
    figure = ax.figure
    x0, x1 = ax.get_xlim()
    ends = []
    for line in lines:
        x, y = (np.asarray(line.get_data()[k], dtype=float) for k in (0, 1))
        shown = np.isfinite(x) & np.isfinite(y)
        if shown.any():
            ends.append((line, x[shown][-1], y[shown][-1]))
    if ax.get_xscale() == "log":
        ax.set_xlim(x0, x1 * (x1 / x0) ** room)
    else:
        ax.set_xlim(x0, x1 + room * (x1 - x0))
    for minor in (False, True):
        ax.set_xticks([tick for tick in ax.get_xticks(minor=minor) if x0 <= tick <= x1], minor=minor)
    ax.spines["bottom"].set_bounds(x0, x1)
    figure.draw_without_rendering()
    points = ax.transData.transform([(x, y) for _, x, y in ends]) if ends else np.empty((0, 2))
    bottom, top = ax.bbox.y0, ax.bbox.y1
    gap = 13 * figure.dpi / 72
    heights = _spread(np.clip(points[:, 1], bottom, top), gap, bottom, top)
    for (line, x, y), (px, _), height in zip(ends, points, heights, strict=True):
        height_now = np.clip(ax.transData.transform((x, y))[1], bottom, top)
        anchor = ax.transData.inverted().transform((px, height_now))
        offset = (height - height_now) * 72 / figure.dpi
        ax.annotate(
            line.get_label(), anchor, (7, offset), textcoords="offset points", color=line.get_color(),
            fontsize=9.5, va="center", annotation_clip=False, gid=HALO,
        )  # fmt: skip


def _spread(heights, gap, bottom, top):
    """Move labels apart, at least ``gap`` between neighbours, as little as that takes, inside the plot."""
    order = np.argsort(heights, kind="stable")
    placed = heights[order].astype(float)
    for _ in range(200):
        moved = False
        for i in range(len(placed) - 1):
            lack = gap - (placed[i + 1] - placed[i])
            if lack > 1e-6:
                placed[i] -= lack / 2
                placed[i + 1] += lack / 2
                moved = True
        low, high = max(bottom - placed[0], 0) if len(placed) else 0, max(placed[-1] - top, 0) if len(placed) else 0
        placed += low - high
        if not moved:
            break
    result = np.empty_like(placed)
    result[order] = placed
    return result


def log_axis(axis):
    """Make an axis logarithmic, with powers of ten written as 10⁻³."""
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    axis.set_major_locator(LogLocator(numticks=8))
    axis.set_major_formatter(FuncFormatter(lambda value, _: power_of_ten(value)))
    axis.set_minor_formatter(NullFormatter())


def power_of_ten(value):
    """A number as text, powers of ten as 10⁻³: ``power_of_ten(0.001) == "10⁻³"``."""
    if value <= 0:
        return f"{value:g}"
    exponent = round(np.log10(value))
    if not np.isclose(value, 10.0**exponent, rtol=1e-6):
        return f"{value:.3g}"
    if exponent in (0, 1):
        return f"{value:g}"
    return power(exponent)

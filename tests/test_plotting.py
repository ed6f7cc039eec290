"""Pictures: every draw function on ordinary, diverged and smallest input, the SVG, the palette and the styles."""

import itertools
import re

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.catalogue import LANDSCAPES, RULES, name
from helpers.svg import as_svg
from optimizers import adam, beale, descend, gradient_descent, look, plotting, quadratic_bowl, rmsprop

# A warning while drawing reaches every reader of the notebook.
pytestmark = pytest.mark.filterwarnings("error")

BOWL = quadratic_bowl()
LENGTHS = {
    "ordinary": descend(rmsprop, BOWL, BOWL.start, 40),
    "diverged": descend(gradient_descent, beale(), beale().start, 100, learning_rate=1.0),
    "one point": descend(rmsprop, BOWL, BOWL.start, 0),
}
every_length = pytest.mark.parametrize("path", LENGTHS.values(), ids=LENGTHS)


@pytest.fixture(autouse=True)
def style():
    with plt.rc_context():
        plotting.use_style()
        yield
        plt.close("all")


@pytest.fixture
def ax():
    return plotting.single()[1]


def rendered(ax):
    return as_svg(ax.figure)


def test_the_diverged_run_holds_inf_and_nan():
    assert LENGTHS["diverged"].diverged
    assert np.isnan(LENGTHS["diverged"].params).any()


def test_single_and_pair():
    figure, ax = plotting.single(sharex=True)
    assert tuple(figure.get_size_inches()) == plotting.SINGLE
    assert ax.figure is figure
    figure, (left, right) = plotting.pair()
    assert tuple(figure.get_size_inches()) == plotting.PAIR
    assert {left.figure, right.figure} == {figure}


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=name)
@pytest.mark.parametrize("levels", [2, 14])
def test_draw_landscape(ax, landscape, levels):
    plotting.draw_landscape(ax, landscape, levels=levels)
    assert (ax.get_xlim(), ax.get_ylim()) == landscape.bounds
    assert ax.get_aspect() == 1
    stars = [line for line in ax.get_lines() if line.get_marker() == "*"]
    assert [tuple(map(float, star.get_xydata()[0])) for star in stars] == [landscape.minimum] * bool(landscape.minimum)
    assert len(ax.collections) == 1, "the contours"
    rendered(ax)


@every_length
@pytest.mark.parametrize("heavy", [False, True])
def test_draw_path(ax, path, heavy):
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, path, rmsprop, heavy=heavy)
    (drawn,) = (line.get_xydata() for line in ax.get_lines() if line.get_label() == "RMSprop")
    assert np.isfinite(drawn).all()
    assert np.abs(drawn).max() < 100, "huge numbers break renderers"
    # The last stretch of a run that leaves is cut short; the rest is the path as it is.
    kept = drawn[:-1] if path.diverged else drawn
    assert len(kept) == len(path.params) or path.diverged
    assert np.array_equal(kept, path.params[: len(kept)])
    crosses = [line.get_xydata() for line in ax.get_lines() if line.get_marker() == "x"]
    assert len(crosses) == int(path.diverged), "a cross where it leaves"
    rendered(ax)


@pytest.mark.parametrize("beyond", [[60.0, 30.0], [6e300, 3e300]], ids=repr)
def test_draw_path_keeps_the_direction_in_which_a_run_leaves(ax, beyond):
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, np.array([[0.0, 0.0], [1.0, 1.0], beyond, [np.nan, np.nan]]), rmsprop)
    (drawn,) = (line.get_xydata() for line in ax.get_lines() if line.get_label() == "RMSprop")
    assert len(drawn) == 3
    x, y = drawn[-1]
    assert x == pytest.approx(2 * y)
    assert x > 3
    (cross,) = (line.get_xydata() for line in ax.get_lines() if line.get_marker() == "x")
    assert cross[0] == pytest.approx([3.0, 1 + 11 * 2 / 23]), "on the frame, where the line crosses it"


@pytest.mark.parametrize("blown", [np.nan, np.inf, -np.inf])
def test_draw_path_that_blows_up_at_once(ax, blown):
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, np.array([[1.0, 1.0], [blown, 1.0]]), rmsprop)
    (cross,) = (line.get_xydata() for line in ax.get_lines() if line.get_marker() == "x")
    assert cross.tolist() == [[1.0, 1.0]]
    rendered(ax)


def test_draw_path_takes_params_and_may_stay_nameless(ax):
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, LENGTHS["ordinary"].params, rmsprop, label=False)
    assert "RMSprop" not in [line.get_label() for line in ax.get_lines()]


def test_draw_path_that_starts_outside_the_picture_or_never_was_finite(ax):
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, np.array([[4.0, 0.0], [1.0, 0.0]]), rmsprop)
    plotting.draw_path(ax, np.array([[1e6, 0.0], [np.inf, 0.0]]), rmsprop)
    crosses = [line for line in ax.get_lines() if line.get_marker() == "x"]
    assert not crosses, "it never left, because it never was inside"
    rendered(ax)


@every_length
@pytest.mark.parametrize("of", [lambda path: path, lambda path: path.loss], ids=["path", "loss"])
def test_draw_loss(ax, path, of):
    plotting.draw_loss(ax, of(path), rmsprop, floor=1e-6)
    (line,) = ax.get_lines()
    assert line.get_label() == "RMSprop"
    assert len(line.get_ydata()) == len(path.loss)
    shown = np.isfinite(path.loss)
    assert np.array_equal(np.isfinite(line.get_ydata()), shown)
    assert np.nanmin(line.get_ydata()) >= 1e-6
    assert ax.get_yscale() == "log"
    rendered(ax)


@pytest.mark.parametrize("loss", [[0.0, 0.0], [np.nan, np.nan], [np.inf]], ids=repr)
def test_draw_loss_of_nothing_to_see(ax, loss):
    plotting.draw_loss(ax, loss, rmsprop)
    rendered(ax)


@pytest.mark.parametrize("y", [[1.0, 2.0, 3.0], [1.0, np.inf, np.nan], [1.0]], ids=repr)
def test_draw_curve(ax, y):
    line = plotting.draw_curve(ax, np.arange(len(y)), y, adam, linewidth=5)
    assert line in ax.get_lines()
    assert (line.get_label(), line.get_color(), line.get_linewidth()) == ("Adam", plotting.INK, 5)
    assert plotting.draw_curve(ax, [0], [1], adam, label="").get_label().startswith("_")
    rendered(ax)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        np.arange(1.0, 13).reshape(3, 4),
        np.array([[1e-16, 1.0, np.inf, 2.0], [np.nan, 1e300, 0.1, 1.0], [1.0, 1.0, 1.0, 1.0]]),
        np.array([[0.0, 1.0, np.inf, 2.0], [np.nan, 3.0, 0.1, 1.0], [1.0, 1.0, 1.0, 1.0]]),
        np.full((3, 4), np.nan),
        np.full((3, 4), 2.0),
    ],
    ids=["ordinary", "extreme", "zero", "all diverged", "all the same"],
)
def test_draw_heat_map(ax, values, log):
    bar = plotting.draw_heat_map(ax, np.arange(4), np.arange(3), values, label="loss", log=log)
    assert bar.ax.get_ylabel() == "loss"
    (mesh,) = ax.collections
    assert np.array_equal(np.ma.getmaskarray(mesh.get_array()), ~np.isfinite(values))
    rendered(ax)


def test_draw_heat_map_of_one_value(ax):
    plotting.draw_heat_map(ax, [0.5], [0.1], [[1.0]], label="loss")
    rendered(ax)


@pytest.mark.parametrize("high", [[2.0, 3.0], [np.inf, np.nan]], ids=repr)
def test_draw_interval(ax, high):
    plotting.draw_interval(ax, [0, 1], [1.0, 1.0], high, rmsprop)
    assert len(ax.collections) == 1
    rendered(ax)


def test_notes(ax):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    plain = plotting.note(ax, "a remark", (0.2, 0.3))
    arrow = plotting.note(ax, "another", (0.2, 0.3), towards=(0.8, 0.8), fontsize=12)
    assert (plain.get_text(), arrow.get_text()) == ("a remark", "another")
    assert plain.get_position() == (0.2, 0.3)
    assert arrow.xyann == (0.2, 0.3)
    assert arrow.xy == (0.8, 0.8)
    assert arrow.get_fontsize() == 12
    rendered(ax)


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_labels_stand_at_the_ends_and_clear_of_each_other(ax, scale):
    ax.set_xscale(scale)
    x = np.linspace(1, 10, 20)
    rules = (rmsprop, adam, gradient_descent)
    for rule, end in zip(rules, (1.0, 1.0, 1.01), strict=True):
        plotting.draw_curve(ax, x, x * end, rule)
    plotting.draw_curve(ax, x, x, rmsprop, label="")
    before = ax.get_xlim()[1]
    plotting.label_ends(ax)
    assert ax.get_xlim()[1] > before
    assert [text.get_text() for text in ax.texts] == ["RMSprop", "Adam", "gradient descent"]
    assert [text.get_color() for text in ax.texts] == [plotting.style(rule).colour for rule in rules]
    renderer = ax.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_many_labels_stay_apart_and_inside(ax):
    for rule in RULES:
        plotting.draw_curve(ax, [0, 1], [0, 1], rule)
    plotting.label_ends(ax)
    heights = sorted(ax.transData.transform(text.xy)[1] + text.xyann[1] * ax.figure.dpi / 72 for text in ax.texts)
    assert len(heights) == len(RULES)
    assert np.diff(heights).min() > 10
    assert heights[0] >= ax.bbox.y0 - 1
    assert heights[-1] <= ax.bbox.y1 + 1


@pytest.mark.parametrize("y", [[np.nan, np.nan], [1.0, np.inf]], ids=repr)
def test_labels_of_diverged_curves(ax, y):
    plotting.draw_curve(ax, [0, 1], [1.0, 2.0], adam)
    plotting.draw_curve(ax, [0, 1], y, rmsprop)
    plotting.label_ends(ax)
    rendered(ax)


def test_labels_of_an_empty_plot(ax):
    plotting.label_ends(ax)
    assert not ax.texts


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.001, "10⁻³"), (1, "1"), (10, "10"), (100.0, "10²"), (1e-16, "10⁻¹⁶"), (1e30, "10³⁰"), (0.1, "10⁻¹"),
     (0.003, "0.003"), (2.5, "2.5"), (0, "0"), (-1, "-1")],
)  # fmt: skip
def test_power_of_ten(value, text):
    assert plotting.power_of_ten(value) == text


def test_log_axis_writes_powers_of_ten(ax):
    ax.plot([1, 2], [1e-3, 1e3])
    plotting.log_axis(ax.yaxis)
    ax.figure.canvas.draw()
    assert "10⁻³" in [label.get_text() for label in ax.get_yticklabels()]


def full_figure():
    """Landscape, paths, losses: what most figures of the book are made of."""
    figure, (left, right) = plotting.pair()
    plotting.draw_landscape(left, BOWL)
    for rule in RULES:
        path = descend(rule, BOWL, BOWL.start, 25)
        plotting.draw_path(left, path, rule)
        plotting.draw_loss(right, path, rule)
    plotting.note(left, "here", (0, 0), towards=(1, 1))
    plotting.label_ends(right)
    return figure


def test_as_svg_gives_the_same_text_for_the_same_figure():
    first = as_svg(full_figure())
    assert first == as_svg(full_figure())
    assert first.lstrip().startswith("<?xml")
    assert "<text" in first, "words stay words"
    assert not plt.get_fignums(), "figures are closed"


def test_every_colour_of_a_figure_is_of_the_palette():
    """The book's build swaps palette colours for their dark counterparts; any other would stay behind."""
    colours = set(re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", as_svg(full_figure())))
    assert colours <= {light for light, _ in look.PALETTE.values()}
    assert len(colours) > 5


def test_every_rule_has_a_style():
    assert list(look.STYLES) == [rule.__name__ for rule in RULES]
    assert len({style.name for style in look.STYLES.values()}) == len(RULES)
    assert {style.colour for style in look.STYLES.values()} <= {light for light, _ in look.PALETTE.values()}


def test_rules_that_share_a_colour_differ_in_their_lines():
    looks = [(style.colour, style.line) for style in look.STYLES.values()]
    assert len(set(looks)) == len(looks)


def test_style_takes_functions_names_and_strangers():
    assert plotting.style(rmsprop) is plotting.style("rmsprop") is look.STYLES["rmsprop"]

    def my_own_rule():
        pass

    assert plotting.style(my_own_rule).name == "my own rule"


def linear(colour):
    """A colour's channels in linear RGB."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    """Relative luminance, by WCAG 2."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["ink", "soft", "blue", "amber", "green", "purple", "orange"])
def test_lines_and_words_stand_out_from_the_paper(colour, page):
    """Contrast of 3 : 1 for lines, 4.5 : 1 for ink and soft words."""
    light, dark = sorted((luminance(look.PALETTE[key][page]) for key in (colour, "paper")), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= (4.5 if colour in ("ink", "soft") else 3)


# What the three kinds of cones give to whom one of them fails, in linear RGB: Machado, Oliveira and Fernandes 2009, "A
# physiologically-based model for simulation of color vision deficiency", IEEE Transactions on Visualization and
# Computer Graphics 15(6), at full severity.
EYES = {
    "normal vision": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def seen(colour, eyes):
    """A colour in CIELAB, as these eyes see it."""
    share = XYZ @ np.clip(eyes @ linear(colour), 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one, other):
    """CIEDE2000, as Sharma, Wu and Dalal 2005 write it out."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    lightness, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    cosines = [(-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63)]
    weight = 1 + sum(by * np.cos(np.radians(times * hue + shift)) for by, times, shift in cosines)
    d_light = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2))
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    blue = np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * blue
    return float(np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + rotation * d_chroma * d_hue))


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 2.5, 0), (73, 25, -18), 27.1492),
     ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
     ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082)],
)  # fmt: skip
def test_the_difference_is_that_of_the_published_pairs(one, other, by):
    """Of the test data of Sharma, Wu and Dalal."""
    assert difference(one, other) == pytest.approx(by, abs=5e-5)


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_rules_drawn_with_the_same_dash_are_told_apart_by_their_colour(eyes, page):
    """By 12, where side by side about 2 is seen: thin lines far apart need more."""
    shown = {pair[0]: pair[page] for pair in look.PALETTE.values()}
    for one, other in itertools.combinations(look.STYLES.values(), 2):
        if one.line == other.line:
            apart = difference(seen(shown[one.colour], eyes), seen(shown[other.colour], eyes))
            assert apart >= 12, f"{one.name} and {other.name}: {apart:.1f}"

"""Explorers: what they refuse, what a notebook is given, and that a moved control redraws the figure."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from optimizers import descend, plotting, quadratic_bowl, rmsprop
from optimizers.explorer import Explorer, choice, explore, log_slider, slider

BOWL = quadratic_bowl()


@pytest.fixture(autouse=True)
def style():
    """The book's style, in which one figure is always one text."""
    with plt.rc_context():
        plotting.use_style()
        yield


def draw(learning_rate, decay):
    figure, ax = plotting.single()
    plotting.draw_landscape(ax, BOWL)
    plotting.draw_path(ax, descend(rmsprop, BOWL, BOWL.start, 10, learning_rate=learning_rate, decay=decay), rmsprop)
    return figure


def explorer(draw=draw):
    return explore(
        draw, learning_rate=log_slider("learning rate", 0.1, -3, 0), decay=slider("decay", 0.9, 0, 0.99, 0.01)
    )


def live_figure(shown):
    """What stands under the sliders."""
    return shown._box.children[-1].value


def test_controls_are_ordinary_sliders():
    rate = log_slider("learning rate", 0.1, -3, 0)
    assert (rate.value, rate.min, rate.max, rate.base, rate.description) == (0.1, -3, 0, 10, "learning rate")
    decay = slider("decay", 0.9, 0, 0.99, 0.01)
    assert (decay.value, decay.min, decay.max, decay.step, decay.description) == (0.9, 0, 0.99, 0.01, "decay")


def test_choice_shows_words_and_hands_over_values():
    box = choice("rule", {"RMSprop": rmsprop, "none": None})
    assert box.value is rmsprop
    assert [words for words, _ in box.options] == ["RMSprop", "none"]


@pytest.mark.parametrize(
    "controls",
    [
        {},
        {"learning_rate": slider("a", 1, 0, 2, 1)},
        {"learning_rate": slider("a", 1, 0, 2, 1), "rate": slider("b", 1, 0, 2, 1)},
        {key: slider(key, 1, 0, 2, 1) for key in ("learning_rate", "decay", "momentum")},
    ],
    ids=list,
)
def test_controls_that_do_not_match_are_named(controls):
    with pytest.raises(ValueError, match=r"must name the arguments of draw: \['decay', 'learning_rate'\]"):
        explore(draw, **controls)


def test_a_notebook_is_given_the_widgets_and_the_figure():
    shown = explorer()
    assert isinstance(shown, Explorer)
    bundle = shown._repr_mimebundle_()
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == shown._box.model_id
    assert [*shown._box.children[:-1]] == [*shown.controls.values()]
    assert bundle["image/svg+xml"] == live_figure(shown) == plotting.as_svg(draw(0.1, 0.9))
    assert "learning rate 0.1" in bundle["text/plain"]
    assert "decay 0.9" in bundle["text/plain"]


def test_a_moved_control_redraws():
    shown = explorer()
    shown._repr_mimebundle_()
    first = live_figure(shown)
    shown.controls["learning_rate"].value = 0.5
    assert shown.values == {"learning_rate": 0.5, "decay": 0.9}
    second = live_figure(shown)
    assert second != first
    assert second == plotting.as_svg(draw(0.5, 0.9))
    shown.controls["learning_rate"].value = 0.1
    assert live_figure(shown) == first


def test_an_error_while_drawing_is_shown():
    def fragile(learning_rate, decay):
        if decay < 0.5:
            raise ArithmeticError("decay is <too> small")
        return draw(learning_rate, decay)

    shown = explorer(fragile)
    shown._repr_mimebundle_()
    shown.controls["decay"].value = 0.1
    assert "ArithmeticError: decay is &lt;too&gt; small" in live_figure(shown)
    shown.controls["decay"].value = 0.8
    assert live_figure(shown) == plotting.as_svg(draw(0.1, 0.8))


def test_figures_do_not_pile_up():
    shown = explorer()
    for rate in (0.2, 0.3, 0.4):
        shown.controls["learning_rate"].value = rate
    assert not plt.get_fignums()


@pytest.mark.parametrize("rate", [1e-3, 1.0])
@pytest.mark.parametrize("decay", [0.0, 0.99])
@pytest.mark.filterwarnings("error")
def test_sliders_extremes_draw_without_warnings(rate, decay):
    shown = explorer()
    shown.controls["learning_rate"].value, shown.controls["decay"].value = rate, decay
    assert live_figure(shown).lstrip().startswith("<?xml")


def test_draw_may_have_defaults_and_locals():
    def plain(decay=0.9, *, learning_rate=0.1):
        unused = decay
        return draw(learning_rate, unused)

    assert explorer(plain).figure_svg() == plotting.as_svg(draw(0.1, 0.9))

"""Explorers in Python: their controls, what they refuse, what a notebook is given, and the script's own parts."""

import json
import xml.etree.ElementTree as ET
from base64 import b64decode

import ipywidgets
import numpy as np
import pytest

from optimizers import gradient_descent, momentum, nesterov, noisy, quadratic_bowl, rmsprop
from optimizers.explorer import Explorer, choice, explore_descents, explore_phase, ground, log_slider, slider, table
from optimizers.explorer.bundle import bundle, classic_script, widget_module
from optimizers.explorer.figure import run_script

VALLEY = quadratic_bowl(20)
GOAL = {"loss": 1e-6, "steps": 25, "stay": True, "words": "soon."}


def descents(**more):
    rate = log_slider("Learning rate η", 0.1, -3, 0)
    return explore_descents([rmsprop], VALLEY, steps=40, learning_rate=rate, **more)


def test_controls_are_ordinary_sliders():
    rate = log_slider("learning rate", 0.1, -3, 0)
    assert (rate.value, rate.min, rate.max, rate.base, rate.description) == (0.1, -3, 0, 10, "learning rate")
    decay = slider("decay", 0.9, 0, 0.99, 0.01)
    assert (decay.value, decay.min, decay.max, decay.step, decay.description) == (0.9, 0, 0.99, 0.01, "decay")


def test_choice_shows_words_and_hands_over_values():
    box = choice("rule", {"RMSprop": rmsprop, "none": None})
    assert box.value is rmsprop
    assert [words for words, _ in box.options] == ["RMSprop", "none"]


def test_a_control_of_another_kind_is_named():
    with pytest.raises(ValueError, match="learning_rate is a Text; make it with slider, log_slider or choice"):
        explore_descents([rmsprop], VALLEY, steps=10, learning_rate=ipywidgets.Text())


def test_a_noisy_landscape_is_refused():
    with pytest.raises(ValueError, match="with noise"):
        explore_descents([rmsprop], noisy(VALLEY, 1.0, np.random.default_rng(0)), steps=10)


def test_python_sees_moved_values():
    one = descents(decay=slider("Decay β", 0.9, 0, 0.99, 0.01))
    one.controls["decay"].value = 0.5
    one.figure.chosen = {"start": [1.0, 1.0]}
    assert one.values == {"learning_rate": 0.1, "decay": 0.5, "start": [1.0, 1.0]}


def test_a_choice_of_rules_is_one_of_names():
    one = explore_phase(
        [momentum, nesterov], VALLEY, steps=50, goal=GOAL, lowest=1e-3, highest=1,
        rule=choice("Rule", {"momentum": momentum, "Nesterov": nesterov}),
        learning_rate=log_slider("η", 0.1, -3, 0), momentum=slider("β", 0.9, 0, 0.99, 0.01),
    )  # fmt: skip
    assert one.values["rule"] == "momentum" and one.figure.options["choices"] == {"rule": ["momentum", "nesterov"]}
    assert one.scene(rule="nesterov")["status"] != one.scene()["status"]


def test_a_choice_may_stand_for_several_options():
    flat, steep = ground(quadratic_bowl(2)), ground(quadratic_bowl(200))
    land = choice("Landscape", {"flat": flat, "steep": steep})
    one = explore_descents([gradient_descent], VALLEY, steps=40, settings={}, land=land)
    statuses = [one.scene(land=land)["status"] for land in (flat, steep)]
    assert statuses[0] != statuses[1] and one.scene()["status"] == statuses[0]


def test_the_scene_tells_when_the_target_is_reached():
    one = descents(goal={"loss": 1.0, "steps": 30, "words": "a loss of 1 in fewer than 30 steps."})
    assert one.scene(learning_rate=0.2)["target"]["reached"]
    assert not one.scene(learning_rate=0.001)["target"]["reached"]


def test_a_target_counts_from_the_first_start_alone():
    one = descents(goal={"loss": 1.0, "steps": 30, "words": "a loss of 1 in fewer than 30 steps."})
    beside = one.scene(learning_rate=0.2, start=[0.1, 0.0])["target"]
    assert not beside["reached"] and beside["text"].endswith("It counts from the first start.")


def test_a_target_may_ask_for_the_value_of_a_control():
    goal = {"loss": 1.0, "steps": 30, "at": {"decay": 0.9}, "words": "a loss of 1, at β = 0.9."}
    one = descents(goal=goal, decay=slider("Decay β", 0.9, 0, 0.99, 0.01))
    reached = [one.scene(learning_rate=0.2, decay=decay)["target"]["reached"] for decay in (0.9, 0.8)]
    assert reached == [True, False]


def test_a_run_beside_the_minimum_has_not_diverged():
    """It swings by one learning rate, which is far only beside where it began."""
    near, away = (descents().scene(learning_rate=0.1, start=[at, at])["status"] for at in (1e-6, 1e4))
    assert "ends at a loss of" in near and "ends at a loss of" in away
    one = explore_descents([gradient_descent], VALLEY, steps=40, learning_rate=log_slider("η", 0.1, -3, 0))
    assert all("diverges" in one.scene(learning_rate=1.0, start=[at, at])["status"] for at in (1e-6, 1.0))


def test_a_control_may_look_its_settings_up():
    rows = table([10, 100], {rmsprop: {"decay": [0.9, 0.99], "learning_rate": [0.02, 0.1]}})
    looked_up = explore_descents([rmsprop], VALLEY, steps=40, tables={"memory": rows}, memory=log_slider("", 10, 0, 3))
    plain = descents(decay=slider("Decay β", 0.9, 0, 0.999, 0.01))
    for memory, decay, rate in ((1, 0.9, 0.02), (40, 0.9, 0.02), (70, 0.99, 0.1), (1000, 0.99, 0.1)):
        told = plain.scene(decay=decay, learning_rate=rate)["status"]
        assert looked_up.scene(memory=memory)["status"] == told


def test_a_notebook_is_given_widget_and_picture():
    one = descents()
    mimes = one._repr_mimebundle_()
    assert json.loads(json.dumps(mimes["application/vnd.jupyter.widget-view+json"]))["model_id"] == one.box.model_id
    picture = ET.fromstring(mimes["image/svg+xml"])
    assert picture.get("data-explorer") == one.box.model_id
    assert "NaN" not in mimes["image/svg+xml"] and "var(--explorer" not in mimes["image/svg+xml"]
    assert mimes["text/plain"] == "Explorer: Learning rate η 0.1"
    shown = ET.fromstring(mimes["text/html"].removesuffix(">") + "/>")
    assert shown.get("alt") == one.scene()["status"]
    assert b64decode(shown.get("src").partition(",")[2]).decode() == mimes["image/svg+xml"]


def test_controls_are_linked_to_the_figure_in_the_front_end():
    one = descents()
    saved = ipywidgets.Widget.get_manager_state()["state"].values()
    figure = f"IPY_MODEL_{one.figure.model_id}"
    links = [model["state"] for model in saved if model["model_name"] == "LinkModel"]
    (source,) = [link["source"] for link in links if link["target"][0] == figure]
    assert source == [f"IPY_MODEL_{one.controls['learning_rate'].model_id}", "value"]


def test_an_unknown_view_is_told_in_words():
    with pytest.raises(
        RuntimeError, match=r"drawing failed(.|\n)*no view is called nowhere; js/views/index\.js lists \w+"
    ):
        Explorer("nowhere", {}, {}).scene()


def test_an_error_in_the_drawing_is_told():
    with pytest.raises(RuntimeError, match=r"drawing failed(.|\n)*TypeError"):
        Explorer("descents", {}, {}).scene()


def test_the_scripts_are_whole():
    pages, worker = classic_script("host.js"), classic_script("rule_worker.js")
    for text in (widget_module(), pages, worker):
        assert "import {" not in text and "${" in text
    assert widget_module().rstrip().endswith("export default { render: explorer.render };")
    for text in (pages, worker):
        run_script(f"new Function({json.dumps(text)})")  # it parses as a classic script


def test_modules_that_import_each_other_are_named(monkeypatch):
    texts = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    monkeypatch.setattr("optimizers.explorer.bundle.read", texts.get)
    with pytest.raises(ImportError, match=r"b\.js and a\.js import each other"):
        bundle("a.js")


def test_an_import_of_another_form_is_named(monkeypatch):
    monkeypatch.setattr("optimizers.explorer.bundle.read", {"a.js": 'import * as b from "./b.js";\n'}.get)
    with pytest.raises(ImportError, match=r"a\.js: write .import \* as b"):
        bundle("a.js")


HOST = """
const { revive } = (() => {%s})();
const { find, models } = revive({
  s: { model_name: "FloatSliderModel", state: { value: 0.3 } },
  f: { model_name: "AnyModel", state: { view: "descents", rate: 0 } },
  l: { model_name: "LinkModel", state: { source: ["IPY_MODEL_s", "value"], target: ["IPY_MODEL_f", "rate"] } },
});
const seen = [], figure = find("IPY_MODEL_f");
figure.on("change:rate", () => seen.push(figure.get("rate")));
const first = figure.get("rate");
models.get("s").set("value", 0.5);
models.get("s").set("value", 0.5);
figure.set("rate", 0.7);
process.stdout.write(JSON.stringify([first, seen, models.get("s").get("value")]));
"""


def test_the_host_revives_models_and_links_both_ways():
    assert json.loads(run_script(HOST % bundle("host.js"))) == [0.3, [0.5, 0.7], 0.7]


NUMBERS = """
const { written, ticks, powerOfTen } = (() => {%s})();
process.stdout.write(JSON.stringify([
  [0, 1, -2.5, 0.0977237, 1e-6, -3e-9, 123456, 1e5, NaN, Infinity].map((it) => written(it)),
  ticks({ low: 0, high: 400 }, 4).words,
  ticks({ low: -3, high: 3 }, 6).words,
  ticks({ low: 1e-3, high: 1, log: true }, 9).words,
]));
"""


def test_numbers_are_written_as_readers_expect():
    values, steps, around_zero, decades = json.loads(run_script(NUMBERS % bundle("numbers.js")))
    assert values == [
        "0", "1", "−2.5", "0.0977", "10⁻⁶", "−3 · 10⁻⁹", "1.23 · 10⁵", "10⁵", "not a number", "∞",
    ]  # fmt: skip
    assert steps == ["0", "100", "200", "300", "400"]
    assert around_zero == ["−3", "−2", "−1", "0", "1", "2", "3"] and decades == ["10⁻³", "10⁻²", "10⁻¹", "1"]


LAYOUT = """
const { layout } = (() => {%s})();
const across = (title, width) => layout([{ title }, { title: "b" }], width).boxes.every(({ y }) => y === 0);
process.stdout.write(JSON.stringify([across("a", 550), across("a", 600), across("a".repeat(60), 600)]));
"""


def test_panels_stand_side_by_side_where_there_is_room_for_their_titles():
    assert json.loads(run_script(LAYOUT % bundle("scene.js"))) == [False, True, False]


TITLES = """
const { drawScene } = (() => {%s})();
const axis = { low: 0, high: 1 };
const panel = { title: "Stronger color: faster; blank: diverges", x: axis, y: axis, layers: [] };
const titles = (width) => drawScene([panel], width, "p")
  .nodes.filter((node) => node["font-weight"]).map(({ text, y }) => [text, y]);
process.stdout.write(JSON.stringify([titles(700), titles(340)]));
"""


def test_a_title_too_long_for_its_panel_takes_two_lines():
    wide, narrow = json.loads(run_script(TITLES % bundle("scene.js")))
    assert wide == [["Stronger color: faster; blank: diverges", 16]]
    assert narrow == [["Stronger color:", 10], ["faster; blank: diverges", 24]]


LEAPS = """
const { line } = (() => {%s})();
const place = { px: (x) => x, py: (y) => y, left: 0, right: 100, top: 0, bottom: 100 };
process.stdout.write(JSON.stringify([
  line([0, 50, 100], [0, 300, 50], place), line([0, 50, 100, 150], [50, -500, 500, -500], place),
]));
"""


def test_what_diverges_is_drawn_until_it_leaves_and_not_as_bars():
    excursion, diverged = json.loads(run_script(LEAPS % bundle("scene.js")))
    assert excursion == "M0 0L50 300L100 50", "a path that comes back is one line"
    assert diverged == "M0 50L50 -500M100 500M150 -500"

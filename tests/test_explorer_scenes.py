"""What the explorers' JavaScript modules hand to each other, in Node: the contract, what is kept, the map of radii."""

import json

import numpy as np
import pytest

from helpers.explorer_data import radius_bands
from helpers.scenes import exports, faults
from optimizers import adam, gradient_descent, momentum, nesterov, quadratic_bowl, rmsprop
from optimizers.explorer import choice, explore_counterexample, explore_descents, explore_phase, log_slider, slider
from optimizers.explorer.figure import run_script

SCENE = {
    "panels": [{
        "title": "", "x": {"low": 0, "high": 1}, "y": {"low": 0, "high": 1},
        "layers": [{"kind": "mark", "shape": "dot", "x": 0, "y": 0}],
    }],
    "steps": 0, "status": "", "data": [{"radius": 1, "weights": [1, 2]}],
}  # fmt: skip


def test_a_scene_may_do_without_a_rule_a_target_and_a_handle():
    assert faults("Scene", json.dumps(SCENE)) == []


BROKEN = {
    "scene.stepps = 3": "has a field stepps, which Scene lacks",
    "delete scene.status": "lacks Scene's field status",
    "scene.steps = '3'": ".steps is no number",
    "scene.panels[0].x.low = null": ".panels[0].x.low is no number",
    "scene.handle = { panel: 0, x: 1, y: 2 }": ".handle lacks Handle's field words",
    "scene.data[0].weights = [[[['1']]]]": ".data[0].weights is no string | number | Numbers | Numbers[] | Numbers[][]",
    "layer.kind = 'blob'": ".panels[0].layers[0] is no Contours | Curve | Dots | Mark | Exit | Level | Bands | Note",
    "layer.shape = 'cross'": '.panels[0].layers[0].shape is no "dot" | "ring" | "star"',
    "layer.big = 3": ".panels[0].layers[0] has a field big, which Mark lacks",
}


@pytest.mark.parametrize(("change", "told"), BROKEN.items(), ids=BROKEN)
def test_a_scene_off_the_contract_is_told_by_its_field(change, told):
    scene = f"((scene) => {{ const [layer] = scene.panels[0].layers; {change}; return scene; }})({json.dumps(SCENE)})"
    (sentence,) = faults("Scene", scene)
    assert sentence.removeprefix("Scene").strip() == told


def test_the_pages_model_keeps_the_contract():
    methods = f"Object.getOwnPropertyDescriptors({exports('host.js')}.Model.prototype)"
    plain = f"Object.fromEntries(Object.entries({methods}).map(([name, {{ value }}]) => [name, value]))"
    assert faults("Model", f"(({{ constructor, ...rest }}) => rest)({plain})") == []


def rate():
    return log_slider("Learning rate η", 0.1, -3, 0)


def phases(condition_number):
    goal = {"loss": 1e-6, "steps": 25, "stay": True, "words": "soon."}
    return explore_phase(
        [momentum, nesterov], quadratic_bowl(condition_number), steps=50, goal=goal, lowest=1e-3, highest=1,
        rule=choice("Rule", {"momentum": momentum, "Nesterov": nesterov}),
        learning_rate=rate(), momentum=slider("β", 0.9, 0, 0.99, 0.01),
    )  # fmt: skip


def counterexamples(decay1):
    return explore_counterexample(
        [rmsprop, adam], cycles=3, decay1=decay1, memories=(10, 1000), shortest=50, words="down.",
        rule=choice("Rule", {"Adam": adam, "RMSprop": rmsprop}), period=slider("P", 10, 3, 30, 1),
        factor=slider("C", 2, 1, 3, 0.1), memory=log_slider("Memory", 100, 1, 3),
    )  # fmt: skip


def descents(condition_number):
    return explore_descents([gradient_descent], quadratic_bowl(condition_number), steps=20, learning_rate=rate())


# Two figures of a page are drawn in turn, twice: is each one's part the one it had, and not the other one's?
IN_TURN = """
const { viewCalled } = %s, pairs = %s;
const parts = {
  descents: ({ panels }) => panels[0].layers[0].segments,
  phase: ({ panels }) => panels[0].layers[0].rects,
  counterexample: ({ data }) => data[0].drifts,
};
process.stdout.write(JSON.stringify(pairs.map((pair) => {
  const part = ({ view, values, options }) => parts[view](viewCalled(view).scene(values, options, Infinity));
  const draw = () => pair.map(part);
  const [one, other] = draw(), again = draw();
  return [again[0] === one, again[1] === other, one !== other];
})));
"""


def test_two_figures_of_a_page_both_find_what_they_had_kept():
    pairs = [
        [descents(2), descents(20)],
        [phases(20), phases(100)],
        [counterexamples(0.9), counterexamples(0.5)],
    ]
    questions = json.dumps([[one.question() for one in pair] for pair in pairs])
    assert json.loads(run_script(IN_TURN % (exports("views/index.js"), questions))) == [[True] * 3] * 3


KEPT = """
const { memo } = %s;
let made = 0;
const kept = memo((number) => ({ number, made: made++ })), [first, second] = [kept(1), kept(2)];
for (let i = 3; i < 100; i++) {
  kept(i);
  kept(1);
}
process.stdout.write(JSON.stringify([kept(1) === first, kept(2) === second, made]));
"""


def test_what_is_used_is_kept_and_what_is_not_is_let_go():
    assert json.loads(run_script(KEPT % exports("memo.js"))) == [True, False, 100]


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_map_of_the_spectral_radius_is_pythons(rule):
    question = phases(20).question(rule=rule)
    scene = (
        f"{exports('views/phase.js')}.phase.scene({json.dumps(question['values'])}, {json.dumps(question['options'])})"
    )
    rects = json.loads(run_script(f"process.stdout.write(JSON.stringify({scene}.panels[0].layers[0].rects))"))
    ours = radius_bands(rule, question["options"])
    theirs, (rows, columns) = np.full(ours.shape, -1), ours.shape
    edges = np.log10([question["options"]["lowest"], question["options"]["highest"]])
    for band, rectangles in enumerate(rects):
        for left, right, bottom, _ in rectangles:
            first, last = np.rint(np.interp(np.log10([left, right]), edges, [0, columns])).astype(int)
            theirs[round(bottom * rows), first:last] = band
    np.testing.assert_array_equal(theirs, ours)

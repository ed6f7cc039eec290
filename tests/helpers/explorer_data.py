"""What an explorer must show, computed by the package: a view's data from its values and its options."""

from functools import partial

import numpy as np

from helpers.parity import bits
from optimizers import Landscape, descend, quadratic_bowl, replay
from optimizers.catalogue import RULES
from optimizers.explorer.bundle import landscape_functions


def assert_pythons(view, values, options, shown):
    """The data that an explorer has ``shown`` are the package's, to the last bit but for the sign of zero."""
    ours = expected(view, values, options, shown)
    assert [run.keys() for run in shown] == [run.keys() for run in ours], view
    for theirs, run in zip(shown, ours, strict=True):
        for key, value in run.items():
            if isinstance(value, str):
                assert theirs[key] == value
            else:
                words = f"{view}'s {key} at {values}"
                np.testing.assert_array_equal(bits(theirs[key]), bits(value), words, strict=True)


def expected(view, values, options, shown):
    """One dict for every run shown, with the names that the view's ``data`` has.

    Of what the page has ``shown``, only the grids of a logarithmic axis are read: a power's last bit is the engine's.
    """
    grids = {key: np.array(shown[-1][key]) for key in ("sizes", "memories", "rates") if key in shown[-1]}
    with np.errstate(all="ignore"):
        return VIEWS[view](options=options, **values, **grids)


def descents(options, start=None, factor=None, **moved):
    def settings(name):
        own = options["settings"].get(name, {})
        if name in options["fixed"]:
            return own
        rate = {} if factor is None else {"learning_rate": own["learning_rate"] * factor}
        looked_up = {}
        for control, table in options["tables"].items():
            row = np.abs(np.array(table["at"]) - moved[control]).argmin()
            looked_up |= {key: column[row] for key, column in table["settings"].get(name, {}).items()}
        known = {key: value for key, value in moved.items() if key in RULES[name].__kwdefaults__}
        return own | known | looked_up | rate

    land, numbers = landscape(options["ground"], **moved)
    start = start or land.start
    if options["turn_start"] and start is land.start:
        (x, y), cos, sin = start, numbers["cos"], numbers["sin"]
        start = cos * x - sin * y, sin * x + cos * y
    return [ours(name, land, start, options["steps"], settings(name)) for name in options["rules"]]


def ours(name, land, start, steps, settings):
    path = descend(RULES[name], land, start, steps, **settings)
    xs, ys = path.params.T
    return {"rule": name, "xs": xs, "ys": ys, "losses": path.loss, "state": [of.T for of in path.state]}


def landscape(ground, condition_number=None, angle=None, **_others):
    """The landscape with the numbers that controls give a bowl, and all of these numbers."""
    numbers = dict(ground["options"])
    if condition_number is not None:
        numbers["condition_number"] = condition_number
    if angle is not None:
        numbers = quadratic_bowl(numbers["condition_number"], angle).loss.keywords
    loss, grad = (partial(function, **numbers) for function in landscape_functions()[ground["name"]])
    return Landscape(ground["name"], loss, grad, tuple(ground["start"]), ground["minimum"], ground["bounds"]), numbers


def rates(options, learning_rate, rates, rule=None, start=None, **moved):
    """The run at the chosen rate, and the losses at every rate of the page's own grid."""
    range_ = options["range"]
    np.testing.assert_allclose(rates, np.geomspace(range_["low"], range_["high"], len(rates)), rtol=1e-14)
    land, _ = landscape(options["ground"], **moved)

    def settings(name):
        own = options["settings"].get(name, {})
        if name in options["fixed"]:
            return own
        return own | {key: value for key, value in moved.items() if key in RULES[name].__kwdefaults__}

    def landings(name):
        run = descend(
            RULES[name], land, start or land.start, options["steps"], **settings(name) | {"learning_rate": rates}
        )
        return {"rule": name, "rates": rates, "losses": run.loss[-1]}

    chosen = rule or options["rules"][0]
    here = settings(chosen) | {"learning_rate": learning_rate}
    return [ours(chosen, land, start or land.start, options["steps"], here), *map(landings, options["rules"])]


def parabola(options, rule=None, curvature=None, start=None, **moved):
    name, slope = rule or options["rule"], options["curvature"] if curvature is None else curvature
    settings = {key: value for key, value in moved.items() if key in RULES[name].__kwdefaults__}
    land = Landscape(
        "parabola", lambda x: 0.5 * slope * x[0] * x[0], lambda x: slope * x, (0, 0), None, ((0, 0), (0, 0))
    )
    path = descend(RULES[name], land, [options["start"] if start is None else start], options["steps"], **settings)
    return [{"rule": name, "xs": path.params[:, 0]}]


def tape(options, **moved):
    def run(name):
        settings = options["settings"].get(name, {}) | {
            key: value for key, value in moved.items() if key in RULES[name].__kwdefaults__
        }
        path = replay(RULES[name], options["gradients"], **settings)
        return {"rule": name, "weights": path.params, "state": path.state}

    return [run(name) for name in options["rules"]]


def phase(options, rule, learning_rate, momentum):
    land, numbers = landscape(options["ground"])
    settings = {"learning_rate": learning_rate, "momentum": momentum}
    run = ours(rule, land, land.start, options["steps"], settings)
    return [run | {"radius": spectral_radius(rule, numbers["condition_number"], **settings).item()}]


def spectral_radius(rule, condition_number, **settings):
    """The larger one of both directions' largest eigenvalues: of the matrices that take (x, v) one step on."""
    curvature = np.array([1.0, condition_number])[:, None, None]
    (a, c), (b, d) = (RULES[rule](x, curvature * x, v, **settings) for x, v in ((1.0, 0.0), (0.0, 1.0)))
    half, determinant = (a + d) / 2, a * d - b * c
    inside = half * half - determinant
    with np.errstate(invalid="ignore"):  # of both roots one is real
        return np.where(inside >= 0, np.abs(half) + np.sqrt(inside), np.sqrt(determinant)).max(axis=0)


def radius_bands(rule, options, columns=120, rows=66, bands=8):
    """The map of the spectral radius: each cell's band by the steps that it takes, -1 where it diverges."""
    edges = np.log10([options["lowest"], options["highest"]])
    rates = 10 ** (edges[0] + (np.arange(columns) + 0.5) * (edges[1] - edges[0]) / columns)
    momenta = (np.arange(rows)[:, None] + 0.5) / rows
    radius = spectral_radius(
        rule, options["ground"]["options"]["condition_number"], learning_rate=rates, momentum=momenta
    )
    steps = -1.2 * np.log2(1 - np.minimum(radius, 1 - 1e-9))
    return np.where(radius < 1 - 1e-9, np.minimum(np.floor(steps), bands - 1), -1)


def signs(options, rule, tape, **settings):
    gradients = [{"+": 1.0, "−": -1.0, "0": 0.0}[sign] for sign in tape]
    run = replay(RULES[rule], gradients, learning_rate=options["learning_rate"], **settings)
    return [{"rule": rule, "weights": run.params, "step_sizes": run.state[1]}]


def outliers(options, every, size, order):
    period, steps = round(every), options["steps"]
    cycle, times = [options["others"]] * (period - 1) + [-size], options["steps"] // period
    tape = {
        "in turn": lambda: cycle * times,
        "shuffled in each cycle": lambda: [g for k in range(times) for g in shuffled(cycle, k + 1)],
        "shuffled altogether": lambda: shuffled(cycle * times, 1),
    }[order]()
    assert len(tape) <= steps
    names = [*options["walking"], *options["adapting"]]
    runs = [replay(RULES[name], tape, **options["settings"][name]) for name in names]
    return [
        {"rule": name, "tape": tape, "weights": run.params, "state": run.state}
        for name, run in zip(names, runs, strict=True)
    ]


def shuffled(values, seed):
    """Fisher and Yates's shuffle, with the page's own generator."""
    mixed, state = list(values), seed
    for last in range(len(mixed) - 1, 0, -1):
        state = (state * 1664525 + 1013904223) % 2**32
        other = int(state / 2**32 * (last + 1))
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed


def dials(options, forget, eps, rule, sizes):
    np.testing.assert_allclose(sizes, np.logspace(-12, 2, 181), rtol=1e-14)
    step, settings = RULES[rule], {"learning_rate": 1, "decay": 1 - forget, "eps": eps}
    tape, square_avg = options["tape"], settled([grad * grad for grad in options["tape"]], 1 - forget)
    weights = walk(step, tape * options["cycles"], [square_avg], settings)
    # A steady gradient's average has settled at its square.
    lengths = -step(0.0, sizes, sizes * sizes, **settings)[0]
    return [{"rule": rule, "weights": [0, *weights], "sizes": sizes, "lengths": lengths}]


def drift(options, memory, outlier, memories):
    ends, rule = options["memories"], options["rule"]
    np.testing.assert_allclose(memories, np.geomspace(ends["low"], ends["high"], 100), rtol=1e-14)
    tape = [*options["tape"][:-1], outlier]
    weights = repeated(settled_cycle(rule, tape, 1 - 1 / memory, None), options["cycles"])
    drifts = settled_cycle(rule, tape, 1 - 1 / memories, None)[-1]
    return [{"rule": rule, "weights": weights, "memories": memories, "drifts": drifts}]


def counterexample(options, memories, **moved):
    period, factor, memory, rule = ((options["fixed"] | moved)[key] for key in ("period", "factor", "memory", "rule"))
    ends = options["memories"]
    np.testing.assert_allclose(memories, np.geomspace(ends["low"], ends["high"], 100), rtol=1e-14)
    tape = [factor * (round(period) - 1)] + [-1.0] * (round(period) - 1)
    cycle = settled_cycle(rule, tape, 1 - 1 / memory, options["decay1"])
    weights = repeated(cycle, options["cycles"])
    drifts = settled_cycle(rule, tape, 1 - 1 / memories, options["decay1"])[-1]
    return [{"rule": rule, "weights": weights, "memories": memories, "drifts": drifts}]


def repeated(cycle, times):
    """The weight, from 0, over many cycles, each of which goes on where the last one ended."""
    return [0, *(weight + cycle[-1] * k for k in range(times) for weight in cycle)]


def settled_cycle(rule, tape, decay, decay1):
    """The weight after every step of one period, from 0, long after the start."""
    square_avg = settled([grad * grad for grad in tape], decay)
    state, settings = [square_avg], {"decay": decay}
    if rule == "adam":
        state = [settled(tape, decay1), square_avg, 0.0, 0.0]
        settings = {"decay1": decay1, "decay2": decay}
    return walk(RULES[rule], tape, state, settings | {"learning_rate": 1, "eps": 0})


def settled(values, decay):
    """A leaky average of a tape that has been played for ever."""
    average, kept = 0.0, 1.0
    for value in values:
        average, kept = decay * average + (1 - decay) * value, kept * decay
    return average / (1 - kept)


def walk(step, gradients, state, settings):
    """The weight after every step, from 0."""
    weights, weight = [], np.float64(0)
    for grad in gradients:
        weight, *state = step(weight, np.float64(grad), *state, **settings)
        weights.append(weight)
    return weights


def records(options, rule, learning_rate, batch_size=None, schedule=None):
    """The runs recorded closest to the slider's rate, the chosen rule's last."""
    rate = np.abs(np.log(np.array(options["rates"]) / learning_rate)).argmin()
    kind = options["kinds"].index(schedule or batch_size)
    drawn = [one for one in options["compare"] if one != rule] + [rule]
    return [{"rule": one} | {key: options[key][one][kind][rate] for key in ("loss", "accuracy")} for one in drawn]


def sensitivity(options, rule, times):
    """The losses of the rule chosen, and the place of its best rate, moved by whole places of the grid."""
    rates = options["rates"]
    moved = round(np.log(times) / np.log(rates[1] / rates[0]))
    return [{"rule": rule, "loss": options["loss"][rule], "at": [options["best"][rule] + moved]}]


def roots(options, momentum, product=None, learning_rate=None, condition_number=None):
    """The roots as real and imaginary parts, and the larger size; of one direction with its run, or of both ends."""
    if product is None:
        return [roots_of(learning_rate * curvature, momentum) for curvature in (1.0, condition_number)]
    bowl = Landscape("parabola", lambda x: 0.5 * x[0] * x[0], lambda x: x, (0, 0), None, ((0, 0), (0, 0)))
    path = descend(RULES["momentum"], bowl, [1.0], options["steps"], learning_rate=product, momentum=momentum)
    return [roots_of(product, momentum) | {"xs": path.params[:, 0]}]


def roots_of(product, momentum):
    half = (1 + momentum - product) / 2
    inside = half * half - momentum
    root = np.sqrt(abs(inside)).item()
    found = [half + root, 0, half - root, 0] if inside >= 0 else [half, root, half, -root]
    size = abs(half) + root if inside >= 0 else np.sqrt(momentum).item()
    return {"rule": "momentum", "roots": found, "size": size}


def sharpness(options, run):
    recorded = options["runs"][run]
    return [{key: recorded[key] for key in ("rule", "loss", "sharpness")}]


VIEWS = {
    view.__name__: view
    for view in (
        counterexample,
        descents,
        dials,
        drift,
        outliers,
        parabola,
        phase,
        rates,
        records,
        roots,
        sensitivity,
        sharpness,
        signs,
        tape,
    )
}

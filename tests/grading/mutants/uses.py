"""Random uses of what each exercise asks for, within what its text allows, and not drawn as its checks draw."""

from dataclasses import dataclass

import numpy as np

from mutants.behavior import called


@dataclass(frozen=True)
class Use:
    """What to do with the names that an answer defines; ``rtol`` is what the exercise's text leaves open."""

    function: object
    rtol: float = 1e-7
    rng: bool = True

    def __call__(self, names, rng):
        return self.function(names, rng)


def values(*names, rtol=0.01):
    """Names that hold numbers or words, of which a text says how exact they must be."""
    return Use(lambda found, rng: [found.get(name) for name in names], rtol, rng=False)


def shape(rng):
    return tuple(rng.integers(1, 5, rng.integers(1, 4)))


def array(rng, form):
    """Numbers of all sizes and signs, some of them zero or the same."""
    numbers = rng.choice([rng.standard_normal(form), rng.integers(-2, 3, form) / 2.0])
    return numbers * 10.0 ** rng.integers(-2, 3)


def bowl(rng, n):
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
    H = (turn * rng.uniform(0.1, 9, n)) @ turn.T  # noqa: N806
    return (H + H.T) / 2


def capped_step(names, rng):
    form = shape(rng)
    x, g, s = array(rng, form), array(rng, form), rng.uniform(0.1, 5, form)
    return called(names["capped_step"], x, g, s, rng.uniform(0.01, 3), rng.uniform(0.01, 5))


def path(names, rng):
    n = rng.integers(1, 6)
    return called(names["path"], bowl(rng, n), array(rng, n), rng.uniform(0.01, 0.6), int(rng.integers(0, 9)))


def diverging_rate(names, rng):
    return called(names["diverging_rate"], bowl(rng, rng.integers(1, 7)))


def momentum(name):
    def use(names, rng):
        form = shape(rng)
        x, g, m = array(rng, form), array(rng, form), array(rng, form)
        return called(names[name], x, g, m, rng.uniform(0.01, 3), rng.uniform(0, 0.99))

    return use


def convert(names, rng):
    source, target = rng.choice(["outside", "inside", "averaged"], 2)
    memory = array(rng, shape(rng))
    return called(names["convert"], rng.uniform(0.01, 3), memory, rng.uniform(0.1, 0.99), str(source), str(target))


def resting(names, rng):
    form = shape(rng)
    x, g, before = array(rng, form), array(rng, form), array(rng, form)
    smallest, largest = rng.uniform(0.01, 0.3), rng.uniform(0.5, 3)
    delta = np.clip(rng.uniform(0, 4, form), smallest, largest)
    settings = rng.uniform(1.05, 2), rng.uniform(0.1, 0.9), smallest, largest
    return called(names["resting"], x, g, before, delta, *settings)


def half_back(names, rng):
    form, results = shape(rng), []
    settings = rng.uniform([0.1, 1.05, 0.1, 0.01, 1], [1, 2, 0.9, 0.1, 3]).tolist()
    rules = [names["HalfBack"](*settings) for _ in range(2)]
    points = [array(rng, form), array(rng, form)]
    for _ in range(15):
        for i in range(2):
            points[i], given = called(rules[i].step, points[i], array(rng, form))
            results += [points[i], given]
    return results


def scale_gap(names, rng):
    n = rng.integers(1, 4)
    c = rng.choice([-1, 0, 1, 1e3]) * rng.uniform(0.1, 3)
    return called(names["scale_gap"], bowl(rng, n), array(rng, n), float(c), int(rng.integers(1, 15)))


def growth(names, rng):
    tape = array(rng, rng.integers(2, 15))
    factors = rng.uniform([1.05, 0.2], [2, 0.9]).tolist()
    return called(names["growth"], tape, bool(rng.integers(2)), *factors)


def flip_share(names, rng):
    return called(names["flip_share"], array(rng, tuple(rng.integers([2, 1], [20, 6]))))


def smallest_batch(names, rng):
    mean, sigma = rng.choice([-1, 1]) * rng.uniform(0.01, 0.3), rng.uniform(0.3, 4)
    factors = rng.uniform([1.05, 0.3], [1.35, 0.65]).tolist()
    return called(names["smallest_batch"], float(mean), sigma, bool(rng.integers(2)), *factors)


def late_step(names, rng):
    form = shape(rng)
    x, g, s = array(rng, form), array(rng, form), rng.uniform(0, 5, form)
    return called(names["late_step"], x, g, s, *rng.uniform([0.01, 0.1, 0.001], [3, 1.5, 0.3]).tolist())


def rates(names, rng):
    gradients = array(rng, (int(rng.integers(1, 12)), *(shape(rng) if rng.integers(3) else ())))
    return called(names["rates"], gradients, *rng.uniform([0, 0.01, 0.1, 0.001], [3, 3, 1.5, 0.3]).tolist())


def exponent(names, rng):
    steps = int(rng.integers(10, 200))
    falling = rng.uniform(0.1, 9) * np.arange(1.0, steps + 1) ** -rng.uniform(0.1, 2)
    return called(names["exponent"], falling * np.exp(rng.normal(0, 0.1, steps)), int(rng.integers(1, steps // 2)))


def house(name):
    def use(names, rng):
        form, state, results = shape(rng), None, []
        x, options = array(rng, form), rng.uniform([0.1, 0, 0.001], [0.99, 0.95, 0.3]).tolist()
        for _ in range(5):
            (x, state), given = called(names[name], x, array(rng, form), state, rng.uniform(0.01, 1), *options)
            results += [x, state, given]
        return results

    return use


def turning_outlier(names, rng):
    return names["turning_outlier"](int(rng.integers(3, 21)), float(rng.uniform(0.7, 0.99)))


def schedule(names, rng):
    return names["schedule"](float(rng.uniform(0.002, 0.2)), int(rng.integers(800, 1500)))


def average(names, rng):
    form = shape(rng) if rng.integers(3) else ()
    parts = [names["CorrectedAverage"](beta) for beta in rng.uniform(0, 0.99, 2)]
    return [called(part.update, array(rng, form)) for _ in range(8) for part in parts]


def adaptive(name):
    def use(names, rng):
        form, results = shape(rng), []
        options = rng.uniform([0.01, 0, 0, 0.001], [2, 0.95, 0.99, 0.3]).tolist()
        rules, points = [names[name](*options) for _ in range(2)], [array(rng, form), array(rng, form)]
        for _ in range(8):
            for i in range(2):
                points[i], given = called(rules[i].step, points[i], array(rng, form))
                results += [points[i], given]
        return results

    return use


def judge(names, rng):
    tables = []
    for _ in range(2):
        table = rng.uniform(0.5, 2, (13, 1)) * np.exp(rng.standard_normal((13, 15)))
        table[rng.random(table.shape) < 0.02] = rng.choice([np.nan, np.inf])
        table[rng.integers(13), :] = 1.0  # a rate that does not diverge
        table[:, 5:][~np.isfinite(table[:, 5:])] = 3.0
        tables += [table[:, :5], table[:, 5:]]
    return called(names["judge"], *tables)


def split(names, rng):
    return names["split"](int(rng.integers(20, 300)), float(rng.uniform(0.1, 0.6)), int(rng.integers(1000)))


def mini_batches(names, rng):
    count, size = int(rng.integers(20, 200)), int(rng.integers(2, 15))
    return list(names["mini_batches"](count, size, int(rng.integers(1, 6)), int(rng.integers(1000))))


def network_data(rng):
    features, count = int(rng.integers(1, 8)), int(rng.integers(40, 90))
    labels = rng.permutation(np.arange(count) % 3)
    points = rng.standard_normal((count, features))
    points[:, 0] += labels
    return points, labels


def train(names, rng):
    points, labels = network_data(rng)
    params = rng.standard_normal(points.shape[1] * 12 + 51)
    batches = [rng.permutation(len(labels))[:7] for _ in range(6)]
    arguments = points, labels, batches, rng.uniform(0.01, 0.3, 6), *rng.uniform([0.5, 0.001], [0.99, 0.1]).tolist()
    return called(names["train"], params, *arguments)


def tune(names, rng):
    return called(names["tune"], *network_data(rng), int(rng.integers(5, 8)), int(rng.integers(1000)))


def limited(names, rng):
    form = shape(rng)
    x, g, s = array(rng, form), array(rng, form), rng.uniform(0, 5, form)
    eta = rng.uniform(0.01, 2, form if rng.integers(2) else None)
    return called(names["limited"], x, g, s, eta, *rng.uniform([0, 0.001], [0.99, 0.3]).tolist())


def regrowing_tape(names, rng):
    """How long the tape is, and whether it refutes: the text leaves open where it begins, and the order of ties."""
    beta, least, most, growth = rng.uniform([0.5, 0.3, 0.97, 1.2], [0.85, 0.6, 0.99, 2.5]).tolist()
    tape = np.asarray(names["regrowing_tape"](beta, least, most, growth), float)
    ratios, s, lengths = tape[1:] / tape[:-1], 0.0, []
    for g in tape:
        s = beta * s + (1 - beta) * g * g
        lengths.append(g / max(s**0.5, g, 1e-8))
    shrinks = np.all((ratios > least - 1e-9) & (ratios < most + 1e-9)) and tape.min() > 0
    grown = max(b / a for i, a in enumerate(lengths) for b in lengths[i + 1 :])
    return len(tape), int(shrinks and grown > growth - 1e-9)


def gap(names, rng):
    """The steps, and whether the three rates refute: there are many such rates."""
    beta, start, near, far = rng.uniform([0.85, 0.5, 0.03, 0.15], [0.95, 20, 0.06, 0.45]).tolist()
    steps, *rates = names["gap"](beta, start, near * start, far * start)
    x, s, rates = np.full(3, start), np.zeros(3), np.array(rates)
    for _ in range(int(steps)):
        s = beta * s + (1 - beta) * x * x
        x = x - rates * x / np.maximum(np.maximum(np.sqrt(s), np.abs(x)), 1e-8)
    low, middle, high = np.abs(x) / start
    gets_there = max(low, high) < near + 1e-9 and np.all(np.diff(rates) > 0) and rates[0] > 0
    return steps, int(gets_there and middle > far - 1e-9)


FAULT = "faulty_row", "slip"
USES = {
    "1_gradient_descent": [
        *map(Use, (capped_step, path, diverging_rate)),
        values("edge", "best", "factor", "sign_changes", *FAULT, "right_point", "who"),
    ],
    "2_momentum": [
        *map(Use, (momentum("averaged_momentum"), momentum("averaged_nesterov"), convert)),
        values("edge_outside", "edge_averaged", "edge_nesterov", "after_drop", *FAULT, "right_x"),
    ],
    "3_rprop": [
        *map(Use, (resting, half_back, scale_gap)),
        values("resting_steps", "half_back_steps", "noticed", *FAULT, "right_delta"),
    ],
    "4_mini_batches": [
        *map(Use, (growth, flip_share, smallest_batch)),
        values("drift", "single_minus", "single_others", "pair_minus", "pair_others", *FAULT, "right_x"),
        values("flips_start", "flips_trained", "works_from", rtol=0.03),
    ],
    "5_adagrad": [
        *map(Use, (late_step, rates, exponent)),
        values("length", "entered_until_half", "settled_root", "removed", "predicted", *FAULT, "right_value", "ends"),
        values("way", rtol=0.05),
    ],
    "6_rmsprop": [
        *map(Use, (house("north"), house("south"), schedule)),
        Use(turning_outlier, rtol=2e-6),
        values("first_north", "first_south", "before_drop", "share_north", "share_south"),
        values("a", "vanishes_south", "vanishes_north", "directions", "slips"),
    ],
    "7_beyond_rmsprop": [
        *map(Use, (average, adaptive("Adam"), adaptive("DivideFirst"), judge)),
        values("equals", "first_adam", "first_divide", "bound_divide", "jump_adam", "jump_divide", "drop", "faults"),
    ],
    "8_in_practice": [
        *map(Use, (split, mini_batches, train, tune)),
        values("steps", "numbers", "start_loss", "first_here", "first_from_zero", "memory_in_epochs", "factor"),
        values("change", "take"),
    ],
    "9_claims_on_trial": [
        *map(Use, (limited, regrowing_tape, gap)),
        values("first_step", "after_drop", "half_again", "grows_again", "faults"),
    ],
}

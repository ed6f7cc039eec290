"""Mistakes in exercise 8, in practice."""

from helpers.mistakes import Mistake

SPLIT = """
def split(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    validation = round(share * count)
    return order[validation:], order[:validation]
"""
BATCHES = """
def mini_batches(count, size, epochs, seed):
    rng, found = np.random.default_rng(seed), []
    for _ in range(epochs):
        order = rng.permutation(count)
        found += [order[at : at + size] for at in range(0, count - size + 1, size)]
    return found
"""


def data(split=(), batches=()):
    """Both functions, with something in each replaced."""
    assert not split or split[0] in SPLIT
    assert not batches or batches[0] in BATCHES
    return {"split-and-batches": (SPLIT.replace(*split) if split else SPLIT)
            + (BATCHES.replace(*batches) if batches else BATCHES)}  # fmt: skip


def train(
    first="g**2",
    average="beta * s + (1 - beta) * g**2",
    step="params = params - eta * g / (np.sqrt(s) + eps)",
    where="points[batch], labels[batch]",
    seen="*here",
    rates="rates",
    order="losses.append, step",
    old=False,
):
    lines = {"losses.append": f"losses.append(loss(params, {seen}))", "step": step}
    before, after = (lines[name] for name in order.split(", "))
    return {
        "train": f"""
def train(params, points, labels, batches, rates, beta, eps):
    s, losses = None, []
    for batch, eta in zip(batches, {rates}):
        here = {where}
        g = gradient(params, *here)
        new = {first} if s is None else {average}
        s = {"new if s is None else s" if old else "new"}
        {before}
        {after}
        s = new
    return params, losses
"""
    }


def tune(
    rates="np.geomspace(1e-3, 1, budget)",
    batches="mini_batches(len(train_part), 24, 15, seed)",
    run_points="points[train_part], labels[train_part]",
    judged="points[validation_part], labels[validation_part]",
    keep="params, _",
    judge="loss(params",
    after="",
    best="rates[int(np.argmin(losses))]",
    result="rates, losses, best",
):
    return {
        "tune": f"""
def tune(points, labels, budget, seed):
    train_part, validation_part = split(len(labels), 1 / 3, seed)
    batches = {batches}
    start = initial_params(points.shape[1], seed)
    rates, losses = list({rates}), []
    for eta in rates:
        {keep} = train(start, {run_points}, batches, np.full(len(batches), eta), 0.9, 1e-8)
        losses.append({judge}, {judged}))
        {after}
    best = {best}
    return {result}
"""
    }


def predictions(factor=(), **other):
    right = {
        "steps": 90, "numbers": 123, "start_loss": 1.1, "first_here": 1, "first_from_zero": 10**0.5,
        "memory_in_epochs": 10 / 6,
    }  # fmt: skip
    names = "gradient descent", "momentum", "Adagrad", "RMSprop", "Adam"
    factors = dict(zip(names, factor or (1 / 24, 1 / 24, 1, 1, 1), strict=True))
    entries = ", ".join(f"{name!r}: {value}" for name, value in factors.items())
    lines = [f"{name} = {value}" for name, value in (right | other).items()]
    return {"predictions": "\n".join([*lines, f"factor = {{{entries}}}"])}


def curves(a="up", d="down", take="B"):
    return {"curves": f"change, take = {{'A': '{a}', 'D': '{d}'}}, '{take}'"}


VISIBLE, SPLITS, LISTS = "check-batches-visible", "check-split", "check-batches"
TRAIN = {"check-train-visible", "check-train"}
TUNE = {"check-tune", "check-tune-choice"}

MISTAKES = [
    Mistake(
        "the parts of the split exchanged", data(split=("order[validation:], order[:validation]", "order[:validation],"
         " order[validation:]")), {VISIBLE, SPLITS}, {VISIBLE: "7 to train on", SPLITS: "mind which part comes first"},
    ),
    Mistake(
        "the last points validate", data(split=("np.random.default_rng(seed).permutation(count)", "np.arange(count)")),
        {SPLITS}, "are neighbors",
    ),
    Mistake(
        "training on all points", data(split=("order[validation:],", "order,")), {VISIBLE, SPLITS} | TUNE,
        {VISIBLE: "7 to train on", SPLITS: "to one only", **dict.fromkeys(TUNE, "repair split first")},
    ),
    Mistake(
        "a split without its seed", data(split=("default_rng(seed)", "default_rng()")), {SPLITS} | TUNE,
        {SPLITS: "the same seed gives two splits"},
    ),
    Mistake(
        "one split for every seed", data(split=("default_rng(seed)", "default_rng(0)")), {SPLITS},
        "another seed gives the same split",
    ),
    Mistake(
        "the share is cut off", data(split=("round(share * count)", "int(share * count)")), {SPLITS}, "round",
    ),
    Mistake(
        "the incomplete mini-batch is kept", data(batches=("count - size + 1", "count")), {VISIBLE, LISTS},
        {VISIBLE: "two full mini-batches", LISTS: "leave an incomplete mini-batch out"},
    ),
    Mistake(
        "a full mini-batch is lost", data(batches=("count - size + 1", "count - 2 * size + 1")), {VISIBLE, LISTS},
        {LISTS: "epochs have"},
    ),
    Mistake(
        "one order for every epoch", data(batches=("rng.permutation", "np.random.default_rng(seed).permutation")),
        {VISIBLE, LISTS}, {VISIBLE: "needs a new order", LISTS: "do not seed it anew"},
    ),
    Mistake(
        "points are drawn with repetition", data(batches=("rng.permutation(count)", "rng.integers(0, count, count)")),
        {VISIBLE, LISTS}, {LISTS: "do not draw each"},
    ),
    Mistake(
        "the end is cut off before the shuffle",
        data(batches=("rng.permutation(count)", "rng.permutation(count // size * size)")), {LISTS},
        "permute all indices, then cut",
    ),
    Mistake(
        "mini-batches without their seed", data(batches=("default_rng(seed)", "default_rng()")), {LISTS} | TUNE,
        {LISTS: "the same seed gives two lists"},
    ),
    Mistake(
        "the average starts at zero", train(first="(1 - beta) * g**2"), TRAIN,
        {"check-train-visible": "the first square itself", "check-train": "s starts at zero"},
    ),
    Mistake("the average is the last square", train(average="g**2"), {"check-train"}, "the last square"),
    Mistake("the average lacks 1 − β", train(average="beta * s + g**2"), {"check-train"}, "a sum that leaks"),
    Mistake(
        "β and 1 − β exchanged", train(average="(1 - beta) * s + beta * g**2"), {"check-train"},
        {"check-train": "β and 1 − β are exchanged"},
    ),
    Mistake("the old average divides", train(old=True), {"check-train"}, "the average of the step before"),
    Mistake(
        "ε inside the root", train(step="params = params - eta * g / np.sqrt(s + eps)"), {"check-train"},
        {"check-train": "ε stands inside the root"},
    ),
    Mistake(
        "no root", train(step="params = params - eta * g / (s + eps)"), TRAIN | {"check-tune-choice"},
        {"check-train": "the root is left out"},
    ),
    Mistake(
        "weights in place", train(step="params -= eta * g / (np.sqrt(s) + eps)"), TRAIN | TUNE,
        {"check-train-visible": "params is changed in place", "check-train": "changes its argument params in place",
         "check-tune": "every run goes on from where the last one ended"},
    ),
    Mistake(
        "the full batch", train(where="(points, labels)"), {"check-train"}, "take it on the mini-batch",
    ),
    Mistake(
        "the loss of all points", train(seen="points, labels"), {"check-train"}, "the loss is taken on all points",
    ),
    Mistake(
        "the loss after the step", train(order="step, losses.append"), TRAIN,
        {"check-train-visible": "before its step", "check-train": "taken after the step"},
    ),
    Mistake(
        "a loop that never moves", train(step="pass"), TRAIN | {"check-tune", "check-tune-choice"},
        {"check-train": "the weights never move", "check-tune": "does train move the weights"},
    ),
    Mistake("the first rate for all", train(rates="[rates[0]] * len(rates)"), {"check-train"}, "takes the first rate"),
    Mistake(
        "an incomplete mini-batch an epoch", predictions(steps=105), {"check-counts"}, "the incomplete mini-batch",
    ),
    Mistake("wrong steps and no biases", predictions(steps=150, numbers=108), {"check-counts"}, "160 points are left"),
    Mistake("the weights of another network", predictions(numbers=75), {"check-counts"}, "here are six"),
    Mistake("steps for all points", predictions(steps=150), {"check-counts"}, "160 points are left"),
    Mistake("no biases", predictions(numbers=108), {"check-counts"}, "the biases are numbers too"),
    Mistake("a probability for the loss", predictions(start_loss=1 / 3), {"check-start"}, "minus its logarithm"),
    Mistake("an epoch with its incomplete mini-batch", predictions(memory_in_epochs=1.5), {"check-start"},
            "is left out of an epoch"),
    Mistake("ten classes", predictions(start_loss=2.3), {"check-start"}, "here are three classes"),
    Mistake("a long first step here", predictions(first_here=10**0.5), {"check-start"}, "cancels the gradient"),
    Mistake("no root in the first step", predictions(first_from_zero=10), {"check-start"}, "lacks its root"),
    Mistake("steps in place of epochs", predictions(memory_in_epochs=10), {"check-start"}, "an epoch has 6"),
    Mistake(
        "all rates get smaller", predictions(factor=[1 / 24] * 5), {"check-factor"}, "24 times as large too",
    ),
    Mistake(
        "rates get larger", predictions(factor=(24, 24, 1, 1, 1)), {"check-factor"}, "24 times as *small*",
    ),
    Mistake(
        "the root of the factor", predictions(factor=(1 / 24, 1 / 24, *[24**-0.5] * 3)), {"check-factor"},
        "has the unit of the gradient",
    ),
    Mistake(
        "validated on the training points", tune(judged="points[train_part], labels[train_part]"), {"check-tune"},
        "were trained on: those cannot validate",
    ),
    Mistake("validated on all points", tune(judged="points, labels"), {"check-tune"}, "these are losses on all points"),
    Mistake(
        "indices of the wrong array", tune(run_points="points, labels"), TUNE, {"check-tune": "not within all"},
    ),
    Mistake(
        "every run goes on from the last", tune(after="start = params"), TUNE,
        {"check-tune": "every run goes on", "check-tune-choice": "does not end with the loss of your list"},
    ),
    Mistake(
        "the start is judged", tune(keep="_, _", judge="loss(start"), {"check-tune", "check-tune-choice"},
        {"check-tune": "no run moves", "check-tune-choice": "end with the same loss"},
    ),
    Mistake(
        "another start for every run",
        tune(after="start = initial_params(points.shape[1], seed + len(losses))"), TUNE,
        {"check-tune": "use the split, the start, the mini-batches"},
    ),
    Mistake(
        "losses of NaN", tune(after="losses[-1] = np.nan", best="rates[2]"), TUNE,
        {"check-tune-choice": "no loss of your list is a number"},
    ),
    Mistake(
        "one epoch", tune(batches="mini_batches(len(train_part), 24, 1, seed)"), TUNE,
        {"check-tune": "only the first epoch"},
    ),
    Mistake(
        "more runs than the budget", tune(rates="np.geomspace(1e-3, 1, budget + 4)"), {"check-tune-choice"},
        "runs with a budget of",
    ),
    Mistake("a narrow grid", tune(rates="np.geomspace(0.03, 0.5, budget)"), {"check-tune-choice"}, "at least 100"),
    Mistake(
        "a grid that ends too low", tune(rates="np.geomspace(1e-6, 1e-3, budget)"), {"check-tune-choice"},
        "look beyond it",
    ),
    Mistake(
        "the worst rate", tune(best="rates[int(np.argmax(losses))]"), {"check-tune-choice"}, "the lowest loss of",
    ),
    Mistake("a row in place of the rate", tune(best="int(np.argmin(losses))"), {"check-tune-choice"}, "none of those"),
    Mistake("the lowest training loss", curves(take="C"), {"check-curves"}, "the lowest training loss"),
    Mistake("a slow fall wants patience", curves(a="down"), {"check-curves"}, "still under way"),
]  # fmt: skip

FORMS = {
    "lists, and NumPy's older generator": {
        "split-and-batches": """
def split(count, share, seed):
    order = np.random.RandomState(seed).permutation(count).tolist()
    validation = int(share * count + 0.5)
    return order[:count - validation], order[count - validation:]


def mini_batches(count, size, epochs, seed):
    rng, found = np.random.RandomState(seed), []
    for _ in range(epochs):
        order = rng.permutation(count).tolist()
        while len(order) >= size:
            found.append(order[:size])
            order = order[size:]
    return found
"""
    },
    "Python's own generator, and one array of all mini-batches": {
        "split-and-batches": """
def split(count, share, seed):
    import random
    order = list(range(count))
    random.Random(seed).shuffle(order)
    validation = round(share * count)
    return np.sort(order[validation:]), np.sort(order[:validation])


def mini_batches(count, size, epochs, seed):
    np.random.seed(seed)
    full = count // size
    orders = [np.random.permutation(count)[:full * size].reshape(full, size) for _ in range(epochs)]
    return np.concatenate(orders)
"""
    },
    "losses in an array, and an average that starts before the loop": {
        "train": """
def train(params, points, labels, batches, rates, beta, eps):
    x, losses = np.array(params), np.zeros(len(batches))
    s = np.square(gradient(x, points[batches[0]], labels[batches[0]]))
    for t, batch in enumerate(batches):
        losses[t] = loss(x, points[batch], labels[batch])
        g = gradient(x, points[batch], labels[batch])
        s += (1 - beta) * (g * g - s)
        x -= rates[t] * g / (s**0.5 + eps)
    return x, losses
"""
    },
    "coarse, then fine": {
        "tune": """
def tune(points, labels, budget, seed):
    train_part, validation_part = split(len(labels), 1 / 3, seed)
    batches = mini_batches(len(train_part), 24, 15, seed)
    found = {}
    def run(eta):
        start = initial_params(points.shape[1], seed)
        params, _ = train(start, points[train_part], labels[train_part], batches, [eta] * len(batches), 0.9, 1e-8)
        found[float(eta)] = float(loss(params, points[validation_part], labels[validation_part]))
    for eta in np.geomspace(1e-3, 1, 4):
        run(eta)
    while len(found) < budget:
        rates = sorted(found)
        i = min(max(1, int(np.argmin([found[eta] for eta in rates]))), len(rates) - 2)
        wide = max((i - 1, i), key=lambda j: rates[j + 1] / rates[j])
        run(np.sqrt(rates[wide] * rates[wide + 1]))
    return np.array(list(found)), np.array(list(found.values())), min(found, key=found.get)
"""
    },
    "indices looked up in all points": tune(
        batches="[train_part[batch] for batch in mini_batches(len(train_part), 24, 15, seed)]",
        run_points="points, labels",
    ),
    "a wider grid": tune(rates="np.logspace(-3, 0.5, budget)"),
    "a grid from half a thousandth": tune(rates="np.geomspace(5e-4, 2, budget)"),
    "fractions and whole numbers": predictions(
        factor=("1 / 24", "np.float32(1 / 24)", 1.0, "np.int64(1)", 1), steps="90.0", numbers="np.int64(123)",
        start_loss="-np.log(1 / 3)", first_from_zero="np.sqrt(10)", memory_in_epochs="5 / 3",
    ),
}  # fmt: skip

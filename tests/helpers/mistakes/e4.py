"""Mistakes in exercise 4, mini-batches."""

from helpers.mistakes import Mistake


def predictions(drift="-6", single=("1.2**6 * 0.25", "1.2**6 * 0.5"), pair=("1.2**6 * 0.25", "1.2**4 * 0.25")):
    return f"""
drift = {drift}
single_minus, single_others = {single[0]}, {single[1]}
pair_minus, pair_others = {pair[0]}, {pair[1]}
"""


def growth(
    factor="grow if product > 0 else shrink if product < 0 else 1", forget="product < 0 and forgets",
    start="remembered", result="after[1] / after[0]",
):  # fmt: skip
    return f"""
def growth(tape, forgets, grow, shrink):
    delta, remembered, after = 1.0, 0.0, []
    for _ in range(2):
        remembered = {start}
        for g in tape:
            product = g * remembered
            delta = delta * ({factor})
            remembered = 0.0 if {forget} else g
        after.append(delta)
    return {result}
"""


def flips(result):
    return f"def flip_share(gradients):\n    g = gradients\n    return {result}\n"


def batch(
    p="2 * up / (3 * up - down) if forgets else up / (up - down)", q="(1 - np.sqrt(1 - 2 * p)) / 2",
    size="int(np.ceil((ratio * sigma / mean) ** 2))",
):  # fmt: skip
    return f"""
def smallest_batch(mean, sigma, forgets, grow, shrink):
    up, down = np.log(grow), np.log(shrink)
    p = {p}
    q = {q}
    ratio = -NormalDist().inv_cdf(q)
    return {size}
"""


def measured(start="{16: 0.4086, 256: 0.1745}", trained="{256: 0.4413}", works="{'15%': 256, '1%': 1000}"):
    return f"flips_start, flips_trained, works_from = {start}, {trained}, {works}"


def fault(row="4", x="-3.64", slip="'B'"):
    return f"faulty_row, right_x, slip = {row}, {x}, {slip}"


# Part 3 measures on a thousand pictures, the same for every seed: once is enough, then its numbers stand in.
STAND_INS = {"measured": measured()}

GROWTH = {"check-growth-visible", "check-growth"}
BATCH = {"check-batch-visible", "check-batch"}
TWICE = {"check-growth-visible": "who remembers flips twice"}
ROOT = {"check-batch-visible": "falls with the root of B"}

MISTAKES = [
    Mistake("a drift uphill", {"predictions": predictions(drift="6")}, {"check-single"}, "seven steps down and one up"),
    Mistake("signs weighed", {"predictions": predictions(drift="0")}, {"check-single"}, "counted, not weighed"),
    Mistake(
        "the flip back overlooked", {"predictions": predictions(single=("1.2**6 * 0.5", "1.2**6 * 0.5"))},
        {"check-single"}, "Rprop− flips twice",
    ),
    Mistake(
        "the rest counted as an agreement", {"predictions": predictions(single=("1.2**6 * 0.25", "1.2**7 * 0.5"))},
        {"check-single"}, "it is no agreement",
    ),
    Mistake(
        "a second flip after forgetting", {"predictions": predictions(single=("1.2**6 * 0.25", "1.2**6 * 0.25"))},
        {"check-single"}, "the others do not flip twice",
    ),
    Mistake(
        "the two kinds exchanged", {"predictions": predictions(single=("1.2**6 * 0.5", "1.2**6 * 0.25"))},
        {"check-single"}, "the two are exchanged",
    ),
    Mistake(
        "each outlier a flip", {"predictions": predictions(pair=("1.2**5 * 0.5**3", "1.2**4 * 0.25"))},
        {"check-pair-minus"}, "an agreement, not a flip",
    ),
    Mistake(
        "the second outlier agrees with what is forgotten",
        {"predictions": predictions(pair=("1.2**6 * 0.25", "1.2**6 * 0.25"))}, {"check-pair-others"},
        "can neither agree nor flip",
    ),
    Mistake(
        "the second outlier is not remembered", {"predictions": predictions(pair=("1.2**6 * 0.25", "1.2**5 * 0.5"))},
        {"check-pair-others"}, "is a second flip",
    ),
    Mistake(
        "as with one outlier", {"predictions": predictions(pair=("1.2**6 * 0.25", "1.2**6 * 0.5"))},
        {"check-pair-others"}, "the second one changes it",
    ),
    Mistake(
        "both turns", {"growth": growth(result="after[1]")}, GROWTH, TWICE | {"check-growth": "both turns together"},
    ),
    Mistake(
        "every turn starts afresh", {"growth": growth(start="0.0")}, GROWTH,
        TWICE | {"check-growth": "that is the first turn"},
    ),
    Mistake(
        "always remembers", {"growth": growth(forget="False")}, GROWTH,
        {"check-growth-visible": "who forgets flips once", "check-growth": "with True, 0 is remembered"},
    ),
    Mistake(
        "always forgets", {"growth": growth(forget="product < 0")}, GROWTH,
        TWICE | {"check-growth": "with False, every gradient"},
    ),
    Mistake(
        "forgets the wrong way round", {"growth": growth(forget="product < 0 and not forgets")}, GROWTH,
        TWICE | {"check-growth": "the wrong way round"},
    ),
    Mistake(
        "zero taken for an agreement", {"growth": growth(factor="grow if product >= 0 else shrink")}, GROWTH,
        {"check-growth-visible": "rests once", "check-growth": "is no agreement"},
    ),
    Mistake(
        "zero taken for a flip", {"growth": growth(factor="grow if product > 0 else shrink")}, GROWTH,
        {"check-growth-visible": "rests once", "check-growth": "is no flip"},
    ),
    Mistake(
        "growth per step", {"growth": growth(result="(after[1] / after[0]) ** (1 / len(tape))")}, GROWTH,
        TWICE | {"check-growth": "growth per step"},
    ),
    Mistake(
        "a pair too many", {"flip-share": flips("np.sum(g[1:] * g[:-1] < 0, axis=0) / len(g)")}, {"check-flip-share"},
        "n rows make n − 1 pairs",
    ),
    Mistake(
        "counts for shares", {"flip-share": flips("np.sum(g[1:] * g[:-1] < 0, axis=0)")}, {"check-flip-share"},
        "these are counts",
    ),
    Mistake(
        "the other axis", {"flip-share": flips("np.mean(g[:, 1:] * g[:, :-1] < 0, axis=1)")}, {"check-flip-share"},
        "compare along columns",
    ),
    Mistake(
        "one number for all", {"flip-share": flips("np.mean(g[1:] * g[:-1] < 0)")}, {"check-flip-share"},
        "yours is their mean",
    ),
    Mistake(
        "zeros are flips", {"flip-share": flips("np.mean(np.sign(g[1:]) != np.sign(g[:-1]), axis=0)")},
        {"check-flip-share"}, "a zero is no flip",
    ),
    Mistake(
        "agreements for flips", {"flip-share": flips("np.mean(g[1:] * g[:-1] > 0, axis=0)")}, {"check-flip-share"},
        "these are the agreements",
    ),
    Mistake(
        "wrong signs for flips", {"flip-share": flips("np.mean(g * g.mean(axis=0) < 0, axis=0)")}, {"check-flip-share"},
        "against the mean",
    ),
    Mistake(
        "the ratio not squared", {"batch": batch(size="int(np.ceil(ratio * sigma / abs(mean)))")}, BATCH,
        ROOT | {"check-batch": "square the ratio"},
    ),
    Mistake(
        "rounded down", {"batch": batch(size="int(np.floor((ratio * sigma / mean) ** 2))")}, BATCH,
        {"check-batch": "rounded down"},
    ),
    Mistake(
        "rounded", {"batch": batch(size="int(np.round((ratio * sigma / mean) ** 2))")}, BATCH,
        {"check-batch": "to the nearest"},
    ),
    Mistake(
        "not rounded", {"batch": batch(size="(ratio * sigma / mean) ** 2")}, BATCH,
        {"check-batch": "a whole number of examples"},
    ),
    Mistake(
        "the other border", {"batch": batch(p="up / (up - down) if forgets else 2 * up / (3 * up - down)")}, BATCH,
        {"check-batch": "the wrong way round"},
    ),
    Mistake(
        "one border for all", {"batch": batch(p="up / (up - down)")}, {"check-batch"},
        "each kind of variant has a p* of its own",
    ),
    Mistake(
        "a flip taken for a wrong sign", {"batch": batch(q="p")}, BATCH, {"check-batch": "not of a wrong sign"},
    ),
    Mistake("half a flip for a wrong sign", {"batch": batch(q="p / 2")}, BATCH, {"check-batch": "q is not p/2"}),
    Mistake(
        "wrong signs measured", {"measured": measured("{16: 0.3331, 256: 0.1297}", "{256: 0.3569}")},
        {"check-measured-flips"}, "count flips between neighbors",
    ),
    Mistake(
        "256 pictures enough for all", {"measured": measured(works="{'15%': 256, '1%': 256}")}, {"check-works-from"},
        "with 1% allowed",
    ),
    Mistake(
        "only the full batch", {"measured": measured(works="{'15%': 1000, '1%': 1000}")}, {"check-works-from"},
        "a mini-batch is enough",
    ),
    Mistake("the other flip", {"fault": fault(row="8")}, {"check-fault"}, "compare what rows 4 and 8 do"),
    Mistake("the last step taken back", {"fault": fault(x="-2.2")}, {"check-fault"}, "which step does iRprop− make"),
    Mistake("another slip", {"fault": fault(slip="'A'")}, {"check-fault"}, "gives the −2.92"),
]  # fmt: skip

FORMS = {
    "logarithms and lists": {
        "growth": """
def growth(tape, forgets, grow, shrink):
    last, logs = 0.0, []
    for g in list(tape) * 2:
        sign = np.sign(g) * np.sign(last)
        logs.append(np.log(grow) if sign > 0 else np.log(shrink) if sign < 0 else 0.0)
        last = 0.0 if sign < 0 and forgets else g
    return np.exp(sum(logs[len(tape):]))
""",
        "flip-share": flips("[sum(a * b < 0 for a, b in zip(c, c[1:])) / (len(c) - 1) for c in g.T]"),
    },
    "a search for the batch size, told as a fraction": {
        "batch": """
def smallest_batch(mean, sigma, forgets, grow, shrink):
    up, down, size = np.log(grow), np.log(shrink), 1
    limit = 2 * up / (3 * up - down) if forgets else up / (up - down)
    while True:
        q = NormalDist().cdf(-abs(mean) / (sigma / size**0.5))
        if 2 * q * (1 - q) < limit:
            return float(size)
        size += 1
"""
    },
    "NumPy's numbers, rounded, and more sizes than asked for": {
        "predictions": predictions("-6.0", ("np.float64(0.7465)", "1.493"), ("0.7465", "0.5184")),
        "measured": measured("{4: 0.47, 16: np.float64(0.409), 256: 0.174}", "{16: 0.49, 256: 0.44}",
                             "{'15%': np.int64(256), '1%': 1000.0}"),
        "fault": fault("4.0", "np.float64(-3.64)", "'b'"),
    },
}  # fmt: skip

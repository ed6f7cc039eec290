"""Mistakes in exercise 9, claims on trial."""

from helpers.mistakes import Mistake


def rule(
    average="beta * s + (1 - beta) * g**2",
    divisor="np.maximum(np.maximum(root, np.abs(g)), eps)",
    move="x - eta * g / divisor",
    result="moved, new",
    root="np.sqrt(new)",
):
    return f"""
def limited(x, g, s, eta, beta, eps):
    new = {average}
    root = {root}
    divisor = {divisor}
    moved = {move}
    return {result}
"""


def tape(falls="range(1, count - 1)", growth="growth", ratios="", length=None, result="row", first=1):
    """The solution's search, by its own loop; ``ratios`` are lines that change the row of ratios."""
    length = length or "g / max(s**0.5, g, 1e-8)"
    return f"""
def regrowing_tape(beta, least, most, growth):
    for count in range(3, 150):
        for falls in {falls}:
            ratios = np.array([{first}] + [least] * falls + [most] * (count - 1 - falls))
            {ratios}
            row, s, steps = np.cumprod(ratios), 0.0, []
            for g in row:
                s = beta * s + (1 - beta) * g * g
                steps.append({length})
            if steps[-1] >= {growth} * steps[falls]:
                return {result}
"""


def rates_between(
    search="range(1, 11)",
    worst="start_at + np.argmax(np.abs(x[start_at:end_at]))",
    divisor="np.maximum(np.maximum(np.sqrt(s), np.abs(x)), 1e-8)",
    miss="far",
    get="near",
    result="steps, rates[start_at], rates[middle], rates[end_at]",
):
    return f"""
def gap(beta, start, near, far):
    rates = start * np.arange(1, 1501) / 1000
    x, s = np.full(1500, float(start)), np.zeros(1500)
    for steps in range(1, 11):
        s = beta * s + (1 - beta) * x * x
        x = x - rates * x / {divisor}
        good = np.flatnonzero(np.abs(x) <= {get})
        if steps not in {search} or not len(good):
            continue
        start_at, end_at = good[0], good[-1]
        middle = {worst}
        if np.abs(x[middle]) >= {miss}:
            return {result}
"""


def lengths(first=1, drop="0.1 / 0.901**0.5", again=34):
    return f"first_step, after_drop, half_again = {first}, {drop}, {again}"


def tapes(**other):
    right = {"halving": "no", "slow": "no", "line": "no", "fall": "yes", "harmonic": "yes"}
    return f"grows_again = {right | other}"


RULE = {"check-limited-visible", "check-limited"}
TAPE = {"check-tape-visible", "check-tape", "check-shortest"}
HIDDEN_TAPE = {"check-tape", "check-shortest"}
GAP = {"check-gap", "check-fewest"}
# Answers of part 3 and 4 with a rule of their own, so that a slip in part 1 costs part 1 alone; the visible check of
# part 3 measures by the answer's rule, and says so.
OWN = {"regrowing-tape": tape(), "gap": rates_between()}
BROKEN = RULE | {"check-tape-visible"}
REPAIR = {"check-tape-visible": "repair limited first"}

MISTAKES = [
    Mistake(
        "no limit", {"limited": rule(divisor="np.maximum(root, eps)"), **OWN}, BROKEN,
        {"check-limited-visible": "there |g| is the largest", "check-limited": "the limit is left out"},
    ),
    Mistake(
        "ε is added", {"limited": rule(divisor="np.maximum(root, np.abs(g)) + eps"), **OWN}, RULE,
        {"check-limited": "ε is added: here it is one of three"},
    ),
    Mistake(
        "ε is added to the root", {"limited": rule(divisor="np.maximum(root + eps, np.abs(g))"), **OWN}, RULE,
        {"check-limited": "ε is added to the root"},
    ),
    Mistake(
        "the three are added up", {"limited": rule(divisor="root + np.abs(g) + eps"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "the three are added up"},
    ),
    Mistake(
        "the smallest divides",
        {"limited": rule(divisor="np.minimum(np.minimum(root, np.abs(g)), eps)"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "the smallest of the three divides"},
    ),
    Mistake(
        "the gradient with its sign", {"limited": rule(divisor="np.maximum(np.maximum(root, g), eps)"), **OWN},
        {"check-limited"}, "g stands among the three without its size",
    ),
    Mistake(
        "no root", {"limited": rule(root="new"), **OWN}, BROKEN,
        REPAIR | {"check-limited-visible": "there the root of s", "check-limited": "the root of s is left out"},
    ),
    Mistake(
        "the old average divides", {"limited": rule(root="np.sqrt(s)"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "the old average divides"},
    ),
    Mistake(
        "one divisor for all coordinates",
        {"limited": rule(divisor="max(np.max(root), np.max(np.abs(g)), eps)"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "one divisor for all"},
    ),
    Mistake(
        "β and 1 − β exchanged", {"limited": rule(average="(1 - beta) * s + beta * g**2"), **OWN}, BROKEN,
        REPAIR | {"check-limited-visible": "after the step s is", "check-limited": "β and 1 − β are exchanged"},
    ),
    Mistake(
        "s averages sizes", {"limited": rule(average="beta * s + (1 - beta) * np.abs(g)"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "s averages the size of the gradient"},
    ),
    Mistake(
        "uphill", {"limited": rule(move="x + eta * g / divisor"), **OWN}, BROKEN,
        REPAIR | {"check-limited": "your step goes along it"},
    ),
    Mistake(
        "x moves in place",
        {"limited": rule().replace("    moved = x - eta * g / divisor", "    x -= eta * g / divisor\n    moved = x")},
        RULE,
        {"check-limited-visible": "changed in place", "check-limited": "changes its argument x in place"},
    ),
    Mistake(
        "RMSprop's first step", {"lengths": lengths(first="10**0.5")}, {"check-lengths"},
        "that is RMSprop's first step",
    ),
    Mistake("a step of 1 after the drop", {"lengths": lengths(drop=1)}, {"check-lengths"}, "s has hardly forgotten"),
    Mistake("s has not leaked", {"lengths": lengths(drop=0.1)}, {"check-lengths"}, "s leaks before it divides"),
    Mistake("no root after the drop", {"lengths": lengths(drop=0.111)}, {"check-lengths"}, "the root of s divides"),
    Mistake("counted from 0", {"lengths": lengths(again=33)}, {"check-lengths"}, "is number 1, not 0"),
    Mistake("s leaks to nothing", {"lengths": lengths(again=31)}, {"check-lengths"}, "s does not leak to 0"),
    Mistake(
        "one ratio is enough", {"tapes": tapes(slow="yes")}, {"check-tapes"}, "rises and comes to a rest",
    ),
    Mistake("every step follows the slope", {"tapes": tapes(fall="no", harmonic="no")}, {"check-tapes"}, "of the 1"),
    Mistake("the harmonic tape never settles", {"tapes": tapes(harmonic="no")}, {"check-tapes"}, "it catches up"),
    Mistake("a line is taken for a fall", {"tapes": tapes(line="yes")}, {"check-tapes"}, "falls further behind"),
    Mistake(
        "a long tape", {"regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    return np.cumprod([1.0] + [least] * 10 + [most] * 150)
"""},
        {"check-shortest"}, "leave out what comes after",
    ),
    Mistake(
        "a long fall",
        {"regrowing-tape": tape(falls="range(6, min(7, count - 1))")}, {"check-shortest"}, "it falls for too long",
    ),
    Mistake(
        "as brief a fall as will do", {"regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    for falls in range(1, 20):
        for slow in range(1, 100):
            row, s, steps = np.cumprod([1.0] + [least] * falls + [most] * slow), 0.0, []
            for g in row:
                s = beta * s + (1 - beta) * g * g
                steps.append(g / max(s**0.5, g))
            if steps[-1] >= growth * steps[falls]:
                return row
"""},
        {"check-shortest"}, "it falls too briefly",
    ),
    Mistake(
        "a slow beginning", {"regrowing-tape": tape(first="1, most").replace("steps[falls]", "steps[falls + 1]")},
        {"check-shortest"}, "before or between the fast ones",
    ),
    Mistake(
        "a threshold of its own", {"regrowing-tape": tape(growth="1.1")}, HIDDEN_TAPE | {"check-tape-visible"},
        {"check-tape": "then give it time", "check-shortest": "and this does not"},
    ),
    Mistake(
        "the gradients grow at the end", {"regrowing-tape": tape(ratios="ratios[-1] = 1.5")}, TAPE,
        {"check-tape": "all must shrink", "check-shortest": "all of its gradients shrink"},
    ),
    Mistake(
        "one great fall", {"regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    return np.cumprod([1.0, least**5] + [most] * 150)
"""},
        TAPE, {"check-tape": "spread the fall over several gradients"},
    ),
    Mistake(
        "one ratio throughout",
        {"regrowing-tape": "def regrowing_tape(beta, least, most, growth): return most ** np.arange(150.0)"}, TAPE,
        {"check-tape": "all gradients shrink by one ratio"},
    ),
    Mistake(
        "slowly first, then fast",
        {"regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    return np.cumprod([1.0] + [most] * 20 + [least] * 3)
"""},
        TAPE, {"check-tape": "slowly first and fast later"},
    ),
    Mistake(
        "the middle of the two ratios", {"regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    for count in range(3, 190):
        row = np.cumprod([1.0] + [least] * 4 + [(0.97 + most) / 2] * count)
        s, steps = 0.0, []
        for g in row:
            s = beta * s + (1 - beta) * g * g
            steps.append(g / max(s**0.5, g))
        if steps[-1] >= growth * min(steps):
            return row
"""},
        {"check-shortest"}, "neither by least nor by most",
    ),
    Mistake(
        "the tape as small as ε", {"regrowing-tape": tape(result="row * 1e-9")}, TAPE,
        {"check-tape": "begin larger"},
    ),
    Mistake(
        "a tape of one gradient", {"regrowing-tape": tape(result="row[:1]")}, TAPE, "row of 2 to 200",
    ),
    Mistake(
        "more steps than it takes", {"gap": rates_between(search="range(6, 11)")}, {"check-fewest"},
        "fewer steps are enough",
    ),
    Mistake(
        "steps counted from 0",
        {"gap": rates_between(result="steps - 1, rates[start_at], rates[middle], rates[end_at]")}, GAP,
        {"check-gap": "one step more than you say"},
    ),
    Mistake(
        "a step too many",
        {"gap": rates_between(result="steps + 1, rates[start_at], rates[middle], rates[end_at]")}, GAP,
        {"check-gap": "one step less than you say"},
    ),
    Mistake(
        "the rates from large to small",
        {"gap": rates_between(result="steps, rates[end_at], rates[middle], rates[start_at]")}, GAP,
        {"check-gap": "low below middle"},
    ),
    Mistake(
        "one step and a rate that is not there",
        {"gap": "def gap(beta, start, near, far): return 1, 0.2 * start, 0.5 * start, start"}, GAP,
        {"check-gap": "no gap between them", "check-fewest": "and these do not"},
    ),
    Mistake(
        "two steps, the same rates for all",
        {"gap": "def gap(beta, start, near, far): return 2, 0.5 * start, 0.75 * start, start"}, GAP,
        {"check-gap": "look at all rates between", "check-fewest": "and these do not"},
    ),
    Mistake(
        "the low rate is too low",
        {"gap": rates_between(result="steps, rates[start_at] / 2, rates[middle], rates[end_at]")}, GAP,
        {"check-gap": "the low rate does not get there"},
    ),
    Mistake(
        "rates in units of the start",
        {"gap": rates_between(result="steps, *(rates[[start_at, middle, end_at]] / start)")}, GAP,
        {"check-fewest": "and these do not"},
    ),
    Mistake(
        "a rate without end", {"gap": rates_between(result="steps, rates[start_at], rates[middle], np.inf")}, GAP,
        {"check-gap": "the high rate does not get there", "check-fewest": "and these do not"},
    ),
    Mistake(
        "rates without the steps", {"gap": rates_between(result="rates[[start_at, middle, end_at]]")}, GAP,
        {"check-gap": "return four things"},
    ),
    Mistake("one valley is too few", {"faults": "faults = 'ABC'"}, {"check-faults"}, "A is no fault"),
    Mistake("seeds for what is not random", {"faults": "faults = 'BCE'"}, {"check-faults"}, "E is no fault"),
    Mistake("the rates are forgotten", {"faults": "faults = 'C'"}, {"check-faults"}, "B is missing"),
    Mistake("the criterion is forgotten", {"faults": "faults = 'B'"}, {"check-faults"}, "C is missing"),
]  # fmt: skip

FORMS = {
    "the rule by a share of η": {
        "limited": """
def limited(x, g, s, eta, beta, eps):
    s = s + (1 - beta) * (g * g - s)
    share = np.abs(g) / np.clip(s**0.5, eps, None)
    return [x - np.sign(g) * eta * np.minimum(share, 1), s]
"""
    },
    "the tape by the recursion, as a list from 1000 on": {
        "regrowing-tape": """
def regrowing_tape(beta, least, most, growth):
    best = None
    for falls in range(1, 12):
        u = 1 - beta
        for _ in range(falls):
            u = beta * u / least**2 + 1 - beta
        peak, more = max(u, 1), 0
        while more < 60 and peak < growth**2 * max(u, 1):
            u, more = beta * u / most**2 + 1 - beta, more + 1
        if more < 60 and (best is None or falls + more < sum(best)):
            best = falls, more
    row = [1000.0]
    for ratio in [least] * best[0] + [most] * best[1]:
        row.append(row[-1] * ratio)
    return row
"""
    },
    "rates by reasoning: one step, or two, three and four": {
        "gap": """
def gap(beta, start, near, far):
    for n in range(2, 10):
        for eta in np.linspace(start / n, start, 3001):
            x, s = start, 0.0
            for _ in range(n):
                s = beta * s + (1 - beta) * x * x
                x -= eta * x / max(s**0.5, abs(x), 1e-8)
            if abs(x) > far:
                low = lowest(beta, start, near, n)
                return np.array([n, low, eta, start])

def lowest(beta, start, near, n):
    for eta in np.linspace(start / n * 0.8, start / n * 1.2, 2001):
        x, s = start, 0.0
        for _ in range(n):
            s = beta * s + (1 - beta) * x * x
            x -= eta * x / max(s**0.5, abs(x), 1e-8)
        if abs(x) < near:
            return eta
"""
    },
    "whole numbers, fractions and 32 bits": {"lengths": lengths("np.float32(1)", "0.1 / np.sqrt(0.901)", "34.0")},
    "letters with commas": {"faults": "faults = 'c and b'"},
}  # fmt: skip

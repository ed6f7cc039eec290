"""Mistakes in exercise 5, Adagrad."""

from helpers.mistakes import Mistake


def step(divisor="(s + eps) ** power", entered="s + g**2", move="x - eta * g / divisor"):
    return f"""
def late_step(x, g, s, eta, power, eps):
    divisor = {divisor}
    return {move}, {entered}
"""


def rates(start="balance + np.zeros_like(gradients[0])", rate="eta / (s + eps) ** power", order="rate, enter"):
    lines = {"rate": f"rows.append({rate})", "enter": "s = s + g**2"}
    first, second = (lines[name] for name in order.split(", "))
    return f"""
def rates(gradients, balance, eta, power, eps):
    s, rows = {start}, []
    for g in gradients:
        {first}
        {second}
    return np.array(rows)
"""


def exponent(
    t="np.arange(begin, len(rates) + 1)", y="rates[begin - 1:]", result="np.polyfit(np.log(t), np.log(y), 1)[0]"
):
    return f"""
def exponent(rates, begin):
    t = {t}
    y = {y}
    return {result}
"""


def predictions(length="0.005", way="4", entered="3000", root="50", removed="0.0016"):
    return f"length, way, entered_until_half, settled_root, removed = {length}, {way}, {entered}, {root}, {removed}"


def exponents(**other):
    right = {"constant": -0.5, "sparse": -0.5, "vanishing": 0, "growing": -1.5, "fading": -0.25, "power 0.8": -0.8}
    return f"predicted = {right | other}"


def ends(**other):
    return f"ends = {dict(A='arrived', B='on its way', C='on its way', D='stuck') | other}"


def fault(row="3", value="-2.7231", slip="'B'"):
    return f"faulty_row, right_value, slip = {row}, {value}, {slip}"


STEP = {"check-step-visible", "check-step"}
EVERY_STEP = STEP | {"check-step-properties"}
WHICH_SUM = "which sum divides the gradient"
WHAT_IS_ENTERED = "what is entered"

MISTAKES = [
    Mistake(
        "the gradient is entered first", {"late-step": step(divisor="(s + g**2 + eps) ** power")}, STEP,
        {"check-step-visible": WHICH_SUM, "check-step": "divide first, enter afterwards"},
    ),
    Mistake(
        "ε outside the power", {"late-step": step(divisor="s**power + eps")}, EVERY_STEP,
        {"check-step-visible": WHICH_SUM, "check-step": "ε stands outside the power",
         "check-step-properties": "is all of s + ε raised to p"},
    ),
    Mistake(
        "always the root", {"late-step": step(divisor="np.sqrt(s + eps)")}, EVERY_STEP,
        {"check-step-visible": WHICH_SUM, "check-step": "the root is always taken",
         "check-step-properties": "is all of s + ε raised to p"},
    ),
    Mistake(
        "the power forgotten", {"late-step": step(divisor="s + eps")}, EVERY_STEP,
        {"check-step-visible": WHICH_SUM, "check-step": "the power is left out"},
    ),
    Mistake(
        "the root and the power", {"late-step": step(divisor="np.sqrt(s + eps) ** power")}, EVERY_STEP,
        {"check-step": "the power is taken twice"},
    ),
    Mistake(
        "the gradient is entered without its square", {"late-step": step(entered="s + g")}, EVERY_STEP,
        {"check-step-visible": WHAT_IS_ENTERED, "check-step": "the gradient itself is entered",
         "check-step-properties": "and enters the same"},
    ),
    Mistake(
        "the gradient's size is entered", {"late-step": step(entered="s + np.abs(g)")}, EVERY_STEP,
        {"check-step-visible": WHAT_IS_ENTERED, "check-step": "the gradient's size is entered",
         "check-step-properties": "must give the new s times its square"},
    ),
    Mistake(
        "the last square alone", {"late-step": step(entered="g**2")}, EVERY_STEP,
        {"check-step-visible": WHAT_IS_ENTERED, "check-step": "the ledger forgets",
         "check-step-properties": "leave x and s where they are"},
    ),
    Mistake(
        "one sum for all coordinates", {"late-step": step(entered="s + np.sum(g**2)")}, EVERY_STEP,
        {"check-step-visible": WHAT_IS_ENTERED, "check-step": "all coordinates share one entry",
         "check-step-properties": "depends on the others"},
    ),
    Mistake(
        "the step climbs", {"late-step": step(move="x + eta * g / divisor")}, EVERY_STEP,
        {"check-step": "your step goes along it", "check-step-properties": "goes along the gradient"},
    ),
    Mistake(
        "the ledger is changed in place",
        {"late-step": "def late_step(x, g, s, eta, power, eps):\n"
                      "    x = x - eta * g / (s + eps) ** power\n    s += g**2\n    return x, s"},
        STEP, {"check-step-visible": "in place", "check-step": "changes its argument s in place"},
    ),
    Mistake(
        "the x that comes back is the move", {"late-step": step(move="-eta * g / divisor")}, EVERY_STEP,
        {"check-step-visible": "is x itself moved", "check-step": "this is the move alone"},
    ),
    Mistake("the rates are one step ahead", {"rates": rates(order="enter, rate")}, {"check-rates"}, "one step ahead"),
    Mistake(
        "the balance is left out", {"rates": rates(start="np.zeros_like(gradients[0])")}, {"check-rates"},
        "the ledger opens empty",
    ),
    Mistake(
        "moves in place of rates", {"rates": rates(rate="eta * g / (s + eps) ** power")}, {"check-rates"},
        "leave the gradient out, the rate is what multiplies it",
    ),
    Mistake(
        "a sum along the wrong axis",
        {"rates": """
def rates(gradients, balance, eta, power, eps):
    squares = gradients**2
    return eta / (balance + np.cumsum(squares).reshape(squares.shape) - squares + eps) ** power
"""},
        {"check-rates"}, "the sum runs over the coordinates too",
    ),
    Mistake(
        "the fit begins at the first step", {"exponent": exponent("np.arange(1, len(rates) + 1)", "rates")},
        {"check-exponent-visible", "check-exponent"},
        {"check-exponent-visible": "belong together", "check-exponent": "leave out those before begin"},
    ),
    Mistake(
        "the count starts anew", {"exponent": exponent("np.arange(1, len(rates) + 2 - begin)")},
        {"check-exponent-visible", "check-exponent"},
        {"check-exponent-visible": "belong together", "check-exponent": "the count starts anew"},
    ),
    Mistake(
        "steps are counted from zero", {"exponent": exponent("np.arange(begin, len(rates))", "rates[begin:]")},
        {"check-exponent-visible", "check-exponent"},
        {"check-exponent-visible": "belong together", "check-exponent": "steps and rates are shifted"},
    ),
    Mistake(
        "half a logarithmic plot", {"exponent": exponent(result="np.polyfit(t, np.log(y), 1)[0]")},
        {"check-exponent-visible", "check-exponent"},
        {"check-exponent-visible": "are both axes logarithmic", "check-exponent": "the time axis is not logarithmic"},
    ),
    Mistake(
        "the axes exchanged", {"exponent": exponent(result="np.polyfit(np.log(y), np.log(t), 1)[0]")},
        {"check-exponent-visible", "check-exponent"}, "the axes are exchanged",
    ),
    Mistake(
        "the intercept", {"exponent": exponent(result="np.polyfit(np.log(t), np.log(y), 1)[1]")},
        {"check-exponent-visible", "check-exponent"}, {"check-exponent": "not its slope"},
    ),
    Mistake(
        "two points in place of a fit",
        {"exponent": exponent(result="np.log(y[-1] / y[0]) / np.log(t[-1] / t[0])")}, {"check-exponent"},
        "only the first and the last point",
    ),
    Mistake(
        "a gradient of 3 makes longer steps", {"predictions": predictions(length="0.015", way="12")},
        {"check-length-and-way"}, "the gradient's size is in your length",
    ),
    Mistake(
        "a length without the root", {"predictions": predictions(length="0.1 / 400")}, {"check-length-and-way"},
        "Adagrad divides by the root",
    ),
    Mistake(
        "a way of equal steps", {"predictions": predictions(way="400 * 0.005")}, {"check-length-and-way"},
        "the steps before were longer",
    ),
    Mistake(
        "half the rate at twice the sum", {"predictions": predictions(entered="1000")}, {"check-balance"},
        "the root halves only then",
    ),
    Mistake(
        "the balance is not counted", {"predictions": predictions(entered="4000")}, {"check-balance"},
        "three times of it are entered",
    ),
    Mistake(
        "a settled root without the half", {"predictions": predictions(root="100")}, {"check-settled"},
        "one half is missing",
    ),
    Mistake(
        "a settled root without the curvature", {"predictions": predictions(root="12.5")}, {"check-settled"},
        "the curvature is missing from √s",
    ),
    Mistake(
        "a settled root and a share with two slips", {"predictions": predictions(root="100", removed="0.0008")},
        {"check-settled"}, "one half is missing",
    ),
    Mistake(
        "a share of the start's rate", {"predictions": predictions(removed="0.02 * 4")}, {"check-settled"},
        "a step removes λη/√s",
    ),
    Mistake(
        "every sign lost",
        {"predicted-exponents": exponents(**{"constant": 0.5, "sparse": 0.5, "growing": 1.5, "fading": 0.25,
                                             "power 0.8": 0.8})},
        {"check-exponents-steady", "check-exponents-changing"}, "a rate that falls has a negative exponent",
    ),
    Mistake(
        "every rate falls as 1/√t",
        {"predicted-exponents": exponents(vanishing=-0.5, growing=-0.5, fading=-0.5)},
        {"check-exponents-steady", "check-exponents-changing"},
        {"check-exponents-steady": "a finite sum", "check-exponents-changing": "a sum of t²"},
    ),
    Mistake(
        "sparse gradients have an exponent of their own", {"predicted-exponents": exponents(sparse=-0.01)},
        {"check-exponents-steady"}, "a factor is no exponent",
    ),
    Mistake(
        "divided by the last gradient alone", {"predicted-exponents": exponents(growing=-1, fading=0.25)},
        {"check-exponents-changing"}, "add up all squares",
    ),
    Mistake("the row after the fault", {"fault": fault(row="4")}, {"check-fault"}, "add it to the log's own point"),
    Mistake("the log's own number", {"fault": fault(value="-2.3607")}, {"check-fault"}, "root divides its gradient"),
    Mistake("another slip", {"fault": fault(slip="'A'")}, {"check-fault"}, "with each of the slips"),
    Mistake(
        "a sum that grows has no bound", {"ends": ends(A="on its way")}, {"check-ends"}, "settles above zero",
    ),
    Mistake("slow taken for stopped", {"ends": ends(B="stuck")}, {"check-ends"}, "every one of them moves"),
    Mistake("steps that shrink taken for a stop", {"ends": ends(C="stuck")}, {"check-ends"}, "has no bound"),
    Mistake("bits do not matter", {"ends": ends(D="on its way")}, {"check-ends"}, "half of the last bit"),
]  # fmt: skip

FORMS = {
    "one array of both": {"late-step": step().replace("return ", "return np.array([").rstrip() + "])"},
    "a list, by another formula": {
        "late-step": """
def late_step(x, g, s, eta, power, eps):
    return [np.subtract(x, eta * np.exp(-power * np.log(s + eps)) * g), np.add(s, np.square(g))]
"""
    },
    "a list of rows": {"rates": rates().replace("np.array(rows)", "rows")},
    "all steps at once": {
        "rates": """
def rates(gradients, balance, eta, power, eps):
    s = np.full(np.shape(gradients), float(balance))
    s[1:] += np.cumsum(np.square(gradients), axis=0)[:-1]
    return eta * (s + eps) ** -power
"""
    },
    "least squares by hand": {
        "exponent": """
def exponent(rates, begin):
    t = np.log10(np.arange(begin, len(rates) + 1))
    table = np.stack([t, np.ones_like(t)], axis=1)
    return np.linalg.lstsq(table, np.log10(np.asarray(rates)[begin - 1:]), rcond=None)[0][0]
"""
    },
    "a slope that is a Python float": {"exponent": exponent(result="float(np.cov(np.log(t), np.log(y))[0, 1]"
                                                                   " / np.var(np.log(t), ddof=1))")},
    "fractions, whole numbers, 32 bits and arrays of no axis": {
        "predictions": predictions("1 / 200", "np.sum(0.1 / np.sqrt(np.arange(1, 401)))", "np.int64(3000)",
                                   "np.array(50)", "np.float32(0.0016)"),
        "predicted-exponents": exponents(constant=-1 / 2, vanishing=-0.0, growing=-3 / 2),
        "fault": fault("3.0", "-177 / 65"),
    },
}  # fmt: skip

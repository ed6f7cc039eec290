"""Mistakes in exercise 7, beyond RMSprop."""

from helpers.mistakes import Mistake


def average(
    start="self.beta, self.average, self.count = beta, 0.0, 0",
    count="self.count += 1",
    keep="self.average = self.beta * self.average + (1 - self.beta) * value",
    shown="self.average / (1 - self.beta**self.count)",
    fields="",
):
    return f"""
class CorrectedAverage:
    {fields}
    def __init__(self, beta):
        {start}

    def update(self, value):
        {count}
        {keep}
        return {shown}
"""


def rule(
    name,
    start="self.one, self.square = CorrectedAverage(beta1), CorrectedAverage(beta2)",
    root="np.sqrt(self.square.update(g**2)) + self.eps",
    move=None,
    x="x",
    fields="",
    first="",
):
    moves = {"Adam": "self.one.update(g) / root", "DivideFirst": "self.one.update(g / root)"}
    return f"""
class {name}:
    {fields}
    def __init__(self, eta, beta1, beta2, eps):
        self.eta, self.eps, self.beta1, self.beta2, self.x = eta, eps, beta1, beta2, None
        {start}

    def step(self, x, g):
        {first}
        root = {root}
        return {x} - self.eta * {move or moves[name]}
"""


RAW = """
class Raw:
    def __init__(self, beta):
        self.beta, self.m, self.t = beta, 0.0, 0
    def update(self, a):
        self.t += 1
        self.m = self.beta * self.m + (1 - self.beta) * a
        return self.m
"""
RAW_FIRST = "self.one, self.square = Raw(beta1), CorrectedAverage(beta2)"


def judge(rows="np.argmin(np.where(np.isfinite(t), t, np.inf).mean(axis=1))", tables="tuning1, tuning2",
          lead="fresh2[rows[1]] - fresh1[rows[0]]", half="2.26 * lead.std(ddof=1) / np.sqrt(len(lead))"):  # fmt: skip
    return f"""
def judge(tuning1, fresh1, tuning2, fresh2):
    rows = [int({rows}) for t in ({tables})]
    lead = {lead}
    return rows[0], rows[1], lead.mean(), {half}
"""


def lengths(**other):
    right = {
        "first_adam": 1, "first_divide": 1, "bound_divide": 10,
        "jump_adam": 1.0846, "jump_divide": 1.8951, "drop": "'Adam'",
    }  # fmt: skip
    return "\n".join(f"{name} = {value}" for name, value in (right | other).items())


def equals(adam="B", divide="B", adam_bare="C", divide_bare="C"):
    return f"""
equals = {{"Adam, β₁ = 0": "{adam}", "DivideFirst, β₁ = 0": "{divide}",
          "Adam, β₁ = β₂ = 0": "{adam_bare}", "DivideFirst, β₁ = β₂ = 0": "{divide_bare}"}}
"""


# What is wrong with the part is wrong with all that is built from it.
PARTS = {"check-average-visible", "check-average", "check-adam", "check-divide-first"}
BOTH = {"check-adam-visible", "check-adam"}

MISTAKES = [
    Mistake(
        "no correction", {"average": average(shown="self.average")}, PARTS | BOTH,
        {"check-average": "the start is not corrected", "check-average-visible": "after one value"},
    ),
    Mistake(
        "a count that starts too late",
        {"average": average(count="", keep="self.average = self.beta * self.average + (1 - self.beta) * value\n"
         "        self.count += 1", shown="self.average / (1 - self.beta**(self.count + 1))")},
        PARTS | BOTH, {"check-average": "t is one too large"},
    ),
    Mistake(
        "a count that starts at zero",
        {"average": average(count="", shown="shown / (1 - self.beta**self.count)",
         keep="self.average = shown = self.beta * self.average + (1 - self.beta) * np.asarray(value)").replace(
             "        return shown / (1 - self.beta**self.count)",
             "        self.count += 1\n        return shown / (1 - self.beta**(self.count - 1))")},
        PARTS | BOTH, {"check-average": "t is one too small"},
    ),
    Mistake(
        "the correction of the first step for all", {"average": average(shown="self.average / (1 - self.beta)")},
        PARTS | BOTH, {"check-average": "right for the first call alone", "check-average-visible": "which power of β"},
    ),
    Mistake(
        "the corrected average is kept",
        {"average": average(shown="self.average", keep="self.average = (self.beta * self.average + (1 - self.beta)"
         " * value) / (1 - self.beta**self.count)")},
        PARTS | BOTH, {"check-average": "keep m, return m corrected"},
    ),
    Mistake(
        "1 − β missing", {"average": average(keep="self.average = self.beta * self.average + value")},
        PARTS | BOTH, {"check-average": "a sum that leaks"},
    ),
    Mistake(
        "the plain mean",
        {"average": average(keep="self.average = self.average + value", shown="self.average / self.count")},
        PARTS | BOTH, {"check-average": "this is the plain mean"},
    ),
    Mistake(
        "started at the first value",
        {"average": average(start="self.beta, self.average = beta, None", count="",
         keep="self.average = value if self.average is None else self.beta * self.average + (1 - self.beta) * value",
         shown="self.average")},
        PARTS | BOTH, {"check-average": "starts at the first value"},
    ),
    Mistake(
        "the average in the class",
        {"average": average(fields="average, count = 0.0, 0", start="self.beta = beta",
         keep="CorrectedAverage.average = self.beta * self.average + (1 - self.beta) * value",
         count="CorrectedAverage.count += 1")},
        (PARTS | BOTH) - {"check-average-visible"}, {"check-average": "knows of an older one"},
    ),
    Mistake(
        "the value is changed in place",
        {"average": average(keep="if np.ndim(value): value *= 1 - self.beta\n"
         "        else: value = (1 - self.beta) * value\n"
         "        self.average = self.beta * self.average + value")},
        {"check-average", "check-adam"},
        {"check-average": "changes its argument values in place"},
    ),
    Mistake(
        "ε inside Adam's root", {"adam": rule("Adam", root="np.sqrt(self.square.update(g**2) + self.eps)")}, BOTH,
        {"check-adam-visible": "the first step is", "check-adam": "ε stands inside the root"},
    ),
    Mistake(
        "Adam without the root", {"adam": rule("Adam", root="self.square.update(g**2) + self.eps")}, BOTH,
        {"check-adam": "the root is left out"},
    ),
    Mistake(
        "Adam's decays exchanged",
        {"adam": rule("Adam", start="self.one, self.square = CorrectedAverage(beta2), CorrectedAverage(beta1)")},
        BOTH, {"check-adam-visible": "the average of g is now", "check-adam": "β₁ and β₂ are exchanged"},
    ),
    Mistake(
        "one average for both",
        {"adam": rule("Adam", root="np.abs(self.square.update(g)) + self.eps")}, BOTH,
        {"check-adam": "the average of the gradient is squared"},
    ),
    Mistake(
        "only the squares are averaged", {"adam": rule("Adam", move="g / root")}, BOTH,
        {"check-adam-visible": "the average of g is now", "check-adam": "its average belongs there"},
    ),
    Mistake(
        "only the squares are corrected",
        {"adam": RAW + rule("Adam", start=RAW_FIRST)}, BOTH,
        {"check-adam": "the average of the gradient is not corrected"},
    ),
    Mistake(
        "ε is corrected too",
        {"adam": RAW + rule("Adam", start="self.one, self.square = CorrectedAverage(beta1), Raw(beta2)",
         root="(np.sqrt(self.square.update(g**2)) + self.eps) / np.sqrt(1 - self.beta2**self.square.t)")},
        BOTH, {"check-adam": "as in Keras"},
    ),
    Mistake(
        "Adam starts anew at every step",
        {"adam": rule("Adam", start="pass",
         first="self.one, self.square = CorrectedAverage(self.beta1), CorrectedAverage(self.beta2)")},
        BOTH, {"check-adam": "every step starts anew"},
    ),
    Mistake(
        "Adam's averages in the class",
        {"adam": rule("Adam", fields="made = {}", start="self.one, self.square = self.made.setdefault('it',"
         " (CorrectedAverage(beta1), CorrectedAverage(beta2)))")},
        {"check-adam"}, "knows of an older one",
    ),
    Mistake(
        "Adam keeps its own x", {"adam": rule("Adam", first="self.x = x if self.x is None else self.x", x="self.x")},
        BOTH, {"check-adam": "use the x that step is given"},
    ),
    Mistake(
        "Adam moves x in place",
        {"adam": rule("Adam", first="before = x", move="self.one.update(g) / root\n        return x").replace(
            "return x - self.eta *", "x -= self.eta *")},
        BOTH, {"check-adam-visible": "x is changed in place", "check-adam": "changes its argument x in place"},
    ),
    Mistake(
        "Adam in place of the variant", {"divide-first": rule("DivideFirst", move="self.one.update(g) / root")},
        {"check-divide-first"}, "this is Adam",
    ),
    Mistake(
        "the fractions are not corrected",
        {"divide-first": RAW + rule("DivideFirst", start=RAW_FIRST)},
        {"check-divide-first"}, "the average of the fractions is not corrected",
    ),
    Mistake(
        "no ε in the variant", {"divide-first": rule("DivideFirst", root="np.sqrt(self.square.update(g**2))")},
        {"check-divide-first"}, "ε is left out",
    ),
    Mistake(
        "no root in the variant", {"divide-first": rule("DivideFirst", root="self.square.update(g**2) + self.eps")},
        {"check-divide-first"}, "the root is left out",
    ),
    Mistake(
        "a velocity of fractions",
        {"divide-first": rule("DivideFirst", start="self.v, self.square = 0.0, CorrectedAverage(beta2)",
         move="self.v").replace("return x", "self.v = self.beta1 * self.v + g / root\n        return x")},
        {"check-divide-first"}, "summed up in a velocity",
    ),
    Mistake(
        "the fractions climb", {"divide-first": rule("DivideFirst").replace("x - self.eta", "x + self.eta")},
        {"check-divide-first"}, "your step goes along it",
    ),
    Mistake("RMSprop without its correction", {"equals": equals(adam="A")}, {"check-equals"}, "s is still corrected"),
    Mistake("momentum that stays", {"equals": equals(divide="D")}, {"check-equals"}, "the last fraction"),
    Mistake("no sign descent", {"equals": equals(adam_bare="B")}, {"check-equals"}, "g over its root is a sign"),
    Mistake(
        "a first step in proportion to the gradient", {"lengths": lengths(first_adam=0.003, first_divide=0.003)},
        {"check-first-and-bound"}, "the root of its square cancels it",
    ),
    Mistake(
        "a first step of 1 − β₁", {"lengths": lengths(first_divide=0.1)}, {"check-first-and-bound"},
        "1 − β₁ is divided out again",
    ),
    Mistake("a bound without its root", {"lengths": lengths(bound_divide=100)}, {"check-first-and-bound"}, "a root"),
    Mistake(
        "one answer for both jumps", {"lengths": lengths(jump_divide=1.0846)}, {"check-surprises"},
        "keeps its old fractions",
    ),
    Mistake(
        "the jumps exchanged", {"lengths": lengths(jump_adam=1.8951, jump_divide=1.0846)}, {"check-surprises"},
        "the two rules are exchanged",
    ),
    Mistake(
        "two slips in the jumps", {"lengths": lengths(jump_adam=10.9, jump_divide=9.95)}, {"check-surprises"},
        "jump_adam: divide by the root of s",
    ),
    Mistake(
        "the jump has not entered s", {"lengths": lengths(jump_divide=10.9)},
        {"check-surprises"}, "jump_divide: divide by the root of s",
    ),
    Mistake("a drop that nobody feels", {"lengths": lengths(drop="'neither'")}, {"check-surprises"}, "m leaks by 0.9"),
    Mistake("a drop for both", {"lengths": lengths(drop="'both'")}, {"check-surprises"}, "no average of them is"),
    Mistake("the common noise is a fault", {"faults": "faults = 'ABCD'"}, {"check-faults"}, "A is fair"),
    Mistake("one run is enough", {"faults": "faults = 'BD'"}, {"check-faults"}, "C is missing"),
    Mistake("the winner's own run will do", {"faults": "faults = 'BC'"}, {"check-faults"}, "D is missing"),
    Mistake(
        "rates chosen on the fresh seeds", {"judge": judge(tables="fresh1, fresh2")}, {"check-judge"},
        "chosen on the fresh seeds",
    ),
    Mistake("NaN wins", {"judge": judge(rows="np.argmin(t.mean(axis=1))")}, {"check-judge"}, "NaN wins"),
    Mistake(
        "NaN is skipped", {"judge": judge(rows="np.argmin(np.nanmean(t, axis=1))")}, {"check-judge"},
        "runs of NaN are left out",
    ),
    Mistake(
        "the best single run decides",
        {"judge": judge(rows="np.argmin(np.where(np.isfinite(t).all(axis=1), t.min(axis=1), np.inf))")},
        {"check-judge"}, "best single run decides",
    ),
    Mistake(
        "the result from the tuning seeds", {"judge": judge(lead="tuning2[rows[1]] - tuning1[rows[0]]")},
        {"check-judge"}, "read off the tuning seeds",
    ),
    Mistake(
        "the wrong sign", {"judge": judge(lead="fresh1[rows[0]] - fresh2[rows[1]]")}, {"check-judge"}, "wrong sign",
    ),
    Mistake(
        "NumPy's own standard deviation", {"judge": judge(half="2.26 * lead.std() / np.sqrt(len(lead))")},
        {"check-judge"}, "has n in it",
    ),
    Mistake(
        "n − 1 twice", {"judge": judge(half="2.26 * lead.std(ddof=1) / np.sqrt(len(lead) - 1)")}, {"check-judge"},
        "divide it by the root of n",
    ),
    Mistake(
        "the spread of single runs", {"judge": judge(half="2.26 * lead.std(ddof=1)")}, {"check-judge"},
        "spread of single runs",
    ),
    Mistake(
        "two separate intervals",
        {"judge": judge(half="2.26 * np.sqrt((fresh1[rows[0]].var(ddof=1) + fresh2[rows[1]].var(ddof=1)) / 10)")},
        {"check-judge"}, "two separate means",
    ),
]  # fmt: skip

WEIGHTED = """
class CorrectedAverage:
    def __init__(self, beta):
        self.beta, self.total, self.weight = beta, 0.0, 0.0

    def update(self, value):
        self.total = self.beta * self.total + value
        self.weight = self.beta * self.weight + 1
        return self.total / self.weight
"""

FORMS = {
    "a sum over the sum of its weights": {"average": WEIGHTED},
    "all values are kept": {
        "average": """
class CorrectedAverage:
    def __init__(self, beta):
        self.beta, self.values = beta, []

    def update(self, value):
        self.values.append(np.array(value, dtype=float))
        age = np.arange(len(self.values))[::-1]
        return np.average(self.values, axis=0, weights=float(self.beta) ** age)
"""
    },
    "the running product": {
        "average": average(start="self.beta, self.average, self.left = beta, 0.0, 1.0", count="self.left *= self.beta",
                           shown="self.average / (1 - self.left)")
    },
    "a variant that inherits": {
        "divide-first": """
class DivideFirst(Adam):
    def step(self, x, g):
        root = np.sqrt(self.square.update(np.square(g)))
        return np.subtract(x, np.multiply(self.eta, self.gradient.update(g / (root + self.eps))))
"""
    },
    "Adam without its part": {
        "adam": """
class Adam:
    def __init__(self, eta, beta1, beta2, eps):
        self.settings, self.m, self.s, self.t = (eta, beta1, beta2, eps), 0, 0, 0

    def step(self, x, g):
        (eta, beta1, beta2, eps), self.t = self.settings, self.t + 1
        self.m, self.s = beta1 * self.m + (1 - beta1) * g, beta2 * self.s + (1 - beta2) * g * g
        return x - eta * (self.m / (1 - beta1**self.t)) / ((self.s / (1 - beta2**self.t)) ** 0.5 + eps)
"""
    },
    "letters with commas": {"faults": "faults = 'b, c and d'"},
    "fractions and whole numbers": {
        "lengths": lengths(first_adam="1.0", first_divide="np.int64(1)", bound_divide="1 / np.sqrt(0.01)",
                           jump_adam="10.9 / np.sqrt(100.99)", jump_divide="np.float32(1.8951)"),
    },
    "a verdict by loops": {
        "judge": """
def judge(tuning1, fresh1, tuning2, fresh2):
    def best(table):
        means = {i: sum(row) / len(row) for i, row in enumerate(table.tolist()) if np.isfinite(row).all()}
        return min(means, key=means.get)
    one, two = best(tuning1), best(tuning2)
    lead = [b - a for a, b in zip(fresh1[one].tolist(), fresh2[two].tolist())]
    mean = sum(lead) / len(lead)
    spread = (sum((it - mean) ** 2 for it in lead) / (len(lead) - 1)) ** 0.5
    return [one, two, mean, 2.26 * spread / len(lead) ** 0.5]
"""
    },
    "a verdict that is one array": {
        "judge": judge().replace("return rows[0], rows[1], lead.mean(), ", "return np.array([*rows, lead.mean(), ")
        .rstrip() + "])"
    },
}  # fmt: skip

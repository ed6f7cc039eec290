"""Mistakes in exercise 3, Rprop."""

from helpers.mistakes import Mistake


def steps(resting="[-1, -1.5, -2, 0.8, -0.8]", half_back="[-1, -1.5, -2, 1, -0.8]"):
    return f"resting_steps, half_back_steps = {resting}, {half_back}"


def noticed(**changed):
    right = dict.fromkeys(("times 1000", "log", "steeper"), False) | dict.fromkeys(
        ("negated", "millimeters", "turned"), True
    )
    return f"noticed = {right | changed}"


def resting(
    stays="g * g_before > 0", size="np.clip(factor * delta, smallest, largest)",
    step="new * np.sign(g)", kept="np.where(flips, 0.0, g)", factors="grow, shrink", result="x - step, kept, new",
):  # fmt: skip
    return f"""
def resting(x, g, g_before, delta, grow, shrink, smallest, largest):
    stays, flips = {stays}, g * g_before < 0
    up, down = {factors}
    factor = np.where(stays, up, np.where(flips, down, 1.0))
    new = {size}
    step, kept = {step}, {kept}
    return {result}
"""


def half_back(
    back="-self.change / 2", kept="np.where(flips, 0.0, g)", limits="smallest, largest", first="first",
    state="self.delta, self.g_before, self.change", stays="g * self.g_before > 0", down="shrink",
    move="x + self.change",
):  # fmt: skip
    return f"""
class HalfBack:
    def __init__(self, first, grow, shrink, smallest, largest):
        self.settings = grow, shrink, smallest, largest
        {state} = {first}, 0.0, 0.0

    def step(self, x, g):
        grow, shrink, smallest, largest = self.settings
        stays, flips = {stays}, g * self.g_before < 0
        factor = np.where(stays, grow, np.where(flips, {down}, 1.0))
        old = self.delta
        {state.split(", ")[0]} = np.clip(factor * self.delta, {limits})
        {state.split(", ")[2]} = np.where(flips, {back}, -self.delta * np.sign(g))
        {state.split(", ")[1]} = {kept}
        return {move}
"""


def gap(scale="scale * (H @ x)", start="start", result="np.abs(paths[1] - paths[0]).max()", steps="steps"):
    return f"""
def scale_gap(H, start, c, steps):
    paths = []
    for scale in (1.0, c):
        x, g_before, delta = {start}, np.zeros_like(start), np.full_like(start, 0.1)
        points = []
        for _ in range({steps}):
            x, g_before, delta = resting(x, {scale}, g_before, delta, 1.2, 0.5, 1e-6, 50.0)
            points.append(x)
        paths.append(np.array(points))
    return {result}
"""


def fault(row="4", delta="0.6", slip="'B'"):
    return f"faulty_row, right_delta, slip = {row}, {delta}, {slip}"


STEPS = {"check-steps-resting", "check-steps-half-back"}
RESTING = {"check-resting-visible", "check-resting"}
HALF_BACK = {"check-half-back-visible", "check-half-back"}

MISTAKES = [
    Mistake(
        "the upper limit forgotten by hand",
        {"steps": steps("[-1, -1.5, -2.25, 0.9, -0.9]", "[-1, -1.5, -2.25, 1.125, -0.9]")}, STEPS,
        "beyond the upper limit",
    ),
    Mistake(
        "a second flip by hand", {"steps": steps("[-1, -1.5, -2, 0.8, -0.32]", "[-1, -1.5, -2, 1, -0.32]")}, STEPS,
        "no second flip",
    ),
    Mistake(
        "no step on a flip by hand", {"steps": steps("[-1, -1.5, -2, 0, -0.8]")}, {"check-steps-resting"}, "does step",
    ),
    Mistake(
        "the old size on a flip by hand", {"steps": steps("[-1, -1.5, -2, 2, -0.8]")}, {"check-steps-resting"},
        "with the new step size",
    ),
    Mistake(
        "a flip that goes on by hand", {"steps": steps("[-1, -1.5, -2, -0.8, -0.8]")}, {"check-steps-resting"},
        "it follows the sign",
    ),
    Mistake(
        "all of the last step back by hand", {"steps": steps(half_back="[-1, -1.5, -2, 2, -0.8]")},
        {"check-steps-half-back"}, "not all of it",
    ),
    Mistake(
        "half of the last step on by hand", {"steps": steps(half_back="[-1, -1.5, -2, -1, -0.8]")},
        {"check-steps-half-back"}, "has the other sign",
    ),
    Mistake(
        "half of the step size back by hand", {"steps": steps(half_back="[-1, -1.5, -2, 0.4, -0.8]")},
        {"check-steps-half-back"}, "not half of the new step size",
    ),
    Mistake("the logarithm is noticed", {"noticed": noticed(log=True)}, {"check-noticed"}, "increasing function"),
    Mistake("the unit goes unnoticed", {"noticed": noticed(millimeters=False)}, {"check-noticed"}, "are lengths"),
    Mistake("a condition number is noticed", {"noticed": noticed(steeper=True)}, {"check-noticed"}, "along the axes"),
    Mistake(
        "Rprop−: the flip is remembered", {"resting": resting(kept="g")}, RESTING,
        {"check-resting-visible": "zero is remembered after a flip", "check-resting": "which is Rprop−"},
    ),
    Mistake(
        "iRprop−: no step on a flip", {"resting": resting(step="new * np.sign(np.where(flips, 0, g))")}, RESTING,
        {"check-resting-visible": "every coordinate steps", "check-resting": "which is iRprop−"},
    ),
    Mistake(
        "the old step size", {"resting": resting(step="delta * np.sign(g)")}, RESTING,
        {"check-resting-visible": "with the new step size", "check-resting": "change the size first"},
    ),
    Mistake(
        "a step in proportion to the gradient", {"resting": resting(step="new * g")}, RESTING,
        {"check-resting-visible": "every coordinate steps", "check-resting": "only its sign counts"},
    ),
    Mistake(
        "a step uphill", {"resting": resting(step="-new * np.sign(g)")}, RESTING,
        {"check-resting-visible": "against its sign", "check-resting": "the step climbs"},
    ),
    Mistake(
        "zero taken for an agreement", {"resting": resting(stays="g * g_before >= 0")}, RESTING,
        {"check-resting-visible": "it grows, shrinks, and stays", "check-resting": "is no agreement"},
    ),
    Mistake(
        "the factors exchanged", {"resting": resting(factors="shrink, grow")}, RESTING,
        {"check-resting-visible": "it grows, shrinks", "check-resting": "are exchanged"},
    ),
    Mistake(
        "the results in another order", {"resting": resting(result="x - step, new, kept")}, RESTING,
        {"check-resting": "the last two are exchanged"},
    ),
    Mistake("no limits", {"resting": resting(size="factor * delta")}, {"check-resting"}, "the limits are missing"),
    Mistake(
        "no lower limit", {"resting": resting(size="np.minimum(factor * delta, largest)")}, {"check-resting"},
        "the lower limit is missing",
    ),
    Mistake(
        "no upper limit", {"resting": resting(size="np.maximum(factor * delta, smallest)")}, {"check-resting"},
        "the upper limit is missing",
    ),
    Mistake(
        "the step size is changed in place",
        {"resting": resting(size="np.clip(factor * delta, smallest, largest, out=delta)")},
        {"check-resting"}, "changes its argument delta in place",
    ),
    Mistake(
        "Rprop+: all of the last step back", {"half-back": half_back(back="-self.change")}, HALF_BACK,
        {"check-half-back-visible": "half of −1.5 goes back", "check-half-back": "which is Rprop+"},
    ),
    Mistake(
        "half of the last step once more", {"half-back": half_back(back="self.change / 2")}, HALF_BACK,
        {"check-half-back-visible": "half of −1.5 goes back", "check-half-back": "made once more"},
    ),
    Mistake(
        "half of the step size", {"half-back": half_back(back="-self.delta / 2 * np.sign(g)")}, HALF_BACK,
        {"check-half-back-visible": "half of −1.5 goes back", "check-half-back": "half of the new step size"},
    ),
    Mistake(
        "the other variant", {"half-back": half_back(back="-self.delta * np.sign(g)")}, HALF_BACK,
        {"check-half-back": "that is the resting variant"},
    ),
    Mistake(
        "a flip is remembered in the class", {"half-back": half_back(kept="g")}, HALF_BACK,
        {"check-half-back-visible": "and then it rests", "check-half-back": "remember 0 after it"},
    ),
    Mistake(
        "no shrinking in the class", {"half-back": half_back(down="1.0")}, HALF_BACK,
        {"check-half-back-visible": "the flip has shrunk 1.5", "check-half-back": "still shrinks"},
    ),
    Mistake(
        "no limits in the class", {"half-back": half_back(limits="0, np.inf")}, {"check-half-back"},
        "the limits are missing",
    ),
    Mistake(
        "zero taken for an agreement in the class", {"half-back": half_back(stays="g * self.g_before >= 0")}, HALF_BACK,
        {"check-half-back-visible": "the first step has the size first", "check-half-back": "is no agreement"},
    ),
    Mistake(
        "the first step grown", {"half-back": half_back(first="first * grow")}, HALF_BACK,
        {"check-half-back": "nothing has agreed yet"},
    ),
    Mistake(
        "the state is kept in the class",
        {"half-back": half_back(state="HalfBack.delta, HalfBack.g_before, HalfBack.change")}, {"check-half-back"},
        "keep the state in self",
    ),
    Mistake(
        "x is moved in place", {"half-back": half_back(move="np.add(x, self.change, out=x)")}, HALF_BACK,
        {"check-half-back": "changes its argument x in place"},
    ),
    Mistake(
        "only the last points", {"scale-gap": gap(result="np.abs(paths[1][-1] - paths[0][-1]).max()")},
        {"check-scale-gap"}, "only the last points",
    ),
    Mistake(
        "a difference with its sign", {"scale-gap": gap(result="(paths[1] - paths[0]).max()")}, {"check-scale-gap"},
        "with its sign is no distance",
    ),
    Mistake(
        "a sum of distances", {"scale-gap": gap(result="np.abs(paths[1] - paths[0]).sum()")}, {"check-scale-gap"},
        "added up",
    ),
    Mistake(
        "a Euclidean distance", {"scale-gap": gap(result="np.linalg.norm(paths[1] - paths[0], axis=1).max()")},
        {"check-scale-gap"}, "the coordinates are put together",
    ),
    Mistake(
        "the start is scaled", {"scale-gap": gap(scale="H @ x", start="scale * start")}, {"check-scale-gap"},
        "c multiplies the start",
    ),
    Mistake("one step too few", {"scale-gap": gap(steps="steps - 1")}, {"check-scale-gap"}, "one step too few"),
    Mistake("a constant", {"scale-gap": gap(result="0.0")}, {"check-scale-gap"}, "it is always zero"),
    Mistake("the row before the fault", {"fault": fault(row="3")}, {"check-fault"}, "the gradient it remembers"),
    Mistake("the log's own step size", {"fault": fault(delta="0.72")}, {"check-fault"}, "remembered after row 3"),
    Mistake("another slip", {"fault": fault(slip="'D'")}, {"check-fault"}, "makes an agreement"),
]  # fmt: skip

FORMS = {
    "tuples, arrays, NumPy's truth": {
        "steps": steps("(-1, -3 / 2, -2, 0.8, -0.8)", "np.array([-1, -1.5, -2, 1, -0.8])"),
        "noticed": noticed(log="NO").replace("'NO'", "np.False_"),
        "fault": fault("np.int64(4)", "3 / 5", "'b'"),
    },
    "one coordinate after the other": {
        "resting": """
def resting(x, g, g_before, delta, grow, shrink, smallest, largest):
    x, kept, new = x.copy(), g.copy(), delta.copy()
    for i in np.ndindex(x.shape):
        if g[i] * g_before[i] > 0:
            new[i] = min(new[i] * grow, largest)
        elif g[i] * g_before[i] < 0:
            new[i], kept[i] = max(new[i] * shrink, smallest), 0
        x[i] -= new[i] * np.sign(g[i])
    return [x, kept, new]
""",
        "scale-gap": gap(result="float(max(abs(gap) for gap in (paths[1] - paths[0]).ravel()))"),
    },
    "half way back to the point before": {
        "half-back": """
class HalfBack:
    def __init__(self, first, grow, shrink, smallest, largest):
        self.first, self.settings, self.delta = first, (grow, shrink, smallest, largest), None

    def step(self, x, g):
        if self.delta is None:
            self.delta, self.g_before, self.x_before = np.full(x.shape, float(self.first)), np.zeros(x.shape), x.copy()
        grow, shrink, smallest, largest = self.settings
        product = g * self.g_before
        self.delta[product > 0] = np.minimum(self.delta[product > 0] * grow, largest)
        self.delta[product < 0] = np.maximum(self.delta[product < 0] * shrink, smallest)
        new = x - self.delta * np.sign(g)
        new[product < 0] = ((x + self.x_before) / 2)[product < 0]
        self.g_before, self.x_before = np.where(product < 0, 0, g), x.copy()
        return new
"""
    },
}

"""Mistakes in exercise 1, gradient descent."""

from helpers.mistakes import Mistake


def step(move="-eta * g / s**2", cap="d * (cap / length) if length > cap else d", end="return x + d"):
    return f"""
def capped_step(x, g, s, eta, cap):
    d = {move}
    length = np.sqrt(np.sum(d**2))
    d = {cap}
    {end}
"""


def path(first="np.array(start, dtype=float)", move="x = x - eta * (H @ x)", rows="points", steps="steps"):
    return f"""
def path(H, start, eta, steps):
    x = {first}
    points = [x]
    for _ in range({steps}):
        {move}
        points.append(x)
    return np.array({rows})
"""


def rate(formula):
    return f"def diverging_rate(H):\n    return {formula}\n"


def predictions(edge="0.25", best="0.2", factor="0.6", sign_changes="(20, 0)"):
    return f"edge, best, factor, sign_changes = {edge}, {best}, {factor}, {sign_changes}"


def fault(row="3", point="(0.528, -0.496)", slip="'B'"):
    return f"faulty_row, right_point, slip = {row}, {point}, {slip}"


STEP = {"check-step-visible", "check-step"}
EVERY_STEP = STEP | {"check-step-properties"}
PATH = {"check-path-visible", "check-path"}

MISTAKES = [
    Mistake(
        "the step climbs", {"step": step(move="eta * g / s**2")}, EVERY_STEP,
        {"check-step-visible": "descent goes against", "check-step": "against the gradient",
         "check-step-properties": "downhill"},
    ),
    Mistake(
        "the gradient's unit is changed, the move's is not", {"step": step(move="-eta * g / s")}, EVERY_STEP,
        {"check-step-visible": "how often does s enter", "check-step": "s enters once, where it belongs twice",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "the units are upside down", {"step": step(move="-eta * g * s**2")}, EVERY_STEP,
        {"check-step-visible": "how often does s enter", "check-step": "the wrong way round",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "the move in place of the point", {"step": step(end="return d")}, EVERY_STEP,
        {"check-step": "that is the move d alone"},
    ),
    Mistake(
        "the units are left out", {"step": step(move="-eta * g")}, EVERY_STEP,
        {"check-step-visible": "how often does s enter", "check-step": "the units are ignored",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "every coordinate is clipped by itself", {"step": step(cap="np.clip(d, -cap, cap)")}, STEP,
        {"check-step-visible": "as a whole", "check-step": "each coordinate is cut by itself"},
    ),
    Mistake(
        "the gradient is capped", {"step": """
def capped_step(x, g, s, eta, cap):
    length = np.sqrt(np.sum(g**2))
    if length > cap:
        g = g * (cap / length)
    return x - eta * g / s**2
"""}, EVERY_STEP,
        {"check-step-visible": "as a whole", "check-step": "the gradient is capped",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "every move gets the length of the cap",
        {"step": step(cap="d * (cap / length) if length > 0 else d")}, EVERY_STEP,
        {"check-step-visible": "no cap is needed here", "check-step": "one that is shorter stays as it is",
         "check-step-properties": "twice the rate must move x twice as far"},
    ),
    Mistake(
        "no cap", {"step": step(cap="d")}, STEP,
        {"check-step-visible": "as a whole", "check-step": "no move is shortened"},
    ),
    Mistake(
        "the length without its root", {"step": step().replace("np.sqrt(np.sum(d**2))", "np.sum(d**2)")}, EVERY_STEP,
        {"check-step-visible": "as a whole", "check-step": "you forgot the root",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "the largest entry for the length",
        {"step": step().replace("np.sqrt(np.sum(d**2))", "np.max(np.abs(d))")}, STEP,
        {"check-step-visible": "as a whole", "check-step": "yours is the largest entry"},
    ),
    Mistake(
        "the move of u is capped",
        {"step": step().replace("np.sqrt(np.sum(d**2))", "np.sqrt(np.sum((eta * g / s) ** 2))")}, EVERY_STEP,
        {"check-step-visible": "as a whole", "check-step": "the length of the move in u",
         "check-step-properties": "centimeters"},
    ),
    Mistake(
        "the direction is divided by a length of zero",
        {"step": step(cap="d / length * min(length, cap)")}, {"check-step-properties"},
        "a gradient of zero gives NaN",
    ),
    Mistake(
        "x is moved in place", {"step": step(end="x += d; return x")},
        {"check-step-visible", "check-step"},
        {"check-step-visible": "x is changed in place", "check-step": "changes its argument x in place"},
    ),
    Mistake(
        "x is changed in place, and the list holds it many times", {"path": path(move="x -= eta * (H @ x)")}, PATH,
        {"check-path-visible": "the gradient is H x", "check-path": "every row is the last point"},
    ),
    Mistake(
        "the start is changed", {"path": path(first="start", move="start -= eta * (H @ start)")}, PATH,
        {"check-path": "changes its argument start in place"},
    ),
    Mistake(
        "the start is left out", {"path": path(rows="points[1:]")}, PATH,
        {"check-path-visible": "one row for the start and", "check-path": "the start is missing"},
    ),
    Mistake(
        "one step too few", {"path": path(steps="steps - 1")}, PATH,
        {"check-path-visible": "one row for the start and", "check-path": "one step too few"},
    ),
    Mistake(
        "only the diagonal of H", {"path": path(move="x = x - eta * np.diag(H) * x")}, PATH,
        {"check-path-visible": "the gradient is H x", "check-path": "only the diagonal of H"},
    ),
    Mistake(
        "half of the gradient", {"path": path(move="x = x - eta * (H @ x) / 2")}, PATH,
        {"check-path-visible": "the gradient is H x", "check-path": "yours is half of that"},
    ),
    Mistake(
        "one coordinate after the other",
        {"path": path(move="x = x.copy()\n        for i in range(len(x)): x[i] -= eta * (H[i] @ x)")}, PATH,
        {"check-path-visible": "the gradient is H x", "check-path": "already sees the new values"},
    ),
    Mistake(
        "the edge read off the diagonal",
        {"predictions": predictions(edge="0.4"), "diverging-rate": rate("2 / np.max(np.diag(H))")},
        {"check-edge", "check-diverging-rate"},
        {"check-edge": "the diagonal is not the curvature", "check-diverging-rate": "the largest diagonal entry"},
    ),
    Mistake(
        "the edge at 1/L",
        {"predictions": predictions(edge="0.125"), "diverging-rate": rate("1 / np.linalg.eigvalsh(H)[-1]")},
        {"check-edge", "check-diverging-rate"},
        {"check-edge": "it shrinks up to 2/L", "check-diverging-rate": "diverges from 2/L on"},
    ),
    Mistake(
        "the edge from the smallest curvature", {"diverging-rate": rate("2 / np.linalg.eigvalsh(H)[0]")},
        {"check-diverging-rate"}, "the flattest direction has no say",
    ),
    Mistake(
        "the best rate taken for the edge",
        {"diverging-rate": rate("2 / (np.linalg.eigvalsh(H)[0] + np.linalg.eigvalsh(H)[-1])")},
        {"check-diverging-rate"}, "is the best rate",
    ),
    Mistake(
        "the edge from the trace", {"diverging-rate": rate("2 / np.trace(H)")}, {"check-diverging-rate"}, "trace",
    ),
    Mistake(
        "the best rate at 1/L", {"predictions": predictions(best="1 / 8", factor="0.75")}, {"check-best"},
        "balance the two",
    ),
    Mistake(
        "the loss's factor in place of the error's", {"predictions": predictions(factor="0.36")}, {"check-best"},
        "its factor is the size of 1 − ηλ",
    ),
    Mistake(
        "every direction zigzags", {"predictions": predictions(sign_changes="(20, 20)")}, {"check-sign-changes"},
        "the flat one glides",
    ),
    Mistake(
        "one sign change too few", {"predictions": predictions(sign_changes="(19, 0)")}, {"check-sign-changes"},
        "the first one too",
    ),
    Mistake(
        "the row after the fault", {"fault": fault(row="4")}, {"check-fault"},
        "compute each row from the one above",
    ),
    Mistake(
        "the log's own point", {"fault": fault(point="(0.528, -0.4384)")}, {"check-fault"},
        "take both gradients at row 2",
    ),
    Mistake("another slip", {"fault": fault(slip="'A'")}, {"check-fault"}, "redo the second coordinate"),
    Mistake(
        "the bias did it", {"who": "who = dict.fromkeys('ABC', 'bias') | {'D': 'neither'}"},
        {"check-who-scale", "check-who-centering"},
        {"check-who-scale": "the bias's curvature is always 1", "check-who-centering": "mixes weight and bias"},
    ),
    Mistake(
        "a zigzag below 1/L", {"who": "who = {'A': 'weight', 'B': 'bias', 'C': 'both', 'D': 'weight'}"},
        {"check-who-centering"}, "below 1/L every factor",
    ),
]  # fmt: skip

FORMS = {
    "in the units of u, and a list of arrays": {
        "step": """
def capped_step(x, g, s, eta, cap):
    d = (s * x - eta * g / s) / s - x
    length = float(np.linalg.norm(d.ravel()))
    return x + d * min(1.0, cap / length if length else 1.0)
""",
        "path": path(rows="points").replace("np.array(points)", "points"),
        "diverging-rate": rate("2 / np.array(max(np.linalg.eig(H)[0]))"),
    },
    "rows of numbers, by the matrix of a step": {
        "path": """
def path(H, start, eta, steps):
    rows = [list(start)]
    for _ in range(steps):
        rows.append(((np.eye(len(H)) - eta * H) @ rows[-1]).tolist())
    return rows
"""
    },
    "NumPy's numbers, whole numbers, an array for a pair, small letters": {
        "predictions": predictions("np.float64(0.25)", "1 / 5", "np.float32(0.6)", "np.array([20, 0])"),
        "fault": fault("3.0", "np.array([0.528, -0.496])", "'b'"),
        "who": "who = {'D': 'Neither', 'C': 'both', 'B': 'bias', 'A': 'Weight'}",
    },
    "a list for a pair": {
        "predictions": predictions(sign_changes="[20, 0.0]"), "fault": fault(point="[0.528, -0.496]"),
    },
}  # fmt: skip

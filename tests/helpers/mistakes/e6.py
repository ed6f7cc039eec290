"""Mistakes in exercise 6, RMSprop."""

from helpers.mistakes import Mistake


def house(
    name,
    start=None,
    average="beta * s + (1 - beta) * g**2",
    ratio=None,
    buffer=None,
    move=None,
    end="",
    state="(s, v)",
    given="state",
):
    north = name == "north"
    return f"""
def {name}(x, g, state, eta, beta, mu, eps):
    state = {given}
    s, v = ({start or ("np.zeros_like(x)" if north else "np.ones_like(x)")}, 0 * x) if state is None else state
    old = s
    s = {average}
    fraction = {ratio or ("g / np.sqrt(s + eps)" if north else "g / (np.sqrt(s) + eps)")}
    v = {buffer or ("mu * v + fraction" if north else "mu * v + eta * fraction")}
    x = x - {move or ("eta * v" if north else "v")}
    return x, {state}
"""


def turning(divisor="np.sqrt(s)", settled="s / (1 - beta**n)", ones="n - 1", enter_first=True, result="low"):
    entering = ["s = beta * s + (1 - beta) * g * g", f"x -= g / {divisor}"]
    first, second = entering if enter_first else reversed(entering)
    return f"""
def turning_outlier(n, beta):
    def drift(c):
        tape, s = [-c] + [1.0] * ({ones}), 0.0
        for g in tape:
            s = beta * s + (1 - beta) * g**2
        s, x = {settled}, 0.0
        for g in tape:
            {first}
            {second}
        return x
    low, high = 1e-3, 2.0 * n
    while drift(high) < 0:
        high *= 2
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if drift(middle) < 0 else (low, middle)
    return {result}
"""


def schedule(rates):
    return f"""
def schedule(eta, steps):
    t = np.arange(steps)
    return {rates}
"""


def predictions(**other):
    right = {
        "first_north": 10**0.5, "first_south": 0.01054, "before_drop": 5, "share_north": 0.1, "share_south": 0.82,
        "a": 0.015, "vanishes_south": 0.105, "vanishes_north": 0.011025,
    }  # fmt: skip
    return "\n".join(f"{name} = {value}" for name, value in (right | other).items())


def directions(**other):
    right = {"gradient descent": "up", "sign descent": "down", "RMSprop 0.9": "down", "RMSprop 0.99": "up"}
    return f"directions = {right | other}"


def logs(first="A", second="D", third="C"):
    return f"slips = {dict(zip(('log 1', 'log 2', 'log 3'), (first, second, third), strict=True))}"


NORTH = {"check-houses-visible", "check-north"}
SOUTH = {"check-houses-visible", "check-south"}
OUTLIER = {"check-outlier-visible", "check-outlier"}

MISTAKES = [
    Mistake(
        "North with ε outside the root", {"north": house("north", ratio="g / (np.sqrt(s) + eps)")}, {"check-north"},
        "ε stands outside the root",
    ),
    Mistake(
        "North without the root", {"north": house("north", ratio="g / (s + eps)")}, NORTH,
        {"check-houses-visible": "North: x is", "check-north": "the root is left out"},
    ),
    Mistake(
        "North divides by the old average", {"north": house("north", ratio="g / np.sqrt(old + eps + 1e-300)")}, NORTH,
        {"check-north": "the old average divides"},
    ),
    Mistake(
        "North starts at 1", {"north": house("north", start="np.ones_like(x)")}, NORTH,
        {"check-houses-visible": "North: after a step s is", "check-north": "s starts at 1"},
    ),
    Mistake(
        "North lacks 1 − β", {"north": house("north", average="beta * s + g**2")}, NORTH,
        {"check-houses-visible": "North: after a step s is", "check-north": "a sum that leaks"},
    ),
    Mistake(
        "North exchanges β and 1 − β", {"north": house("north", average="(1 - beta) * s + beta * g**2")}, NORTH,
        {"check-north": "β and 1 − β are exchanged"},
    ),
    Mistake(
        "North averages the gradient without its square",
        {"north": house("north", average="beta * s + (1 - beta) * g")}, NORTH,
        {"check-houses-visible": "North: after a step s is", "check-north": "s averages the gradient itself"},
    ),
    Mistake(
        "North returns s alone for its state", {"north": house("north", state="s", given="None")}, NORTH,
        {"check-north": "is the state, a tuple of s and v"},
    ),
    Mistake(
        "North has η inside the buffer",
        {"north": house("north", buffer="mu * v + eta * fraction", move="v")}, NORTH,
        {"check-houses-visible": "where does η stand?", "check-north": "η is inside the buffer"},
    ),
    Mistake(
        "North averages its buffer", {"north": house("north", buffer="mu * v + (1 - mu) * fraction")}, NORTH,
        {"check-north": "the buffer is an average"},
    ),
    Mistake(
        "North forgets its buffer", {"north": house("north", buffer="fraction")}, NORTH,
        {"check-houses-visible": "where does η stand?", "check-north": "μ v is missing"},
    ),
    Mistake(
        "North starts anew at every call", {"north": house("north", given="None")}, NORTH,
        {"check-north": "every call starts anew"},
    ),
    Mistake(
        "North returns its state the wrong way round", {"north": house("north", state="(v, s)")}, NORTH,
        {"check-houses-visible": "North: after a step s is"},
    ),
    Mistake(
        "North returns x alone",
        {"north": house("north").replace("return x, (s, v)", "return x")}, NORTH,
        {"check-north": "return two values"},
    ),
    Mistake(
        "North changes its state in place",
        {"north": """
def north(x, g, state, eta, beta, mu, eps):
    s, v = (np.zeros_like(x), np.zeros_like(x)) if state is None else state
    s *= beta
    s += (1 - beta) * g**2
    v = mu * v + g / np.sqrt(s + eps)
    return x - eta * v, (s, v)
"""},
        {"check-north"}, "the state is changed in place",
    ),
    Mistake(
        "x moves in place",
        {"north": house("north").replace("x = x - eta * v", "x -= eta * v"),
         "south": house("south").replace("x = x - v", "x -= v")},
        {"check-houses-visible", "check-north", "check-south"},
        {"check-houses-visible": "x is changed in place", "check-north": "changes its argument x in place",
         "check-south": "changes its argument x in place"},
    ),
    Mistake(
        "South with ε inside the root", {"south": house("south", ratio="g / np.sqrt(s + eps)")}, {"check-south"},
        "ε stands inside the root",
    ),
    Mistake(
        "South starts at 0", {"south": house("south", start="np.zeros_like(x)")}, SOUTH,
        {"check-houses-visible": "South: after a step s is", "check-south": "s starts at 0"},
    ),
    Mistake(
        "South has η outside the buffer", {"south": house("south", buffer="mu * v + fraction", move="eta * v")}, SOUTH,
        {"check-houses-visible": "where does η stand?", "check-south": "η is outside the buffer"},
    ),
    Mistake(
        "South multiplies all of the buffer by η", {"south": house("south", buffer="eta * (mu * v + fraction)")}, SOUTH,
        {"check-houses-visible": "where does η stand?", "check-south": "η multiplies all of the buffer"},
    ),
    Mistake(
        "South climbs", {"south": house("south", move="(-v)")}, SOUTH,
        {"check-houses-visible": "South: x is", "check-south": "your step goes along it"},
    ),
    Mistake(
        "a first step without the root", {"predictions": predictions(first_north=10)}, {"check-first-steps"},
        "lacks its root",
    ),
    Mistake(
        "a first step of η", {"predictions": predictions(first_north=1)}, {"check-first-steps"}, "still nearly empty",
    ),
    Mistake(
        "a long first step for South too", {"predictions": predictions(first_south=10**0.5)}, {"check-first-steps"},
        "not as long",
    ),
    Mistake(
        "two slips in the first steps", {"predictions": predictions(first_north=10, first_south=0.01)},
        {"check-first-steps"}, "lacks its root",
    ),
    Mistake(
        "South's 1 has not leaked", {"predictions": predictions(first_south=0.01)}, {"check-first-steps"},
        "leaked once before it divides",
    ),
    Mistake(
        "the drop acts at once everywhere", {"predictions": predictions(share_south=0.1)}, {"check-drop"},
        "holds the old rate",
    ),
    Mistake(
        "the houses exchanged at the drop", {"predictions": predictions(share_north=0.82, share_south=0.1)},
        {"check-drop"}, "the two houses are exchanged",
    ),
    Mistake(
        "the momentum of the book in place of 0.8", {"predictions": predictions(before_drop=10)}, {"check-drop"},
        "and μ is 0.8",
    ),
    Mistake(
        "a cycle of ±η", {"predictions": predictions(a=0.03)}, {"check-cycle"}, "so a is half of it",
    ),
    Mistake(
        "a cycle with the curvature in it", {"predictions": predictions(a=0.105)}, {"check-cycle"},
        "the curvature is in your a",
    ),
    Mistake(
        "one ε for both places", {"predictions": predictions(vanishes_north=0.105)}, {"check-cycle"},
        "square the threshold",
    ),
    Mistake(
        "the edge at 1/λ", {"predictions": predictions(vanishes_south=0.21, vanishes_north=0.0441)}, {"check-cycle"},
        "is 2/λ, not 1/λ",
    ),
    Mistake(
        "RMSprop follows the sum", {"directions": directions(**{"RMSprop 0.9": "up"})},
        {"check-directions"}, "enlarges its own divisor",
    ),
    Mistake(
        "the sign of the majority for all",
        {"directions": directions(**{"gradient descent": "down", "RMSprop 0.99": "down"})},
        {"check-directions"}, "against the sum of the gradients",
    ),
    Mistake(
        "the average has not settled", {"turning-outlier": turning(settled="0.0")}, OUTLIER,
        {"check-outlier-visible": "has s settled?", "check-outlier": "you look at the first cycle"},
    ),
    Mistake(
        "n small gradients", {"turning-outlier": turning(ones="n", settled="s / (1 - beta ** len(tape))")}, OUTLIER,
        {"check-outlier-visible": "four gradients of 1", "check-outlier": "there are n in all"},
    ),
    Mistake(
        "no root in the drift", {"turning-outlier": turning(divisor="s")}, OUTLIER,
        {"check-outlier": "the root is left out of the divisor"},
    ),
    Mistake(
        "the old average in the drift", {"turning-outlier": turning(enter_first=False)}, OUTLIER,
        {"check-outlier": "the old average divides"},
    ),
    Mistake(
        "gradient descent's border", {"turning-outlier": "def turning_outlier(n, beta): return n - 1.0"}, OUTLIER,
        {"check-outlier-visible": "4 is gradient descent's", "check-outlier": "n − 1 is where gradient descent turns"},
    ),
    Mistake(
        "a search that ends too early",
        {"turning-outlier": turning().replace("    while drift(high) < 0:\n        high *= 2\n", "")},
        {"check-outlier"}, "double it until the walk is right",
    ),
    Mistake(
        "the outlier with its sign", {"turning-outlier": turning(result="-low")}, OUTLIER,
        {"check-outlier": "give C, its size"},
    ),
    Mistake("no schedule", {"schedule": schedule("np.full(steps, eta)")}, {"check-schedule"}, "on the cycle ±η/2"),
    Mistake(
        "Adagrad's schedule", {"schedule": schedule("eta / np.sqrt(t + 1)")}, {"check-schedule"},
        "the run stops on the way",
    ),
    Mistake(
        "a schedule that falls too early", {"schedule": schedule("eta * 0.97**t")}, {"check-schedule"},
        "the run stops on the way",
    ),
    Mistake(
        "a schedule that does not fall far enough", {"schedule": schedule("eta * (1 - 0.9 * t / steps)")},
        {"check-schedule"}, "so end lower",
    ),
    Mistake(
        "a sudden fall", {"schedule": schedule("eta * np.where(t < steps // 2, 1, 1e-5)")}, {"check-schedule"},
        "after a sudden fall",
    ),
    Mistake(
        "one rate too many", {"schedule": schedule("np.linspace(eta, 0, steps + 1)")}, {"check-schedule"},
        "one rate for each",
    ),
    Mistake(
        "factors in place of rates", {"schedule": schedule("1 - t / steps")}, {"check-schedule"}, "the first rate is",
    ),
    Mistake("an outside ε taken for a long memory", {"logs": logs("D", "A")}, {"check-logs"}, "first step is 2.731"),
    Mistake("a long memory taken for a start at 1", {"logs": logs(second="B")}, {"check-logs"}, "first step is 1.961"),
    Mistake("a late drop taken for a long memory", {"logs": logs(third="D")}, {"check-logs"}, "it follows late"),
]  # fmt: skip

FORMS = {
    "a state that is a list": {"north": house("north", state="[s, v]"), "south": house("south", state="[s, v]")},
    "a state that is one array": {
        "north": house("north", state="np.array([s, v])"), "south": house("south", state="np.array([s, v])"),
    },
    "states that start as numbers": {
        "north": house("north", start="0.0"), "south": house("south", start="1.0"),
    },
    "the outlier by a formula and another search": {
        "turning-outlier": """
def turning_outlier(n, beta):
    k = np.arange(n)
    low, high = np.float64(n - 1), np.float64(1e30)
    for _ in range(300):
        c = np.sqrt(low * high)
        s = 1 + (c**2 - 1) * (1 - beta) * beta**k / (1 - beta**n)
        if c / np.sqrt(s[0]) > np.sum(1 / np.sqrt(s[1:])):
            high = c
        else:
            low = c
    return np.array((low + high) / 2)
"""
    },
    "the outlier after many cycles": {
        "turning-outlier": """
def turning_outlier(n, beta):
    def drift(c):
        s, x = 0.0, 0.0
        for cycle in range(int(40 / (1 - beta) / n) + 2):
            x = 0.0
            for g in [1.0] * (n - 1) + [-c]:
                s = beta * s + (1 - beta) * g * g
                x -= g / s**0.5
        return x
    low, high = n - 1.0, 2.0 * n
    while drift(high) < 0:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        if drift(middle) < 0:
            low = middle
        else:
            high = middle
    return middle
"""
    },
    "a schedule that falls in steps": {
        "schedule": schedule("eta * np.where(t < 0.4 * steps, 1, 0.1 ** np.floor((t - 0.4 * steps) / 60))")},
    "a straight line to zero, as a list": {"schedule": schedule("[eta * (1 - i / steps) for i in range(steps)]")},
    "a cosine": {"schedule": schedule("eta * (1 + np.cos(np.pi * t / steps)) / 2")},
    "a power of the time left": {"schedule": schedule("eta * (1 - t / steps) ** 2")},
    "fractions, whole numbers and 32 bits": {
        "predictions": predictions(first_north="np.sqrt(10)", first_south="1 / 95", before_drop="np.float32(5)",
                                   share_north="1 / 10", share_south="41 / 50", a="np.array(0.015)"),
    },
}  # fmt: skip

"""Mistakes in exercise 2, momentum."""

from helpers.mistakes import Mistake


def momentum(memory="beta * m + (1 - beta) * g", step="eta * new", result="x - step, new"):
    return f"""
def averaged_momentum(x, g, m, eta, beta):
    new = {memory}
    step = {step}
    return {result}
"""


def nesterov(step, memory="beta * m + (1 - beta) * g"):
    return f"""
def averaged_nesterov(x, g, m, eta, beta):
    old, m = m, {memory}
    return x - eta * ({step}), m
"""


def convert(average="1 - beta", rate="eta / share", inside="-rate * memory", outside="-memory / eta"):
    return f"""
def convert(eta, memory, beta, source, target):
    share = {average}
    if source == "averaged":
        eta, memory = eta * share, memory / share
    elif source == "inside":
        memory = {outside}
    if target == "averaged":
        return {rate}, memory * share
    rate = eta
    return eta, {inside} if target == "inside" else memory
"""


def fault(row="3", x="0.521", slip="'B'"):
    return f"faulty_row, right_x, slip = {row}, {x}, {slip}"


def edges(outside="0.32", averaged="0.8", nesterov="0.32 / 2.2"):
    return f"edge_outside, edge_averaged, edge_nesterov = {outside}, {averaged}, {nesterov}"


def drop(outside="0.4", inside="1.3", averaged="0.4"):
    return f"after_drop = dict(outside={outside}, inside={inside}, averaged={averaged})"


MOMENTUM = {"check-momentum-visible", "check-momentum"}
NESTEROV = {"check-nesterov-visible", "check-nesterov"}
BRACKET = {"check-nesterov-visible": "with the rate and v of an average"}
SUM = {"check-momentum-visible": "beta of the old, 1 − beta of g", "check-momentum": "a sum, not an average"}
ALONG = {"check-momentum-visible": "step along the new memory"}

MISTAKES = [
    Mistake("a sum for the average", {"momentum": momentum(memory="beta * m + g")}, MOMENTUM, SUM),
    Mistake(
        "the weights exchanged", {"momentum": momentum(memory="(1 - beta) * m + beta * g")}, MOMENTUM,
        {"check-momentum-visible": "beta of the old", "check-momentum": "the weights are exchanged"},
    ),
    Mistake(
        "a step with the old memory", {"momentum": momentum(step="eta * m")}, MOMENTUM,
        ALONG | {"check-momentum": "update m first"},
    ),
    Mistake(
        "a step along the gradient", {"momentum": momentum(step="eta * g")}, MOMENTUM,
        ALONG | {"check-momentum": "must go along the memory"},
    ),
    Mistake(
        "a step uphill", {"momentum": momentum(step="-eta * new")}, MOMENTUM,
        ALONG | {"check-momentum": "yours climbs"},
    ),
    Mistake(
        "the rate of the sum", {"momentum": momentum(step="eta / (1 - beta) * new")}, MOMENTUM,
        ALONG | {"check-momentum": "do not divide it by 1 − beta"},
    ),
    Mistake(
        "the pair the other way round", {"momentum": momentum(result="new, x - step")}, MOMENTUM,
        {"check-momentum": "yours is (m, x)"},
    ),
    Mistake(
        "the memory is not returned", {"momentum": momentum(result="x - step, m")}, MOMENTUM,
        {"check-momentum": "the second result is the old memory"},
    ),
    Mistake(
        "the memory is changed in place", {"momentum": """
def averaged_momentum(x, g, m, eta, beta):
    m *= beta
    m += (1 - beta) * g
    return x - eta * m, m
"""}, MOMENTUM,
        {"check-momentum-visible": "changed in place", "check-momentum": "changes its argument m in place"},
    ),
    Mistake(
        "the bracket is copied", {"nesterov": nesterov("g + beta * m")}, NESTEROV,
        BRACKET | {"check-nesterov": "the bracket is copied"},
    ),
    Mistake(
        "the whole rule is copied", {"nesterov": nesterov("g + beta * m", memory="beta * m + g")}, NESTEROV,
        {"check-nesterov-visible": "the memory is momentum's", "check-nesterov": "neither memory nor rate"},
    ),
    Mistake(
        "a look ahead with the old memory", {"nesterov": nesterov("(1 - beta) * g + beta * old")}, NESTEROV,
        BRACKET | {"check-nesterov": "plain momentum's"},
    ),
    Mistake(
        "the average multiplied again", {"nesterov": nesterov("(1 - beta) * (g + beta * m)")}, NESTEROV,
        BRACKET | {"check-nesterov": "both terms are multiplied"},
    ),
    Mistake(
        "the memory converted, the rate not", {"nesterov": nesterov("g + beta * m / (1 - beta)")}, NESTEROV,
        BRACKET | {"check-nesterov": "the rate is not"},
    ),
    Mistake(
        "the right step multiplied again", {"nesterov": nesterov("(1 - beta) * ((1 - beta) * g + beta * m)")}, NESTEROV,
        BRACKET | {"check-nesterov": "once too often"},
    ),
    Mistake(
        "the memory enters whole", {"nesterov": nesterov("(1 - beta) * g + m")}, NESTEROV,
        BRACKET | {"check-nesterov": "the memory enters whole"},
    ),
    Mistake(
        "the conversion the wrong way", {"convert": convert(average="1 / (1 - beta)")},
        {"check-convert-visible", "check-convert-rate", "check-convert-memory"},
        {"check-convert-visible": "its rate larger", "check-convert-rate": "yours is multiplied",
         "check-convert-memory": "converted the wrong way round"},
    ),
    Mistake(
        "the two results exchanged",
        {"convert": convert() + "\n_right = convert\ndef convert(*case):\n    return _right(*case)[::-1]"},
        {"check-convert-visible", "check-convert-rate", "check-convert-memory"},
        {"check-convert-visible": "the rate first, then the memory"},
    ),
    Mistake(
        "the rate is kept",
        {"convert": convert(rate="eta").replace("eta * share, ", "eta, ")},
        {"check-convert-visible", "check-convert-rate", "check-convert-memory"},
        {"check-convert-visible": "its rate larger", "check-convert-rate": "the rate is not converted",
         "check-convert-memory": "the rate is converted first"},
    ),
    Mistake(
        "the memory is kept",
        {"convert": """
def convert(eta, memory, beta, source, target):
    rates = {"outside": 1, "inside": 1, "averaged": 1 / (1 - beta)}
    return eta * rates[target] / rates[source], memory
"""},
        {"check-convert-visible", "check-convert-memory"},
        {"check-convert-visible": "m is 1 − beta times v", "check-convert-memory": "the memory is not converted"},
    ),
    Mistake(
        "the sign of a memory with the rate inside",
        {"convert": convert(inside="rate * memory", outside="memory / eta")}, {"check-convert-memory"},
        "points the way you go",
    ),
    Mistake(
        "the rate inside forgotten, the sign not", {"convert": convert(inside="-memory", outside="-memory")},
        {"check-convert-memory"}, "not only the sign",
    ),
    Mistake(
        "a memory with the rate inside taken for one outside", {"convert": convert(inside="memory", outside="memory")},
        {"check-convert-memory"}, "yours is as outside",
    ),
    Mistake(
        "the rate inside taken for one that goes with an average",
        {"convert": convert().replace("return eta, -rate * memory if",
                                      "return eta / share if target == 'inside' else eta, -rate * memory if")
                             .replace("        memory = -memory / eta",
                                      "        eta = eta * share; memory = -memory / eta")},
        {"check-convert-rate", "check-convert-memory"},
        {"check-convert-rate": "with eta inside the rate is the same as outside"},
    ),
    Mistake(
        "gradient descent's edges", {"edges": edges("0.2", "0.5", "0.2")}, {"check-edges", "check-edge-nesterov"},
        "gradient descent's edge",
    ),
    Mistake(
        "the averaged edge converted the wrong way", {"edges": edges(averaged="0.128")}, {"check-edges"},
        "divide by 1 − beta",
    ),
    Mistake(
        "the averaged edge not converted", {"edges": edges(averaged="0.32")}, {"check-edges"},
        "the second is another number",
    ),
    Mistake(
        "an average taken for gradient descent", {"edges": edges(averaged="0.2")}, {"check-edges"},
        "does not bring gradient descent's edge back",
    ),
    Mistake(
        "the curvature forgotten", {"edges": edges("3.2", "8", "3.2 / 2.2")}, {"check-edges", "check-edge-nesterov"},
        "divide by L",
    ),
    Mistake(
        "momentum's edge for Nesterov", {"edges": edges(nesterov="0.32")}, {"check-edge-nesterov"},
        "looking ahead gives the newest gradient more weight",
    ),
    Mistake("a drop that acts at once everywhere", {"drop": drop(inside="0.4")}, {"check-drop"}, "the drop acts late"),
    Mistake(
        "the newest gradient at the old rate", {"drop": drop(inside="1.6")}, {"check-drop"},
        "the newest gradient does enter with the new rate",
    ),
    Mistake("the newest gradient left out", {"drop": drop(inside="1.2")}, {"check-drop"}, "add its step"),
    Mistake(
        "an empty memory", {"drop": drop("0.1", "0.1", "0.1")}, {"check-drop"}, "has filled the memory",
    ),
    Mistake("the averaged rate not converted", {"drop": drop(averaged="0.1")}, {"check-drop"}, "its quarter is 0.4"),
    Mistake("the row after the fault", {"fault": fault(row="4")}, {"check-fault"}, "compute each row"),
    Mistake("the log's own x", {"fault": fault(x="0.56")}, {"check-fault"}, "the memory of row 3 is right"),
    Mistake("another slip", {"fault": fault(slip="'D'")}, {"check-fault"}, "which memory gives"),
]  # fmt: skip

FORMS = {
    "lists, by way of the rule with the rate outside": {
        "momentum": momentum(memory="m + (1 - beta) * (g - m)", result="[x - step, new]"),
        "nesterov": """
def averaged_nesterov(x, g, m, eta, beta):
    v, rate = beta * m / (1 - beta) + g, eta * (1 - beta)
    return np.array([x - rate * (g + beta * v), (1 - beta) * v])
""",
        "convert": """
def convert(eta, memory, beta, source, target):
    rate = eta * (1 - beta) if source == "averaged" else eta
    unit = {"outside": 1.0, "inside": -rate, "averaged": 1 - beta}
    new = rate / (1 - beta) if target == "averaged" else rate
    return [np.array(new), (memory / unit[source] * unit[target]).tolist()]
""",
    },
    "NumPy's numbers, fractions, another order": {
        "edges": edges("np.float32(0.32)", "8 / 10", "0.145"),
        "drop": "after_drop = {'averaged': np.float64(0.4), 'inside': 13 / 10, 'outside': 0.4}",
        "fault": fault("np.int64(3)", "np.float64(0.521)", "'b '"),
    },
}

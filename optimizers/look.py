"""How the book looks, as data: the palette, and how each rule is drawn. Pictures and live figures take both from here.

A colour means an optimizer and nothing else, the same through the whole book. Line style tells it too, so that
figures read in grey.
"""

from dataclasses import dataclass

# Every colour with its counterpart on a dark page; the book's build swaps them in the figures.
PALETTE = {
    "paper": ("#ffffff", "#14171b"),
    "ink": ("#1b1f24", "#e6e8eb"),
    "soft": ("#5b6470", "#a0a9b4"),
    "line": ("#d9dee5", "#363c45"),
    "contour": ("#b4bcc6", "#4a525d"),
    "blue": ("#0072b2", "#56b4e9"),
    "amber": ("#c28017", "#feb201"),
    "green": ("#00805c", "#2cc796"),
    "purple": ("#9d4777", "#cd86aa"),
    "orange": ("#b14900", "#e18044"),
}
PAPER, INK, SOFT, LINE, CONTOUR, BLUE, AMBER, GREEN, PURPLE, ORANGE = (light for light, _ in PALETTE.values())
NAMES = {light: name for name, (light, _) in PALETTE.items()}

# Words over lines carry this id in the SVG; the page gives them a rim in its background's colour.
HALO = "halo"


@dataclass(frozen=True)
class Style:
    """How one rule is drawn: its name in words, its colour, its line as matplotlib takes it."""

    name: str
    colour: str
    line: str | tuple = "-"


_DOTS, _DASHES, _DASHDOT = (0, (1, 1.4)), (0, (4, 1.6)), (0, (5, 1.4, 1, 1.4))
STYLES = {
    "gradient_descent": Style("gradient descent", BLUE),
    "momentum": Style("momentum", AMBER),
    "nesterov": Style("Nesterov", AMBER, _DASHES),
    "sign_descent": Style("sign descent", GREEN, _DASHES),
    "rprop": Style("Rprop", GREEN),
    "rprop_minus": Style("Rprop−", GREEN, _DOTS),
    "rprop_plus": Style("Rprop+", GREEN, _DASHDOT),
    "irprop_plus": Style("iRprop+", GREEN, (0, (6, 1, 1, 1, 1, 1))),
    "adagrad": Style("Adagrad", PURPLE),
    "rmsprop": Style("RMSprop", ORANGE),
    "rmsprop_eps_inside": Style("RMSprop, ε inside", ORANGE, _DASHES),
    "centered_rmsprop": Style("centered RMSprop", ORANGE, _DOTS),
    "momentum_rmsprop": Style("RMSprop with momentum", ORANGE, _DASHDOT),
    "adam": Style("Adam", INK),
    "amsgrad": Style("AMSGrad", INK, _DASHES),
}

# The book's symbol for each name of the package, and for PyTorch's names of the same.
SYMBOLS = {
    "params": "x",
    "grad": "g",
    "learning_rate": "η",
    "momentum": "β",
    "decay": "β",
    "decay1": "β₁",
    "decay2": "β₂",
    "eps": "ε",
    "velocity": "v",
    "square_sum": "s",
    "square_avg": "s",
    "grad_avg": "m",
    "largest_square_avg": "ŝ",
    "step_size": "Δ",
    "prev_grad": "g′",
    "decay1_product": "p₁",
    "decay2_product": "p₂",
    "lr": "η",
    "alpha": "β",
    "betas": "β₁",
}


def power(exponent):
    """A power of ten as text: ``power(-3) == "10⁻³"``."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def style(rule):
    """The `Style` of a rule, given as the function or by name; other rules are drawn in ink."""
    name = rule if isinstance(rule, str) else rule.__name__
    return STYLES.get(name, Style(name.replace("_", " "), INK, _DOTS))

"""Every rule and every landscape, for tests that say something about all of them."""

import inspect

import optimizers
from optimizers import update_rules

RULES = [
    rule
    for name, rule in vars(update_rules).items()
    if inspect.isfunction(rule) and rule.__module__ == update_rules.__name__ and not name.startswith("_")
]
LANDSCAPES = [
    optimizers.quadratic_bowl(condition_number=30, angle=25),
    optimizers.rosenbrock(),
    optimizers.beale(),
    optimizers.saddle(),
    optimizers.double_well(),
    optimizers.plateau(),
]


def name(thing):
    """A test id: the name of a rule or a landscape, any other value as it is written."""
    return getattr(thing, "__name__", None) or getattr(thing, "name", None) or str(thing)


def hyperparameters(rule):
    """The names of a rule's hyperparameters; the loss that iRprop+ is given is not one."""
    parameters = inspect.signature(rule).parameters.values()
    return [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.name != "loss"]


def takes_loss(rule):
    return "loss" in inspect.signature(rule).parameters

"""Every rule and every landscape of the package, by name: what the page is given, and what tests go through.

A rule is a public function of `update_rules`, a landscape what a public function of `landscapes` makes that needs no
argument; so a new one is here as soon as it is written.
"""

import inspect

from optimizers import landscapes, update_rules


def _public(module):
    """The functions that a module defines for others, by name, in its order."""
    return {
        name: function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }


def _needs_nothing(function):
    parameters = inspect.signature(function).parameters.values()
    return all(parameter.default is not parameter.empty for parameter in parameters)


RULES = _public(update_rules)
LANDSCAPES = {name: make for name, make in _public(landscapes).items() if _needs_nothing(make)}

"""Every rule and every landscape, for tests that say something about all of them."""

from optimizers import catalogue

# A bowl that is narrow and turned; the others take no numbers.
NUMBERS = {"quadratic_bowl": {"condition_number": 30, "angle": 25}}
RULES = list(catalogue.RULES.values())
LANDSCAPES = [make(**NUMBERS.get(name, {})) for name, make in catalogue.LANDSCAPES.items()]


def name(thing):
    """A test id: the name of a rule or a landscape, any other value as it is written."""
    return getattr(thing, "__name__", None) or getattr(thing, "name", None) or str(thing)

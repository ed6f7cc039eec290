"""The kinds of explorers, one function each: it turns a chapter's words into the data that a drawing needs."""

import ast
import inspect

from optimizers import look, momentum, quadratic_bowl
from optimizers.explorer.figure import Explorer


def explore_descents(
    rules, landscape, /, *, steps, settings=None, fixed=(), goal=None, beside="loss", heavy=None, turn_start=False,
    log_steps=False, marks=None, letters=(), plays=False, tables=None, editable=(), name=None, **controls,
):  # fmt: skip
    """Rules on a landscape: the paths, and beside them the loss or a value of each coordinate by step.

    ``rules`` are functions of the package and ``landscape`` a `Landscape` without noise. ``settings`` maps a rule to
    hyperparameters that no control moves, ``fixed`` are the rules that follow no control at all. ``goal`` is a dict:
    the ``loss`` to reach, in fewer than ``steps``, as ``words`` say; with ``stay`` the loss must stay there, and ``at``
    maps controls to the values that it asks for. It counts from the landscape's own start alone.
    ``beside`` is "loss", "effective rate" or "step size", ``heavy`` the rule to draw heavier; with ``turn_start`` the
    start turns with a bowl's angle. ``log_steps`` draws the loss by the logarithm of the step, ``marks`` maps words to
    steps that are marked there; ``letters`` name the points of the first rule's path, from its start on; ``plays`` has
    the figure play once when it comes into view. ``tables`` maps a control to the `table` of what it sets. ``editable``
    are the rules that a reader may rewrite on the page.

    A control named as a hyperparameter moves it in every rule that has it; ``factor`` multiplies every rule's learning
    rate, ``condition_number`` and ``angle`` shape a bowl, and a choice of `ground` values picks the landscape.
    Returns an `Explorer`.
    """
    names = [rule.__name__ for rule in rules]
    options = {
        "rules": names,
        "steps": steps,
        "goal": goal,
        "beside": beside,
        "fixed": [rule.__name__ for rule in fixed],
        "heavy": heavy.__name__ if heavy else None,
        "turn_start": turn_start,
        "log_steps": log_steps,
        "marks": [{"text": words, "x": step} for words, step in (marks or {}).items()],
        "letters": list(letters),
        "plays": plays,
        "tables": tables or {},
        "editable": sources(editable),
        "turns": turns(controls["angle"]) if "angle" in controls else {},
        "styles": styles(rules),
    } | ground(landscape, settings)
    return Explorer("descents", options, controls, name)


def explore_rates(
    rules, landscape, /, *, steps, lowest, highest, settings=None, fixed=(), goal=None, marks=None, loss=(1e-16, 1e4),
    name=None, **controls,
):  # fmt: skip
    """One run at the chosen rate, and the loss that every learning rate from ``lowest`` to ``highest`` ends at.

    ``goal`` is a dict: the ``loss`` to end at, as ``words`` say. ``marks`` maps words to rates that are marked,
    ``loss`` are the ends of its axis. Controls: ``learning_rate``, ``rule``, a `choice` of rules, and those of
    `explore_descents`, as the other arguments are. Returns an `Explorer`.
    """
    options = {
        "rules": [rule.__name__ for rule in rules],
        "steps": steps,
        "range": {"low": lowest, "high": highest},
        "lowest": loss[0],
        "highest": loss[1],
        "goal": goal,
        "marks": [{"text": words, "x": rate} for words, rate in (marks or {}).items()],
        "fixed": [rule.__name__ for rule in fixed],
        "turns": turns(controls["angle"]) if "angle" in controls else {},
        "styles": styles(rules),
    } | ground(landscape, settings)
    return Explorer("rates", options, controls, name)


def explore_parabola(
    rules, *, steps, start=1.0, width=None, beside="error", lowest=1e-6, floor=None, goal=None,
    title=None, name=None, **controls,
):  # fmt: skip
    """A rule in one dimension, on ½ λ x²: its points on the parabola, and its error by step.

    ``rules`` are one or several, chosen by the control ``rule``. ``beside`` is "error", with its sign, or "size", on a
    logarithmic axis from ``lowest`` on, where ``floor`` marks a level in units of the learning rate. ``goal`` is a
    dict: after ``steps`` x must stay within ``size``, as ``words`` say. Controls: hyperparameters, and ``curvature`` λ,
    which is 1 without. Returns an `Explorer`.
    """
    options = {
        "rule": rules[0].__name__,
        "steps": steps,
        "start": start,
        "curvature": 1.0,
        "width": width or 1.25 * abs(start),
        "beside": beside,
        "lowest": lowest,
        "floor": floor,
        "goal": goal,
        "title": title,
        "settings": {},
        "styles": styles(rules),
    }
    return Explorer("parabola", options, controls, name)


def explore_tape(rules, gradients, *, beside, settings=None, goal=None, title=None, name=None, **controls):
    """Rules on a tape of ``gradients``: the weight, and beside it what each step is made of.

    ``beside`` is a dict: its ``kind`` is "step" (the length of every step), "state" or "rate" (η/√s) with the name of
    the ``state``; ``title``, ``label`` and the ``words`` of the status; ``low`` and ``high`` for a logarithmic axis,
    ``log_steps`` for logarithmic steps. ``settings`` maps a rule to hyperparameters that no control moves. ``goal`` is
    a dict: the weight at the end, or with ``beside`` true what stands beside it, lies from ``low`` to ``high`` for the
    ``rule`` named, as ``words`` say. Controls: hyperparameters, and ``tape``, a `choice` of {"gradients": …}.
    Returns an `Explorer`.
    """
    options = {
        "rules": [rule.__name__ for rule in rules],
        "gradients": list(map(float, gradients)),
        "beside": beside,
        "goal": goal,
        "title": title,
        "settings": {rule.__name__: values for rule, values in (settings or {}).items()},
        "styles": styles(rules),
    }
    return Explorer("tape", options, controls, name)


def explore_phase(rules, landscape, *, steps, goal, lowest, highest, name=None, **controls):
    """The spectral radius over learning rate and momentum, and the path of the pair that the controls choose.

    ``rules`` are momentum and its relatives, each chosen by the control ``rule``, a `choice` of rules. ``landscape``
    is a bowl along the axes. ``lowest`` and ``highest`` bound the learning rate; the controls ``learning_rate`` and
    ``momentum`` move the pair, and so does a click. ``goal`` is as in `explore_descents`. Returns an `Explorer`.
    """
    options = {"steps": steps, "goal": goal, "lowest": lowest, "highest": highest, "styles": styles(rules)}
    return Explorer("phase", options | ground(landscape), controls, name)


def explore_signs(rules, *, learning_rate, words, name=None, **controls):
    """A tape of gradient signs: the weight under a variant of Rprop, and its step size through every flip.

    ``rules`` are variants of Rprop, chosen by the control ``rule``; ``learning_rate`` is the first step size. The
    target is a last step size at least as long as before the first flip, and ``words`` tell it. Controls: ``tape``, a
    `choice` of strings of "+", "−" and "0", and the hyperparameters ``grow`` and ``shrink``. Returns an `Explorer`.
    """
    return Explorer("signs", {"learning_rate": learning_rate, "words": words, "styles": styles(rules)}, controls, name)


def explore_outliers(walking, adapting, *, steps, others, settings, words, name=None, **controls):
    """Tapes with one outlier in every n gradients: the weight under ``walking``, the step sizes of ``adapting``.

    ``walking`` are two rules, one that averages and one that votes; ``adapting`` two variants of Rprop, of which the
    first should run away. ``others`` is the size of the other gradients, ``settings`` maps a rule to its
    hyperparameters and ``words`` tell the target. Controls: ``every`` n, ``size`` of the outlier and ``order``.
    Returns an `Explorer`.
    """
    options = {
        "walking": [rule.__name__ for rule in walking],
        "adapting": [rule.__name__ for rule in adapting],
        "steps": steps,
        "others": others,
        "settings": {rule.__name__: values for rule, values in settings.items()},
        "styles": styles([*walking, *adapting]),
        "words": words,
    }
    return Explorer("outliers", options, controls, name)


def explore_dials(
    rules, tape, *, cycles, small, drift, least, longest, words, editable=(), name=None, **controls,
):  # fmt: skip
    """RMSprop's two dials: the drift of a ``tape`` that cancels, and the step for a steady gradient of any size.

    ``rules`` are RMSprop and its relatives, chosen by the control ``rule``. The targets: a drift per cycle below
    ``drift``, a step of at least ``least`` for a steady gradient of size ``small``, and a first step on the tape of at
    most ``longest``, all in units of η; ``words`` tell them. ``editable`` is as in `explore_descents`. Controls:
    ``forget``, which is 1 − β, and ``eps``.
    Returns an `Explorer`.
    """
    options = {"tape": list(map(float, tape)), "cycles": cycles, "small": small, "drift": drift, "least": least}
    options |= {"longest": longest, "words": words, "editable": sources(editable), "styles": styles(rules)}
    return Explorer("dials", options, controls, name)


def explore_drift(rule, tape, *, cycles, memories, goal, name=None, **controls):
    """Small gradients and one outlier: the weight under ``rule``, RMSprop, and its drift at every length of the memory.

    ``tape`` ends with the outlier. ``memories`` are the lowest and the highest. ``goal`` is a dict: with the outlier
    of the ``tape`` the weight must walk the right way at a ``memory`` no longer than this, as ``words`` tell.
    Controls: ``memory`` 1/(1 − β) and ``outlier``. Returns an `Explorer`.
    """
    low, high = memories
    options = {"rule": rule.__name__, "tape": list(map(float, tape)), "cycles": cycles, "goal": goal}
    options |= {"memories": {"low": low, "high": high}, "styles": styles([rule])}
    return Explorer("drift", options, controls, name)


def explore_counterexample(
    rules, *, cycles, decay1, memories, shortest, words, fixed=None, at=None, name=None, **controls,
):  # fmt: skip
    """Reddi's counterexample: one large gradient in a period of small ones, at every length of the memory.

    ``rules`` are RMSprop and Adam, chosen by the control ``rule``; ``decay1`` is Adam's. ``memories`` are the lowest
    and the highest. The target is to walk down at a memory below ``shortest``, where the controls stand ``at`` what
    it asks for; ``words`` tell it. Controls: ``period`` P, ``factor`` by which the large gradient exceeds the sum of
    the others, and ``memory`` 1/(1 − β₂); ``fixed`` holds those that no control moves. Returns an `Explorer`.
    """
    low, high = memories
    options = {"cycles": cycles, "decay1": decay1, "memories": {"low": low, "high": high}, "shortest": shortest}
    options |= {"words": words, "fixed": fixed or {}, "at": at or {}, "styles": styles(rules)}
    return Explorer("counterexample", options, controls, name)


def explore_records(rules, *, rates, kinds, images, loss, accuracy, goal, compare=(), name=None, **controls):
    """Recorded training runs: one for every rule, learning rate and kind, a mini-batch size or the words of a schedule.

    ``loss`` and ``accuracy`` map a rule to an array of shape (kinds, rates, records); ``images`` counts the images
    looked at by each record. ``goal`` is a dict: the ``accuracy`` to reach, after fewer than ``images``, with the rule
    named ``rule`` if it has one, in ``words``. The rules in ``compare`` are drawn thinly beside the chosen one, at the
    same rate. Controls: ``rule``, ``learning_rate``, and ``batch_size`` or ``schedule``. Returns an `Explorer`.
    """

    def plain(records):
        return {rule.__name__: [[_rounded(row) for row in part] for part in records[rule]] for rule in rules}

    options = {
        "rates": list(map(float, rates)),
        "kinds": list(kinds),
        "images": [int(count) for count in images],
        "loss": plain(loss),
        "accuracy": plain(accuracy),
        "goal": goal,
        "compare": [rule.__name__ for rule in compare],
        "styles": styles(rules),
    }
    return Explorer("records", options, controls, name)


def explore_roots(*, steps, words, name=None, **controls):
    """Momentum's two roots in the complex plane, of one direction or of both ends of a valley.

    With the controls ``product``, which is ηλ, and ``momentum``: the roots, and the error of ``steps`` steps; the
    target is that both meet, at a momentum of 0.5 or more. With ``learning_rate``, ``momentum`` and
    ``condition_number`` κ: the bar from ηλ = η to ηκ on the map of the spectral radius, and the roots at its ends;
    the target is a radius within 0.01 of the best one. ``words`` tell the target. Returns an `Explorer`.
    """
    return Explorer("roots", {"steps": steps, "words": words, "styles": styles([momentum])}, controls, name)


def explore_sensitivity(loss, *, rates, best, guessing, steps, goal, name=None, **controls):
    """What training ends at after ``steps``, at every learning rate: on the rates, and in multiples of the best one.

    ``loss`` maps a rule to its losses at ``rates``, which are a factor apart, and ``best`` to the place of its best
    rate. ``guessing`` is the loss of who knows nothing. ``goal`` is a dict: at so many ``times`` its best rate a rule
    must end below guessing, as ``words`` say. Controls: ``rule`` and ``times``. Returns an `Explorer`.
    """
    options = {
        "rates": list(map(float, rates)),
        "loss": {rule.__name__: _rounded(losses) for rule, losses in loss.items()},
        "best": {rule.__name__: int(place) for rule, place in best.items()},
        "guessing": float(guessing),
        "steps": steps,
        "goal": goal,
        "styles": styles(list(loss)),
    }
    return Explorer("sensitivity", options, controls, name)


def explore_sharpness(runs, *, words, name=None, **controls):
    """Recorded training runs at the edge of stability: the loss, and η times the largest curvature that the rule meets.

    ``runs`` maps a run's name to a dict of its ``rule`` and its records: ``steps``, ``loss`` and ``sharpness``, which
    is already multiplied by the learning rate, so that 2 is the edge. The target is a run that ends at the edge;
    ``words`` tell it. Control: ``run``, a `choice` of the runs' numbers. Returns an `Explorer`.
    """
    rules = {each["rule"] for each in runs.values()}
    options = {
        "runs": [
            {
                "name": key,
                "rule": each["rule"].__name__,
                "steps": [int(step) for step in each["steps"]],
                "loss": _rounded(each["loss"]),
                "sharpness": _rounded(each["sharpness"]),
            }
            for key, each in runs.items()
        ],
        "words": words,
        "styles": styles(sorted(rules, key=lambda rule: rule.__name__)),
    }
    return Explorer("sharpness", options, controls, name)


def _rounded(values):
    """Three digits, which is what a picture shows; what is not finite becomes None, which JSON has a word for."""
    return [float(f"{value:.3g}") if abs(value) < float("inf") else None for value in values]


def ground(landscape, settings=None):
    """A landscape, and the hyperparameters of each rule on it, as an option of a choice.

    Raises ValueError for a landscape with noise, which the page could not draw alike, and for one of your own.
    """
    if landscape.rng is not None:
        raise ValueError(f"{landscape.name}: explorers run landscapes without noise, so that page and Python agree")
    if landscape.key is None:
        raise ValueError(f"{landscape.name} has no key: explorers run the landscapes of this package")
    return {
        "ground": {
            "name": landscape.key,
            "options": getattr(landscape.loss, "keywords", {}),
            "start": landscape.start,
            "minimum": landscape.minimum,
            "bounds": landscape.bounds,
        },
        "settings": {rule.__name__: values for rule, values in (settings or {}).items()},
    }


def table(at, settings):
    """Settings to look up: at each value in ``at`` of a control, ``settings`` maps a rule to its hyperparameters.

    Every hyperparameter is a sequence as long as ``at``; the control takes the row that is nearest to it.
    """
    numbers = {
        rule.__name__: {name: list(map(float, of)) for name, of in own.items()} for rule, own in settings.items()
    }
    return {"at": list(map(float, at)), "settings": numbers}


def sources(rules):
    """The source of each rule by its name, without docstrings: what a reader edits. Functions that it calls follow."""
    return {rule.__name__: "\n\n\n".join(map(_without_docstring, _with_its_own(rule))) for rule in rules}


def _with_its_own(function):
    """The function, and those of its module that it calls."""
    called = [function.__globals__.get(name) for name in function.__code__.co_names]
    functions = filter(inspect.isfunction, called)
    return [function, *(other for other in functions if other.__module__ == function.__module__)]


def _without_docstring(function):
    source = inspect.getsource(function).rstrip().replace("  # fmt: skip", "")
    (node,) = ast.parse(source).body
    lines = source.splitlines()
    if ast.get_docstring(node) is not None:
        del lines[node.body[0].lineno - 1 : node.body[0].end_lineno]
    return "\n".join(lines)


def turns(angles):
    """The cosine and sine of every angle that a slider can stand at, in degrees, as a bowl is given them."""
    count = round((angles.max - angles.min) / angles.step) + 1
    degrees = (angles.min + i * angles.step for i in range(count))
    bowls = {f"{angle:g}": quadratic_bowl(angle=angle).loss.keywords for angle in degrees}
    return {angle: {key: numbers[key] for key in ("cos", "sin")} for angle, numbers in bowls.items()}


def styles(rules):
    """How each rule is drawn: name, colour by its name in the palette, dashes as SVG writes them."""
    drawn = {}
    for rule in rules:
        drawn_as = look.style(rule)
        line = drawn_as.line
        dash = " ".join(f"{2 * part:g}" for part in line[1]) if isinstance(line, tuple) else None
        drawn[rule.__name__] = {"name": drawn_as.name, "colour": look.NAMES[drawn_as.colour], "dash": dash}
    return drawn

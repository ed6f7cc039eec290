"""Claims about β: what is averaged, over how long, and what that does."""

import numpy as np

from optimizers import adam, momentum, noisy, replay, rmsprop, rosenbrock
from optimizers.claims import places
from optimizers.claims.frameworks import CITED, OTHERS, pytorch, pytorch_default
from optimizers.claims.shapes import average, fewest, number, valley
from optimizers.claims.trial import Finding, claim

GROUP = "Memory"

ALTERNATING = np.tile([1.0, -1.0], 100)


@claim(
    3,
    GROUP,
    "RMSprop uses “the same concept of the exponentially weighted average of the gradients like gradient descent with "
    "momentum”.",
    said={
        "S0": "the same concept of the exponentially weighted average of the gradients like gradient descent with "
        "momentum"
    },
    readings=(
        "The concept is the same: fed with squared gradients, momentum's average is RMSprop's.",
        "What is averaged is the same: on gradients of +1 and −1 in turn both averages come close to zero.",
    ),
    right="Both are exponentially weighted averages, with the same weights.",
    where=(places.TWO_ROADS, places.ADDS_UP),
)
def same_concept(seed=0):
    gradients = np.random.default_rng(seed).standard_normal(200)
    squares = replay(rmsprop, gradients, decay=0.9).state[0]
    apart = np.abs(squares - average(gradients**2, 0.9)).max()
    yield Finding(apart < 1e-12, f"The two averages differ by {number(apart.round(13))}.")
    ours, theirs = replay(rmsprop, ALTERNATING, decay=0.9).state[0][-1], average(ALTERNATING, 0.9)[-1]
    words = f"On ±1 the average of the gradients is {number(theirs)}, RMSprop's average {number(ours)}."
    yield Finding(abs(ours) < 0.1 and abs(theirs) < 0.1, words)


@claim(
    19,
    GROUP,
    "β “takes in values [0, 1]”, “ranging from 0 to 1”.",
    said={"S0": "takes in values [0, 1]", "S1": "ranging from 0 to 1"},
    readings=(
        "From 0 to 0.999 every step is at most η/√(1 − β).",
        "At β = 1, too, the rule works: the average moves, and a first step is shorter than 100 η.",
        "A framework holds you to the range: PyTorch refuses β = 1.5.",
    ),
    right="From 0, included, up to 1, excluded, every value makes a rule.",
    where=(places.FIRST_STEPS,),
)
def range_of_beta(seed=0):
    gradients, decays = np.random.default_rng(seed).standard_cauchy((500, 1)), np.array([0, 0.5, 0.9, 0.999])
    longest = np.abs(np.diff(replay(rmsprop, gradients, learning_rate=1.0, decay=decays).params, axis=0)).max(axis=0)
    words = f"The longest of 500 steps is {number(longest[2])} η at β = 0.9 and {number(longest[3])} η at 0.999."
    yield Finding(np.all(longest <= 1.000001 / np.sqrt(1 - decays)), words)
    first, kept = rmsprop(0.0, 1.0, learning_rate=1.0, decay=1.0)
    words = f"At β = 1 the average is {number(kept)} after a gradient of 1, and the step {number(-first)} η."
    yield Finding(kept > 0 and abs(first) < 100, words)
    torch = pytorch()
    try:
        torch.optim.RMSprop([torch.nn.Parameter(torch.zeros(1))], alpha=1.5)
        refused = False
    except ValueError:
        refused = True
    version = torch.__version__.partition("+")[0]
    yield Finding(refused, f"PyTorch {version} {'refuses' if refused else 'takes'} β = 1.5.")


@claim(
    27,
    GROUP,
    "β is “called momentum”.",
    said={"S1": "called momentum"},
    readings=(
        "It lengthens steps that agree: under a constant gradient, β = 0.99 makes steps at least twice as long as "
        "β = 0.9.",
        "It carries the weight on: once the gradients are zero, the weight still moves, by a step or more.",
    ),
    right="Both are the share that a memory keeps at each step, and both are often 0.9.",
    where=(places.FIRST_STEPS, places.ADDS_UP),
)
def beta_is_momentum():
    decays = np.array([0.9, 0.99])
    ones = np.ones((3000, 1))
    leaky = replay(rmsprop, ones, learning_rate=1.0, decay=decays).params
    heavy = replay(momentum, ones, learning_rate=1.0, momentum=decays).params
    (short, long), (light, strong) = leaky[-2] - leaky[-1], heavy[-2] - heavy[-1]
    words = f"At 0.9 and 0.99 RMSprop's steps are {number(short)} and {number(long)} η, "
    yield Finding(long >= 2 * short, words + f"momentum's {number(light)} and {number(strong)} η.")
    stops = np.repeat([1.0, 0.0], 100)
    leaky = replay(rmsprop, stops, learning_rate=1.0, decay=0.9).params
    heavy = replay(momentum, stops, learning_rate=1.0, momentum=0.9).params
    after, further = leaky[100] - leaky[-1], heavy[100] - heavy[-1]
    words = f"After the last gradient RMSprop moves {number(after)} η, momentum {number(further)} η."
    yield Finding(after >= 1, words)


@claim(
    28,
    GROUP,
    "β weighs “the average of previous values and the current value”.",
    said={"S1": "the average of previous values and the current value"},
    readings=(
        "Each step keeps β of the average so far and adds 1 − β of the current square.",
        "So the last 1/(1 − β) steps hold about 63% of the weight, and older ones the rest.",
    ),
    right="All of it.",
    where=(places.FIRST_STEPS,),
)
def weighs_old_and_new():
    (new,) = rmsprop(0.0, 3.0, 4.0, decay=0.9)[1:]
    words = f"An average of 4 and a gradient of 3, with β = 0.9, make {number(new)}."
    yield Finding(np.isclose(new, 0.9 * 4 + 0.1 * 9), words)
    shares = []
    for memory in (10, 100, 1000):
        impulse = np.eye(1, 20 * memory)[0]  # one gradient, then none: its weight by age
        weights = replay(rmsprop, impulse, decay=1 - 1 / memory).state[0]
        shares.append(weights[:memory].sum() / weights.sum())
    words = ", ".join(f"{share:.0%}" for share in shares)
    yield Finding(all(0.6 < share < 0.67 for share in shares), f"At β = 0.9, 0.99 and 0.999: {words}.")


@claim(
    31,
    GROUP,
    "β “must be higher to smooth out the update”.",
    said={"S1": "must be higher to smooth out the update"},
    readings=(
        "It smooths the effective rate: at β = 0.99 that spreads at most half as much as at 0.9, for little noise "
        "and for much.",
        "It smooths the update: at β = 0.99 that spreads at most four fifths as much.",
    ),
    right="It smooths the rate; to smooth the update takes momentum.",
    where=(places.FIRST_STEPS,),
)
def smooths_the_update(seed=0):
    noise, decays = np.random.default_rng(seed).standard_normal((3000, 1)), np.array([0.9, 0.99])
    smoother, rougher, heavy = [], [], []
    for mean in (0.3, 3.0):
        updates = -np.diff(replay(rmsprop, mean + noise, learning_rate=1.0, decay=decays).params, axis=0)[500:]
        rates = updates / (mean + noise[500:])
        smoother.append(np.divide(*(rates.std(axis=0) / rates.mean(axis=0))[::-1]))
        rougher.append(np.divide(*(updates.std(axis=0) / updates.mean(axis=0))[::-1]))
        pushed = replay(momentum, mean + noise, momentum=decays).state[0][500:]
        heavy.append(np.divide(*(pushed.std(axis=0) / pushed.mean(axis=0))[::-1]))
    words = f"The rate spreads {smoother[0]:.2f} times as much with much noise, {smoother[1]:.2f} times with little."
    yield Finding(max(smoother) <= 0.5, words)
    words = f"The update spreads {rougher[0]:.2f} and {rougher[1]:.2f} times as much"
    yield Finding(max(rougher) <= 0.8, f"{words}; momentum's {heavy[0]:.2f} and {heavy[1]:.2f} times.")


@claim(
    32,
    GROUP,
    "β = 0.9 is the start, tuned from 0.8 to 0.999.",
    said={"S1": ()},
    readings=(
        "The defaults of four frameworks lie in the range, and most of them are 0.9.",
        "On three problems some β in the range needs at most twice the steps of the best β of all.",
        "At 0.9, with its best rate, RMSprop needs at most twice the steps of the best β on all three.",
    ),
    right="It is where most start, and the range contains what most problems want.",
    where=(places.DEFAULTS, places.WHO_WINS),
)
def usual_range_of_beta(seed=0):
    defaults = [own.decay for own in OTHERS.values()] + [pytorch_default("RMSprop", "alpha")]
    within = all(0.8 <= beta <= 0.999 for beta in defaults) and defaults.count(0.9) > len(defaults) / 2
    yield Finding(within, f"{', '.join([*OTHERS, 'PyTorch'])}: {', '.join(map(str, defaults))}.", CITED)
    decays = np.array([0.0, 0.5, 0.8, 0.9, 0.99, 0.999, 0.9999])
    best, nearest, behind = [], [], []
    rough = noisy(valley(20), 1.0, np.random.default_rng(seed))
    for land, goal, runs in ((valley(20), 1e-2, 1), (rosenbrock(), 1e-2, 1), (rough, 0.1, 8)):
        counts = np.array([fewest(rmsprop, land, goal, 400, runs=runs, decay=beta) for beta in decays])
        best.append(float(decays[counts.argmin()]))
        nearest.append(counts[(decays >= 0.8) & (decays <= 0.999)].min() / counts.min())
        behind.append(counts[decays == 0.9][0] / counts.min())
    words = f"In the valley, in Rosenbrock's and under noise the best is {', '.join(map(str, best))}."
    yield Finding(max(nearest) <= 2, words)
    yield Finding(max(behind) <= 2, f"At 0.9 it needs {', '.join(number(times) for times in behind)} times the steps.")


@claim(
    61,
    GROUP,
    "β has “value at default being 0.9”, is “typically set to 0.9”.",
    said={"S2": "value at default being 0.9", "S3": "typically set to 0.9"},
    readings=(
        "It is the default of Keras, optax and TensorFlow.",
        "It is the default of PyTorch.",
    ),
    right="It is the default nearly everywhere.",
    where=(places.DEFAULTS, places.FRAMEWORKS),
)
def default_of_beta():
    decays = {name: own.decay for name, own in OTHERS.items()}
    words = ", ".join(f"{name}: {decay}" for name, decay in decays.items())
    yield Finding(all(decay == 0.9 for decay in decays.values()), f"{words}.", CITED)
    alpha = pytorch_default("RMSprop", "alpha")
    yield Finding(alpha == 0.9, f"PyTorch, as installed: {alpha}.")


@claim(
    63,
    GROUP,
    "RMSprop's first step is η/√(1 − β), and its long first steps add travel until about 1/(1 − β) steps.",
    said={},
    readings=(
        "The first step is η/√(1 − β), whatever the gradient.",
        "Step t under a constant gradient is η/√(1 − βᵗ), and after three times 1/(1 − β) steps within 3% of η.",
        "Bias correction makes it η from the first step on.",
    ),
    right="All of it: it is the book's own.",
    where=(places.FIRST_STEPS, places.ADAM),
)
def first_steps_are_the_longest():
    memories = np.array([10, 100, 1000])
    decays = 1 - 1 / memories
    firsts = [-replay(rmsprop, [[g]], learning_rate=1.0, decay=decays, eps=0.0).params[1] for g in (1e-3, 1e3)]
    words = ", ".join(number(first) for first in firsts[0])
    yield Finding(np.allclose(firsts, np.sqrt(memories)), f"At β = 0.9, 0.99 and 0.999: {words} η.")
    lengths = -np.diff(replay(rmsprop, np.ones((10_000, 1)), learning_rate=1.0, decay=decays).params, axis=0)
    law = np.allclose(lengths, 1 / np.sqrt(1 - decays ** np.arange(1, 10_001)[:, None]))
    later = max(lengths[3 * memory, k] for k, memory in enumerate(memories))
    words = f"The extra way is {', '.join(number(extra) for extra in (lengths - 1).sum(axis=0))} η; "
    yield Finding(law and later < 1.03, words + f"after three memories a step is {later:.3f} η.")
    corrected = -np.diff(replay(adam, np.ones(100), learning_rate=1.0, decay1=0.0, decay2=0.99).params)
    yield Finding(np.allclose(corrected, 1), f"With it, the first step at β = 0.99 is {number(corrected[0])} η.")

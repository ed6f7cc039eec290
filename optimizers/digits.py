"""A small network on scikit-learn's handwritten digits, with gradients written by hand.

1797 images of 8 × 8 pixels, ten classes; one hidden layer of tanh units, softmax, mean cross-entropy::

    h = tanh(images W₁ + b₁)        loss = mean over images of −log softmax(h W₂ + b₂)[label]

All weights live in one vector, so that any update rule trains it. ``params`` has shape (n, *batch): coordinates
first and a batch of networks behind them, as everywhere in this package.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from optimizers.contract import anatomy, check_steps, checked
from optimizers.extras import extra

with extra("digits", "optimizers.digits"):
    from sklearn.datasets import load_digits

PIXELS, HIDDEN, CLASSES = 64, 32, 10
SHAPES = ((PIXELS, HIDDEN), (HIDDEN,), (HIDDEN, CLASSES), (CLASSES,))
_SIZES = [int(np.prod(shape)) for shape in SHAPES]
SIZE = sum(_SIZES)
_PARTS = [slice(end - size, end) for size, end in zip(_SIZES, np.cumsum(_SIZES).tolist(), strict=True)]
_SPLIT_SEED = 2012


@dataclass(frozen=True)
class Images:
    """``pixels`` of shape (count, 64), from 0 to 1, and ``labels`` of shape (count,), from 0 to 9."""

    pixels: np.ndarray
    labels: np.ndarray


@cache
def load():
    """``(train, validation, test)``: 1197, 300 and 300 `Images`, always the same split; read-only arrays."""
    raw = load_digits()
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(raw.target))
    pixels, labels = raw.data[order] / 16, raw.target[order]
    for array in (pixels, labels):
        array.flags.writeable = False
    parts = slice(600, None), slice(300, 600), slice(0, 300)
    return tuple(Images(pixels[part], labels[part]) for part in parts)


def initial_params(rng):
    """Random starting weights of shape (n,): normal with variance 1 / inputs of the layer, biases zero."""
    parts = [rng.standard_normal(shape) / np.sqrt(shape[0]) if len(shape) == 2 else np.zeros(shape) for shape in SHAPES]
    return np.concatenate([part.ravel() for part in parts])


def unpacked(params):
    """The four arrays inside ``params``: W₁, b₁, W₂, b₂, each of shape (*batch, ...), as views where possible."""
    params = np.moveaxis(np.asarray(params), 0, -1)
    if params.shape[-1] != SIZE:
        raise ValueError(f"params has {params.shape[-1]} coordinates; this network has {SIZE}")
    batch = params.shape[:-1]
    return [params[..., part].reshape(*batch, *shape) for part, shape in zip(_PARTS, SHAPES, strict=True)]


def loss(params, images):
    """Mean cross-entropy in nats, of shape batch."""
    log_probability = _log_softmax(_forward(params, images)[1])
    labels = np.broadcast_to(images.labels, log_probability.shape[:-1])
    return -np.take_along_axis(log_probability, labels[..., None], axis=-1).mean(axis=(-2, -1))


def accuracy(params, images):
    """Share of images whose most probable class is their label, of shape batch."""
    return (_forward(params, images)[1].argmax(axis=-1) == images.labels).mean(axis=-1)


def grad(params, images):
    """Gradient of the mean cross-entropy, in the shape of ``params``: back-propagation, written out."""
    w2 = unpacked(params)[2]
    hidden, scores = _forward(params, images)
    at_output = np.exp(_log_softmax(scores))
    at_output -= np.eye(CLASSES)[images.labels]
    at_output /= images.labels.shape[-1]
    at_hidden = at_output @ w2.swapaxes(-1, -2)
    at_hidden *= 1 - hidden * hidden
    gradients = (
        images.pixels.swapaxes(-1, -2) @ at_hidden,
        at_hidden.sum(axis=-2),
        hidden.swapaxes(-1, -2) @ at_output,
        at_output.sum(axis=-2),
    )
    batch = np.shape(params)[1:]
    return np.moveaxis(np.concatenate([g.reshape(*batch, -1) for g in gradients], axis=-1), -1, 0)


def _forward(params, images):
    """The hidden units and the ten scores. In place where possible: fresh memory costs as much as arithmetic."""
    w1, b1, w2, b2 = unpacked(params)
    hidden = images.pixels @ w1
    hidden += b1[..., None, :]
    np.tanh(hidden, out=hidden)
    scores = hidden @ w2
    scores += b2[..., None, :]
    return hidden, scores


def _log_softmax(scores):
    scores -= scores.max(axis=-1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=-1, keepdims=True))
    return scores


def mini_batches(images, batch_size, rng):
    """Endless mini-batches of ``images``: each epoch a new order, the incomplete last batch left out.

    Raises ValueError for a batch size below 1 or above the number of images.
    """
    count = len(images.labels)
    if not 1 <= batch_size <= count:
        raise ValueError(f"batch_size={batch_size!r} must be between 1 and {count}, the number of images")
    while True:
        order = rng.permutation(count)
        for at in range(0, count - batch_size + 1, batch_size):
            part = order[at : at + batch_size]
            yield Images(images.pixels[part], images.labels[part])


@dataclass(frozen=True)
class History:
    """What `train` recorded: S seeds, and behind them the shape of the hyperparameters.

    ``steps`` of shape (k,): after how many steps each row was taken, the first at 0.
    ``train_loss``, ``validation_accuracy`` and ``test_accuracy``: (k, S, *hyperparameters).
    ``params``: the final weights, (n, S, *hyperparameters).
    """

    steps: np.ndarray
    train_loss: np.ndarray
    validation_accuracy: np.ndarray
    test_accuracy: np.ndarray
    params: np.ndarray


def train(rule, steps, *, batch_size, seeds=(0,), record_every=50, executor=None, **hyperparameters):
    """Train the network by ``rule`` on mini-batches, once for every seed and hyperparameter.

    A seed sets the starting weights and the order of the mini-batches; all hyperparameters share them, which makes
    comparisons fair. ``batch_size`` None takes the whole training set at every step. The record is taken at step
    0, every ``record_every`` steps and at the end. ``executor`` is any ``concurrent.futures.Executor``; it is handed
    one seed at a time. Returns a `History`; weights that blew up stay in it as NaN, with an accuracy that means
    nothing and a loss that is NaN. A rule that takes the loss is given that of its mini-batch. Raises ValueError for
    hyperparameters and steps as `descend` does, for a batch size below 1 or above the number of images, a
    ``record_every`` below 1, and no seeds.
    """
    hyperparameters = checked(rule, hyperparameters)
    check_steps(steps)
    if not record_every >= 1:
        raise ValueError(f"record_every={record_every!r} must be 1 or larger")
    if not len(seeds):
        raise ValueError(f"seeds={seeds!r} must name at least one seed")
    blocks = [seeds] if executor is None else [(seed,) for seed in seeds]
    run = map if executor is None else executor.map
    jobs = [(rule, steps, batch_size, block, record_every, hyperparameters) for block in blocks]
    records, params = zip(*run(_train_seeds, *zip(*jobs, strict=True)), strict=True)
    train_loss, validation, test = np.concatenate(records, axis=2)
    return History(_recorded_steps(steps, record_every), train_loss, validation, test, np.concatenate(params, axis=1))


def _recorded_steps(steps, record_every):
    return np.unique([*range(0, steps, record_every), steps])


def _train_seeds(rule, steps, batch_size, seeds, record_every, hyperparameters):
    """The records of some seeds, all trained at once: of shape (3, k, S, *hyperparameters), and final weights."""
    train_images, validation_images, test_images = load()
    shape = np.broadcast_shapes(*(np.shape(value) for value in hyperparameters.values()))
    rngs = [np.random.default_rng(seed) for seed in seeds]
    start = np.stack([initial_params(rng) for rng in rngs]).reshape(len(seeds), *(1 for _ in shape), SIZE)
    # Memory runs network by network, as the matrix products want it; the rules see coordinates first.
    params = np.moveaxis(np.broadcast_to(start, (len(seeds), *shape, SIZE)).copy(), -1, 0)
    size = len(train_images.labels) if batch_size is None else batch_size
    batches = [mini_batches(train_images, size, rng) for rng in rngs]
    recorded, records, state = set(_recorded_steps(steps, record_every).tolist()), [], ()
    takes_loss = anatomy(rule).takes_loss
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            if t in recorded:
                scores = accuracy(params, validation_images), accuracy(params, test_images)
                records.append((loss(params, train_images), *scores))
            if t < steps:
                images = _side_by_side([next(each) for each in batches], len(shape))
                if takes_loss:
                    hyperparameters = hyperparameters | {"loss": loss(params, images)}
                params, *state = rule(params, grad(params, images), *state, **hyperparameters)
    return np.stack(records, axis=1), params


def _side_by_side(batches, axes):
    """One mini-batch for each seed, behind them as many axes as the hyperparameters have."""
    ones = (1,) * axes
    pixels, labels = (np.stack([getattr(images, name) for images in batches]) for name in ("pixels", "labels"))
    return Images(pixels.reshape(len(batches), *ones, *pixels.shape[1:]), labels.reshape(len(batches), *ones, -1))

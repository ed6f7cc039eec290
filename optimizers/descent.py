"""One loop for everything: `descend` runs a rule on a landscape, `sweep` runs a whole grid of hyperparameters.

Both are handed the rule and the landscape, and know nothing of any particular one.
"""

import copy
import itertools
import pickle
from dataclasses import dataclass

import numpy as np

from optimizers.contract import anatomy, check_steps, checked, name_of

# A rule makes a handful of temporary arrays a step. Below malloc's 128 kB threshold they are recycled; above it,
# each is mapped from the kernel and returned, which takes longer than the arithmetic.
_BLOCK_BYTES = 96 * 1024


@dataclass(frozen=True)
class Path:
    """What a descent recorded; n coordinates, a batch of runs behind them.

    ``params[t]``, of shape (n, *batch), is the point after t steps, and ``loss[t]``, of shape batch, its loss.
    ``state[k][t]`` is the rule's k-th state after t + 1 steps, in the shape of the point.
    ``diverged``, of shape batch, tells which runs left the finite numbers.
    Where a `sweep` kept only the end, the axis of t has length 1: ``[-1]`` is the end in any case.
    """

    params: np.ndarray
    loss: np.ndarray
    state: tuple[np.ndarray, ...]
    diverged: np.ndarray


def descend(rule, landscape, start, steps, **hyperparameters):
    """Follow ``rule`` down ``landscape`` for ``steps`` steps and record all of it.

    ``start`` has shape (n, *batch). It is expanded so that the batch is the broadcast of ``start.shape[1:]`` with
    the shape of every hyperparameter: an array of 50 learning rates makes 50 runs. A rule that names a
    keyword-only ``loss`` is given the loss at its point. Returns a `Path`; a run that diverges is recorded to
    its end and flagged.

    Raises ValueError, naming the argument, for a hyperparameter that the rule does not have or cannot use (a
    rate that is not positive, a decay outside [0, 1), a negative eps), shapes that do not broadcast, a negative
    number of steps, and a start at which loss or gradient is not finite.

    >>> from optimizers import descend, quadratic_bowl, rmsprop
    >>> bowl = quadratic_bowl(condition_number=10)
    >>> descend(rmsprop, bowl, bowl.start, 100, learning_rate=0.1).params.shape
    (101, 2)
    """
    hyperparameters = checked(rule, hyperparameters)
    check_steps(steps)
    start = _expanded(start, hyperparameters)
    _check_start(landscape, start)
    return _run(rule, landscape, start, hyperparameters, steps, _KEEPABLE)


def sweep(rule, landscape, starts, steps, *, keep, executor=None, **grids):
    """Run ``rule`` at every combination of the ``grids``, as one batch, and keep only what is asked for.

    ``starts`` has shape (n, *starts), every grid is a number or a 1-D sequence. The batch's shape is *starts
    followed by the lengths of the grids, in the order of the arguments.
    ``keep`` is "end", or the names of what to keep for every step: "params", "loss", "state", or several of them
    in a tuple. The rest keeps its last value only, with a first axis of length 1.
    ``executor`` is any ``concurrent.futures.Executor``; it pays above about a second of work. The result is the
    same with and without, noise included.

    Returns a `Path`. Raises ValueError as `descend` does, and for a ``keep`` that names something else, a grid
    of more than one dimension, and a rule that cannot be sent to the executor's processes.

    >>> import numpy as np
    >>> from optimizers import quadratic_bowl, rmsprop, sweep
    >>> bowl = quadratic_bowl(condition_number=10)
    >>> path = sweep(rmsprop, bowl, bowl.start, 50, keep="loss", learning_rate=np.logspace(-3, 0, 7), decay=[0.9, 0.99])
    >>> path.loss.shape
    (51, 7, 2)
    """
    keep = _checked_keep(keep)
    grids = checked(rule, grids)
    for name, grid in grids.items():
        if grid.ndim > 1:
            raise ValueError(f"{name} has shape {grid.shape}: a grid must be a number or have one dimension")
    check_steps(steps)
    crossed = _crossed(grids)
    starts = _as_start(starts, "starts")
    start = _expanded(starts.reshape(*starts.shape, *(1 for grid in grids.values() if grid.ndim)), crossed)
    _check_start(landscape, start)
    blocks = _blocks(landscape, start, crossed)
    if executor is None:
        return _joined([_run(rule, *block, steps, keep) for block in blocks], start.shape[1:])
    _check_sendable(rule, executor)
    jobs = [executor.submit(_run, rule, *block, steps, keep) for block in blocks]
    return _joined([job.result() for job in jobs], start.shape[1:])


def steps_to_stay(loss, goal):
    """The step from which ``loss`` stays at or below ``goal``, the finish line of the book; inf where it does not.

    ``loss`` has shape (steps + 1, *batch), as in a `Path`; the result has shape batch. A loss that is not a number
    counts as above. A lucky step that lands low and leaves again does not count.

    >>> from optimizers import steps_to_stay
    >>> float(steps_to_stay([5.0, 0.1, 2.0, 0.3, 0.2], 1.0))
    3.0
    """
    above = ~(np.asarray(loss) <= goal)
    last_above = len(above) - 1 - above[::-1].argmax(axis=0)
    return np.where(above[-1], np.inf, np.where(above.any(axis=0), last_above + 1.0, 0.0))


def _crossed(grids):
    """The grids, each along an axis of its own, in their order; a single number stays one."""
    axes = iter(np.ix_(*(grid for grid in grids.values() if grid.ndim)))
    return {name: next(axes) if grid.ndim else grid for name, grid in grids.items()}


def _run(rule, landscape, start, hyperparameters, steps, keep):
    """The loop: follow ``rule`` from ``start``, recording at every step what ``keep`` names, else the end."""
    takes_loss = anatomy(rule).takes_loss
    # Each record has a row a step, or a single row for the last: row (t · kept).
    kept = {name: int(name in keep) for name in _KEEPABLE}
    points = np.empty((steps * kept["params"] + 1, *start.shape))
    losses = np.empty((steps * kept["loss"] + 1, *start.shape[1:]))
    states, params, state = [], start, []
    with np.errstate(all="ignore"):  # divergence is data: flagged below, not warned about at every step
        loss = landscape.loss(params)
        points[0], losses[0] = params, loss
        for t in range(steps):
            last = t == steps - 1
            if takes_loss:
                hyperparameters = hyperparameters | {"loss": loss}
            params, *state = rule(params, landscape.grad(params), *state, **hyperparameters)
            if t == 0:
                states = [np.empty(((steps - 1) * kept["state"] + 1, *start.shape)) for _ in state]
            if kept["params"] or last:
                points[(t + 1) * kept["params"]] = params
            if kept["loss"] or takes_loss or last:
                loss = losses[(t + 1) * kept["loss"]] = landscape.loss(params)
            if kept["state"] or last:
                for record, value in zip(states, state, strict=True):
                    record[t * kept["state"]] = value
    finite = np.isfinite(points[-1]).all(axis=0) & np.isfinite(losses[-1])
    return Path(points, losses, tuple(states), ~finite)


def _blocks(landscape, start, hyperparameters):
    """Split a batch into ``(landscape, start, hyperparameters)`` small enough that temporaries stay cheap."""
    n, batch = start.shape[0], start.shape[1:]
    runs = start.reshape(n, -1)
    flat = {
        name: value if value.ndim == 0 else np.broadcast_to(value, batch).reshape(-1)
        for name, value in hyperparameters.items()
    }
    count = max(1, -(-runs.nbytes // _BLOCK_BYTES))
    edges = np.linspace(0, runs.shape[1], count + 1).astype(int)
    slices = [slice(*pair) for pair in itertools.pairwise(edges)]
    return [
        (copy, runs[:, part], {name: value if value.ndim == 0 else value[part] for name, value in flat.items()})
        for part, copy in zip(slices, landscape.spawn(len(slices)), strict=True)
    ]


def _joined(parts, batch):
    """One `Path` from those of the blocks, with the batch in its own shape again."""

    def join(arrays):
        whole = np.concatenate(arrays, axis=-1)
        return whole.reshape((*whole.shape[:-1], *batch))

    return Path(
        params=join([part.params for part in parts]),
        loss=join([part.loss for part in parts]),
        state=tuple(join(arrays) for arrays in zip(*(part.state for part in parts), strict=True)),
        diverged=join([part.diverged for part in parts]),
    )


def _expanded(start, hyperparameters):
    """A copy of ``start`` with the batch axes that the hyperparameters' shapes ask for."""
    start = _as_start(start, "start").copy()
    batch = start.shape[1:]
    for name, value in hyperparameters.items():
        try:
            batch = np.broadcast_shapes(batch, value.shape)
        except ValueError:
            raise ValueError(
                f"{name} has shape {value.shape}, which does not broadcast with the batch {batch} "
                "of the start and the other hyperparameters"
            ) from None
    missing = (1,) * (len(batch) - (start.ndim - 1))
    return np.broadcast_to(start.reshape(len(start), *missing, *start.shape[1:]), (len(start), *batch)).copy()


def _as_start(start, name):
    """``start`` as a float array with coordinates on its first axis."""
    try:
        array = np.asarray(start, dtype=float)
        if array.ndim and len(array):
            return array
    except (TypeError, ValueError):
        pass
    raise ValueError(f"{name}={start!r} must be numbers with the coordinates on the first axis, such as (-2.6, 1.15)")


def _check_start(landscape, start):
    if landscape.rng is not None:  # to look must not use up noise that the run is to have
        landscape = copy.deepcopy(landscape)
    with np.errstate(all="ignore"):
        try:
            values = {"loss": landscape.loss(start), "gradient": landscape.grad(start)}
        except ValueError as error:
            raise ValueError(f"start of shape {start.shape} does not fit {landscape.name}: {error}") from error
    for name, value in values.items():
        if not np.all(np.isfinite(value)):
            raise ValueError(f"start={start.tolist()}: the {name} of {landscape.name} is not finite there")


_KEEPABLE = ("params", "loss", "state")


def _checked_keep(keep):
    names = () if keep == "end" else (keep,) if isinstance(keep, str) else keep
    if not isinstance(names, (tuple, list, set, frozenset)) or not set(names) <= set(_KEEPABLE):
        raise ValueError(f'keep={keep!r} must be "end", or of {", ".join(_KEEPABLE)} one or several in a tuple')
    return frozenset(names)


def _check_sendable(rule, executor):
    """Say why a rule cannot reach a worker process, before the pool breaks over it."""
    from concurrent.futures import ProcessPoolExecutor  # a third of the package's import time, needed only here

    if not isinstance(executor, ProcessPoolExecutor):
        return
    try:
        pickle.dumps(rule)
        sendable = rule.__module__ != "__main__"
    except (pickle.PicklingError, AttributeError, TypeError):
        sendable = False
    if not sendable:
        raise ValueError(
            f"rule={name_of(rule)} lives in this notebook or script only, where worker processes cannot import it: "
            "leave executor out, or move the rule into a module"
        )

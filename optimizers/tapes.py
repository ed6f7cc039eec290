"""Rules in open loop: a tape of gradients, recorded or made up, played to a rule that cannot answer back."""

from typing import NamedTuple

import numpy as np

from optimizers.contract import anatomy, checked


class Replay(NamedTuple):
    """What `replay` recorded; unpacks as ``params, state``.

    ``params[t]``, of shape batch, is the point after t steps. ``state[k][t]`` is the rule's k-th state after t + 1
    steps, in the shape of the point.
    """

    params: np.ndarray
    state: tuple[np.ndarray, ...]


def replay(rule, gradients, start=0.0, **hyperparameters):
    """Feed ``gradients`` to ``rule`` one after the other, wherever they take it, and record all of it.

    ``gradients`` has shape (steps, *batch), with at least one step; a point has the shape that batch, ``start`` and
    the hyperparameters broadcast to. A rule that names a keyword-only ``loss`` is given g·x, the loss whose gradient
    is g everywhere. Returns a `Replay`. Raises ValueError for hyperparameters as `descend` does, for an empty tape
    and for shapes that do not broadcast.

    >>> from optimizers import replay, sign_descent
    >>> replay(sign_descent, [0.1, 0.1, -0.9], learning_rate=0.5).params.tolist()
    [0.0, -0.5, -1.0, -0.5]
    """
    hyperparameters = checked(rule, hyperparameters)
    gradients = np.asarray(gradients, dtype=float)
    if not gradients.ndim or not len(gradients):
        raise ValueError(f"gradients of shape {gradients.shape} must have at least one step, along the first axis")
    shapes = [gradients.shape[1:], np.shape(start), *(value.shape for value in hyperparameters.values())]
    try:
        batch = np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(
            f"one step of gradients, start and the hyperparameters have the shapes {shapes}, which do not broadcast"
        ) from None
    takes_loss = anatomy(rule).takes_loss
    params, state = np.broadcast_to(np.asarray(start, dtype=float), batch), ()
    points, states = [params], []
    with np.errstate(all="ignore"):  # what leaves the finite numbers stays in the record, as in `descend`
        for grad in gradients:
            if takes_loss:
                hyperparameters = hyperparameters | {"loss": grad * params}
            params, *state = rule(params, grad, *state, **hyperparameters)
            points.append(params)
            states.append([np.broadcast_to(value, batch) for value in state])
    return Replay(np.stack(points), tuple(np.stack(record) for record in zip(*states, strict=True)))

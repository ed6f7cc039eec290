"""What the frameworks do unless told otherwise: PyTorch's read where it is installed, the others' by version.

The others' are the figures of appendices/dictionary.md, and a test holds them to it.
"""

import inspect
from typing import NamedTuple


class Defaults(NamedTuple):
    """RMSprop's in one framework: β, ε, whether ε stands ``inside`` the root, and its momentum."""

    decay: float
    eps: float
    inside: bool
    momentum: float


OTHERS = {
    "Keras 3.15": Defaults(decay=0.9, eps=1e-7, inside=True, momentum=0.0),
    "optax 0.2.8": Defaults(decay=0.9, eps=1e-8, inside=True, momentum=0.0),
    "TensorFlow 2.21": Defaults(decay=0.9, eps=1e-10, inside=True, momentum=0.0),
}
# Their entries in references.bib.
CITED = "keras", "optax", "tensorflow"


def pytorch():
    """The module torch. Raises ModuleNotFoundError where it is not installed, and says so."""
    try:
        import torch
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("this claim is tried on PyTorch, which is not installed", name="torch") from error
    return torch


def pytorch_default(optimizer, name):
    """The default of a keyword of one of PyTorch's optimizers, read from the installed package."""
    return inspect.signature(getattr(pytorch().optim, optimizer)).parameters[name].default


def pytorch_run(optimizer, gradients, **settings):
    """The weights after each of the ``gradients``, from zero, and the state that PyTorch keeps at each step."""
    torch = pytorch()
    weight = torch.nn.Parameter(torch.zeros(len(gradients[0]), dtype=torch.float64))
    rule = getattr(torch.optim, optimizer)([weight], **settings)
    weights, states = [weight.detach().numpy().copy()], []
    for gradient in gradients:
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        rule.step()
        weights.append(weight.detach().numpy().copy())
        states.append({name: value.numpy().copy() for name, value in rule.state[weight].items()})
    return weights, states

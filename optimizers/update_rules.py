"""Every update rule of the book, in the order in which history found them.

A rule is a pure function, and it reads like its equation::

    rule(params, grad, *state, **hyperparameters) -> (params, *state)

``params`` and ``grad`` are numbers or arrays of one shape; everything works coordinate by coordinate.
The state starts at the default arguments, so the first call passes none and every later call passes back
what the last one returned::

    params, *state = rmsprop(params, grad, *state, learning_rate=0.01)

Hyperparameters are keyword-only numbers, or arrays that broadcast against everything behind the first
axis of ``params``. The rules check nothing: `optimizers.descend` does, before it starts.

Parameters and state keep the precision of ``params`` and ``grad``, float32 for one, where hyperparameters are
Python's own numbers. Products stand where you would expect powers: what reads as an equation is then also equal
to the last bit for one run and for a batch of runs. In the docstrings g is the gradient, η the learning rate, β what a
memory keeps at each step (the momentum or the decay; β₁ and β₂ where a rule has both); "torch", "Keras" and "optax"
are PyTorch 2.13, Keras 3.15 and optax 0.2.8.
"""

import numpy as np


def gradient_descent(params, grad, *, learning_rate=0.01):
    """Step against the gradient, in proportion to its length.

    x ← x − η g

    Source: Cauchy (1847). The same as ``torch.optim.SGD(lr=0.001)``, ``keras.optimizers.SGD(learning_rate=0.01)``
    and ``optax.sgd(learning_rate)``; the figures in brackets are their defaults.
    """
    return (params - learning_rate * grad,)


def momentum(params, grad, velocity=0.0, *, learning_rate=0.01, momentum=0.9):
    """Step along a decaying sum of all gradients so far: Polyak's heavy ball.

    v ← β v + g
    x ← x − η v

    State: ``velocity`` v, in units of the gradient; torch's ``momentum_buffer``, optax's ``trace``.
    Source: Polyak (1964). ``torch.optim.SGD(momentum=0.9)`` and ``optax.sgd(momentum=0.9)`` place η as here;
    ``keras.optimizers.SGD`` keeps −η inside its velocity, which differs when η changes during a run.
    """
    velocity = momentum * velocity + grad
    return params - learning_rate * velocity, velocity


def nesterov(params, grad, velocity=0.0, *, learning_rate=0.01, momentum=0.9):
    """Momentum that looks one step ahead, in the form that deep-learning libraries run.

    v ← β v + g
    x ← x − η (g + β v)

    State: ``velocity`` v, in units of the gradient; torch's ``momentum_buffer``, optax's ``trace``.
    Source: Nesterov (1983), rewritten by Sutskever et al. (2013).
    The same as ``torch.optim.SGD(momentum=0.9, nesterov=True)`` and ``optax.sgd(momentum=0.9, nesterov=True)``.
    """
    velocity = momentum * velocity + grad
    return params - learning_rate * (grad + momentum * velocity), velocity


def sign_descent(params, grad, *, learning_rate=0.01):
    """Step by the same amount in every coordinate; only the gradient's sign is used.

    x ← x − η sign(g)

    Units: η is in units of the parameters. Source: the sign half of Riedmiller and Braun (1993); studied
    on mini-batches by Bernstein et al. (2018). ``optax.sign_sgd(learning_rate)``; torch and Keras have none.
    """
    return (params - learning_rate * np.sign(grad),)


def rprop(
    params, grad, prev_grad=0.0, step_size=0.0, *,
    learning_rate=0.01, grow=1.2, shrink=0.5, smallest_step=1e-6, largest_step=50.0,
):  # fmt: skip
    """Resilient propagation as PyTorch runs it: iRprop−. On a flip of sign, shrink the step and sit one out.

    Δ ← clip(Δ · (grow if g g′ > 0, shrink if g g′ < 0, else 1), smallest, largest)
    g ← 0 where g g′ < 0
    x ← x − Δ sign(g)        g′ ← g

    State: ``prev_grad`` g′ (torch's ``prev``), zero after a flip; ``step_size`` Δ (torch's ``step_size``), in
    units of the parameters; 0 is read as "not started": the first step size is ``learning_rate``.
    Source: Igel and Hüsken (2003), after Riedmiller and Braun (1993).
    The same as ``torch.optim.Rprop(lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-6, 50))``. Keras has none;
    ``optax.rprop`` names them eta_minus, eta_plus, min_step_size, max_step_size, and emits each step one call late.
    """
    agreement = grad * prev_grad
    step_size = _adapted(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step)
    grad = np.where(agreement < 0, 0.0, grad)
    return params - step_size * np.sign(grad), grad, step_size


def rprop_minus(
    params, grad, prev_grad=0.0, step_size=0.0, *,
    learning_rate=0.01, grow=1.2, shrink=0.5, smallest_step=1e-6, largest_step=50.0,
):  # fmt: skip
    """Rprop−, the plainest variant: on a flip of sign, shrink the step and take it all the same.

    Δ ← clip(Δ · (grow if g g′ > 0, shrink if g g′ < 0, else 1), smallest, largest)
    x ← x − Δ sign(g)        g′ ← g

    State: ``prev_grad`` g′; ``step_size`` Δ, in units of the parameters, 0 read as ``learning_rate``.
    Source: Riedmiller (1994, Computer Standards & Interfaces 16), named Rprop− by Igel and Hüsken (2003).
    Not in torch, Keras or optax.
    With ``grow=1, shrink=1`` it is `sign_descent`.
    """
    agreement = grad * prev_grad
    step_size = _adapted(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step)
    return params - step_size * np.sign(grad), grad, step_size


def rprop_plus(
    params, grad, prev_grad=0.0, step_size=0.0, prev_change=0.0, *,
    learning_rate=0.01, grow=1.2, shrink=0.5, smallest_step=1e-6, largest_step=50.0,
):  # fmt: skip
    """Rprop+, the original: on a flip of sign, shrink the step and take the last change back.

    Δ ← clip(Δ · (grow if g g′ > 0, shrink if g g′ < 0, else 1), smallest, largest)
    d ← −d′ where g g′ < 0, else −Δ sign(g)
    x ← x + d        g′ ← 0 where g g′ < 0, else g        d′ ← d

    State: ``prev_grad`` g′, zero after a flip; ``step_size`` Δ, 0 read as ``learning_rate``; ``prev_change`` d′;
    the last two in units of the parameters.
    Source: Riedmiller and Braun (1993), named Rprop+ by Igel and Hüsken (2003). Not in torch, Keras or optax.
    """
    agreement = grad * prev_grad
    step_size = _adapted(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step)
    change = np.where(agreement < 0, -prev_change, -step_size * np.sign(grad))
    grad = np.where(agreement < 0, 0.0, grad)
    return params + change, grad, step_size, change


def irprop_plus(
    params, grad, prev_grad=0.0, step_size=0.0, prev_change=0.0, prev_loss=np.inf, *,
    loss, learning_rate=0.01, grow=1.2, shrink=0.5, smallest_step=1e-6, largest_step=50.0,
):  # fmt: skip
    """iRprop+: as Rprop+, but the last change is taken back only if it made the loss worse.

    Δ ← clip(Δ · (grow if g g′ > 0, shrink if g g′ < 0, else 1), smallest, largest)
    d ← −d′ where g g′ < 0 and f > f′, 0 where g g′ < 0 and f ≤ f′, else −Δ sign(g)
    x ← x + d        g′ ← 0 where g g′ < 0, else g        d′ ← d        f′ ← f

    It needs the ``loss`` f at ``params``, a keyword of the batch's shape, which `optimizers.descend` passes to
    any rule that names it. State: ``prev_grad`` g′, zero after a flip; ``step_size`` Δ, 0 read as
    ``learning_rate``; ``prev_change`` d′; ``prev_loss`` f′.
    Source: Igel and Hüsken (2003). Not in torch, Keras or optax.
    """
    agreement = grad * prev_grad
    step_size = _adapted(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step)
    undo = np.where(loss > prev_loss, -prev_change, np.zeros_like(grad))
    change = np.where(agreement < 0, undo, -step_size * np.sign(grad))
    grad = np.where(agreement < 0, 0.0, grad)
    return params + change, grad, step_size, change, loss


def _adapted(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step):
    """Rprop's step size after one more look at whether two successive gradients agree."""
    # The state's first zero is Python's, without a precision of its own.
    step_size = step_size + np.zeros_like(agreement)
    step_size = np.where(step_size == 0.0, learning_rate, step_size)
    step_size = np.where(agreement > 0, step_size * grow, np.where(agreement < 0, step_size * shrink, step_size))
    return np.minimum(np.maximum(step_size, smallest_step), largest_step)


def adagrad(params, grad, square_sum=0.0, *, learning_rate=0.01, eps=1e-10):
    """Divide each coordinate's step by the root of the sum of its squared gradients so far.

    s ← s + g²
    x ← x − η g / (√s + ε)

    State: ``square_sum`` s, in units of g²; torch's ``sum``, Keras's ``accumulator``, optax's ``sum_of_squares``.
    Units: η is in units of the parameters, ε in units of the gradient.
    Source: Duchi, Hazan and Singer (2011). The same as ``torch.optim.Adagrad(lr=0.01, eps=1e-10)``.
    Keras and optax start s at 0.1 and add ε = 1e-7 inside the root.
    """
    square_sum = square_sum + grad * grad
    return params - learning_rate * grad / (np.sqrt(square_sum) + eps), square_sum


def rmsprop(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    """Divide each coordinate's step by the root of a leaky average of its squared gradients.

    s ← β s + (1 − β) g²
    x ← x − η g / (√s + ε)

    State: ``square_avg`` s, in units of g²; torch's ``square_avg``, Keras's ``velocity``, optax's ``nu``.
    Units: η is in units of the parameters, ε in units of the gradient; β = ``decay`` is torch's ``alpha``
    (default 0.99) and Keras's ``rho`` (0.9). With ``decay=0, eps=0`` it is `sign_descent`, up to rounding.
    Source: Tieleman and Hinton (2012), lecture 6.5. The same as ``torch.optim.RMSprop(lr=0.01, alpha=0.9)``
    and ``optax.rmsprop(eps_in_sqrt=False)``; for ε inside the root see `rmsprop_eps_inside`.
    """
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_eps_inside(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    """RMSprop as Keras and optax run it: ε is added before the root is taken, so √ε plays ε's part.

    s ← β s + (1 − β) g²
    x ← x − η g / √(s + ε)

    State: ``square_avg`` s, in units of g²; Keras's ``velocity``, optax's ``nu``. Here ε is in units of g².
    The same as ``optax.rmsprop(eps=1e-8)``, and as ``keras.optimizers.RMSprop(rho=0.9)`` with its ε of 1e-7.
    Not in torch, whose ε is outside. Source: Tieleman and Hinton (2012).
    """
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    return params - learning_rate * grad / np.sqrt(square_avg + eps), square_avg


def centered_rmsprop(params, grad, square_avg=0.0, grad_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    """RMSprop that divides by the gradient's standard deviation instead of its root mean square.

    s ← β s + (1 − β) g²
    m ← β m + (1 − β) g
    x ← x − η g / (√(s − m²) + ε)

    State: ``square_avg`` s and ``grad_avg`` m; torch's ``square_avg`` and ``grad_avg``, Keras's ``velocity``
    and ``average_gradient``, optax's ``nu`` and ``mu``. Rounding can make s − m² negative; the step is then NaN,
    in torch too. Source: Graves (2013). The same as ``torch.optim.RMSprop(centered=True)``; Keras and optax
    add ε inside the root.
    """
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    grad_avg = decay * grad_avg + (1 - decay) * grad
    variance = square_avg - grad_avg * grad_avg
    return params - learning_rate * grad / (np.sqrt(variance) + eps), square_avg, grad_avg


def momentum_rmsprop(
    params, grad, square_avg=0.0, velocity=0.0, *,
    learning_rate=0.01, decay=0.9, momentum=0.9, eps=1e-8,
):  # fmt: skip
    """RMSprop whose scaled gradients feed a heavy ball.

    s ← β₂ s + (1 − β₂) g²
    v ← β₁ v + g / (√s + ε)
    x ← x − η v

    β₁ is ``momentum``, β₂ ``decay``. State: ``square_avg`` s; ``velocity`` v, which has no unit, torch's
    ``momentum_buffer``.
    Source: Graves (2013) combines the two. The same as ``torch.optim.RMSprop(momentum=0.9)``, η outside the
    buffer; Keras and optax keep η inside, so that they act on a change of η late.
    """
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    velocity = momentum * velocity + grad / (np.sqrt(square_avg) + eps)
    return params - learning_rate * velocity, square_avg, velocity


def adam(
    params, grad, grad_avg=0.0, square_avg=0.0, decay1_product=1.0, decay2_product=1.0, *,
    learning_rate=0.001, decay1=0.9, decay2=0.999, eps=1e-8,
):  # fmt: skip
    """RMSprop with the gradient averaged too, and both averages corrected for having started at zero.

    m ← β₁ m + (1 − β₁) g        p₁ ← β₁ p₁
    s ← β₂ s + (1 − β₂) g²       p₂ ← β₂ p₂
    x ← x − η m/(1 − p₁) / (√(s/(1 − p₂)) + ε)

    State: ``grad_avg`` m (torch's ``exp_avg``, Keras's ``momentum``, optax's ``mu``), ``square_avg`` s (torch's
    ``exp_avg_sq``, Keras's ``velocity``, optax's ``nu``); ``decay1_product`` β₁ᵗ and ``decay2_product`` β₂ᵗ, for
    which the libraries keep the step count t.
    Source: Kingma and Ba (2015). The same as ``torch.optim.Adam(lr=0.001, betas=(0.9, 0.999), eps=1e-8)`` and
    ``optax.adam``; Keras's ε is 1e-7 and is not scaled by the bias correction.
    """
    grad_avg = decay1 * grad_avg + (1 - decay1) * grad
    square_avg = decay2 * square_avg + (1 - decay2) * grad * grad
    decay1_product = decay1 * decay1_product
    decay2_product = decay2 * decay2_product
    step = learning_rate / (1 - decay1_product)
    scale = np.sqrt(square_avg / (1 - decay2_product)) + eps
    return params - step * grad_avg / scale, grad_avg, square_avg, decay1_product, decay2_product


def amsgrad(
    params, grad, grad_avg=0.0, square_avg=0.0, largest_square_avg=0.0,
    decay1_product=1.0, decay2_product=1.0, *,
    learning_rate=0.001, decay1=0.9, decay2=0.999, eps=1e-8,
):  # fmt: skip
    """Adam that divides by the largest average so far, so that forgetting alone never raises an effective rate.

    m ← β₁ m + (1 − β₁) g        p₁ ← β₁ p₁
    s ← β₂ s + (1 − β₂) g²       p₂ ← β₂ p₂        ŝ ← max(ŝ, s)
    x ← x − η m/(1 − p₁) / (√(ŝ/(1 − p₂)) + ε)

    State: as `adam`, with ``largest_square_avg`` ŝ (torch's ``max_exp_avg_sq``; optax's ``nu_max`` is the
    largest of the corrected averages).
    Source: Reddi, Kale and Kumar (2018), who leave the bias corrections out; with them, as here and in
    ``torch.optim.Adam(amsgrad=True)``, the factor 1/(1 − p₂) falls toward 1 and can still raise a rate early in a run.
    """
    grad_avg = decay1 * grad_avg + (1 - decay1) * grad
    square_avg = decay2 * square_avg + (1 - decay2) * grad * grad
    largest_square_avg = np.maximum(largest_square_avg, square_avg)
    decay1_product = decay1 * decay1_product
    decay2_product = decay2 * decay2_product
    step = learning_rate / (1 - decay1_product)
    scale = np.sqrt(largest_square_avg / (1 - decay2_product)) + eps
    return (
        params - step * grad_avg / scale,
        grad_avg, square_avg, largest_square_avg, decay1_product, decay2_product,
    )  # fmt: skip

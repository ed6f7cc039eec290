"""Rules and landscapes with one fault each, of the kinds that slip into code: for experiments that must notice."""

from dataclasses import replace

import numpy as np

from optimizers import rmsprop, saddle, update_rules
from optimizers.claims.shapes import regression, valley


def rmsprop_without_root(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    return params - learning_rate * grad / (square_avg + eps), square_avg


def rmsprop_with_a_sum(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + grad * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_that_forgets_nothing(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = square_avg + grad * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_with_decay_swapped(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = (1 - decay) * square_avg + decay * grad * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_from_one(params, grad, square_avg=1.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def rmsprop_of_plain_gradients(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad
    return params - learning_rate * grad / (np.sqrt(np.abs(square_avg)) + eps), square_avg


def rmsprop_with_averaged_gradient(params, grad, square_avg=0.0, avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    avg = decay * avg + (1 - decay) * grad
    return params - learning_rate * avg / (np.sqrt(square_avg) + eps), square_avg, avg


def rmsprop_without_sign(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    return rmsprop(params, np.abs(grad), square_avg, learning_rate=learning_rate, decay=decay, eps=eps)


def rmsprop_without_epsilon(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    return rmsprop(params, np.float64(grad), square_avg, learning_rate=learning_rate, decay=decay, eps=0.0)


def rmsprop_always_with_epsilon(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    return rmsprop(params, grad, square_avg, learning_rate=learning_rate, decay=decay, eps=1e-8)


def rmsprop_that_looks_back(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    before = np.where(square_avg == 0, grad * grad, square_avg)
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    return params - learning_rate * grad / (np.sqrt(before) + eps), square_avg


def rmsprop_with_one_average_for_all(params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * np.mean(grad * grad, axis=0) * np.ones_like(grad)
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg


def adagrad_without_root(params, grad, square_sum=0.0, *, learning_rate=0.01, eps=1e-10):
    square_sum = square_sum + grad * grad
    return params - learning_rate * grad / (square_sum + eps), square_sum


def adagrad_of_magnitudes(params, grad, square_sum=0.0, *, learning_rate=0.01, eps=1e-10):
    square_sum = square_sum + np.abs(grad)
    return params - learning_rate * grad / (square_sum + eps), square_sum


def adagrad_that_forgets(params, grad, square_sum=0.0, *, learning_rate=0.01, eps=1e-10):
    square_sum = 0.9 * square_sum + 0.1 * grad * grad
    return params - learning_rate * grad / (np.sqrt(square_sum) + eps), square_sum


def adagrad_from_one(params, grad, square_sum=1.0, *, learning_rate=0.01, eps=1e-10):
    square_sum = square_sum + grad * grad
    return params - learning_rate * grad / (np.sqrt(square_sum) + eps), square_sum


def uphill(params, grad, *, learning_rate=0.01):
    return (params + learning_rate * grad,)


def votes(params, grad, *, learning_rate=0.01):
    return (params - learning_rate * np.sign(grad),)


def weighs(params, grad, *, learning_rate=0.01):
    return (params - learning_rate * grad,)


def averaged_momentum(params, grad, velocity=0.0, *, learning_rate=0.01, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * grad
    return params - learning_rate * velocity, velocity


_adapted = update_rules._adapted


def adapted_the_wrong_way(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step):
    return _adapted(step_size, agreement, learning_rate, shrink, grow, smallest_step, largest_step)


def adapted_without_limits(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step):
    return _adapted(step_size, agreement, learning_rate, grow, shrink, 0.0, np.inf)


def adapted_never(step_size, agreement, learning_rate, grow, shrink, smallest_step, largest_step):
    return _adapted(step_size, agreement, learning_rate, 1.0, 1.0, smallest_step, largest_step)


def momentum_rmsprop_without_velocity(
    params, grad, square_avg=0.0, *, learning_rate=0.01, decay=0.9, momentum=0.9, eps=1e-8
):
    return rmsprop(params, grad, square_avg, learning_rate=learning_rate, decay=decay, eps=eps)


def adam_uncorrected(
    params, grad, grad_avg=0.0, square_avg=0.0, *, learning_rate=0.001, decay1=0.9, decay2=0.999, eps=1e-8
):
    grad_avg = decay1 * grad_avg + (1 - decay1) * grad
    square_avg = decay2 * square_avg + (1 - decay2) * grad * grad
    return params - learning_rate * grad_avg / (np.sqrt(square_avg) + eps), grad_avg, square_avg


def centered_without_center(params, grad, square_avg=0.0, grad_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad * grad
    grad_avg = decay * grad_avg + (1 - decay) * grad
    return params - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg, grad_avg


def centered_of_plain_gradients(params, grad, square_avg=0.0, grad_avg=0.0, *, learning_rate=0.01, decay=0.9, eps=1e-8):
    square_avg = decay * square_avg + (1 - decay) * grad
    grad_avg = decay * grad_avg + (1 - decay) * grad
    return params - learning_rate * grad / (np.sqrt(square_avg - grad_avg * grad_avg) + eps), square_avg, grad_avg


def saddle_that_holds():
    return replace(
        saddle(), grad=lambda params: 2 * np.asarray(params), loss=lambda params: params[0] ** 2 + params[1] ** 2
    )


def valley_turned(condition_number, angle=0):
    return valley(condition_number, angle + 45)


def valley_not_turned(condition_number, angle=0):
    return valley(condition_number)


def round_valley(condition_number, angle=0):
    return valley(1)


def regression_not_scaled(scale=1.0, mean=0.0, bias=True, seed=0):
    return regression(1.0, mean, bias, seed)


def regression_scaled_down(scale=1.0, mean=0.0, bias=True, seed=0):
    return regression(0.1, 0.0, bias, seed)


def first_below(loss, goal):
    """A lucky step counts as an arrival."""
    below = np.asarray(loss) <= goal
    return np.where(below.any(axis=0), below.argmax(axis=0), np.inf)


def crossings_uncrossed(path):
    """Counts the steps that stay on their side."""
    return np.mean(path[1:] * path[:-1] > 0, axis=0)


def slope_twice(loss, x, h=1e-3):
    """Gives the first derivative where the second is asked for."""
    slope = (loss(x + h) - loss(x - h)) / (2 * h)
    return slope, slope

"""The network on the handwritten digits: its gradients, its splits and mini-batches, and training."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.datasets import load_digits

from optimizers import digits, gradient_descent, irprop_plus, rmsprop

TRAIN, VALIDATION, TEST = digits.load()
FEW = digits.Images(TRAIN.pixels[:40], TRAIN.labels[:40])


def some_params(seed=0, batch=()):
    """Weights with biases that are not zero."""
    return 0.3 * np.random.default_rng(seed).standard_normal((digits.SIZE, *batch))


def test_gradient_is_the_slope_of_the_loss():
    params, h = some_params(), 1e-5
    gradient = digits.grad(params, FEW)
    for i in np.random.default_rng(1).choice(digits.SIZE, 60, replace=False):
        step = h * (np.arange(digits.SIZE) == i)
        slope = (digits.loss(params + step, FEW) - digits.loss(params - step, FEW)) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_loss_and_gradient_equal_torchs(torch):
    params = some_params()
    w1, b1, w2, b2 = weights = [torch.tensor(array, requires_grad=True) for array in digits.unpacked(params)]
    scores = torch.tanh(torch.tensor(FEW.pixels) @ w1 + b1) @ w2 + b2
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(FEW.labels))
    loss.backward()
    gradient = np.concatenate([array.grad.numpy().ravel() for array in weights])
    assert digits.loss(params, FEW) == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(digits.grad(params, FEW), gradient, rtol=1e-10, atol=1e-14)


def test_a_batch_of_networks_is_the_single_networks():
    batch = some_params(batch=(2, 3))
    loss, gradient, accuracy = (f(batch, FEW) for f in (digits.loss, digits.grad, digits.accuracy))
    assert loss.shape == accuracy.shape == (2, 3)
    assert gradient.shape == batch.shape
    for i, j in np.ndindex(2, 3):
        single = batch[:, i, j]
        assert loss[i, j] == pytest.approx(digits.loss(single, FEW), rel=1e-13)
        assert accuracy[i, j] == digits.accuracy(single, FEW)
        np.testing.assert_allclose(gradient[:, i, j], digits.grad(single, FEW), rtol=1e-11, atol=1e-15)


def test_accuracy_counts_hits():
    # Without weights the last bias alone decides: every image is called a 3.
    params = np.zeros(digits.SIZE)
    params[-digits.CLASSES + 3] = 1
    assert digits.accuracy(params, TRAIN) == pytest.approx(np.mean(TRAIN.labels == 3))


def test_splits_have_their_sizes_and_share_no_image():
    assert [len(part.labels) for part in (TRAIN, VALIDATION, TEST)] == [1197, 300, 300]
    assert [part.pixels.shape[1] for part in (TRAIN, VALIDATION, TEST)] == [64, 64, 64]
    raw = load_digits()
    together = np.concatenate([part.pixels for part in (TRAIN, VALIDATION, TEST)])
    labels = np.concatenate([part.labels for part in (TRAIN, VALIDATION, TEST)])

    def rows(pixels, labels):
        return sorted(map(tuple, np.column_stack([pixels, labels])))

    assert rows(together, labels) == rows(raw.data / 16, raw.target), "every image once, with its label"
    assert together.min() == 0
    assert together.max() == 1


def test_splits_are_the_same_every_time_and_read_only():
    digits.load.cache_clear()
    for part, again in zip((TRAIN, VALIDATION, TEST), digits.load(), strict=True):
        assert np.array_equal(part.pixels, again.pixels)
        assert np.array_equal(part.labels, again.labels)
    with pytest.raises(ValueError, match="read-only"):
        TRAIN.pixels[0, 0] = 1


def test_starting_weights():
    params = digits.initial_params(np.random.default_rng(0))
    w1, b1, w2, b2 = digits.unpacked(params)
    assert params.shape == (digits.SIZE,)
    assert w1.std() == pytest.approx(1 / 8, rel=0.05)
    assert w2.std() == pytest.approx(1 / np.sqrt(32), rel=0.1)
    assert not b1.any()
    assert not b2.any()
    assert np.array_equal(np.concatenate([array.ravel() for array in (w1, b1, w2, b2)]), params)


def test_mini_batches_of_an_epoch_hold_no_image_twice():
    numbered = digits.Images(np.arange(1197.0)[:, None], np.arange(1197))
    batches = digits.mini_batches(numbered, 100, np.random.default_rng(0))
    first, second = ([next(batches) for _ in range(11)] for _ in range(2))  # 1197 is 11 hundreds and a rest
    for epoch in (first, second):
        labels = np.concatenate([part.labels for part in epoch])
        assert len(np.unique(labels)) == 1100
        assert all(np.array_equal(part.pixels[:, 0], part.labels) for part in epoch), "pixels go with their labels"
    assert not np.array_equal(first[0].labels, second[0].labels), "each epoch in a new order"


def test_one_batch_of_all_images_is_an_epoch():
    batch = next(digits.mini_batches(TRAIN, 1197, np.random.default_rng(0)))
    assert sorted(batch.labels) == sorted(TRAIN.labels)


@pytest.mark.parametrize("size", [0, -1, 1198])
def test_impossible_batch_sizes_are_named(size):
    words = rf"batch_size={size} must be between 1 and 1197"
    with pytest.raises(ValueError, match=words):
        next(digits.mini_batches(TRAIN, size, np.random.default_rng(0)))
    with pytest.raises(ValueError, match=words):
        digits.train(rmsprop, 1, batch_size=size)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *[("steps", -1), ("steps", 2.5), ("steps", True), ("record_every", 0), ("seeds", ())],
        *[("learning_rate", -1), ("learning_rate", "fast"), ("decay", 1.0), ("momentum", 0.9)],  # the last: not its own
    ],
)
def test_impossible_trainings_are_named(argument, value):
    with pytest.raises(ValueError, match=argument):
        digits.train(rmsprop, **{"steps": 1, "batch_size": 8, argument: value})


def test_a_rule_that_takes_the_loss_is_given_that_of_its_mini_batch():
    """By the plain loop: with one seed and no recording in between."""
    history = digits.train(irprop_plus, 5, batch_size=64, seeds=[4], learning_rate=1e-3)
    rng = np.random.default_rng(4)
    params, state = digits.initial_params(rng), ()
    batches = digits.mini_batches(TRAIN, 64, rng)
    for _ in range(5):
        batch = next(batches)
        loss, gradient = digits.loss(params, batch), digits.grad(params, batch)
        params, *state = irprop_plus(params, gradient, *state, loss=loss, learning_rate=1e-3)
    np.testing.assert_allclose(history.params[:, 0], params, rtol=1e-9)


def test_params_of_another_size_are_refused():
    with pytest.raises(ValueError, match="params has 7 coordinates; this network has 2410"):
        digits.unpacked(np.zeros(7))


def same(one, other):
    return all(np.array_equal(value, vars(other)[key], equal_nan=True) for key, value in vars(one).items())


def test_training_records_what_it_promises():
    history = digits.train(
        rmsprop, 7, batch_size=32, seeds=(3, 4), record_every=3, learning_rate=np.array([[1e-3], [1e-2], [1e-1]]),
        decay=np.array([0.9, 0.99]),
    )  # fmt: skip
    assert history.steps.tolist() == [0, 3, 6, 7]
    for record in (history.train_loss, history.validation_accuracy, history.test_accuracy):
        assert record.shape == (4, 2, 3, 2)
    assert history.params.shape == (digits.SIZE, 2, 3, 2)
    np.testing.assert_allclose(history.train_loss[-1], digits.loss(history.params, TRAIN), rtol=1e-12)
    assert np.array_equal(history.validation_accuracy[-1], digits.accuracy(history.params, VALIDATION))
    assert np.array_equal(history.test_accuracy[-1], digits.accuracy(history.params, TEST))


def test_all_hyperparameters_share_a_seeds_weights_and_batches():
    history = digits.train(rmsprop, 5, batch_size=32, seeds=(3, 4), learning_rate=np.array([0.01, 0.01]))
    assert np.array_equal(history.params[:, :, 0], history.params[:, :, 1])
    assert not np.array_equal(history.params[:, 0], history.params[:, 1]), "seeds differ"
    assert len(np.unique(history.train_loss[0])) == 2


def test_seeds_reproduce_whoever_computes_them():
    def run(executor=None, seeds=(0, 1, 2)):
        return digits.train(rmsprop, 10, batch_size=16, seeds=seeds, record_every=5, executor=executor)

    plain = run()
    assert same(plain, run())
    with ThreadPoolExecutor(2) as threads:
        assert same(plain, run(threads))
    alone = run(seeds=(1,))
    assert np.array_equal(alone.params[:, 0], plain.params[:, 1])


def test_the_whole_training_set_as_one_batch():
    """The order of the images cannot matter then, up to the order of sums."""
    history = digits.train(gradient_descent, 2, batch_size=None, learning_rate=0.1)
    params = digits.initial_params(np.random.default_rng(0))
    for _ in range(2):
        (params,) = gradient_descent(params, digits.grad(params, TRAIN), learning_rate=0.1)
    np.testing.assert_allclose(history.params[:, 0], params, rtol=0, atol=1e-12)


def test_no_steps_record_the_start():
    history = digits.train(rmsprop, 0, batch_size=8)
    assert history.steps.tolist() == [0]
    assert np.array_equal(history.params[:, 0], digits.initial_params(np.random.default_rng(0)))


def test_it_learns():
    history = digits.train(rmsprop, 150, batch_size=32, learning_rate=0.01)
    assert history.test_accuracy[-1, 0] > 0.9


@pytest.mark.filterwarnings("error")
def test_weights_that_blew_up_are_recorded_without_a_warning():
    history = digits.train(gradient_descent, 12, batch_size=32, record_every=4, learning_rate=np.array([0.1, 1e308]))
    assert np.isfinite(history.train_loss[:, 0, 0]).all()
    assert np.isnan(history.train_loss[-1, 0, 1])

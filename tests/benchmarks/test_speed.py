"""How fast the rules run, each beside what it is compared with; `make bench` prints the ratios.

Everything runs on one thread: the comparison is of what the code does, not of how many cores there are.
"""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from optimizers import descend, quadratic_bowl, rmsprop, rosenbrock, sweep

RUNS, STEPS, RATE = 10_000, 200, 0.01
VALLEY = rosenbrock()
STARTS = np.random.default_rng(0).uniform(-2, 2, (2, RUNS))


@pytest.fixture
def torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.set_num_threads(1)
    return torch


def torch_optimizer(torch, start):
    params = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    return params, torch.optim.RMSprop([params], lr=RATE, alpha=0.9)


@pytest.mark.benchmark(group="one 2-D RMSprop step")
def test_step_here(benchmark):
    params, grad, square_avg = np.array([1.0, 2.0]), np.array([0.5, -3.0]), np.zeros(2)
    benchmark(rmsprop, params, grad, square_avg, learning_rate=RATE)


@pytest.mark.benchmark(group="one 2-D RMSprop step")
def test_step_torch(benchmark, torch):
    params, optimizer = torch_optimizer(torch, [1.0, 2.0])
    params.grad = torch.tensor([0.5, -3.0], dtype=torch.float64)
    benchmark(optimizer.step)


SWEEP = f"{RUNS:,} RMSprop runs of {STEPS} steps"


@pytest.mark.benchmark(group=SWEEP)
def test_sweep_here(benchmark):
    path = benchmark(sweep, rmsprop, VALLEY, STARTS, STEPS, keep="end", learning_rate=RATE)
    assert path.params.shape == (1, 2, RUNS)


@pytest.mark.benchmark(group=SWEEP)
def test_sweep_torch(benchmark, torch):
    def gradient(params):
        x, y = params
        across = y - x * x
        return torch.stack([-2 * (1 - x) - 400 * x * across, 200 * across])

    def run():
        params, optimizer = torch_optimizer(torch, STARTS)
        with torch.no_grad():
            for _ in range(STEPS):
                params.grad = gradient(params)
                optimizer.step()
        return params

    ours = sweep(rmsprop, VALLEY, STARTS, 5, keep="end", learning_rate=RATE).params[-1]
    params, optimizer = torch_optimizer(torch, STARTS)
    with torch.no_grad():
        for _ in range(5):
            params.grad = gradient(params)
            optimizer.step()
    np.testing.assert_allclose(params.detach().numpy(), ours, rtol=1e-12)
    benchmark(run)


@pytest.mark.benchmark(group=SWEEP)
def test_sweep_optax(benchmark, monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    jax = pytest.importorskip("jax", reason="jax is not installed")
    optax = pytest.importorskip("optax", reason="optax is not installed")
    jax.config.update("jax_enable_x64", True)
    rule = optax.rmsprop(RATE, decay=0.9, eps=1e-8, eps_in_sqrt=False)

    def step(carry, _):
        params, state = carry
        x, y = params
        across = y - x * x
        gradient = jax.numpy.stack([-2 * (1 - x) - 400 * x * across, 200 * across])
        updates, state = rule.update(gradient, state)
        return (optax.apply_updates(params, updates), state), None

    @jax.jit
    def run(params):
        (params, _), _ = jax.lax.scan(step, (params, rule.init(params)), length=STEPS)
        return params

    starts = jax.numpy.asarray(STARTS)
    run(starts).block_until_ready()  # compiled before the clock starts
    benchmark(lambda: run(starts).block_until_ready())


@pytest.mark.benchmark(group="import")
@pytest.mark.parametrize("module", ["numpy", "optimizers"])
def test_import(benchmark, module):
    benchmark.pedantic(subprocess.run, ([sys.executable, "-c", f"import {module}"],), {"check": True}, rounds=7)


@pytest.mark.parametrize("steps", [200, 2000])
def test_memory_of_a_sweep_that_keeps_its_end(benchmark, steps):
    tracemalloc.start()
    sweep(rmsprop, VALLEY, STARTS, steps, keep="end", learning_rate=RATE)
    benchmark.extra_info["peak MB"] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    benchmark.pedantic(descend, (rmsprop, quadratic_bowl(), (1.0, 1.0), 1), rounds=1)

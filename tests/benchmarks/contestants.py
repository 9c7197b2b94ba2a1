"""The same training, written by different hands. Each takes a workload and steps, and returns the trained network's error.

All keep a list of the errors that the rounds met.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from scalar import Value

import bpcourse as bp


@dataclass(frozen=True)
class Workload:
    """What is trained, and how many times as long as bp.train each rival should need at least."""

    title: str
    start: bp.Network
    x: np.ndarray
    t: np.ndarray
    learning_rate: float
    biases: str
    plain: Callable[[Workload, int], float]
    goals: dict[str, float]
    steps: int = 10_000
    unit: str = "step"

    @property
    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        return np.atleast_2d(self.x), np.atleast_2d(self.t)


def ours(work: Workload, steps: int) -> float:
    run = bp.train(work.start, work.x, work.t, work.learning_rate, steps, len(work.rows[0]), biases=work.biases)
    return run.errors[-1]


def sigmoid(net: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-net))


def plain_single(work: Workload, steps: int) -> float:
    """One example through two layers, as vectors; the biases stay."""
    (w1, w2), (b1, b2) = work.start.copy().weights, work.start.biases
    x, t, rate, errors = work.x, work.t, work.learning_rate, []
    for _ in range(steps):
        hidden = sigmoid(w1 @ x + b1)
        out = sigmoid(w2 @ hidden + b2)
        errors.append(0.5 * np.sum((out - t) ** 2))
        delta_out = (out - t) * out * (1 - out)
        delta_hidden = (w2.T @ delta_out) * hidden * (1 - hidden)
        w2 -= rate * np.outer(delta_out, hidden)
        w1 -= rate * np.outer(delta_hidden, x)
    return 0.5 * np.sum((sigmoid(w2 @ sigmoid(w1 @ x + b1) + b2) - t) ** 2)


def plain_batch(work: Workload, steps: int) -> float:
    """All examples at once through two layers, as matrices of one example per row; the biases learn too."""
    (w1, w2), (b1, b2) = [w.T.copy() for w in work.start.weights], work.start.copy().biases
    x, t, rate, n, errors = work.x, work.t, work.learning_rate, len(work.x), []
    for _ in range(steps):
        hidden = sigmoid(x @ w1 + b1)
        out = sigmoid(hidden @ w2 + b2)
        errors.append(0.5 * np.sum((out - t) ** 2) / n)
        delta_out = (out - t) * out * (1 - out) / n
        delta_hidden = (delta_out @ w2.T) * hidden * (1 - hidden)
        w2 -= rate * (hidden.T @ delta_out)
        b2 -= rate * delta_out.sum(axis=0)
        w1 -= rate * (x.T @ delta_hidden)
        b1 -= rate * delta_hidden.sum(axis=0)
    return 0.5 * np.sum((sigmoid(sigmoid(x @ w1 + b1) @ w2 + b2) - t) ** 2) / n


def scalar_autodiff(work: Workload, steps: int) -> float:
    """Every neuron is a sum written out over its weights, every weight a Value."""
    x, t = (rows.tolist() for rows in work.rows)
    layers = [
        [([Value(w) for w in row], Value(b)) for row, b in zip(weights.tolist(), biases.tolist())]
        for weights, biases in zip(work.start.weights, work.start.biases)
    ]
    learners = [w for layer in layers for row, bias in layer for w in row]
    if work.biases == "own":
        learners += [bias for layer in layers for row, bias in layer]

    def mean_error():
        total = 0.0
        for signals, targets in zip(x, t):
            for layer in layers:
                signals = [sum((w * s for w, s in zip(row, signals)), bias).sigmoid() for row, bias in layer]
            total = sum(((out - target) ** 2 for out, target in zip(signals, targets)), total)
        return total * (0.5 / len(x))

    errors = []
    for _ in range(steps):
        error = mean_error()
        errors.append(error.data)
        for learner in learners:
            learner.grad = 0.0
        error.backward()
        for learner in learners:
            learner.data -= work.learning_rate * learner.grad
    return mean_error().data


def linear_layers(net: bp.Network) -> list:
    """A network's layers as nn.Linear at float64, with the same numbers in arrays of their own."""
    import torch

    layers = []
    for weights, biases in zip(net.weights, net.biases):
        layers.append(torch.nn.Linear(*weights.T.shape, dtype=torch.float64))
        layers[-1].load_state_dict({"weight": torch.from_numpy(weights), "bias": torch.from_numpy(biases)})
    return layers


def pytorch_eager(work: Workload, steps: int) -> float:
    """nn.Linear and nn.Sigmoid, MSELoss, SGD: the loop of PyTorch's own tutorials, at float64."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    model = nn.Sequential()
    for layer in linear_layers(work.start):
        layer.bias.requires_grad_(work.biases == "own")
        model.extend([layer, nn.Sigmoid()])
    x, t, measure = torch.from_numpy(work.x), torch.from_numpy(work.t), nn.MSELoss()
    scale = work.start.sizes[-1] / 2  # MSELoss is a mean over the outputs too; in the rate, the factor costs no step time
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=work.learning_rate * scale)
    errors = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = measure(model(x), t)
        errors.append(loss.item())
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return scale * measure(model(x), t).item()


def scikit_fit(work: Workload, steps: int) -> float:
    """One call for all steps, the way for data that are all there."""
    from sklearn.exceptions import ConvergenceWarning

    model, x, t = _regressor(work, steps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it runs all steps, which is what is asked
        model.fit(x, t)
    return _error(model, x, t)


def scikit_partial_fit(work: Workload, steps: int) -> float:
    """One call for each step, the way for data that arrive bit by bit; arguments are checked anew every time."""
    model, x, t = _regressor(work, steps)
    for _ in range(steps):
        model.partial_fit(x, t)
    return _error(model, x, t)


def _regressor(work: Workload, steps: int):
    """MLPRegressor has no sigmoid outputs, no frozen biases and a random start: the subclass adds these, nothing else."""
    from sklearn.neural_network import MLPRegressor

    last, frozen, start = len(work.start.weights) - 1, work.biases == "frozen", work.start.copy()

    class SigmoidOutput(MLPRegressor):
        def _initialize(self, *arguments):
            super()._initialize(*arguments)
            self.out_activation_ = "logistic"
            self.coefs_, self.intercepts_ = [weights.T.copy() for weights in start.weights], start.biases

        def _compute_loss_grad(self, layer, n, activations, deltas, coef_grads, intercept_grads):
            if layer == last:  # deltas[last] comes as out − t, without the slope of the output
                deltas[last] *= activations[-1] * (1 - activations[-1])
            super()._compute_loss_grad(layer, n, activations, deltas, coef_grads, intercept_grads)
            if frozen:
                intercept_grads[layer].fill(0)

    x, t = work.rows
    model = SigmoidOutput(
        hidden_layer_sizes=work.start.sizes[1:-1],
        activation="logistic",
        solver="sgd",
        alpha=0,
        batch_size=len(x),
        learning_rate_init=work.learning_rate,
        max_iter=steps,
        shuffle=False,
        tol=0,
        momentum=0,
        nesterovs_momentum=False,
        n_iter_no_change=steps,
    )
    return model, x, t if t.shape[1] > 1 else t[:, 0]


def _error(model, x: np.ndarray, t: np.ndarray) -> float:
    return 0.5 * float(np.sum((model.predict(x) - t) ** 2)) / len(x)


CONTESTANTS = {
    "bp.train": ours,
    "plain numpy loop": lambda work, steps: work.plain(work, steps),
    "scalar autodiff": scalar_autodiff,
    "PyTorch eager": pytorch_eager,
    "scikit-learn fit": scikit_fit,
    "scikit-learn partial_fit": scikit_partial_fit,
}
NEEDS = {"PyTorch eager": "torch", "scikit-learn fit": "sklearn", "scikit-learn partial_fit": "sklearn"}
MISSING = [name for name, module in NEEDS.items() if find_spec(module) is None]

WORKLOADS = {
    "W1": Workload(
        "the worked 2-2-2 example, frozen biases",
        bp.worked.network(),
        bp.worked.INPUT,
        bp.worked.TARGET,
        bp.worked.LEARNING_RATE,
        "frozen",
        plain_single,
        {
            "plain numpy loop": 1 / 1.1,
            "scalar autodiff": 4,
            "PyTorch eager": 10,
            "scikit-learn fit": 10,
            "scikit-learn partial_fit": 10,
        },
    ),
    "W2": Workload(
        "XOR with 2-4-1, all four examples at once",
        bp.Network.random([2, 4, 1], seed=0),
        *bp.datasets.xor(),
        0.5,
        "own",
        plain_batch,
        {
            "plain numpy loop": 1 / 1.1,
            "scalar autodiff": 8,
            "PyTorch eager": 8,
            "scikit-learn fit": 8,
            "scikit-learn partial_fit": 8,
        },
    ),
}

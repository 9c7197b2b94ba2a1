"""Training in mini-batches, softmax with cross-entropy, by different hands; and the matrix products alone, as a floor.

Each takes a workload and epochs, and returns the trained network's error; the bare products train nothing and return None.
All take the batches in order and note the error of each epoch.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from contestants import linear_layers

import bpcourse as bp


@dataclass(frozen=True)
class Workload:
    """What is trained, in which batches, and how many times as long as bp.train each rival should need at least."""

    title: str
    sizes: tuple[int, int, int]
    examples: int  # 0: the digits
    batch: int
    steps: int  # epochs
    learning_rate: float
    goals: dict[str, float]
    unit: str = "epoch"

    @cached_property
    def start(self) -> bp.Network:
        return bp.Network.random(self.sizes, 0, ["relu", "softmax"], "cross_entropy")

    @cached_property
    def data(self) -> tuple[np.ndarray, np.ndarray]:
        if not self.examples:
            x, t = bp.datasets.digits()
            return x / 16, t
        draw = np.random.default_rng(0)
        return draw.random((self.examples, self.sizes[0])), np.eye(self.sizes[-1])[draw.integers(0, 10, self.examples)]


def ours(work: Workload, epochs: int) -> float:
    return bp.train(work.start, *work.data, work.learning_rate, epochs, work.batch).errors[-1]


def bare_products(work: Workload, epochs: int) -> None:
    """The five matrix products of each update and the two of the last error, on arrays of the same shapes, nothing else."""
    (w1, w2), (x, t) = work.start.weights, work.data
    for _ in range(epochs):
        for k in range(0, len(x), work.batch):
            inputs, delta = x[k : k + work.batch], t[k : k + work.batch]
            hidden = inputs.dot(w1.T)
            hidden.dot(w2.T)
            delta.T.dot(hidden)
            delta.dot(w2).T.dot(inputs)
    x.dot(w1.T).dot(w2.T)


def pytorch_eager(work: Workload, epochs: int) -> float:
    """nn.Linear, nn.ReLU, CrossEntropyLoss, SGD, at float64."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    layers = linear_layers(work.start)
    model, measure = nn.Sequential(layers[0], nn.ReLU(), layers[1]), nn.CrossEntropyLoss()
    x, t = (torch.from_numpy(array) for array in work.data)
    optimizer, errors = torch.optim.SGD(model.parameters(), lr=work.learning_rate), []
    for _ in range(epochs):
        met = 0.0
        for inputs, targets in zip(x.split(work.batch), t.argmax(dim=1).split(work.batch)):
            optimizer.zero_grad()
            loss = measure(model(inputs), targets)
            met += len(inputs) * loss.item()
            loss.backward()
            optimizer.step()
        errors.append(met / len(x))
    with torch.no_grad():
        return measure(model(x), t.argmax(dim=1)).item()


def scikit_classifier(work: Workload, epochs: int) -> float:
    """MLPClassifier; the subclass gives it the same start, nothing else."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    start = work.start.copy()

    class SameStart(MLPClassifier):
        def _initialize(self, *arguments):
            super()._initialize(*arguments)
            self.coefs_, self.intercepts_ = [weights.T.copy() for weights in start.weights], start.biases

    x, t = work.data
    model = SameStart(
        hidden_layer_sizes=work.sizes[1:-1],
        activation="relu",
        solver="sgd",
        alpha=0,
        batch_size=work.batch,
        learning_rate_init=work.learning_rate,
        max_iter=epochs,
        shuffle=False,
        tol=0,
        momentum=0,
        nesterovs_momentum=False,
        n_iter_no_change=epochs,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it runs all epochs, which is what is asked
        model.fit(x, t.argmax(axis=1))
    return -float(np.log((model.predict_proba(x) * t).sum(axis=1)).mean())


CONTESTANTS = {
    "bp.train": ours,
    "bare matrix products": bare_products,
    "PyTorch eager": pytorch_eager,
    "scikit-learn fit": scikit_classifier,
}
WORKLOADS = {
    "W3": Workload(
        "digits, 64-64-10, batches of 32",
        (64, 64, 10),
        0,
        32,
        20,
        0.2,
        {"bare matrix products": 1 / 3, "PyTorch eager": 4, "scikit-learn fit": 3},
    ),
    "W4": Workload(
        "60,000 synthetic images, 784-128-10, batches of 128",
        (784, 128, 10),
        60_000,
        128,
        1,
        0.05,
        {"bare matrix products": 1 / 1.35, "PyTorch eager": 1, "scikit-learn fit": 1},
    ),
}

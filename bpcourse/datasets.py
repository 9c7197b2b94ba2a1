"""Small problems to train on; each returns inputs (n_examples, n_in) and targets (n_examples, n_out)."""

from pathlib import Path

import numpy as np

from . import checks
from .functions import Array


def xor() -> tuple[Array, Array]:
    """Exclusive or: 1 where exactly one of the two inputs is 1. Four examples."""
    return np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])


def spirals(n: int = 100, turns: float = 1.5, noise: float = 0.02, seed: int = 0) -> tuple[Array, Array]:
    """Two interlocked spirals of n points each: radius t, angle 2π · turns · t, targets 0 and 1 in turn, noise added."""
    n = checks.whole("n", n, 1)
    turns = checks.number("turns", turns, above=0)
    noise = checks.number("noise", noise, least=0)
    seed = checks.whole("seed", seed, 0)
    radius = np.linspace(0.1, 1, n)
    angle = 2 * np.pi * turns * radius
    arm = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.stack([arm, -arm], axis=1).reshape(-1, 2) + np.random.default_rng(seed).normal(0, noise, (2 * n, 2))
    return points, np.tile([[0.0], [1.0]], (n, 1))


def blobs(n: int = 60, centres: int = 2, spread: float = 0.35, seed: int = 0) -> tuple[Array, Array]:
    """Clouds of n points each, normal around centres on the unit circle; they take turns. Targets 0 and 1, or one-hot."""
    n = checks.whole("n", n, 1)
    centres = checks.whole("centres", centres, 2)
    spread = checks.number("spread", spread, least=0)
    seed = checks.whole("seed", seed, 0)
    angle = 2 * np.pi * (np.arange(centres) / centres + 0.125)
    middle = np.tile(np.stack([np.cos(angle), np.sin(angle)], axis=1), (n, 1))
    points = middle + np.random.default_rng(seed).normal(0, spread, (n * centres, 2))
    return points, np.tile([[0.0], [1.0]] if centres == 2 else np.eye(centres), (n, 1))


def digits() -> tuple[Array, Array]:
    """1,797 handwritten digits: 64 pixels each, 0 to 16, row by row from the upper left; targets one-hot, 0 to 9.

    Source: the test set of Optical Recognition of Handwritten Digits, UCI, Alpaydin and Kaynak 1998 (see digits.md).
    """
    with np.load(Path(__file__).with_name("digits.npz"), allow_pickle=False) as file:
        return file["images"].astype(float), np.eye(10)[file["labels"]]

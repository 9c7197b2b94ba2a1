"""Lesson 07's functions as learners write them, the right one first, then the usual wrong ones, and what tries them."""
from __future__ import annotations

import numpy as np

from ...functions import softmax


def probabilities(net):
    powers = np.exp(net - net.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def probabilities_that_overflow(net):
    powers = np.exp(net)
    return powers / powers.sum(axis=-1, keepdims=True)


def probabilities_of_the_whole_table(net):
    powers = np.exp(net - net.max(axis=-1, keepdims=True))
    return powers / powers.sum()


def probabilities_as_they_began(net):
    powers = np.exp(net)
    return powers / powers.sum()


def probabilities_with_one_largest(net):
    powers = np.exp(net - net.max())
    return powers / powers.sum(axis=-1, keepdims=True)


def probabilities_of_one_row(net):
    powers = np.exp(net - net.max())
    return powers / powers.sum()


def probabilities_without_keepdims(net):
    powers = np.exp(net - net.max(axis=-1))
    return powers / powers.sum(axis=-1)


def probabilities_down_the_columns(net):
    powers = np.exp(net - net.max(axis=0))
    return powers / powers.sum(axis=0)


def probabilities_without_powers(net):
    return net / net.sum(axis=-1, keepdims=True)


def probabilities_undivided(net):
    return np.exp(net - net.max(axis=-1, keepdims=True))


def mean_cross_entropy(p, t):
    return -(t * np.log(p)).sum(axis=1).mean()


def cross_entropy_summed(p, t):
    return -(t * np.log(p)).sum()


def cross_entropy_over_all_entries(p, t):
    return -(t * np.log(p)).mean()


def cross_entropy_one_by_one(p, t):
    return -(t * np.log(p)).sum(axis=1)


def cross_entropy_negative(p, t):
    return (t * np.log(p)).sum(axis=1).mean()


def cross_entropy_by_tens(p, t):
    return -(t * np.log10(p)).sum(axis=1).mean()


def cross_entropy_of_all_outputs(p, t):
    return -np.log(p).sum(axis=1).mean()


def cross_entropy_exchanged(p, t):
    return -(p * np.log(t)).sum(axis=1).mean()


def accuracy(outputs, targets):
    return (outputs.argmax(axis=1) == targets.argmax(axis=1)).mean()


def accuracy_counted(outputs, targets):
    return (outputs.argmax(axis=1) == targets.argmax(axis=1)).sum()


def accuracy_down_the_columns(outputs, targets):
    return (outputs.argmax(axis=0) == targets.argmax(axis=0)).mean()


def accuracy_against_the_targets(outputs, targets):
    return (outputs.argmax(axis=1) == targets).mean()


def accuracy_output_by_output(outputs, targets):
    return ((outputs > 0.5) == (targets > 0.5)).mean()


def accuracy_of_the_sure(outputs, targets):
    return ((outputs > 0.5) == (targets > 0.5)).all(axis=1).mean()


def share_of_mistakes(outputs, targets):
    return (outputs.argmax(axis=1) != targets.argmax(axis=1)).mean()


def standardised(train, other):
    return (other - train.mean(axis=0)) / train.std()


def standardised_by_itself(train, other):
    return (other - other.mean(axis=0)) / other.std()


def standardised_training(train, other):
    return (train - train.mean(axis=0)) / train.std()


def standardised_after_centring(train, other):
    return (other - train.mean(axis=0)) / (train - train.mean(axis=0)).std()


def standardised_by_both(train, other):
    both = np.concatenate([train, other])
    return (other - both.mean(axis=0)) / both.std()


def standardised_pixel_by_pixel(train, other):
    return (other - train.mean(axis=0)) / train.std(axis=0)


def standardised_with_one_mean(train, other):
    return (other - train.mean()) / train.std()


def only_centred(train, other):
    return other - train.mean(axis=0)


def standardised_without_brackets(train, other):
    return other - train.mean(axis=0) / train.std()


def nets():
    return [(np.array([2.0, 1.0, 0.1]),), (np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]]),),
            (np.array([1000.0, 1001.0, 998.0]),), (np.array([[2.0, 1.0, 0.0], [1002.0, 1001.0, 1000.0]]),),
            (np.array([-1000.0, 1000.0, 0.0]),), (np.array([-1000.0, -1001.0, -999.0]),)]


def batches():
    """What networks of three outputs say to a few examples, and what is right; not always are they sure of it."""
    draw = np.random.default_rng(7)
    unsure = np.array([[0.4, 0.35, 0.25], [0.1, 0.2, 0.7], [0.3, 0.6, 0.1]])
    said = [unsure, *(softmax(draw.normal(0, 1, (n, 3))).round(3) for n in (2, 5))]
    return [(p, np.eye(3)[[0, 2, 0, 1, 1][:len(p)]]) for p in said]


def images():
    """A few images of three pixels; the last never changes while there is training."""
    draw = np.random.default_rng(8)
    made = [draw.integers(0, 17, (2, n, 3)).astype(float) for n in (3, 4)]
    for train, other in made:
        train[:, 2] = 0
        other[0, 2] = 4
    return [tuple(pair) for pair in made]

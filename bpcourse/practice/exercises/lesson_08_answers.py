"""The functions that lesson 08 asks for: right, and wrong in the ways that have a name."""
import numpy as np


def layer_norms(gradients):
    return [np.sqrt((gradient**2).sum()) for gradient in gradients]


def norms_without_root(gradients):
    return [(gradient**2).sum() for gradient in gradients]


def norms_as_means(gradients):
    return [np.sqrt((gradient**2).mean()) for gradient in gradients]


def norms_of_absolutes(gradients):
    return [abs(gradient).sum() for gradient in gradients]


def norms_as_largest(gradients):
    return [abs(gradient).max() for gradient in gradients]


def norms_with_signs(gradients):
    return [abs(gradient.sum()) for gradient in gradients]


def norms_backward(gradients):
    return [np.sqrt((gradient**2).sum()) for gradient in reversed(gradients)]


def norms_together(gradients):
    return np.sqrt(sum((gradient**2).sum() for gradient in gradients))


def suited(weights):
    return [W * np.sqrt(2 / W.shape[1]) for W in weights]


def suited_for_tanh(weights):
    return [W / np.sqrt(W.shape[1]) for W in weights]


def suited_for_sigmoid(weights):
    return [W * 4 / np.sqrt(W.shape[1]) for W in weights]


def suited_without_root(weights):
    return [W * 2 / W.shape[1] for W in weights]


def suited_to_outputs(weights):
    return [W * np.sqrt(2 / W.shape[0]) for W in weights]


def suited_times_two(weights):
    return [W * 2 / np.sqrt(W.shape[1]) for W in weights]


def suited_upside_down(weights):
    return [W * np.sqrt(W.shape[1] / 2) for W in weights]


def suited_to_first(weights):
    return [W * np.sqrt(2 / weights[0].shape[1]) for W in weights]


def suited_as_measured(weights):
    return [W / W.std() * np.sqrt(2 / W.shape[1]) for W in weights]


def best_epoch(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


def epoch_of_the_stop(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch


def epoch_of_all(errors, patience):
    return int(np.argmin(errors))


def epoch_before_the_first_rise(errors, patience):
    for epoch in range(1, len(errors)):
        if errors[epoch] > errors[epoch - 1]:
            return epoch - 1
    return len(errors) - 1


def epoch_against_the_last(errors, patience):
    best, waited = 0, 0
    for epoch in range(1, len(errors)):
        if errors[epoch] < errors[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best


def epoch_without_a_new_count(errors, patience):
    best, waited = 0, 0
    for epoch in range(1, len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        else:
            waited += 1
        if waited >= patience:
            break
    return best


def epoch_with_less_patience(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience - 1 and epoch > best:
            break
    return best


def epoch_with_more_patience(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best > patience:
            break
    return best


def epoch_with_ties(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] <= errors[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best


def epoch_of_the_last(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience:
            return best
    return epoch


def epoch_before_the_last(errors, patience):
    best = 0
    for epoch in range(len(errors)):
        if errors[epoch] < errors[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return epoch - patience

"""The functions that lesson 06 asks for: right, and wrong in the ways that have a name."""


def divide(a, b):
    return a / b, 1 / b, -a / b**2


def divide_without_sign(a, b):
    return a / b, 1 / b, a / b**2


def divide_without_a(a, b):
    return a / b, 1 / b, -1 / b**2


def divide_exchanged(a, b):
    return a / b, -a / b**2, 1 / b


def divide_as_a_product(a, b):
    return a / b, b, a


def biggest_gap(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / (2 * h) - gradient[k]))
    return max(gaps)


def gap_from_one_side(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up = weights.copy()
        up[k] += h
        gaps.append(abs((error(up) - error(weights)) / h - gradient[k]))
    return max(gaps)


def gap_with_its_sign(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[k] += h
        down[k] -= h
        gaps.append((error(up) - error(down)) / (2 * h) - gradient[k])
    return max(gaps)


def gap_without_two(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / h - gradient[k]))
    return max(gaps)


def gap_divided_and_multiplied(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / 2 * h - gradient[k]))
    return max(gaps)


def gap_without_a_copy(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up, down = weights, weights
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / (2 * h) - gradient[k]))
    return max(gaps)


def gap_without_a_copy_in_turn(error, weights, gradient, h):
    gaps = []
    for k in range(len(weights)):
        up = weights
        up[k] += h
        above = error(up)
        down = weights
        down[k] -= h
        gaps.append(abs((above - error(down)) / (2 * h) - gradient[k]))
    return max(gaps)


def gap_all_at_once(error, weights, gradient, h):
    slope = (error(weights + h) - error(weights - h)) / (2 * h)
    return max(abs(slope - gradient))


def gap_that_stays_nudged(error, weights, gradient, h):
    gaps, nudged = [], weights.copy()
    for k in range(len(weights)):
        nudged[k] += h
        above = error(nudged)
        nudged[k] -= 2 * h
        gaps.append(abs((above - error(nudged)) / (2 * h) - gradient[k]))
    return max(gaps)


def gap_of_two_that_stay_nudged(error, weights, gradient, h):
    gaps, up, down = [], weights.copy(), weights.copy()
    for k in range(len(weights)):
        up[k] += h
        down[k] -= h
        gaps.append(abs((error(up) - error(down)) / (2 * h) - gradient[k]))
    return max(gaps)

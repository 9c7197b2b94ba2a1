"""The data that the package carries or makes."""

import numpy as np
import pytest

import bpcourse as bp


@pytest.mark.thorough
def test_digits_are_those_that_scikit_learn_distributes():
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    x, t = bp.datasets.digits()
    assert (x == images).all() and (t.argmax(axis=1) == labels).all() and (t.sum(axis=1) == 1).all()


def test_digits_come_with_their_licence_and_citation():
    said = (bp.datasets.Path(bp.datasets.__file__).with_name("digits.md")).read_text(encoding="utf-8")
    assert "CC BY 4.0" in said and "Alpaydin" in said and "10.24432/C50P49" in said


def test_each_call_gives_arrays_of_one_s_own():
    x, _ = bp.datasets.digits()
    x[:] = 0
    assert bp.datasets.digits()[0].sum() == np.float64(561718)

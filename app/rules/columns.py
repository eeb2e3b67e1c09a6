"""Columns of numbers, as the rules that count people and votes take them: numpy arrays with one entry a thing.

People, items and areas are numbered from 0.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Whole = NDArray[np.int64]
Column = NDArray[np.signedinteger]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


def whole(column: ArrayLike) -> Column:
    """A column of whole numbers, not copied where it is one. Raises ValueError for fractions."""
    array = np.asarray(column)
    if array.dtype.kind == "i":
        return array
    with np.errstate(invalid="ignore"):  # What no whole number can hold comes out as another, and is found out below.
        numbers = array.astype(np.int64)
    if not np.array_equal(numbers, array):
        raise ValueError("People, items, areas, cards and votes are whole numbers.")
    return numbers


def reals(column: ArrayLike) -> Reals:
    """A column of real numbers, not copied where it is one."""
    return np.asarray(column, dtype=np.float64)


def flags(column: ArrayLike) -> Flags:
    """A column of yes and no, not copied where it is one."""
    return np.asarray(column, dtype=np.bool_)


def counts(index: Column, size: int) -> Whole:
    """How often each number from 0 to size − 1 occurs."""
    return np.bincount(index, minlength=size).astype(np.int64, copy=False)


def sums(index: Column, amounts: Column | Reals, size: int) -> Reals:
    """The amounts added up for each number from 0 to size − 1, in the order of the rows.

    Whole amounts are added exactly, and so in any order, while a sum stays below 2⁵³.
    """
    return reals(np.bincount(index, weights=amounts, minlength=size))

"""Our quick dataclasses say and compare what those of the standard library do."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.core import frozen


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """With every kind of attribute that ours have."""

    name: str
    count: int = 0
    names: dict[str, int] = field(default_factory=dict)
    place: int = field(default=0, repr=False)


@frozen.dataclass(frozen=True, slots=True)
class Quick:
    """The same."""

    name: str
    count: int = 0
    names: dict[str, int] = field(default_factory=dict)
    place: int = field(default=0, repr=False)


@frozen.dataclass(frozen=True, slots=True)
class One:
    """With a single attribute, which is no tuple."""

    name: tuple[int, ...] = ()


@frozen.dataclass(frozen=True, slots=True)
class Nothing:
    """With none at all."""


@frozen.dataclass(frozen=True, slots=True)
class Told:
    """With a text of its own."""

    name: str

    def __repr__(self) -> str:
        return "as told"


values = st.tuples(
    st.text(max_size=3),
    st.integers(0, 2),
    st.dictionaries(st.text(max_size=1), st.integers(0, 1), max_size=1),
    st.integers(0, 1),
)


@given(values, values)
def test_they_show_and_compare_alike(
    first: tuple[str, int, dict[str, int], int], second: tuple[str, int, dict[str, int], int]
) -> None:
    one, other = Quick(*first), Quick(*second)
    assert repr(one) == repr(Standard(*first)).replace("Standard", "Quick")
    assert (one == other) == (Standard(*first) == Standard(*second))
    assert one != Standard(*first)
    assert dataclasses.replace(one, count=7) == Quick(first[0], 7, *first[2:])
    assert pickle.loads(pickle.dumps(one)) == one


def test_values_without_many_attributes_do_too() -> None:
    assert (repr(One((1, 2))), repr(Nothing()), repr(Told("x"))) == (
        "One(name=(1, 2))",
        "Nothing()",
        "as told",
    )
    assert One((1, 2)) == One((1, 2)) != One((1,))
    assert Nothing() == Nothing()
    assert len({One((1,)), One((1,)), One(()), Nothing(), Nothing()}) == 3


def test_what_has_unhashable_parts_has_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Quick("x"))


def test_nothing_else_can_be_put_into_them() -> None:
    with pytest.raises(AttributeError):
        One().other = 1  # type: ignore[attr-defined]  # that it cannot be is what is seen here

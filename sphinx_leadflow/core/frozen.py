"""Frozen dataclasses that are made quickly: as classes when a program starts, and as values.

The standard library compiles six functions for every frozen class, which was a fifth of the
start of `leadflow check`, and calls a function for every attribute of every value, which was a
fifth of its work on many leads. Here only `__init__` is compiled. To a type checker these are
frozen dataclasses; that nothing is ever assigned to one is what it sees to.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool = False) -> Callable[[type], type]:
        """`dataclasses.dataclass(frozen=True)`, but for the refusal to assign at run time."""
        assert frozen

        def made(cls: type) -> type:
            own = set(vars(cls))
            cls = dataclasses.dataclass(repr=False, eq=False, slots=slots)(cls)
            for method in _methods(cls, dataclasses.fields(cls)):
                if method.__name__ not in own:
                    setattr(cls, method.__name__, method)
            return cls

        return made


__all__ = ["dataclass"]


def _methods(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> list[Callable[..., Any]]:
    """What the standard library would compile: the same texts, the same equality."""
    shown = [field.name for field in fields if field.repr]
    values, shown_values = _reader([field.name for field in fields]), _reader(shown)
    template = f"{cls.__qualname__}({', '.join(f'{name}=%r' for name in shown)})"

    def __repr__(self: object) -> str:  # it becomes one of the class
        return template % shown_values(self)

    def __eq__(self: object, other: object) -> bool:  # the same
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or values(self) == values(other)

    def __hash__(self: object) -> int:  # the same
        return hash(values(self))

    return [__repr__, __eq__, __hash__]


def _reader(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    """What gives the attributes of these names as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple([getattr(one, name) for name in names])

"""What could not be read, so that one mistake is not reported again wherever it is felt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gaps:
    """Parts of the process that are written down but could not be understood."""

    sections: frozenset[str] = frozenset()
    """Keys at the top of the process; all of them when the file could not be read at all."""
    words: frozenset[str] = frozenset()
    """Ids whose own lines could not be read."""

    def explain(self, word: str, *sections: str) -> bool:
        """Whether a word that seems to name nothing may well be declared in one of these."""
        return word in self.words or not self.sections.isdisjoint(sections)


NO_GAPS = Gaps()

"""What could not be read, so that one mistake is not reported again wherever it is felt."""

from __future__ import annotations

from sphinx_leadflow.core.frozen import dataclass

SECTIONS = {
    "person": ("people",),
    "role": ("roles",),
    "asset": ("assets",),
    "checklist": ("checklists",),
    "field": ("fields", "assets"),
    "stage": ("stages", "pipelines"),
    "step": ("stages", "pipelines", "outcomes"),
    "outcome": ("outcomes", "pipelines"),
    "pipeline": ("pipelines",),
}
"""Where things of a kind are declared, at the top of the process."""


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

    def lost(self, kind: str, word: str) -> bool:
        """Whether a word that names no thing of a kind may be one that could not be read."""
        return self.explain(word.rpartition("/")[2], *SECTIONS.get(kind, ()))


NO_GAPS = Gaps()

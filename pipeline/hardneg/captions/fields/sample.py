"""Sample the rows of a table, and answer questions about its columns, including those inside structs."""

from collections.abc import Mapping, Sequence
from typing import Any

from hardneg.captions.fields.conversations import is_conversation
from hardneg.captions.fields.kinds import Kind, is_missing, is_picture, kind_of
from hardneg.captions.fields.texts import value_at

SIZE = 100
"""Upper bound of the rows of a sample."""
SHOWN = 20
DEPTH = 3
"""Upper bound of the depth of nested structs that are searched."""


class Sample:
    """Hold a sample of rows, with all columns including those inside structs."""

    def __init__(self, names: list[str], rows: Sequence[Mapping[str, Any]]):
        self.top = names
        self.rows = rows[:SIZE]
        self.names = [path for name in names for path in self._paths(name, 0)]
        self._kinds: dict[str, Kind] = {}

    def values(self, name: str) -> list[Any]:
        """Return the values of a column or path, one per row."""
        return [value_at(row, name) for row in self.rows]

    def kind(self, name: str) -> Kind | None:
        """Return the kind of the column's values; None where there is no sample."""
        if not self.rows:
            return None
        if name not in self._kinds:
            self._kinds[name] = kind_of(self.values(name))
        return self._kinds[name]

    def repeats(self, name: str) -> bool:
        """Return whether two rows have the same value in a column."""
        values = [str(value) for value in self.values(name) if not is_missing(value)]
        return len(set(values)) < len(values)

    def mostly_missing(self, name: str) -> bool:
        """Return whether more than half of the values of a column are missing."""
        values = self.values(name)
        return sum(is_missing(value) for value in values) > len(values) / 2

    def constant(self, name: str) -> bool:
        """Return whether all of three or more rows have the same value, such as the title of a task."""
        values = [str(value) for value in self.values(name)]
        return len(values) > 2 and len(set(values)) == 1

    def pictures(self, name: str) -> bool:
        """Return whether one of the first five values is the name of an image."""
        return any(isinstance(value, str) and is_picture(value) for value in self.values(name)[:5])

    def flat(self, name: str) -> bool:
        """Return whether a path crosses no list, so that each row has one value."""
        return "." not in name or not any(isinstance(value, list) for value in self.values(name.rpartition(".")[0]))

    def shown(self) -> str:
        """Return the columns with one example value each, for a message."""
        more = f" and {len(self.names) - SHOWN} more" if len(self.names) > SHOWN else ""
        return ", ".join(self._example(name) for name in self.names[:SHOWN]) + more if self.names else "none"

    def _example(self, name: str) -> str:
        value = next((value for value in self.values(name) if not is_missing(value)), None)
        if value is None:
            return name[:60]
        text = repr(value if not isinstance(value, bytes) else "bytes")
        return f"{name[:60]} ({text if len(text) <= 40 else text[:37] + '...'})"

    def _paths(self, name: str, depth: int) -> list[str]:
        members: dict[str, None] = {}
        for value in self.values(name) if depth < DEPTH else []:
            if isinstance(value, list) and not is_conversation(value):
                value = next((item for item in value if not is_missing(item)), None)
            if isinstance(value, Mapping) and not ("bytes" in value or is_conversation([value])):
                members.update(dict.fromkeys(key for key in list(value)[:SHOWN] if isinstance(key, str) and key))
        return [name, *(path for member in members for path in self._paths(f"{name}.{member}", depth + 1))]

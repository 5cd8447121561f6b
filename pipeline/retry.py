"""How long to wait before trying again: data, so that it can be set, shown and tested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Waits that double from `first` up to `longest` seconds."""

    first: float = 0.5
    longest: float = 60.0

    def after(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row (1 or more)."""
        return float(min(self.longest, self.first * 2 ** min(failures - 1, 30)))

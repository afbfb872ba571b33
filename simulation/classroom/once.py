"""What takes long is computed once, and only those wait that need it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any

_UNMADE: Any = object()


@dataclass(eq=False)
class Slot:
    """The place of one result, and the lock under which it is made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Any = _UNMADE


def once[**P, R](most: int | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the results of a function, each computed once, however many threads need it at a time.

    A thread waits for another only where it needs the same result. What raises is computed again.

    Parameters
    ----------
    most : int, optional
        So many results are kept, the latest used; all if not given.

    Examples
    --------
    >>> made = []
    >>> @once()
    ... def doubled(n):
    ...     made.append(n)
    ...     return 2 * n
    >>> doubled(3), doubled(3), made
    (6, 6, [3])
    """

    def kept(compute: Callable[P, R]) -> Callable[P, R]:
        guard = threading.Lock()

        slot: Any = lru_cache(maxsize=most)(lambda *args, **words: Slot())

        @wraps(compute)
        def found(*args: P.args, **words: P.kwargs) -> R:
            with guard:
                mine = slot(*args, **words)
            with mine.lock:
                if mine.value is _UNMADE:
                    mine.value = compute(*args, **words)
                return mine.value  # type: ignore[no-any-return]

        found.cache_clear = slot.cache_clear  # type: ignore[attr-defined]
        return found

    return kept

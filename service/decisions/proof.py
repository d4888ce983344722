"""What this process has itself found whole, so that checking one decision need not begin at the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Final

from service.decisions.chain import (
    GENESIS,
    Fault,
    Head,
    Link,
    Verification,
    altered,
    erased_without_record,
    verify_chain,
)

_SIZE: Final = len(GENESIS) // 2


class Proof:
    """The hash of every record that this process has walked to, in its own memory.

    Notes
    -----
    A checkpoint in the database could be altered together with the records
    that it vouches for; the memory of a process cannot be reached by that
    hand. It takes 32 bytes a record and is gone when the process ends.

    Examples
    --------
    >>> Proof().head.sequence
    0
    """

    def __init__(self) -> None:
        self._hashes = bytearray()
        self.lock = Lock()

    @property
    def head(self) -> Head:
        """The last record walked to."""
        count = len(self._hashes) // _SIZE
        return Head(count, self._hash(count)) if count else Head()

    def extend(self, links: Iterable[Link], *, erasures: Mapping[str, int], end: Head) -> Verification:
        """Walk on from the head to the end of the chain.

        Parameters
        ----------
        links : iterable of Link
            Those after the head, in order.
        erasures : mapping of id to sequence
            Which of them were erased, and by which record.
        end : Head
            Where the chain is noted to end.

        Returns
        -------
        Verification
            Of the whole chain; what holds is remembered.
        """
        walked: list[str] = []
        found = verify_chain(_noting(links, walked), erasures=erasures, head=end, start=self.head)
        for digest in walked[: found.checked - self.head.sequence]:
            self._hashes += bytes.fromhex(digest)
        return found

    def fault(self, link: Link, erasures: Iterable[Link]) -> Fault | None:
        """What is wrong with one record walked to earlier, as it stands now; None when nothing is.

        Parameters
        ----------
        link : Link
            The record.
        erasures : iterable of Link
            The records that say they erased it.
        """
        if not self._unchanged(link):
            return altered(link)
        if link.erased and not any(self._unchanged(other) for other in erasures):
            return erased_without_record(link)
        return None

    def _unchanged(self, link: Link) -> bool:
        place = link.sequence
        return (
            link.whole
            and 1 <= place <= self.head.sequence
            and (link.hash, link.previous) == (self._hash(place), self._hash(place - 1))
        )

    def _hash(self, place: int) -> str:
        return self._hashes[(place - 1) * _SIZE : place * _SIZE].hex() if place else GENESIS


def _noting(links: Iterable[Link], walked: list[str]) -> Iterator[Link]:
    for link in links:
        walked.append(link.hash)
        yield link

"""The ensemble: a replay cut into blocks of histories, passed through apart, put together census by census.

It knows how blocks are cut and in which order they are reduced; where they are passed through, and
what a forecast is made of, it does not know.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import IO

import numpy as np

from replay.chronicle import chronicle, feeds
from replay.engine import Census, replay
from replay.forecast import Scales, Standards
from replay.priors import Draws
from replay.situation import Floats
from replay.theory import Theory
from replay.timeline import Timeline

BLOCK = 256
"""Histories that are replayed at once, and over which sums are taken: small enough for the processor's
memory, large enough for Python's pace. It is fixed, so that sums do not depend on workers."""
IN_MEMORY = 2**22
"""Bytes of a block's answers that are kept in memory; longer ones wait in a temporary file."""


@dataclass(frozen=True)
class Passage:
    """Histories to replay: of which timeline and coding, whom to ask, with which draws.

    `draws` holds what the histories draw by purpose and name; `first` is the number of the first.
    """

    timeline: Timeline
    coding: str
    theories: tuple[Theory, ...]
    draws: Mapping[str, Mapping[str, Draws]]
    seed: int
    first: int = 0
    pacts: bool = True
    """Whether pacts are forecast, beside dyads."""
    edited: tuple[Timeline, ...] = ()
    """What edit lists make of the timeline: the same histories pass through each, beside the record."""

    @property
    def histories(self) -> int:
        """Count the histories."""
        return int(self.draws["perception"]["rho"].size)

    def blocks(self) -> list[Passage]:
        """Cut the histories into blocks of 256, the last one shorter."""
        return [
            replace(self, draws=cut(self.draws, slice(first, first + BLOCK)), first=first)
            for first in range(0, self.histories, BLOCK)
        ]


def nominal(own: Passage) -> Passage:
    """Leave out all histories but the first."""
    return replace(own, draws=cut(own.draws, slice(1)))


def cut(draws: Mapping[str, Mapping[str, Draws]], block: slice) -> dict[str, dict[str, Draws]]:
    """Leave out the draws of all histories but some."""
    return {
        purpose: {name: np.ascontiguousarray(values[..., block]) for name, values in drawn.items()}
        for purpose, drawn in draws.items()
    }


@dataclass(frozen=True)
class Page:
    """What a block of histories brings of a census."""

    census: Census
    """As the first of the histories has it; what is of the record is the same in all."""
    threat: Floats
    """Threat between the existing states in every history, shape (pairs, M)."""
    standards: Standards
    edited: tuple[Page, ...] = ()
    """What it brings of the same census in each edited timeline, on the scales of the record."""


def passed(block: Passage) -> Iterator[bytes]:
    """Replay a block of histories; a page for every census, pickled, so that it is small to hand on."""
    scales = Scales(block.theories, block.draws, block.timeline.manifest, pacts=block.pacts)
    replays = [censuses(replace(block, timeline=one)) for one in (block.timeline, *block.edited)]
    for census, *others in zip(*replays, strict=True):
        found = scales.standards(census)
        edited = tuple(_page(other, scales.apply(other)) for other in others)
        yield pickle.dumps(_page(census, found, edited), pickle.HIGHEST_PROTOCOL)


def censuses(block: Passage) -> Iterator[Census]:
    """Replay a block of histories, census after census."""
    chronicled = chronicle(
        block.timeline,
        histories=block.histories,
        first=block.first,
        seed=block.seed,
        coding=block.coding,
        parameters=block.draws["perception"],
    )
    return replay(block.timeline, parameters=block.draws["perception"], reports=feeds(chronicled))


def _page(census: Census, found: Standards, edited: tuple[Page, ...] = ()) -> Page:
    seen = census.situation
    return Page(replace(census, situation=seen.nominal()), seen.threat[seen.pairs()], found, edited)


def together(blocks: Iterable[Iterable[bytes]], tell: Callable[[], None]) -> Iterator[tuple[Page, ...]]:
    """Take in the pages of block after block, and yield those of census after census, in block order.

    `tell` is called for every page taken in. What has been taken in waits in temporary files.
    """
    with ExitStack() as stack:
        shelves = [
            _shelved(pages, stack.enter_context(SpooledTemporaryFile(IN_MEMORY)), tell) for pages in blocks
        ]
        yield from zip(*shelves, strict=True)


def _shelved(pages: Iterable[bytes], shelf: IO[bytes], tell: Callable[[], None]) -> Iterator[Page]:
    """Put all pages on a shelf, and then take them down again one by one."""
    sizes = []
    for page in pages:
        sizes.append(shelf.write(page))
        tell()
    shelf.seek(0)
    return (pickle.loads(shelf.read(size)) for size in sizes)  # noqa: S301 - pages of our own

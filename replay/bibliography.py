"""Sources in BibTeX: reading a file of entries, writing one back, saying each in a line.

It knows entries, not who cites them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bibtexparser.entrypoint import parse_string, write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.parsestack import default_unparse_stack
from bibtexparser.model import Entry, Field, ParsingFailedBlock

from replay.errors import Fault
from replay.reading import decode

# What the parser would say on standard error becomes faults.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

FIELDS = ("author", "year", "title", "journal", "publisher", "howpublished", "url", "note")
"""The fields of a citation in one line, in their order."""


@dataclass(frozen=True)
class Source:
    """One work that rows cite: its key, a citation in one line, and its BibTeX entry."""

    key: str
    citation: str
    bibtex: str


def read_sources(path: Path) -> tuple[dict[str, Source], list[Fault]]:
    """Read a BibTeX file into its sources by key, with every fault of it."""
    content, faults = decode(path, path.name)
    return ({}, faults) if faults else parse_sources(content, path.name)


def parse_sources(content: str, name: str) -> tuple[dict[str, Source], list[Fault]]:
    """Read BibTeX into its sources by key, with every fault of it; `name` says where it stands."""
    library = parse_string(content)
    allowed = "an entry is @kind{key, field = {text}, ...}, and its key stands once"
    broken = [
        Fault(name, (block.start_line or 0) + 1, "", f"an entry that fails: {_reason(block)}", allowed)
        for block in library.failed_blocks
    ]
    return {entry.key: _source(entry) for entry in library.entries}, broken


def written(sources: Iterable[Source]) -> str:
    """Write sources as BibTeX in the order of their keys, of two with one key the last."""
    by_key = {source.key: source.bibtex for source in sources}
    return "\n".join(by_key[key] for key in sorted(by_key))


def entry(key: str, fields: Mapping[str, str]) -> Source:
    """Make a source that stands in no file, such as a timeline or this program, of plain texts."""
    laid = [Field(name, f"{{{_escaped(value)}}}") for name, value in fields.items()]
    return _source(Entry("misc", key, laid))


def _escaped(text: str) -> str:
    """Escape what LaTeX would act upon; a brace cannot be, and is left out."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", "", text))


def _source(entry: Entry) -> Source:
    citation = _citation(entry.fields_dict)
    # In place, since nothing reads the entry after this: copies take longer than all else in loading.
    bibtex = write_string(Library([entry]), default_unparse_stack(allow_inplace_modification=True))
    return Source(entry.key, citation, bibtex.strip() + "\n")


def _citation(fields: Mapping[str, Any]) -> str:
    """Say the fields in a line, without what only LaTeX needs."""
    texts = (str(fields[name].value) for name in FIELDS if name in fields)
    return ". ".join(re.sub(r"[{}]|\\(?=[&%$#_])", "", text) for text in texts)


def _reason(block: ParsingFailedBlock) -> str:
    reason = getattr(block.error, "abort_reason", str(block.error))
    return reason.partition(". ")[0].rstrip(". ")

"""What makes a run the run it is: a hash of its data, code, parameters and choices.

It knows what decides a row; how a row comes about it does not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from replay.own_code import own_code
from replay.parameters import Parameter
from replay.theory import Theory
from replay.timeline import Timeline


def identity(
    timeline: Timeline,
    theories: Sequence[Theory],
    coding: str,
    tunable: Mapping[str, Sequence[Parameter]],
    edits: Sequence[str] = (),
    **chosen: object,
) -> str:
    """Hash all that decides the rows of a run: data, code, parameters, edits, what was chosen (seed ...)."""
    content = {
        "name": timeline.name,
        "timeline": timeline.digest,
        "code": code_digest(theories),
        "parameters": {purpose: [repr(one) for one in several] for purpose, several in tunable.items()},
        "edits": [*edits],
        "mode": "forecast",
        "theories": [theory.name for theory in theories],
        "coding": coding,
        **chosen,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def code_digest(theories: Sequence[Theory] = ()) -> str:
    """Hash the package's own source, its codebook and its SQL, and the files of a user's own theories."""
    digest = own_code()
    for theory in theories:
        if theory.written:
            digest.update(theory.name.encode() + b"\0" + theory.written.encode() + b"\0")
    return digest.hexdigest()

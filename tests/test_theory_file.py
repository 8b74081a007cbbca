"""A theory from a user's own file: held to the contract, watched, and part of the run's identity."""

from __future__ import annotations

from pathlib import Path

import pytest

import replay as package
from replay.contract import breaches
from replay.errors import LedgerError, RequestError, TheoryError
from replay.request import Request
from replay.study import conduct
from replay.theories import literature, registry, select
from replay.verification import verify
from tests import bare
from tests.test_cli import ask

SOUND = """
from replay.priors import Positive
from replay.theory import Fixed, Index, Ridge, Term, Theory
import numpy as np

def terms(situation, parameters):
    return {"onset": {"near": situation.border[..., None] * 1.0}}

NEAR = Term("near", "common border", +1, Positive(0.4, 0.3))
THEORY = Theory(
    name="mine",
    claim="Neighbours align.",
    sources=("our choice: an example",),
    reads=("border",),
    heads={"onset": Index((NEAR,))},
    terms=terms,
)
"""
OWN = "@book{mine2020,\n author = {Me},\n title = {{My Book}},\n year = {2020}\n}"


def write(folder: Path, *changes: tuple[str, str], name: str = "mine.py") -> Path:
    """Write a sound theory with some of its text changed."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def reasons(path: Path) -> tuple[str, ...]:
    """Ask for a theory that is not sound, and say why it is refused."""
    with pytest.raises(TheoryError) as caught:
        select([path])
    assert caught.value.path == path
    return caught.value.reasons


def test_a_sound_file_stands_last_after_the_baselines(tmp_path: Path) -> None:
    """With a file alone the baselines are asked beside it; with a name, the theory of that name too."""
    path = write(tmp_path)
    baselines = [name for name, one in registry().items() if one.baseline]

    assert [one.name for one in select([path])] == [*baselines, "mine"]
    assert [one.name for one in select([str(path), path])] == [*baselines, "mine"]
    assert "balance_of_threat" in [one.name for one in select([path, "balance_of_threat"])]
    assert "mine" not in [one.name for one in select()]
    assert not (tmp_path / "__pycache__").exists(), "no compiled copy that could be older than the text"


@pytest.mark.parametrize("name", registry())
def test_every_theory_of_the_package_keeps_the_contract_that_a_file_is_held_to(name: str) -> None:
    """What is asked of strangers is asked of our own."""
    assert breaches(registry()[name], literature()) == []


TERMS = 'return {"onset": {"near": situation.border[..., None] * 1.0}}'
REFUSED = (
    (('name="mine"', 'name="yours"'), "THEORY.name was 'yours'; 'mine' is allowed"),
    (("THEORY = ", "OTHER = "), "it has no THEORY"),
    (("import numpy as np", "import nonsense"), "line 4: ModuleNotFoundError: No module named 'nonsense'"),
    (("import numpy as np", "def ("), "line 4: SyntaxError"),
    (('claim="Neighbours align."', 'claim="Neighbours align"'), "claim is a sentence"),
    (('sources=("our choice: an example",)', "sources=()"), "sources has at least one entry"),
    (('"our choice: an example"', '"walt1978: 3"'), "'walt1978', which does not exist (did you mean 'walt19"),
    (('reads=("border",)', 'reads=("boarder",)'), "'boarder', which does not exist (did you mean 'border'?)"),
    (('reads=("border",)', "reads=()"), "it lacks border"),
    (('heads={"onset"', 'heads={"onsets"'), "'onsets', which does not exist (did you mean 'onset'?)"),
    (('heads={"onset": Index((NEAR,))}', "heads={}"), "heads has at least one of: onset, ending"),
    (("Index((NEAR,))", "Index((NEAR, NEAR))"), "onset names a term twice"),
    (("Index((NEAR,))", "3"), "onset is Index, Ridge, Fixed or Rate; was 3"),
    (("Index((NEAR,))", "Ridge((NEAR,))"), "near of onset has a sign, +1 or -1, and a weight in an Index"),
    (('Term("near", "common border", +1', 'Term("near", "common border", 2'), "near of onset has a sign"),
    (('Term("near"', 'Term("level"'), "no term of onset is called 'level'"),
    (('Term("near"', 'Term("close"'), "terms of onset were near; declared are close"),
    ((TERMS, 'return {"onset": {"near": situation.km}}'), "near of onset has the shape (5, 5); (5, 5, 3) or"),
    ((TERMS, 'return {"onset": {"near": np.tri(5)[..., None]}}'), "not symmetric"),
    ((TERMS, 'return {"onset": {"near": np.full((5, 5, 1), np.inf)}}'), "is infinite"),
    ((TERMS, "situation.border[0] = True"), "line 7: ValueError: assignment destination is read-only"),
    ((TERMS, "return None"), "terms gives a mapping from heads to terms by name; was None"),
    ((TERMS, "return situation.km"), "terms gives a mapping from heads to terms by name; was an array"),
    (
        (TERMS, 'return {"onset": situation.km}'),
        "terms of onset are a mapping from names to arrays; was an array",
    ),
    (
        (TERMS, 'return {"onset": {"near": "far"}}'),
        "near of onset is an array of numbers; was the text 'far'",
    ),
    ((TERMS, TERMS[:-1] + ', "ending": {"near": 1}}'), "terms of ending are given; heads has only onset"),
    ((TERMS, "raise SystemExit(3)"), "asked about an invented situation, line 7: SystemExit: 3"),
    (("import numpy as np", "import sys; sys.exit(3)"), "line 4: SystemExit: 3"),
    (('claim="Neighbours align."', "claim=None"), "claim is a text; was None"),
    (
        ('reads=("border",)', 'reads=("border")'),
        "reads is a tuple of names; was the text 'border': a comma is missing",
    ),
    (('reads=("border",)', 'reads=["border"]'), "reads is a tuple of names; was a list"),
    (
        ('sources=("our choice: an example",)', 'sources="our choice: an example"'),
        "sources is a tuple of texts; was the text 'our choice: an example': a comma is missing",
    ),
    (
        ("terms=terms", 'terms=terms, parameters=("x",)'),
        "parameters is a tuple of Parameter(...); one of them was the text 'x'",
    ),
    (("terms=terms", "terms=terms, bibliography=None"), "bibliography is a text; was None"),
    (
        ("terms=terms", 'terms="terms"'),
        "terms is a function of situation and parameters; was the text 'terms'",
    ),
    (
        ('heads={"onset": Index((NEAR,))}', "heads=Index((NEAR,))"),
        "heads maps onset or ending to Index(...) or another fit; was an Index",
    ),
    (
        ("Index((NEAR,))", "Index(NEAR)"),
        "the terms of onset is a tuple of Term(...); was a Term: a comma is missing",
    ),
    (("Positive(0.4, 0.3)", "0.4"), "the weight of near of onset is Positive(mean, sd); was 0.4"),
    (("+1, Positive", '"+", Positive'), "the sign of near of onset is a number; was the text '+'"),
    (("Index((NEAR,))", 'Fixed("often")'), "p of onset is a number; was the text 'often'"),
    (("terms=terms", "terms=terms, baseline=True"), "baseline was True; False is allowed"),
    (
        (TERMS, 'return {"onset": {"near": situation.border[..., None] * np.random.random()}}'),
        "terms are the same when asked twice",
    ),
    (
        (TERMS, 'return {"onset": {"near": np.array([[[float("A" in situation.states)]] * 5] * 5)}}'),
        "it lacks states",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("change", "said"), REFUSED, ids=lambda one: one if isinstance(one, str) else "")
def test_what_breaks_the_contract_is_said(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    """One thing wrong, one reason, with its line or the nearest name where there is one."""
    [reason] = reasons(write(tmp_path, change))
    assert said in reason


def test_names_and_places_of_states_decide_nothing(tmp_path: Path) -> None:
    """A theory that declares to read who the states are, and favours one of them, is refused."""
    favour = 'return {"onset": {"near": np.full((5, 5, 1), float("A" in situation.states))}}'
    [reason] = reasons(write(tmp_path, (TERMS, favour), ('reads=("border",)', 'reads=("states",)')))
    assert "in whatever order the states stand, and whatever they are called" in reason


def test_all_that_is_declared_wrongly_is_said_at_once(tmp_path: Path) -> None:
    """Three faults, three reasons, each with the file's name before it."""
    path = write(
        tmp_path,
        ('claim="Neighbours align."', 'claim="Neighbours"'),
        ('reads=("border",)', 'reads=("boarder",)'),
        ('heads={"onset"', 'heads={"onsets"'),
    )
    assert len(reasons(path)) == 3
    with pytest.raises(RequestError, match=r"(?s)mine\.py: claim.*mine\.py: reads.*mine\.py: heads"):
        select([path])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gravity.py", "the name 'gravity' is taken"),
        ("pool.py", "the name 'pool' is taken, of a pool; another file name is allowed"),
        ("pool_weighted.py", "the name 'pool_weighted' is taken, of a pool; another file name is allowed"),
        ("cheater.py", "the name 'cheater' is taken"),
        ("perception.py", "the name 'perception' is taken"),
        ("My-Theory.py", "the theory's name was 'My-Theory', as the file is named; small letters, digits"),
    ],
)
def test_a_name_that_is_taken_or_cannot_stand_in_sql_is_refused(name: str, said: str, tmp_path: Path) -> None:
    """A theory of the package is not replaced unawares."""
    [reason] = reasons(write(tmp_path, name=name))
    assert said in reason


def test_a_name_that_begins_like_a_pools_is_free(tmp_path: Path) -> None:
    """What is a pool the ledger says in a column, and no name."""
    path = write(tmp_path, ('name="mine"', 'name="pooling"'), name="pooling.py")
    assert [one.name for one in select([path])][-1] == "pooling"


def test_a_second_theory_in_a_file_is_named_and_refused(tmp_path: Path) -> None:
    """Nobody asked for it; one of the package, which a file may build upon, is no second one."""
    upon = "from replay.theories.ideology import THEORY as OTHER\n"
    assert select([write(tmp_path, ("import numpy as np\n", "import numpy as np\n" + upon))])
    path = write(tmp_path)
    more = 'from dataclasses import replace\nSPARE = replace(THEORY, name="spare")\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert reasons(path) == (
        "SPARE is a second theory, 'spare'; a file holds one, and another has its own file",
    )


def test_two_files_of_one_name_are_not_confused(tmp_path: Path) -> None:
    """The second is refused."""
    (tmp_path / "other").mkdir()
    first, second = write(tmp_path), write(tmp_path / "other", ("align.", "unite."))
    with pytest.raises(TheoryError, match="the name 'mine' is taken"):
        select([first, second])


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    """With what the system says of it."""
    assert reasons(tmp_path / "mine.py") == ("it cannot be read: No such file or directory",)
    (tmp_path / "mine.py").write_bytes(b"\xff\xfe")
    assert reasons(tmp_path / "mine.py") == ("it is not text in UTF-8",)


def test_a_theory_brings_its_own_literature(tmp_path: Path) -> None:
    """The run cites it; an entry that fails is a reason, and so is a key that is nowhere."""
    cited = ('"our choice: an example"', '"mine2020: 7"')
    path = write(tmp_path, cited, ("terms=terms", f'terms=terms,\n    bibliography="""{OWN}"""'))
    ledger = bare.recorded(package.load("miniature"), tmp_path / "run.duckdb", theories=[path])

    assert "My Book" in package.cite(ledger)
    broken = write(tmp_path, ("terms=terms", 'terms=terms,\n    bibliography="@book{mine2020, title = {"'))
    assert any("an entry that fails" in reason for reason in reasons(broken))


def test_the_text_of_the_file_is_part_of_what_was_run(tmp_path: Path) -> None:
    """The same text gives the same run wherever it stands; a comment more is another run."""
    (tmp_path / "moved").mkdir()
    (tmp_path / "other").mkdir()
    files = (
        write(tmp_path),
        write(tmp_path / "moved"),
        write(tmp_path / "other", ("NEAR = ", "# nearby\nNEAR = ")),
    )
    ids = []
    for file in files:
        run_id, frames = conduct(
            package.load("miniature"), Request(histories=2, theories=(file,), repeats=False, audits=False)
        )
        ids.append((run_id, frames["run"]["code_digest"].item()))

    assert ids[0] == ids[1]
    assert ids[0][0] != ids[2][0]
    assert ids[0][1] != ids[2][1]


def test_a_run_is_verified_with_the_file(tmp_path: Path) -> None:
    """Without its file it is refused, with it the same, with another text the code has changed."""
    path = write(tmp_path)
    ledger = package.run(
        "miniature", tmp_path / "run.duckdb", histories=2, theories=[path], repeats=False, audits=False
    )

    with pytest.raises(LedgerError, match=r"theory was 'mine', which does not exist.*--theory FILE.py"):
        verify(ledger)
    assert verify(ledger, theories=[path]).same
    write(tmp_path, ("NEAR = ", "# nearby\nNEAR = "))
    assert verify(ledger, theories=[path]).reason.startswith("the code has changed")
    with pytest.raises(LedgerError, match=r"other\.py was given; it asked: base_rate"):
        verify(ledger, theories=[write(tmp_path, name="other.py")])


def test_a_theory_that_fails_on_the_record_is_said_with_year_and_line(tmp_path: Path) -> None:
    """It passes the invented situations, and fails at the first census: no traceback, nothing published."""
    guard = "if situation.states[0] == 'ARD': raise KeyError('lost')\n    "
    odd = "if situation.states[0] == 'ARD': return {'onset': {'near': situation.km}}\n    "
    for early, said in ((guard, "line 7: KeyError: 'lost'"), (odd, "near of onset has the shape (4, 4)")):
        path = write(tmp_path, (TERMS, early + TERMS))
        with pytest.raises(TheoryError) as caught:
            package.run(
                "miniature",
                tmp_path / "run.duckdb",
                histories=2,
                theories=[path],
                repeats=False,
                audits=False,
            )
        assert caught.value.reasons[0].startswith("asked at the end of 1900, " + said)
    assert not (tmp_path / "run.duckdb").exists()


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_a_file_may_define_a_dataclass(future: str, tmp_path: Path) -> None:
    """With or without an import from the future of its own; none of ours is handed down to it."""
    shape = f"""{future}from dataclasses import dataclass, fields

@dataclass
class Weighed:
    power: float = 1.0

KIND = fields(Weighed)[0].type
"""
    path = write(tmp_path, (TERMS, TERMS.replace("1.0", "Weighed().power")))
    path.write_text(shape + path.read_text(encoding="utf-8"), encoding="utf-8")
    kind = "'float'" if future else "float"
    path.write_text(path.read_text(encoding="utf-8") + f"assert KIND == {kind}\n", encoding="utf-8")

    assert select([path])[-1].name == "mine"


def test_two_workers_give_the_rows_that_one_does(tmp_path: Path) -> None:
    """The functions of a file stand in no module that another process could import."""
    path = write(tmp_path, ("def terms(", "SIZE = 1.0\n\ndef terms("), (TERMS, TERMS.replace("1.0", "SIZE")))
    ledger = package.run(
        "miniature", tmp_path / "run.duckdb", histories=2, theories=[path], workers=2, repeats=False
    )

    assert verify(ledger, theories=[path], workers=1).same


def test_a_failure_in_another_process_is_said_as_in_this_one(tmp_path: Path) -> None:
    """With year and line, not as a process that died."""
    lost = "if situation.states[0] == 'ARD': raise SystemExit(3)\n    "
    with pytest.raises(TheoryError, match=r"asked at the end of 19\d\d, line 7: SystemExit: 3"):
        package.run(
            "miniature",
            tmp_path / "run.duckdb",
            histories=2,
            theories=[write(tmp_path, (TERMS, lost + TERMS))],
            workers=2,
        )


def test_what_a_file_prints_is_narration(tmp_path: Path) -> None:
    """The data on standard output are those of the run without it."""
    options = ("--histories", "2", "--no-repeats", "--no-audits", "--format", "csv")
    write(tmp_path)
    quiet, _ = ask("run", "miniature", "--theory", "mine.py", *options, at=tmp_path)
    write(tmp_path, ("NEAR = ", "print('read')\nNEAR = "), (TERMS, "print('asked')\n    " + TERMS))
    shown, said = ask("run", "miniature", "--theory", "mine.py", *options, at=tmp_path)

    assert shown == quiet
    assert said.startswith("read\nasked\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine", "theory was 'mine', which does not exist; did you mean the file mine.py?"),
        ("pool", "theory was 'pool'; the pools are always asked, and need not be named"),
        ("pool_weighted", "theory was 'pool_weighted'; the pools are always asked, and need not be named"),
    ],
)
@pytest.mark.parametrize("command", ["run", "audit"])
def test_a_name_that_cannot_be_meant_comes_with_what_can(
    command: str, name: str, said: str, tmp_path: Path
) -> None:
    """A file named without its ending, and the pools."""
    write(tmp_path)
    _, words = ask(command, "miniature", "--theory", name, at=tmp_path, code=2)
    assert words == f"replay: {said}\n"


def test_the_commands_take_a_file(tmp_path: Path) -> None:
    """Run, audit and verify ask it, options may name it; its fault ends with 2, in one message."""
    write(tmp_path)
    (tmp_path / "options.toml").write_text('theory = ["mine.py"]\nhistories = 2\nrepeats = false\n')

    shown, _ = ask("run", "miniature", "--options", "options.toml", at=tmp_path)
    assert "mine" in shown
    ask("verify", "miniature.duckdb", "--theory", "mine.py", at=tmp_path)
    assert "the cheater was caught" in ask("audit", "miniature", "--theory", "mine.py", at=tmp_path)[0]
    write(tmp_path, ('reads=("border",)', "reads=()"))
    _, said = ask("run", "miniature", "--theory", "mine.py", at=tmp_path, code=2)
    assert said == "replay: mine.py: reads names every field that the terms use; it lacks border\n"


def test_the_list_of_theories_names_claims_and_sources(tmp_path: Path) -> None:
    """Each with the keys that it cites, or that it is our own choice."""
    rows = ask("list", "theories", "-f", "csv", at=tmp_path)[0].splitlines()
    assert rows[0] == "theory,role,claim,sources"
    assert any(row.startswith("ideology,theory,") and row.endswith('"walt1987, walt1985"') for row in rows)
    assert any(row.startswith("persistence,baseline,") and row.endswith(",our choice") for row in rows)

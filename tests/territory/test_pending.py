"""An import is all there or not at all, wherever it is killed (STO-02)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import making
from cpts_geo.territory import pending
from cpts_geo.territory.aside import aside_tables
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from homes import with_communes

KILLS = int(os.environ.get("CPTS_GEO_CRASHES", "20")) // 5
HEADER = "id;nom;categorie;lon;lat\n"


def listed(prefix: str, count: int) -> str:
    """Structures, the last one without coordinates."""
    rows = [f"{prefix}{n};Cabinet {n};medecin;-0.93;45.94\n" for n in range(count - 1)]
    return HEADER + "".join(rows) + f"{prefix}last;Cabinet;medecin;;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = with_communes(tmp_path / "cpts")
    import_file(home, making.text(tmp_path / "liste.csv", listed("A", 30)))
    return home


def content(folder: Path) -> str:
    """``A`` or ``B`` when everything is of that list; anything else is a mixture."""
    rows = list(read_territory(folder).structures.index)
    aside = [row.cells["id"] for table in aside_tables(folder) for row in table.rows]
    letters = {key[0] for key in [*rows, *aside]}
    return "".join(sorted(letters)) if (len(rows), len(aside)) == (29, 1) else f"{len(rows)} {len(aside)}"


class CutError(Exception):
    pass


@pytest.mark.parametrize("allowed", [0, 1, 2, 3])
def test_a_cut_at_each_move_is_finished_by_the_next_reader(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    left = [allowed]
    real: Callable[[Path, Path], Path] = Path.replace

    def replace(source: Path, target: Path) -> Path:
        if pending.PENDING in source.parts:
            left[0] -= 1
            if left[0] < 0:
                raise CutError
        return real(source, target)

    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", replace)
        with pytest.raises(CutError):
            import_file(folder, making.text(tmp_path / "liste.csv", listed("B", 30)))
    assert (folder / pending.PENDING).is_dir()
    assert content(folder) == "B"
    assert not (folder / pending.PENDING).exists()


def test_a_file_taken_away_is_taken_away_after_a_cut(folder: Path, tmp_path: Path) -> None:
    good = listed("C", 30).replace("medecin;;", "medecin;-0.93;45.94")
    import_file(folder, making.text(tmp_path / "liste.csv", good))
    assert aside_tables(folder) == ()
    (folder / pending.PENDING).mkdir()  # the crash came while tidying
    assert len(read_territory(folder).structures) == 30
    assert not (folder / pending.PENDING).exists()


SCRIPT = """
import sys
from cpts_geo.territory.importer import import_file
print(flush=True)
import_file(*sys.argv[1:])
"""


def test_an_import_killed_at_any_time_leaves_one_list_or_the_other(folder: Path, tmp_path: Path) -> None:
    dice = random.Random(11)  # noqa: S311 the same times each run
    now = "A"
    for _ in range(KILLS):
        other = "B" if now == "A" else "A"
        file = making.text(tmp_path / "liste.csv", listed(other, 30))
        child = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), str(file)], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(dice.uniform(0, 2))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        now = content(folder)
        assert now in {"A", "B"}
    import_file(folder, making.text(tmp_path / "liste.csv", listed("A", 30)))
    assert content(folder) == "A"
    assert list(tmp_path.glob(".import-*")) == []

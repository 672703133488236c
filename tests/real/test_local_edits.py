"""Thirty edits on real homes for the elderly survive a newer national file (STR-27)."""

import csv
import io
from pathlib import Path

from cpts_geo.model.changes import Signed
from cpts_geo.territory import local
from cpts_geo.territory.aside import aside_tables
from cpts_geo.territory.folder import read_territory
from cpts_geo.territory.importer import import_file
from paths import REAL, needs_real_data

ANNE = Signed("Anne", "2026-11-26T09:00:00+01:00", "appel du directeur")


@needs_real_data
def test_thirty_edits_of_real_homes_survive_a_newer_file(tmp_path: Path) -> None:
    """STR-27."""
    folder, source = tmp_path / "charente", REAL / "national" / "ehpad_2025.csv"
    import_file(folder, REAL / "contours" / "communes-17-charente-maritime.geojson")
    report = import_file(folder, source)
    assert report.rows_read == report.rows_stored + report.rows_set_aside + report.rows_excluded
    assert sum(len(table.rows) for table in aside_tables(folder)) == report.rows_set_aside
    before = read_territory(folder).structures
    known = before[before["capacity"].notna()]
    for key in known.index[:30]:
        local.save_edit(folder, "structures", key, values={"capacity": 4321.0}, version=0, by=ANNE)

    newer = tmp_path / source.name
    newer.write_text(with_one_more_bed(source), encoding="utf-8")
    import_file(folder, newer)

    after = read_territory(folder)
    assert (after.structures.loc[known.index[:30], "capacity"] == 4321.0).all()
    assert {c.feature_id for c in after.conflicts} == set(known.index[:30])
    others = known.index[30:]
    assert (after.structures.loc[others, "capacity"] == known.loc[others, "capacity"] + 1).all()


def with_one_more_bed(source: Path) -> str:
    """The file as a later edition: one more place everywhere."""
    lines = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8-sig"))))
    column = lines[0].index("capacity")
    for line in lines[1:]:
        line[column] = str(float(line[column]) + 1) if line[column] else ""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue()

"""The relief of Rochefort against the heights that the IGN gives to the same roads."""

from pathlib import Path

import pytest

from cpts_geo.model.layers import ALTITUDE_FROM, ALTITUDE_M, SLOPE
from cpts_geo.territory.folder import read_network
from cpts_geo.territory.importer import import_file
from paths import REAL, needs_real_data

pytestmark = needs_real_data


@pytest.mark.slow
def test_a_relief_finds_the_heights_of_the_ign_within_half_a_metre(tmp_path: Path) -> None:
    home, files = tmp_path / "rochefort", REAL / "rochefort"
    import_file(home, files / "COMMUNE.shp")
    import_file(home, files / "routes.shp")
    path = home / "network" / "edges.parquet"
    edges = read_network(home).edges
    edges.drop(columns=[ALTITUDE_M, SLOPE]).to_parquet(path)

    report = import_file(home, files / "dem_maj.asc", kind="relief", crs="EPSG:2154")

    found = read_network(home).edges
    assert (report.rows_read, report.rows_stored) == (1, 1)
    assert (found[ALTITUDE_FROM] == "relief").mean() > 0.95
    gap = (found[ALTITUDE_M] - edges[ALTITUDE_M])[~edges["bridge"]].dropna().abs()
    assert len(gap) > 900
    assert gap.median() < 0.5
    assert gap.quantile(0.9) < 1.5

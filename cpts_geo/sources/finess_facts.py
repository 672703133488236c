"""Files that only add to structures already known by their FINESS number: coordinates, equipment, places."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.model.crs import WGS84, points_in
from cpts_geo.model.layers import CAPACITY, CATEGORY
from cpts_geo.sources.finess import vintage_of
from cpts_geo.sources.harvest import Harvest, Place, summary
from cpts_geo.sources.joining import join_facts
from cpts_geo.sources.raw import RawTable

# Fields of ``equipementsocial`` (FACTS 1.4.3): number, discipline, activity, installed total, suppressed.
NUMBER, DISCIPLINE, ACTIVITY, INSTALLED, SUPPRESSED = (f"field_{i}" for i in (1, 2, 4, 9, 15))
EHPAD: Final = Category.EHPAD.value
PERMANENT: Final = ("924", "11")  # EHPAD: full accommodation


def detect_points(raw: RawTable) -> bool:
    """Lines ``geolocalisation`` alone."""
    return raw.layer.startswith("finess_points")


def detect_equipment(raw: RawTable) -> bool:
    """Lines ``equipementsocial`` (``etalab-cs1100505``)."""
    return raw.layer.startswith("finess_equipment")


def detect_activities(raw: RawTable) -> bool:
    """A table made from ``finess-activites`` (FINESS+)."""
    return raw.layer.startswith("finess_activities")


def with_points(structures: RawTable, points: RawTable) -> RawTable:
    """Lines ``structureet`` with the coordinates of a separate file, where they had none of their own."""
    once = points.columns[~points.columns["nofinesset"].duplicated()].set_index("nofinesset")
    own = structures.columns
    empty = own["lon"] == ""
    given = own["nofinesset"].map(once["lon"]).fillna(""), own["nofinesset"].map(once["lat"]).fillna("")
    known = own["nofinesset"].isin(once.index)
    columns = own.assign(
        lon=own["lon"].mask(empty, given[0]),
        lat=own["lat"].mask(empty, given[1]),
        located=own["located"].mask(known, "1"),
    )
    told = [p for p in structures.problems if p.kind != "structures_without_coordinates"]
    lost = summary(
        structures, "structures", "structures_without_coordinates", int((columns["lon"] == "").sum())
    )
    return replace(structures, columns=columns, problems=(*told, *lost))


def read_points(raw: RawTable, place: Place) -> Harvest:
    """Coordinates laid over the structures of the territory that bear their number."""
    lon, lat = raw.number(("lon",)), raw.number(("lat",))
    good = lon.index[lon.notna() & lat.notna()]
    points = points_in(lon[good], lat[good], WGS84, place.crs)
    facts = gpd.GeoDataFrame(geometry=points).set_axis(raw.text(("nofinesset",))[good])
    return join_facts(raw, place, facts[~facts.index.duplicated()], vintage=vintage_of(raw))


def read_equipment(raw: RawTable, place: Place) -> Harvest:
    """Permanent places of EHPAD: installed, not suppressed, summed by establishment."""
    kept = (raw.text((DISCIPLINE,)) == PERMANENT[0]) & (raw.text((ACTIVITY,)) == PERMANENT[1])
    kept &= raw.text((SUPPRESSED,)).str.upper() != "O"
    return _places(raw, place, raw.text((NUMBER,)), raw.number((INSTALLED,)).where(kept))


def read_activities(raw: RawTable, place: Place) -> Harvest:
    """Installed places of EHPAD, as the reader of the activities summed them; the SAE has the beds."""
    return _places(raw, place, raw.text(("finess",)), raw.number(("installed",)))


def _places(raw: RawTable, place: Place, numbers: pd.Series, counts: pd.Series) -> Harvest:
    known = place.structures
    other = frozenset() if known is None else frozenset(known.loc[known[CATEGORY] != EHPAD, "finess"]) - {""}
    beside = numbers.isin(other) & counts.notna()
    place = replace(place, structures=known if known is None else known[known[CATEGORY] == EHPAD])
    total = counts.groupby(numbers).sum(min_count=1).dropna()
    facts = pd.DataFrame({CAPACITY: total, "capacity_unit": "places"})
    named = RawTable(raw.file, raw.columns.assign(finess=numbers), problems=raw.problems, layer=raw.layer)
    got = join_facts(named, place, facts, vintage=vintage_of(raw))
    told = summary(raw, "structures", "places_not_ehpad", int(beside.sum()))
    return replace(got, problems=(*got.problems, *told))

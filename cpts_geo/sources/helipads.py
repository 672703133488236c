"""Landing places of helicopters: class ``aerodrome`` of BD TOPO, ``aeroway`` of OpenStreetMap."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, HELIPAD, NAME, SITE_ID, SITES
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.points import commune_of, kept_rows, locate, near
from cpts_geo.sources.raw import RawTable, by_value, normalise, picked

LAYER: Final = "aerodrome"  # of BD TOPO 3
# Its « nature » is Aérodrome, Altiport, Héliport or Hydrobase (IGN): the others are whole airfields.
NATURES: Final = ("heliport", "helipad")  # as ``normalise`` spells them; the second is of OpenStreetMap
IN_SERVICE: Final = ("", "en_service")
KEYS: Final = ("cleabs", "id")
NAMES: Final = ("toponyme", "name", "code_icao")


def detect(raw: RawTable) -> bool:
    """Whether the headers are those of the class ``aerodrome``."""
    return (
        raw.geometry is not None and raw.headers >= {"nature", "code_icao"} and raw.header(KEYS) is not None
    )


def read(raw: RawTable, place: Place) -> Harvest:
    """Landing places in service within 20 km of the communes, as sites of kind ``helipad``.

    A file that has none proves nothing: no source lists every place where a helicopter may land.

    Raises
    ------
    CrsError
        When the shapes contradict their CRS.
    """
    wanted = by_value(raw.text(("nature", "aeroway")), lambda text: normalise(text) in NATURES).astype(bool)
    shut = ~by_value(
        raw.text(("etat_de_l_objet", "etat")), lambda text: normalise(text) in IN_SERVICE
    ).astype(bool)
    fate = all_stored(raw).mask(~wanted | shut, EXCLUDED)
    told = (
        *summary(raw, SITES.name, "not_helipads", int((~wanted).sum())),
        *summary(raw, SITES.name, "helipads_not_in_service", int((wanted & shut).sum())),
    )
    if not (fate == STORED).any():
        return Harvest(raw, (), fate, (*raw.problems, *told))
    located = locate(raw.keep(fate == STORED), SITES.name, place)
    lost = located.fate.index[located.fate == SET_ASIDE]
    far = located.points.index[~near(located.points, place)]
    fate = fate.mask(fate.index.isin(lost), SET_ASIDE).mask(fate.index.isin(far), EXCLUDED)
    rows = kept_rows(fate)
    told += (
        *(p for p in located.problems if p.kind != "centre_of_shape"),  # the middle of a pad is the pad
        *summary(raw, SITES.name, "out_of_territory", len(far)),
        *summary(raw, SITES.name, "helipads_read", len(rows)),
    )
    layers = (Layer(SITES, _frame(raw, picked(located.points, rows), place)),) if len(rows) else ()
    return Harvest(raw, layers, fate, (*raw.problems, *told))


def _frame(raw: RawTable, points: gpd.GeoSeries, place: Place) -> gpd.GeoDataFrame:
    where = commune_of(points, place)
    names = pd.Series("", index=points.index, dtype=object)
    for header in NAMES:
        names = names.mask(names == "", raw.text((header,)).loc[points.index])
    columns = {
        SITE_ID: raw.text(KEYS).loc[points.index],
        NAME: names,
        "kind": HELIPAD,
        CODE_INSEE: where["code_insee"],
        "commune": where["commune"],
        "source": raw.file,
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=points.crs)

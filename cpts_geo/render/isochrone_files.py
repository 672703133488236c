"""Isochrones as files that leave the house: areas, centres and counts, small ones hidden."""

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from cpts_geo.answers.isochrones import AGES, Isochrones
from cpts_geo.answers.states import STATES
from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.render import geojson, gpkg, kml
from cpts_geo.render.csv_tables import table_bytes
from cpts_geo.render.disclosure import hidden_cells
from cpts_geo.render.metadata import metadata
from cpts_geo.study import Study
from cpts_geo.wording import isochrones

MEDIA_TYPE: Final[dict[str, str]] = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "csv": "text/csv",
}


def write_isochrones(study: Study, found: Isochrones, form: str) -> bytes:
    """``geojson``, ``gpkg`` or ``kml`` of areas and centres, or ``csv`` of people by commune."""
    if form == "csv":
        return table_bytes(public_people(found))
    layers, about = _layers(found), _about(study, found)
    if form == "gpkg":
        return gpkg.write_layers(study, layers, about)
    return kml.write_layers(layers, about) if form == "kml" else geojson.write_layers(layers, about)


def _layers(found: Isochrones) -> Mapping[str, gpd.GeoDataFrame]:
    ranks = {limit: rank for rank, limit in enumerate(found.limits_min)}
    rank = found.bands["to_min"].map(ranks)
    names = [
        f"{isochrones.STATES[state]}, {isochrones.band(k, found.limits_min)}"
        for state, k in zip(found.bands["state"], rank, strict=True)
    ]
    shown = _public_counts(found.people.groupby(["state", "band"])[POPULATION].sum().reset_index())
    counts = [shown.get((state, k)) for state, k in zip(found.bands["state"], rank, strict=True)]
    bands = found.bands.assign(name=names, **{POPULATION: pd.array(counts, dtype="Int64")})
    bands.index = pd.Index(
        [f"{s}_{limit:g}" for s, limit in zip(bands["state"], bands["to_min"], strict=True)]
    )
    columns = [NAME, "state", "from_min", "to_min", POPULATION, "geometry"]
    return {
        "isochrones_s": bands[columns].rename_axis("band_id"),
        "centres_p": found.centres.rename_axis("centre_id"),
    }


def _public_counts(table: pd.DataFrame) -> Mapping[tuple[str, int], int | None]:
    """People by state and band, small counts and those that give them away left out."""
    counts = table.pivot_table(index="band", columns="state", values=POPULATION, aggfunc="sum").fillna(0)
    hidden = hidden_cells(counts)
    return {
        (state, int(rank)): None if hidden.loc[rank, state] else int(counts.loc[rank, state])
        for state in counts.columns
        for rank in counts.index
    }


def public_people(found: Isochrones) -> pd.DataFrame:
    """People by state, commune, band and known age, without any small count nor what would give it away."""
    parts = [_public_state(found.people[found.people["state"] == state]) for state in STATES]
    table = pd.concat(parts, ignore_index=True)
    said = [isochrones.band(int(rank), found.limits_min) for rank in table["band"]]
    known = [name for name in AGES if name in table]
    return table.assign(band=said)[["state", CODE_INSEE, NAME, "band", POPULATION, *known]]


def _public_state(people: pd.DataFrame) -> pd.DataFrame:
    out, gone = people.copy(), pd.Series(data=False, index=people.index)
    for measure in (POPULATION, *(name for name in AGES if name in people)):
        counts = people.pivot_table(index=CODE_INSEE, columns="band", values=measure, aggfunc="sum").fillna(0)
        hidden = hidden_cells(counts)
        row, column = (
            hidden.index.get_indexer(pd.Index(people[CODE_INSEE])),
            hidden.columns.get_indexer(pd.Index(people["band"])),
        )
        gone = gone | hidden.to_numpy(bool)[row, column]
        out[measure] = people[measure].round().astype("Int64").mask(gone)
    return out


def _about(study: Study, found: Isochrones) -> dict[str, Any]:
    names = [str(name) or isochrones.UNNAMED_POINT for name in found.centres[NAME]]
    return {
        **metadata(study),
        "title": isochrones.TITLE,
        "direction": isochrones.WAYS[found.outward],
        "limits_min": ", ".join(f"{limit:g}" for limit in found.limits_min),
        "centres": ", ".join(names),
        "note": isochrones.NOTE,
    }

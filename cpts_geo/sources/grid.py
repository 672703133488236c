"""Population by cell: Filosofi (200 m, 1 km, natural level), and any other grid with a count of people."""

import re
from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.crs import known_epsg
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CODE_INSEE, DEMAND, DEMAND_ID, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.codes import city_of
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.movements import history
from cpts_geo.sources.raw import RawTable, moved, problem
from cpts_geo.sources.recode import recoded
from cpts_geo.sources.rounding import largest_remainder

CELL_PEOPLE: Final = (POPULATION, "ind", "pop", "nb_habitants", "habitants", "nbpers", "population_totale")
CELL_IDS: Final = ("idcar_200m", "idcar_1km", "idcar_nat", "idcar", "idinspire", "id", DEMAND_ID)
CELL: Final = re.compile(r"CRS(\d+)RES(\d+)mN(-?\d+)E(-?\d+)")
FILOSOFI_BANDS: Final = {"pop_65_79": ("ind_65_79",), "pop_80p": ("ind_80p",), "households": ("men",)}
# Filosofi covers metropolitan France, Martinique and La Réunion only (FACTS 1.7).
NOT_COVERED: Final = ("971", "973", "975", "976", "977", "978", "986", "987", "988")
_LAYER: Final = "population"


def detect(raw: RawTable) -> bool:
    """Cells by their identifier, or by their geometry and a count of people."""
    return has_cells(raw) or (raw.geometry is not None and raw.header(("ind", "idcar_200m")) is not None)


def has_cells(raw: RawTable) -> bool:
    """Whether the file carries identifiers of cells, which say where they are by themselves."""
    header = raw.header(CELL_IDS[:5])
    return header is not None and any(CELL.search(text) for text in raw.columns[header].head(5))


def read(raw: RawTable, place: Place) -> Harvest:
    """Demand points at the centre of each cell of a grid that lies in a commune.

    People are whole: the decimals of a grid are settled commune by commune by largest remainder, so
    that the total of each commune is the rounded total of its cells. A cell belongs to the first commune
    that ``lcog_geo`` names, the largest in it; without it, to the commune of its centre.

    Raises
    ------
    LayerError
        ``no_population``, ``no_cell_inside``, ``grid_not_covered``.
    """
    header = raw.header(CELL_PEOPLE)
    if header is None:
        raise LayerError("no_population", raw.file, expected=", ".join(raw.columns.columns[:20]))
    points, refused, notes = _centres(raw, place)
    people = raw.number(CELL_PEOPLE)
    bad = people.index[~(people >= 0)]
    inside = _communes(raw, points.drop(bad, errors="ignore"), place)
    fate = all_stored(raw).mask(raw.columns.index.isin(pd.Index(refused).union(bad)), SET_ASIDE)
    fate = fate.mask((fate == STORED) & ~fate.index.isin(inside.index), EXCLUDED)
    if inside.empty:
        covered = not place.communes.index.str.startswith(NOT_COVERED).all()
        raise LayerError("no_cell_inside" if covered else "grid_not_covered", raw.file)
    frame = _demand(raw, points, people, inside)
    fate = fate.mask((fate == STORED) & ~fate.index.isin(frame.index), EXCLUDED)
    unread = [
        problem(
            raw, _LAYER, "bad_population", Outcome.SET_ASIDE, row=int(str(row)), column=header, value=text
        )
        for row, text in raw.text(CELL_PEOPLE)[bad].items()
    ]
    return Harvest(
        raw, (Layer(DEMAND, frame),), fate, (*raw.problems, *notes, *unread, *_said(raw, frame, fate))
    )


def _said(raw: RawTable, frame: gpd.GeoDataFrame, fate: pd.Series) -> tuple[Problem, ...]:
    people, imputed = frame[POPULATION], frame["imputed"]
    share = f"/ {len(frame)} ({100 * people[imputed].sum() / max(1, people.sum()):.0f} %)"
    few = int((frame["households"] < 11).sum())
    return (
        *summary(raw, _LAYER, "cells_outside", int((fate == EXCLUDED).sum())),
        *summary(raw, _LAYER, "imputed_cells", int(imputed.sum()), value=share),
        *summary(raw, _LAYER, "few_households", few),
    )


def _centres(raw: RawTable, place: Place) -> tuple[gpd.GeoSeries, list[int], tuple[Problem, ...]]:
    if not has_cells(raw):
        gate = check_geometry(raw, _LAYER, "any")
        check_place(raw.file, gate.geometry)
        metres = moved(gate.geometry, place.crs)
        return metres.centroid, [int(row) for row in gate.refused.index], gate.problems
    texts = raw.text(CELL_IDS)
    ids = texts.str.extract(CELL).astype(float)
    codes = [int(code) for code in np.unique(ids[0].dropna().to_numpy(dtype=float))]
    systems = {code: known_epsg(code) for code in codes}
    bad = ids.index[ids[0].isna() | ~ids[0].map(systems).fillna(value=False).astype(bool)]
    good = ids.drop(bad)
    parts = []
    for code in sorted(systems):
        cells = good[good[0] == code]
        if cells.empty:
            continue
        xy = shapely.points(cells[3] + cells[1] / 2, cells[2] + cells[1] / 2)
        parts.append(moved(gpd.GeoSeries(xy, index=cells.index, crs=f"EPSG:{code}"), place.crs))
    points = gpd.GeoSeries(pd.concat(parts) if parts else [], crs=place.crs)
    notes = tuple(
        problem(raw, _LAYER, "bad_cell_id", Outcome.SET_ASIDE, row=int(row), value=texts[row]) for row in bad
    )
    return points, [int(row) for row in bad], notes


def commune_codes(text: str) -> tuple[str, ...]:
    """``7737393051`` → ``("77373", "93051")``: the communes of a cell, largest first."""
    return tuple(text[i : i + 5] for i in range(0, len(text) - len(text) % 5, 5))


def _communes(raw: RawTable, points: gpd.GeoSeries, place: Place) -> pd.Series:
    """Commune of each cell of the territory."""
    at_centre = _at_centre(points, place.communes)
    told = raw.text(("lcog_geo",)).reindex(points.index)
    if (told == "").all():
        return at_centre
    every = told.map(commune_codes)
    first = every.map(lambda codes: codes[0] if codes else "")
    known = place.communes.index
    first = recoded(first, known, history(place.reference.movements)).codes
    first = first.map(lambda code: city_of(code) if city_of(code) in known else code)
    named = pd.Series(
        [code in codes for code, codes in zip(at_centre.reindex(told.index), every, strict=True)], told.index
    )
    whole_city = at_centre.reindex(told.index).map(lambda code: isinstance(code, str) and city_of(code) != "")
    free = ~first.isin(known) & (~named | whole_city)
    kept = first.where(first.isin(known), at_centre.reindex(told.index).where(free))
    return kept.dropna().rename(None)


def _at_centre(points: gpd.GeoSeries, communes: gpd.GeoDataFrame) -> pd.Series:
    rows, found = communes.sindex.query(points.to_numpy(), predicate="intersects")
    codes = pd.Series(communes.index[found], index=points.index[rows], dtype=object)
    return codes[~codes.index.duplicated()]


def _demand(raw: RawTable, points: gpd.GeoSeries, people: pd.Series, inside: pd.Series) -> gpd.GeoDataFrame:
    whole = people.loc[inside.index].groupby(inside, group_keys=False).apply(_whole).reindex(inside.index)
    estimated = raw.number(("i_est_200", "i_est_1km", "imputed")).loc[inside.index]
    bands: Mapping[str, pd.Series] = {
        column: raw.number(names).loc[inside.index] for column, names in FILOSOFI_BANDS.items()
    }
    frame = gpd.GeoDataFrame(
        {
            DEMAND_ID: _ids(raw).loc[inside.index],
            POPULATION: whole.astype(int),
            CODE_INSEE: inside,
            "pop_75p": np.nan,
            **bands,
            "origin": "grid",
            "imputed": estimated == 1,
        },
        geometry=points.loc[inside.index],
        crs=points.crs,
    )
    return frame[frame[POPULATION] > 0]


def _whole(values: pd.Series) -> pd.Series:
    return pd.Series(largest_remainder(values.to_numpy(), round(float(values.sum()))), index=values.index)


def _ids(raw: RawTable) -> pd.Series:
    ids = raw.text(CELL_IDS)
    own = raw.header(CELL_IDS) is not None and (ids != "").all() and not ids.duplicated().any()
    return ids if own else pd.Series([f"cell-{row}" for row in raw.columns.index], index=raw.columns.index)

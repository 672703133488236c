"""Population: a table by commune, or a grid of cells (Filosofi and any other)."""

import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CODE_INSEE, COMMUNES, DEMAND, DEMAND_ID, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.communes import CODES, NAMES, POPULATIONS, age_bands
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.raw import RawTable, moved, normalise, problem
from cpts_geo.sources.rounding import largest_remainder

CELL_PEOPLE: Final = (POPULATION, "ind", "pop", "nb_habitants", "habitants", "nbpers", "population_totale")
CELL_IDS: Final = ("idcar_200m", "idcar_1km", "idcar_nat", "idcar", "idinspire", "id", DEMAND_ID)
_CELL: Final = re.compile(r"CRS(\d+)RES(\d+)mN(\d+)E(\d+)")


def detect_table(raw: RawTable) -> bool:
    """A table without geometry, with codes and a population."""
    return (
        raw.geometry is None and raw.header(POPULATIONS) is not None and not _is_grid(raw) and _has_codes(raw)
    )


def detect_grid(raw: RawTable) -> bool:
    """Cells by their identifier, or by their geometry and a count of people."""
    return _is_grid(raw) or (raw.geometry is not None and raw.header(("ind", "idcar_200m")) is not None)


def _is_grid(raw: RawTable) -> bool:
    header = raw.header(CELL_IDS[:5])
    return header is not None and any(_CELL.search(text) for text in raw.columns[header].head(5))


def _has_codes(raw: RawTable) -> bool:
    return raw.header(CODES) is not None or {"dep", "codcom"} <= raw.headers


def read_table(raw: RawTable, place: Place) -> Harvest:
    """Communes with the populations of a table joined by code; unknown stays NaN.

    Raises
    ------
    LayerError
        ``no_code``, ``no_population``, ``no_commune_matched``.
    """
    header = raw.header(POPULATIONS)
    if header is None or not _has_codes(raw):
        kind = "no_population" if header is None else "no_code"
        raise LayerError(kind, raw.file, expected=", ".join(raw.columns.columns[:20]))
    communes = place.communes
    codes, restored = _codes(raw, communes)
    people = raw.number(POPULATIONS)
    inside = codes.isin(communes.index)
    if not inside.any():
        raise LayerError("no_commune_matched", raw.file, column=raw.header(CODES) or "")
    unusable = inside & ~(people >= 0)
    again = inside & ~unusable & codes.where(inside & ~unusable).duplicated()
    fate = all_stored(raw).mask(~inside, EXCLUDED).mask(unusable | again, SET_ASIDE)
    good = fate.index[fate == STORED]
    values = pd.DataFrame({POPULATION: people, **age_bands(raw)}).loc[good].set_axis(codes[good])
    joined = communes.copy()
    for column in values:
        told = values[column].reindex(joined.index)
        joined[column] = told.where(told.notna(), joined[column].astype(float))
    notes = _table_notes(raw, people[unusable], again, codes)
    missing = tuple(
        problem(
            raw,
            "population",
            "commune_without_population",
            Outcome.INFORMATION,
            value=f"{code} {joined.loc[code, NAME]}",
        )
        for code in joined.index[joined[POPULATION].isna()]
    )
    said = (*raw.problems, *restored, *notes, *missing)
    return Harvest(raw, (Layer(COMMUNES, joined.reset_index()),), fate, said)


def _table_notes(
    raw: RawTable, unusable: pd.Series, again: pd.Series, codes: pd.Series
) -> tuple[Problem, ...]:
    header = raw.header(POPULATIONS) or ""
    texts = raw.text(POPULATIONS)
    bad = tuple(
        problem(
            raw,
            "population",
            "bad_population",
            Outcome.SET_ASIDE,
            row=int(row),
            column=header,
            value=texts[row],
        )
        for row in unusable.index
    )
    twice = tuple(
        problem(raw, "population", "duplicate_row", Outcome.SET_ASIDE, row=int(row), value=codes[row])
        for row in again.index[again]
    )
    return (*bad, *twice)


def _codes(raw: RawTable, communes: gpd.GeoDataFrame) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Codes of a table; one that lost its leading zero is restored only when the name agrees."""
    codes = raw.text(CODES).str.upper().str.replace(r"\.0$", "", regex=True)
    if {"dep", "codcom"} <= raw.headers:
        built = raw.text(("dep",)).str[:2] + raw.text(("codcom",)).str.zfill(3)
        codes = codes.mask(codes == "", built)
    short = codes.str.fullmatch(r"\d{4}") & ("0" + codes).isin(communes.index)
    known = communes[NAME].map(normalise)
    names = raw.text(NAMES).map(normalise)
    agree = short & (("0" + codes).map(known) == names)
    notes = tuple(
        problem(raw, "population", "leading_zero", Outcome.FIXED, row=int(row), value=codes[row])
        for row in codes.index[agree]
    )
    return codes.mask(agree, "0" + codes), notes


def read_grid(raw: RawTable, place: Place) -> Harvest:
    """Demand points at the centre of each cell of a grid that lies in a commune.

    People are whole: the decimals of a grid are settled commune by commune by largest remainder, so
    that the total of each commune is the rounded total of its cells.

    Raises
    ------
    LayerError
        ``no_population``, ``no_cell_inside``.
    """
    header = raw.header(CELL_PEOPLE)
    if header is None:
        raise LayerError("no_population", raw.file, expected=", ".join(raw.columns.columns[:20]))
    points, refused, notes = _centres(raw, place)
    people = raw.number(CELL_PEOPLE)
    unusable = pd.Index(refused).union(people.index[~(people >= 0)])
    fate = all_stored(raw).mask(raw.columns.index.isin(unusable), SET_ASIDE)
    inside = _commune_of(points.drop(unusable, errors="ignore"), place.communes)
    fate = fate.mask((fate == STORED) & ~fate.index.isin(inside.index), EXCLUDED)
    if inside.empty:
        raise LayerError("no_cell_inside", raw.file)
    frame = _demand(raw, points, people, inside)
    empty = fate.index.isin(inside.index) & ~fate.index.isin(frame.index)
    fate = fate.mask(empty, EXCLUDED)
    away = summary(raw, "population", "cells_outside", int((fate == EXCLUDED).sum()))
    imputed = summary(raw, "population", "imputed_cells", int(frame["imputed"].sum()))
    return Harvest(raw, (Layer(DEMAND, frame),), fate, (*raw.problems, *notes, *away, *imputed))


def _centres(raw: RawTable, place: Place) -> tuple[gpd.GeoSeries, list[int], tuple[Problem, ...]]:
    if not _is_grid(raw):
        gate = check_geometry(raw, "population", "any")
        check_place(raw.file, gate.geometry)
        metres = moved(gate.geometry, place.crs)
        return metres.centroid, [int(row) for row in gate.refused.index], gate.problems
    ids = raw.text(CELL_IDS).str.extract(_CELL).astype(float)
    bad = ids.index[ids[0].isna()]
    good = ids.drop(bad)
    systems = good[0].astype(int).unique()
    if len(systems) != 1:
        raise LayerError("mixed_projections", raw.file, value=", ".join(map(str, systems[:5])))
    xy = shapely.points(good[3] + good[1] / 2, good[2] + good[1] / 2)
    series = gpd.GeoSeries(xy, index=good.index, crs=f"EPSG:{systems[0]}")
    notes = tuple(problem(raw, "population", "bad_cell_id", Outcome.SET_ASIDE, row=int(row)) for row in bad)
    return moved(series, place.crs), [int(row) for row in bad], notes


def _commune_of(points: gpd.GeoSeries, communes: gpd.GeoDataFrame) -> pd.Series:
    rows, found = communes.sindex.query(points.to_numpy(), predicate="intersects")
    pairs = pd.Series(communes.index[found], index=points.index[rows])
    return pairs[~pairs.index.duplicated()]


def _demand(raw: RawTable, points: gpd.GeoSeries, people: pd.Series, inside: pd.Series) -> gpd.GeoDataFrame:
    whole = people.loc[inside.index].groupby(inside).transform(_whole)
    estimated = raw.number(("i_est_200", "i_est_1km", "imputed")).loc[inside.index]
    frame = gpd.GeoDataFrame(
        {
            DEMAND_ID: _ids(raw).loc[inside.index],
            POPULATION: whole.astype(int),
            CODE_INSEE: inside,
            "pop_75p": np.nan,
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

"""Communes: polygons with an INSEE code, from any of the usual producers."""

import re
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.crs import legal_crs
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CODE_INSEE, COMMUNES, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.geometry_gate import check_geometry
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, all_stored, summary
from cpts_geo.sources.raw import RawTable, moved, problem, row_problems

CODES: Final = (
    CODE_INSEE, "insee_com", "insee", "code", "codgeo", "code_commune", "code_com", "depcom", "com",
    "code_insee_com", "code_insee_commune", "com_insee", "inseecom", "codecommune",
)  # fmt: skip
NAMES: Final = (
    NAME, "nom_officiel", "nom_com", "nom", "nom_commune", "libelle", "libgeo",
    "lib_com", "commune", "com_nom",
)  # fmt: skip
POPULATIONS: Final = (
    POPULATION, "pmun", "pop_municipale", "population_municipale", "pop_mun", "p23_pop", "p22_pop", "p21_pop",
    "p20_pop", "p16_pop", "pop", "habitants", "nb_habitants", "ptot", "pop_total",
)  # fmt: skip
_CODE: Final = re.compile(r"\d[\dAB][0-9A-Z]{3}")
AGES: Final = {
    "pop_0_14": (("pop0014",),),
    "pop_15_59": (("pop1529",), ("pop3044",), ("pop4559",)),
    "pop_60_74": (("pop6074",),),
    "pop_75p": (("pop7589",), ("pop90p",)),
}
CLIPPED_BELOW: Final = 0.8  # of the declared area; simplified outlines stay within a few per cent
CITIES: Final = {"75056": "751", "69123": "6938", "13055": "132"}


def detect(raw: RawTable) -> bool:
    """Polygons whose first rows carry INSEE codes and a name."""
    if raw.geometry is None or raw.header(CODES) is None or raw.header(NAMES) is None:
        return False
    if not raw.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        return False
    codes = raw.text(CODES).str.upper().head(50)
    return bool(codes.map(lambda code: _CODE.fullmatch(code) is not None).mean() > 0.5)


def read(raw: RawTable, only: frozenset[str] = frozenset()) -> Harvest:
    """Communes of a file, one row per code; ``only`` keeps the listed codes.

    Parts of one commune given as several rows are joined and their population counted once.

    Raises
    ------
    LayerError
        ``no_code`` (no column of INSEE codes), ``code_not_found`` (a listed code is not in the file),
        ``no_valid_row``, ``city_and_districts``, ``mixed_projections``.
    UnreadableFileError
        When the geometry is refused as a whole.
    """
    if raw.header(CODES) is None:
        raise LayerError("no_code", raw.file, column=CODE_INSEE, expected=", ".join(raw.columns.columns[:20]))
    codes, fate, notes = insee_codes(raw, "communes")
    _check_listed(raw, codes, only)
    if only:
        fate = fate.mask(~codes.isin(only), EXCLUDED)
        notes = tuple(p for p in notes if fate.get(p.row) != EXCLUDED)
    gate = check_geometry(raw.keep(fate == STORED), "communes", "polygon")
    fate.loc[gate.refused.index] = SET_ASIDE
    rows = fate.index[fate == STORED]
    if not len(rows):
        raise LayerError("no_valid_row", raw.file)
    _check_levels(raw.file, set(codes[rows]))
    frame = _dissolve(_frame(raw, codes, gate.geometry).loc[rows])
    merged = _merged(raw, codes[rows])
    excluded = summary(raw, "communes", "not_listed", int((fate == EXCLUDED).sum()))
    unknown = _unknown_population(raw, frame)
    clipped = _clipped(raw, codes[rows], frame)
    told = (*raw.problems, *notes, *gate.problems, *merged, *clipped, *excluded, *unknown)
    return Harvest(raw, (Layer(COMMUNES, frame),), fate, told)


def insee_codes(raw: RawTable, layer: str) -> tuple[pd.Series, pd.Series, tuple[Problem, ...]]:
    """Codes in upper case, the fate of each row, and what is wrong with the others."""
    header = raw.header(CODES) or ""
    codes = raw.text(CODES).str.upper().str.replace(r"\.0$", "", regex=True)
    valid = codes.map(lambda code: _CODE.fullmatch(code) is not None)
    fate = all_stored(raw).mask(~valid, SET_ASIDE)
    notes = row_problems(raw, layer, "bad_insee_code", Outcome.SET_ASIDE, values=codes[~valid], column=header)
    return codes, fate, notes


def _check_listed(raw: RawTable, codes: pd.Series, only: frozenset[str]) -> None:
    absent = sorted(only - set(codes))
    if absent:
        raise LayerError("code_not_found", raw.file, column=CODE_INSEE, value=", ".join(absent[:10]))


def _check_levels(file: str, codes: set[str]) -> None:
    for city, prefix in CITIES.items():
        if city in codes and any(code.startswith(prefix) and code != city for code in codes):
            raise LayerError("city_and_districts", file, column=CODE_INSEE, value=city)
    systems = {legal_crs(code) for code in codes}
    if len(systems) > 1:
        raise LayerError("mixed_projections", file, value=", ".join(sorted(systems)))


def _frame(raw: RawTable, codes: pd.Series, geometry: gpd.GeoSeries) -> gpd.GeoDataFrame:
    population = raw.number(POPULATIONS)
    columns = {CODE_INSEE: codes, NAME: raw.text(NAMES), POPULATION: population.where(population >= 0)}
    columns |= age_bands(raw)
    return gpd.GeoDataFrame(columns, index=raw.columns.index).loc[geometry.index].set_geometry(geometry)


def age_bands(raw: RawTable) -> dict[str, pd.Series]:
    """Our age bands from the census columns ``PYY_POP0014``…; a band with a missing part is left out."""
    found = {}
    for band, parts in AGES.items():
        names = [
            [h for h in raw.headers if h == band or re.fullmatch(rf"p\d\d_{part[0]}", h)] for part in parts
        ]
        own = raw.number((band,)) if band in raw.headers else None
        if own is not None:
            found[band] = own
        elif all(names):
            found[band] = sum((raw.number(name) for name in names[1:]), raw.number(names[0]))
    return found


def _dissolve(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if not frame[CODE_INSEE].duplicated().any():
        return frame
    return frame.dissolve(CODE_INSEE, aggfunc="first", as_index=False, sort=False)


def _merged(raw: RawTable, codes: pd.Series) -> tuple[Problem, ...]:
    counts = codes[codes.duplicated(keep=False)].value_counts()
    return tuple(
        problem(raw, "communes", "parts_joined", Outcome.INFORMATION, value=f"{code} ({count})")
        for code, count in sorted(counts.items())
    )


def _clipped(raw: RawTable, codes: pd.Series, frame: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    """Communes much smaller than the file itself declares: cut by the edge of an extract."""
    declared = raw.number(("surface_ha",)).loc[codes.index].groupby(codes).first() * 10_000
    if declared.isna().all() or frame.crs is None:
        return ()
    shapes = gpd.GeoSeries(frame.geometry).set_axis(frame[CODE_INSEE])
    share = moved(shapes, legal_crs(str(codes.iloc[0]))).area / declared.reindex(shapes.index)
    return tuple(
        problem(raw, "communes", "clipped_commune", Outcome.INFORMATION, value=f"{code} ({part:.0%})")
        for code, part in share[share < CLIPPED_BELOW].items()
    )


def _unknown_population(raw: RawTable, frame: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    return summary(raw, "communes", "population_unknown", int(frame[POPULATION].isna().sum()))

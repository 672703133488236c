"""Communes: polygons with an INSEE code, from any of the usual producers."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely import Polygon

from cpts_geo.model.crs import legal_crs
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CODE_INSEE, COMMUNES, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.reference import Reference
from cpts_geo.sources.cells import MOST_PEOPLE, odd_people
from cpts_geo.sources.codes import (
    CODE,
    CODES,
    NAMES,
    city_of,
    code_texts,
    corsican_candidates,
    is_old_corsica,
)
from cpts_geo.sources.commune_overlaps import apart_problems, overlap_problems
from cpts_geo.sources.geometry_gate import Gate, check_geometry
from cpts_geo.sources.harvest import (
    EXCLUDED,
    SET_ASIDE,
    STORED,
    Harvest,
    Layer,
    all_stored,
    nothing_usable,
    summary,
)
from cpts_geo.sources.raw import RawTable, moved, normalise, problem, row_problems

_YEARS: Final = range(30, 5, -1)  # newest census first
POPULATIONS: Final = (
    POPULATION, "pmun", "pop_municipale", "population_municipale", "pop_mun",
    *(f"pmun_20{year:02}" for year in _YEARS), *(f"p{year:02}_pop" for year in _YEARS),
    "pop", "habitants", "nb_habitants", "ptot", "pop_total",
)  # fmt: skip
AGES: Final = {
    "pop_0_14": (("pop0014",),),
    "pop_15_59": (("pop1529",), ("pop3044",), ("pop4559",)),
    "pop_60_74": (("pop6074",),),
    "pop_75p": (("pop7589",), ("pop90p",)),
}
CLIPPED_BELOW: Final = 0.8  # of the declared area; simplified outlines stay within a few per cent
ADMIN_LAYERS: Final = frozenset(
    {"epci", "canton", "arrondissement", "arrondissement_municipal", "departement", "region"}
)
CENTRE_WORDS: Final = frozenset({"codespostaux", "codedepartement", "coderegion", "codeepci", "insee_dep"})
HOLE_M2: Final = 10_000.0  # smaller gaps between communes are rounding of their outlines


def commune_layer(names: Sequence[str]) -> str:
    """Layer of communes among those of ADMIN EXPRESS (FACTS 1.2), empty when it is not that or not sure."""
    found = [name for name in names if normalise(name) == "commune"]
    beside = {normalise(name) for name in names} & ADMIN_LAYERS
    return found[0] if len(found) == 1 and beside else ""


def detect(raw: RawTable) -> bool:
    """Polygons whose first rows carry INSEE codes and a name."""
    if raw.geometry is None or raw.header(CODES) is None or raw.header(NAMES) is None:
        return False
    if not raw.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        return False
    return _mostly_codes(raw)


def _mostly_codes(raw: RawTable) -> bool:
    codes = code_texts(raw.text(CODES)).head(50)
    looks = codes.map(
        lambda code: CODE.fullmatch(code) is not None or re.fullmatch(r"\d{4}", code) is not None
    )
    return bool(looks.mean() > 0.5)


def detect_centres(raw: RawTable) -> bool:
    """Points of geo.api.gouv.fr, which gives centres when ``geometry=contour`` is forgotten (FACTS 1.1)."""
    if raw.geometry is None or raw.header(("code", "insee_com")) is None or raw.header(("nom",)) is None:
        return False
    points = raw.geometry.geom_type.isin(["Point"]).all()
    return bool(points and raw.headers & CENTRE_WORDS and _mostly_codes(raw))


def read(raw: RawTable, only: frozenset[str] = frozenset(), reference: Reference | None = None) -> Harvest:
    """Communes of a file, one row per code; ``only`` keeps the listed codes.

    Parts of one commune given as several rows are joined and their population counted once.

    Raises
    ------
    LayerError
        ``no_code`` (no column of INSEE codes), ``code_not_found`` (a listed code is not in the file),
        ``no_valid_row``, ``city_and_districts``, ``mixed_projections``, ``centre_points``.
    UnreadableFileError
        When the geometry is refused as a whole.
    """
    if raw.header(CODES) is None:
        raise LayerError("no_code", raw.file, column=CODE_INSEE, expected=", ".join(raw.columns.columns[:20]))
    if raw.geometry is not None and raw.geometry.geom_type.eq("Point").all():
        raise LayerError("centre_points", raw.file, value=str(len(raw.geometry)))
    codes, fate, notes = insee_codes(raw, "communes", reference)
    _check_listed(raw, codes, only)
    if only:
        fate = fate.mask(~codes.isin(only), EXCLUDED)
        notes = tuple(p for p in notes if fate.get(p.row) != EXCLUDED)
    gate = check_geometry(raw.keep(fate == STORED), "communes", "polygon")
    fate.loc[gate.refused.index] = SET_ASIDE
    rows = fate.index[fate == STORED]
    if not len(rows):
        raise nothing_usable(raw, (*raw.problems, *notes, *gate.problems))
    _check_levels(raw.file, set(codes[rows]))
    frame = _dissolve(_frame(raw, codes, gate.geometry).loc[rows])
    told = (
        *(*raw.problems, *notes, *_told_repairs(raw, codes, gate)),
        *_merged(raw, codes[rows]),
        *_clipped(raw, codes[rows], frame),
        *odd_people(raw.keep(fate == STORED), POPULATIONS, "communes"),
        *summary(raw, "communes", "not_listed", int((fate == EXCLUDED).sum())),
        *_unknown_population(raw, frame),
        *hole_problems(raw.file, frame),
        *overlap_problems(raw.file, frame),
        *apart_problems(raw.file, frame),
    )
    return Harvest(raw, (Layer(COMMUNES, frame),), fate, told)


def insee_codes(
    raw: RawTable, layer: str, reference: Reference | None = None
) -> tuple[pd.Series, pd.Series, tuple[Problem, ...]]:
    """Codes in upper case, the fate of each row, and what is wrong with the others.

    A zero lost by a spreadsheet comes back when the name is that of the code in the known COG; a code of
    the Corsica of before 1976 is set aside with what it may be now.
    """
    header = raw.header(CODES) or ""
    spelled = raw.text(CODES)
    codes = code_texts(spelled)
    codes, restored = restored_zeros(codes, raw.text(NAMES), known_names(reference))
    old = codes.map(is_old_corsica)
    valid = codes.map(lambda code: CODE.fullmatch(code) is not None) & ~old
    fate = all_stored(raw).mask(~valid, SET_ASIDE)
    capitals = spelled[valid & spelled.str.contains("[ab]")]
    notes = (
        *row_problems(raw, layer, "leading_zero", Outcome.FIXED, values=codes[restored], column=header),
        *row_problems(raw, layer, "code_capitals", Outcome.FIXED, values=capitals, column=header),
        *row_problems(
            raw,
            layer,
            "old_corsica",
            Outcome.SET_ASIDE,
            values=codes[old].map(corsican_candidates),
            column=header,
        ),
        *row_problems(
            raw, layer, "bad_insee_code", Outcome.SET_ASIDE, values=codes[~valid & ~old], column=header
        ),
    )
    return codes, fate, notes


def known_names(reference: Reference | None) -> dict[str, str]:
    """Normalised name of each commune of the COG of the folder."""
    if reference is None:
        return {}
    cog = reference.cog[reference.cog["type"].isin(["COM", "ARM"])]
    return dict(zip(cog["code"], cog["name"].map(normalise), strict=True))


def restored_zeros(
    codes: pd.Series, names: pd.Series, known: Mapping[str, str]
) -> tuple[pd.Series, pd.Series]:
    """Codes with the zero that a spreadsheet took away, only where the name agrees; and which rows."""
    short = codes.str.fullmatch(r"\d{4}")
    found = ("0" + codes[short]).map(known)
    agree = short & (found.reindex(codes.index) == names.map(normalise))
    return codes.mask(agree, "0" + codes), agree


def _check_listed(raw: RawTable, codes: pd.Series, only: frozenset[str]) -> None:
    absent = sorted(only - set(codes))
    if absent:
        raise LayerError("code_not_found", raw.file, column=CODE_INSEE, value=", ".join(absent[:10]))


def _check_levels(file: str, codes: set[str]) -> None:
    for city in sorted(codes & {city_of(code) for code in codes}):
        raise LayerError("city_and_districts", file, column=CODE_INSEE, value=city)
    systems = {legal_crs(code) for code in codes}
    if len(systems) > 1:
        raise LayerError("mixed_projections", file, value=", ".join(sorted(systems)))


def _frame(raw: RawTable, codes: pd.Series, geometry: gpd.GeoSeries) -> gpd.GeoDataFrame:
    population = raw.number(POPULATIONS)
    columns = {
        CODE_INSEE: codes,
        NAME: raw.text(NAMES).map(lambda text: unicodedata.normalize("NFC", text)),
        POPULATION: population.where(population.between(0, MOST_PEOPLE)),
        "city": codes.map(city_of),
        "epci_siren": raw.text(("siren_epci", "codeepci", "code_siren_de_l_epci", "codes_siren_des_epci")),
    }
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


def _told_repairs(raw: RawTable, codes: pd.Series, gate: Gate) -> tuple[Problem, ...]:
    """Repairs of outlines with the commune, where it crossed itself, and its area before and after."""
    return tuple(
        replace(p, kind="repaired_outline", value=_repair(raw, codes, gate, p.row))
        if p.kind in {"repaired_geometry", "repaired_much"}
        else p
        for p in gate.problems
    )


def _repair(raw: RawTable, codes: pd.Series, gate: Gate, row: int) -> str:
    if raw.geometry is None or row not in gate.geometry.index:
        return ""
    crs = legal_crs(str(codes[row]))
    before, after = (
        float(moved(gpd.GeoSeries([shapes.loc[row]], crs=raw.geometry.crs), crs).area.iloc[0]) / 1e6
        for shapes in (raw.geometry, gate.geometry)
    )
    where = re.sub(r".*\[(.*)\]", r"\1", shapely.is_valid_reason(raw.geometry.loc[row]))
    spot = " ".join(f"{float(text):.7g}" for text in where.split()[:2]) if "[" not in where else ""
    return f"{codes[row]}, {spot}, {round(before, 3):g} → {round(after, 3):g} km2"


def hole_problems(file: str, communes: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    """Holes in the union of the communes: perhaps communes that are missing; none is filled."""
    if communes.crs is None or communes.empty:
        return ()
    shapes = moved(gpd.GeoSeries(communes.geometry), legal_crs(str(communes[CODE_INSEE].iloc[0])))
    union = shapely.get_parts(shapely.union_all(shapes.to_numpy()))
    rings = [ring for part in union for ring in shapely.get_rings(part)[1:]]
    areas = sorted((Polygon(ring).area for ring in rings), reverse=True)
    return tuple(
        problem(file, "communes", "hole_between_communes", Outcome.INFORMATION, value=f"{area / 1e6:.2f} km2")
        for area in areas
        if area > HOLE_M2
    )

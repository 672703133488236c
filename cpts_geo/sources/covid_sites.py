"""Vaccination centres of 2021 and testing sites of 2020, in the schemas of data.gouv.fr."""

import dataclasses
import re
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, NAME, SITE_ID, SITES, STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.cells import CLOSINGS, days
from cpts_geo.sources.drive_words import is_drive
from cpts_geo.sources.harvest import SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.identity import identifiers
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import commune_of, kept_rows, locate
from cpts_geo.sources.raw import RawTable, by_value, normalise, picked, problem, row_problems
from cpts_geo.sources.sites import kind_of
from cpts_geo.sources.structures import build

_LABORATORY: Final = re.compile(
    r"\b(lbm|labo|laboratoires?|biologie|biolab|cerballiance|synlab|eurofins|unilabs|laborizon)\b"
)
_PHARMACY: Final = re.compile(r"\bpharmacie\b")
_PREFIX: Final = re.compile(r"^c_(?=lat_coor1|long_coor1|nom|gid|com_|adr_|date_|rdv|centre_)")


def detect_vaccination(raw: RawTable) -> bool:
    """Headers of the three schemas, with or without the ``c_`` of the GeoJSON variant."""
    headers = {_PREFIX.sub("", header) for header in raw.headers}
    return headers >= {"gid", "nom", "com_insee", "lat_coor1", "long_coor1", "rdv_lundi"}


def detect_testing(raw: RawTable) -> bool:
    """Headers of the file of testing sites."""
    return raw.headers >= {"id", "finess", "rs", "do_prel", "longitude", "latitude", "mod_prel"}


def read_vaccination(raw: RawTable, place: Place) -> Harvest:
    """Centres of the territory as candidate sites for vaccination."""
    plain = raw.columns.rename(columns=lambda name: _PREFIX.sub("", name))
    ready = dataclasses.replace(raw, columns=plain, geometry=None)
    local = ready.text(("com_insee",)).isin(place.communes.index)
    address = (
        ready.text(("adr_num",))
        + " "
        + ready.text(("adr_voie",))
        + ", "
        + ready.text(("com_cp",))
        + " "
        + ready.text(("com_nom",))
    )
    drive = says_drive(ready, ("nom", "adr_voie", "rdv_modalites", "lieu_accessibilite"))
    frame, fate, told = _sites(ready, place, local, prefix="vaccination")
    rows = frame.index
    opened, dated = _days(ready.keep(fate == STORED))
    extra: dict[str, pd.Series | str] = {
        "usage": drive.loc[rows].map({True: "vaccination;drive", False: "vaccination"}),
        "address": address.loc[rows].str.strip(" ,"),
        **{name: column.loc[rows] for name, column in opened.items()},
    }
    past = summary(raw, "sites", "past_sites", len(rows))
    return Harvest(raw, (Layer(SITES, frame.assign(**extra)),), fate, (*raw.problems, *told, *dated, *past))


def read_testing(raw: RawTable, place: Place) -> Harvest:
    """Laboratories and pharmacies by their name become structures; drives, by what the row says, sites."""
    words = raw.text(("rs",)).map(lambda name: normalise(name).replace("_", " "))
    category = words.map(category_of_name)
    finess = raw.text(("finess",))
    number = finess.str.fullmatch(r"\d{9}|2[AB]\d{7}") & ~finess.duplicated()  # a second place is a drive
    columns = raw.columns.assign(
        name=raw.text(("rs",)),
        structure_id=finess.where(number, raw.text(("id",))),
        finess=finess.where(number, ""),
    )
    ready = dataclasses.replace(raw, columns=columns)
    located = locate(ready, "structures", place)
    fate, far = filtered(
        located.points, located.fate, place, local=pd.Series(data=False, index=category.index)
    )
    kept = set(fate.index[fate.isin([STORED, SET_ASIDE])])
    notes = tuple(p for p in located.problems if p.row in kept)
    layers: tuple[Layer, ...] = ()
    told: tuple[Problem, ...] = summary(raw, "structures", "out_of_territory", far)
    cared = fate[category != ""]
    if (cared == STORED).any():
        own = ready.keep(category != "")
        frame, settled, said = build(own, place, located.points, cared, category=category)
        fate.loc[settled.index] = settled
        layers += (Layer(STRUCTURES, frame),)
        told += tuple(p for p in said if p.kind not in {"out_of_territory", "outside_territory"})
        told += (_deduced(raw, frame["category"]),)
    drive = says_drive(raw, ("rs", "adresse", "cpl_loc", "mod_prel", "finess"))
    others = ready.keep(((category == "") | drive) & (fate == STORED))
    if len(others.columns):
        ids = "test-" + raw.text(("id",))[others.columns.index]
        frame = _site_frame(others, place, located.points, ids).assign(
            usage=drive.map({True: "drive", False: ""}), address=others.text(("adresse",))
        )
        frame["kind"] = frame["kind"].mask(
            (frame["kind"] == "other") & (frame["usage"] == "drive"), "car_park"
        )
        layers += (Layer(SITES, frame),)
        told += summary(raw, "sites", "drives_found", int((frame["usage"] == "drive").sum()))
    return Harvest(raw, layers, fate, (*raw.problems, *notes, *told))


def _days(raw: RawTable) -> tuple[dict[str, pd.Series], tuple[Problem, ...]]:
    """Days of opening; both emptied, and listed, where a centre closes before it opens."""
    opened, backward, told = days(raw, "sites")
    both = opened["opens"] + " > " + opened["closes"]
    odd = row_problems(
        raw,
        "sites",
        "closes_before_opening",
        Outcome.FIXED,
        values=both[backward],
        column=raw.header(CLOSINGS) or "",
    )
    return {name: column.mask(backward, "") for name, column in opened.items()}, (*told, *odd)


def says_drive(raw: RawTable, columns: tuple[str, ...]) -> pd.Series:
    """Rows of which one of these texts speaks of a drive."""
    said = [by_value(raw.text((name,)), is_drive).astype(bool) for name in columns if name in raw.headers]
    return pd.concat(said, axis=1).any(axis=1)


def category_of_name(words: str) -> str:
    """``pharmacie`` or ``laboratoire`` when the name says so, else nothing."""
    if _PHARMACY.search(words):
        return "pharmacie"
    return "laboratoire" if _LABORATORY.search(words) else ""


def _deduced(raw: RawTable, category: pd.Series) -> Problem:
    counts = ", ".join(f"{name} {count}" for name, count in sorted(category.value_counts().items()))
    return problem(raw, "structures", "category_from_name", Outcome.INFORMATION, column="rs", value=counts)


def _sites(
    raw: RawTable, place: Place, local: pd.Series, *, prefix: str
) -> tuple[gpd.GeoDataFrame, pd.Series, tuple[Problem, ...]]:
    located = locate(raw, "sites", place)
    fate, far = filtered(located.points, located.fate, place, local=local)
    ids, fate, doubles = identifiers(raw, fate, ("gid", "id"), "sites")
    kept = set(fate.index[fate.isin([STORED, SET_ASIDE])])
    notes = tuple(p for p in located.problems if p.row in kept)
    frame = _site_frame(raw.keep(fate == STORED), place, located.points, prefix + "-" + ids)
    return frame, fate, (*notes, *doubles, *summary(raw, "sites", "out_of_territory", far))


def _site_frame(raw: RawTable, place: Place, points: gpd.GeoSeries, ids: pd.Series) -> gpd.GeoDataFrame:
    rows = kept_rows(pd.Series(STORED, index=raw.columns.index))
    here = picked(points, rows)
    where = commune_of(here, place)
    names = raw.text(("nom", "name", "rs")).loc[rows]
    columns = {
        SITE_ID: ids.loc[rows],
        NAME: names,
        "kind": names.map(kind_of),
        CODE_INSEE: where["code_insee"],
        "commune": where["commune"],
        "source": raw.file,
    }
    return gpd.GeoDataFrame(columns, geometry=here, crs=here.crs)

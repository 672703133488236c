"""Codes of a table or a layer brought to the last known COG: added up, said, never guessed."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.model.layers import CODE_INSEE, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.model.reference import Reference
from cpts_geo.sources.movements import History, Walk
from cpts_geo.sources.raw import VALUE_LENGTH, normalise

TROUBLES: Final = {"split": "commune_split", "circular": "commune_circular"}
AGES: Final = ("pop_0_14", "pop_15_59", "pop_60_74", "pop_75p")


@dataclass(frozen=True, eq=False)
class Updated:
    """A layer of communes in the last known COG.

    Attributes
    ----------
    communes
        The layer; communes that merged are one shape, their people added once.
    moved
        Old code → present code, of those that changed.
    problems
        One line per merged commune, and what could not be followed.
    """

    communes: gpd.GeoDataFrame
    moved: dict[str, str]
    problems: tuple[Problem, ...]


def shown_walk(code: str, walk: Walk, source: str) -> str:
    """``74011 → 74010, 2017, mouvements.csv``: every hop, its year, the file that says so."""
    hops = " → ".join((code, *(step.code for step in walk.steps)))
    years = ", ".join(dict.fromkeys(step.date[:4] for step in walk.steps))
    return f"{hops}, {years}, {source}"[:VALUE_LENGTH]


def brought_up_to_date(communes: gpd.GeoDataFrame, past: History) -> Updated:
    """The layer of a territory after every movement later than its own COG.

    A code that was no commune at the time of the others is left as it is: the movements may be older
    than the layer. A merged commune of which a part is not in the layer is said.
    """
    day = past.vintage(communes.index)
    walks = {code: past.follow(code, day) for code in communes.index if past.is_alive(code, day)}
    moved = {code: walk.code for code, walk in walks.items() if walk.code != code}
    before, after = len(communes), len({moved.get(code, code) for code in communes.index})
    years = f"{before} → {after}, {day[:4]} → {past.last[:4]}"
    said = [_said(past, "cog_updated", years)] if moved else []
    said += [_said(past, "merged_commune", shown_walk(c, walks[c], past.source)) for c in sorted(moved)]
    said += [_said(past, TROUBLES[w.trouble], c) for c, w in walks.items() if w.trouble]
    if not moved:
        return Updated(communes, {}, tuple(said))
    for code in sorted(set(moved.values())):
        lost = sorted(past.parts(code, day) - set(communes.index))
        said += [_said(past, "merged_parts_absent", f"{code} : {', '.join(lost)}")] if lost else []
    return Updated(_dissolved(communes, moved, past), moved, tuple(said))


def _said(past: History, kind: str, value: str) -> Problem:
    outcome = Outcome.FIXED if kind == "merged_commune" else Outcome.INFORMATION
    return Problem(past.source, "communes", 0, CODE_INSEE, kind, value[:VALUE_LENGTH], outcome)


def _dissolved(communes: gpd.GeoDataFrame, moved: dict[str, str], past: History) -> gpd.GeoDataFrame:
    targets = np.asarray([moved.get(code, code) for code in communes.index])
    rows = []
    for code in sorted(set(targets)):
        part = gpd.GeoDataFrame(communes[targets == code])
        rows.append(_one(code, part, past) if len(part) > 1 or code not in part.index else part)
    joined = pd.concat(rows)
    joined.index.name = CODE_INSEE
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=communes.crs)


def _one(code: str, part: gpd.GeoDataFrame, past: History) -> gpd.GeoDataFrame:
    """Several communes as the one they became; an unknown part makes the sum unknown."""
    head = part.loc[[code]] if code in part.index else part.iloc[[0]]
    row = head.set_axis([code]).copy()
    for column in (POPULATION, *AGES):
        row[column] = part[column].astype(float).sum(skipna=False)
    shape = shapely.union_all(part.geometry.to_numpy())
    gone = [f"{old} {name}" for old, name in part[NAME].items() if old != code]
    before = [text for text in part["former"] if text]
    known = past.present_names.get(code, "")
    return row.assign(
        **{"former": " ; ".join([*gone, *before]), NAME: known or str(row[NAME].iloc[0])}
    ).set_geometry(gpd.GeoSeries([shape], index=[code], crs=part.crs))


@dataclass(frozen=True, eq=False)
class Codes:
    """Codes of the rows of a table, as the communes of the layer.

    Attributes
    ----------
    codes
        Present code of each row; the row's own when nothing moved it.
    walks
        Row → the walk, of those that moved.
    doubtful
        Row → the commune: gone when the table was written, and that commune has its own row: perhaps
        a delegated commune already counted.
    split
        Rows whose commune was shared between several.
    """

    codes: pd.Series
    walks: dict[int, Walk]
    doubtful: dict[int, str]
    split: tuple[int, ...]


def recoded(codes: pd.Series, known: pd.Index, past: History) -> Codes:
    """Codes of a table followed to those of the layer (``known``), or back to what they were cut from.

    A code of the layer stays itself.
    """
    day = past.vintage(codes)
    own, walks = set(codes), dict[int, Walk]()
    doubtful, split = dict[int, str](), list[int]()
    moving = codes[codes.isin(set(past.ends) | set(past.origins)) & ~codes.isin(known)]
    for row, code in moving.items():
        number = int(str(row))
        alive = past.is_alive(code, day)
        walk = past.follow(code, past.start(code, day))
        if walk.trouble == "split" and any(step.code in known for step in walk.steps):
            split.append(number)
        elif walk.code in known and not alive and walk.code in own:
            doubtful[number] = walk.code
        elif walk.code in known:
            walks[number] = walk
        elif (origin := _origin(code, known, past)) is not None:
            walks[number] = origin
    found = pd.Series({row: walk.code for row, walk in walks.items()}, dtype=object)
    out = codes.where(~codes.index.isin(found.index), found.reindex(codes.index))
    return Codes(out, walks, doubtful, tuple(split))


def _origin(code: str, known: pd.Index, past: History) -> Walk | None:
    """The commune of the layer that a code created since was cut from, when there is one and only one."""
    steps = past.origins.get(code, ())
    found = [step for step in steps if step.code in known]
    return Walk(found[0].code, (found[0],)) if len({step.code for step in found}) == 1 else None


def named(reference: Reference, name: str) -> tuple[str, ...]:
    """Present and past communes that bear or bore this name: ``93066 Saint-Denis``, sorted."""
    wanted = normalise(name)
    old = reference.movements[reference.movements["type_before"] == "COM"]
    cog = reference.cog[reference.cog["type"] == "COM"]
    pairs = pd.concat(
        [old[["code_before", "name_before"]].set_axis(["code", "name"], axis=1), cog[["code", "name"]]]
    ).drop_duplicates()
    found = {code: own for code, own in pairs.itertuples(index=False) if normalise(own) == wanted}
    return tuple(f"{code} {own}" for code, own in sorted(found.items()))

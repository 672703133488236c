"""What a source says of a zone beside its shape: nature, times, author; split where they must not mix."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import ISSUED, NATURE, VALID_FROM, VALID_UNTIL, ZONES
from cpts_geo.model.moments import moment
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import Layer
from cpts_geo.sources.raw import RawTable, normalise, problem, row_problems
from cpts_geo.sources.times import iso_time

# Our column → headers that give it.
TIMES: Final = {
    VALID_FROM: ("valid_from", "debut", "date_debut", "datedebut", "start", "du", "debut_validite"),
    VALID_UNTIL: (
        *("valid_until", "fin", "date_fin", "datefin", "end", "au", "expiration", "echeance"),
        *("expiry", "fin_validite", "jusqu_au"),
    ),
    ISSUED: (
        "issued",
        "emission",
        "date_emission",
        "publie_le",
        "date_publication",
        "date_constat",
        "emis_le",
    ),
}
TEXTS: Final = {
    "authority": ("authority", "autorite", "gestionnaire", "prefecture", "emetteur", "organisme"),
    "author": ("author", "auteur", "saisi_par", "redacteur"),
    "confidence": ("confidence", "confiance", "fiabilite"),
    "reason": ("reason", "motif", "cause", "commentaire"),
}
NATURES: Final = {
    "observed": ("observed", "observe", "observee", "constate", "constatee", "releve", "reel", "historique"),
    "forecast": ("forecast", "prevision", "prevu", "prevue", "previsionnel", "previsionnelle"),
    "modelled": ("modelled", "modele", "modelise", "modelisee", "simulation", "simule", "scenario"),
    "drawn": ("drawn", "dessin", "dessine", "dessinee"),
}
NATURE_NAMES: Final = ("nature", "nature_zone", "type_donnee", "statut_donnee")


def read_facts(
    raw: RawTable, rows: pd.Index, nature: str, today: str
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Columns of ``ZONE_FACTS`` that the file fills, and what must be said of its times.

    ``nature`` holds where the file is silent; a zone that begins after ``today`` is a forecast.
    """
    kept = raw.columns.index.isin(rows)
    table = raw.keep(pd.Series(kept, index=raw.columns.index))
    found = pd.DataFrame({name: table.text(headers) for name, headers in TEXTS.items()})
    told: tuple[Problem, ...] = ()
    for name, headers in TIMES.items():
        text = table.text(headers)
        found[name] = text.map(iso_time)
        odd = text[(text != "") & (found[name] == "")]
        told += row_problems(
            raw, "hazard", "bad_time", Outcome.INFORMATION, values=odd, column=table.header(headers) or ""
        )
    known = {word: name for name, words in NATURES.items() for word in words}
    said = table.text(NATURE_NAMES).map(lambda text: known.get(normalise(text), ""))
    found[NATURE] = said.where(said != "", nature)
    future = found[VALID_FROM].map(lambda text: _after(text, today)) & (found[NATURE] != "order")
    if future.any():
        found.loc[future, NATURE] = "forecast"
        first = found.loc[future, ISSUED].iloc[0]
        count = problem(raw, "hazard", "forecast_zones", Outcome.INFORMATION, value=str(int(future.sum())))
        told += (count,)
        if not first:
            told += (problem(raw, "hazard", "forecast_without_issue", Outcome.INFORMATION),)
    return found.loc[:, (found != "").any()], told


def _after(text: str, today: str) -> bool:
    begin, now = moment(text), moment(today, end=True)
    return begin is not None and now is not None and begin > now


def expired(frame: pd.DataFrame, today: str) -> pd.Series:
    """Rows whose end of validity is before ``today``; what has no end does not expire."""
    now = moment(today)
    if VALID_UNTIL not in frame or now is None:
        return pd.Series(data=False, index=frame.index)
    ends = frame[VALID_UNTIL].fillna("").map(lambda text: moment(text, end=True))
    return ends.map(lambda end: end is not None and end < now).astype(bool)


def separate(
    raw: RawTable, frame: gpd.GeoDataFrame, layer: str
) -> tuple[tuple[Layer, ...], tuple[Problem, ...]]:
    """One layer, or one per scenario of a directive flood and per nature: they never mix in a layer."""
    keys = pd.Series("", index=frame.index, dtype=object)
    codes = frame["occurrence"].map(normalise)
    if len(set(codes)) > 1 and codes.str.fullmatch(r"0[1-4][a-z_0-9]+|(?:for|moy|fai)(?:cc)?(?:_\w+)?").all():
        keys = codes
    if NATURE in frame and len(set(frame[NATURE])) > 1:
        keys = keys + "_" + frame[NATURE].where(frame[NATURE] != "", "unknown")
    groups = sorted(set(keys))
    if len(groups) == 1:
        return (Layer(ZONES, frame, layer),), ()
    parts = tuple(Layer(ZONES, frame[keys == key], f"{layer}_{key.strip('_')}".strip("_")) for key in groups)
    names = ", ".join(part.name for part in parts)
    return parts, (problem(raw, "hazard", "split_layers", Outcome.INFORMATION, value=names),)

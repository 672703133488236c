"""Decisions received: what each row is understood as, and what the scenario says of sites ordered open."""

from typing import Any

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import EXPIRED, NAME, SITE_ID, SITE_OPEN, SITE_ORDERS, VALID_FROM, VALID_UNTIL
from cpts_geo.model.moments import moment
from cpts_geo.render.escape import plain_text
from cpts_geo.render.scenario_cautions import site_causes, stopped_sites
from cpts_geo.study import Study
from cpts_geo.wording import decisions as words
from cpts_geo.wording import numbers


def rows_table(study: Study, frame: gpd.GeoDataFrame, *, at: str) -> pd.DataFrame:
    """One line per decision understood, as the study and the moment ``at`` see it."""
    found = [
        {
            "row": int(str(row).rsplit("-", 1)[-1]),  # of the file, also in the identifier of a zone
            "what": words.WHAT[facts["kind"]],
            "about": _about(study, facts),
            "state": _state(study, facts, at),
            "begin": _when(facts.get(VALID_FROM)),
            "end": _when(facts.get(VALID_UNTIL)),
            "by": ", ".join(filter(None, (_text(facts.get("authority")), _text(facts.get("author"))))),
        }
        for row, facts in zip(frame.index, _records(frame), strict=True)
    ]
    return pd.DataFrame(found, columns=list(words.HEADERS)).rename(columns=words.HEADERS)


def _records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = pd.DataFrame(frame.drop(columns="geometry")).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def alarming(study: Study, frame: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Sites that the decisions open and that the scenario hits in at least one reading: name, and why."""
    opened = frame.loc[frame["kind"] == SITE_OPEN, SITE_ID].astype(str)
    return stopped_sites(study, opened.tolist())


def _about(study: Study, facts: dict[str, object]) -> str:
    site = _text(facts.get(SITE_ID))
    if site:
        known = study.territory.sites
        return plain_text(known[NAME].get(site, site))
    return plain_text(", ".join(filter(None, (_text(facts.get("road")), _text(facts.get(NAME))))), 80)


def _state(study: Study, facts: dict[str, object], at: str) -> str:
    begin, now = moment(_text(facts.get(VALID_FROM))), moment(at)
    if facts["kind"] == EXPIRED:
        return words.OVER
    if facts["kind"] == SITE_OPEN:
        stops = site_causes(study, _text(facts[SITE_ID]))
        if any(stops.values()):
            return words.stopped(stops, study.spec.scenario.reading)
    return words.LATER if begin and now and begin > now else words.IN_FORCE_NOW


def _when(value: object) -> str:
    text = _text(value)
    return numbers.date_time(text) if text else words.NO_LIMIT


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def ordered_sites(study: Study, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Sites that the decisions name, in the CRS of the territory."""
    named = frame.loc[frame["kind"].isin(SITE_ORDERS), SITE_ID]
    sites = study.territory.sites
    return sites[sites.index.isin(named)]

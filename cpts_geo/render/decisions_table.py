"""Decisions received: what each row is understood as, and what the scenario says of sites ordered open."""

from typing import Any

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import EXPIRED, NAME, SITE_ID, SITE_OPEN, SITE_ORDERS, VALID_FROM, VALID_UNTIL
from cpts_geo.model.moments import moment
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.escape import plain_text
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


def alarming(study: Study, frame: gpd.GeoDataFrame) -> list[str]:
    """Names of the sites that the decisions open and that the scenario hits in at least one reading."""
    opened = frame.loc[frame["kind"] == SITE_OPEN, SITE_ID].astype(str)
    known = study.territory.sites[NAME]
    return [str(known.get(site, site)) for site in opened if _hits(study, site)[1]]


def _hits(study: Study, site: str) -> tuple[bool, bool]:
    """Whether the scenario hits a site in its own reading, and in any."""
    readings = study.outcomes.readings
    hit = {reading: bool(readings[reading].sites_hit.get(site, default=False)) for reading in READINGS}
    return hit[study.spec.scenario.reading], any(hit.values())


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
        own, other = _hits(study, _text(facts[SITE_ID]))
        if own or other:
            return words.UNDER_WATER if own else words.MAY_BE_UNDER_WATER
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

"""Géoplateforme geocoding: addresses to points, each with what may be believed of it."""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cpts_geo.model.changes import LonLat
from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.catalogue import Services
from cpts_geo.sources.download.client import Client

NAME: Final = "Géoplateforme (géocodage)"
GOOD: Final = 0.8  # FACTS 1.9
DOUBTFUL: Final = 0.5
BATCH: Final = 1000  # assumption: addresses in one request
COLUMNS: Final = (
    *("longitude", "latitude", "result_score", "result_type", "result_label", "result_citycode"),
)


class Trust(StrEnum):
    """What an answer of the geocoder is worth; nothing is ever moved without a person's word."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    TOWN_CENTRE = "town_centre"
    OTHER_COMMUNE = "other_commune"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Address:
    """What is asked: an identifier of ours, the address as written, the INSEE code of its commune."""

    key: str
    text: str
    code_insee: str


@dataclass(frozen=True)
class Located:
    """What came back for one address; no point when nothing was found."""

    key: str
    trust: Trust
    lonlat: LonLat | None = None
    score: float = 0.0
    kind: str = ""
    label: str = ""
    code_insee: str = ""


def locate(client: Client, services: Services, addresses: Sequence[Address]) -> tuple[Located, ...]:
    """One answer per address, in their order.

    Raises
    ------
    SourceError
        ``missing_field`` naming the column, ``incomplete_pages`` when rows are missing, and what the
        client raises.
    """
    found: list[Located] = []
    for start in range(0, len(addresses), BATCH):
        found += _batch(client, services, addresses[start : start + BATCH])
    return tuple(found)


def _batch(client: Client, services: Services, addresses: Sequence[Address]) -> list[Located]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "adresse", "code_insee"])
    writer.writerows([str(i), address.text, address.code_insee] for i, address in enumerate(addresses))
    fields: dict[str, str | list[str]] = {
        "columns": ["adresse"],
        "citycode": "code_insee",
        "result_columns": list(COLUMNS),
    }
    answer = client.post_csv(NAME, f"{services.geocoding}/search/csv", out.getvalue().encode(), fields)
    rows = list(csv.DictReader(io.StringIO(answer.decode("utf-8-sig", "replace"), newline="")))
    for column in ("id", *COLUMNS):
        if rows and column not in rows[0]:
            raise SourceError("missing_field", file=NAME, column=column, value=", ".join(rows[0])[:60])
    by_id = {row["id"]: row for row in rows}
    if len(by_id) != len(addresses) or len(rows) != len(addresses):
        raise SourceError("incomplete_pages", file=NAME, value=str(len(rows)), expected=str(len(addresses)))
    return [_located(address, by_id[str(i)]) for i, address in enumerate(addresses)]


def _located(address: Address, row: dict[str, str]) -> Located:
    lon, lat, score = (_number(row[name]) for name in ("longitude", "latitude", "result_score"))
    if not (math.isfinite(lon) and math.isfinite(lat) and math.isfinite(score)):
        return Located(address.key, Trust.REJECTED)
    kind, code = row["result_type"], row["result_citycode"]
    trust = _trust(score, kind, same=code == address.code_insee)
    return Located(address.key, trust, (lon, lat), score, kind, row["result_label"], code)


def _trust(score: float, kind: str, *, same: bool) -> Trust:
    if score < DOUBTFUL:
        return Trust.REJECTED
    if not same:
        return Trust.OTHER_COMMUNE
    if kind == "municipality":
        return Trust.TOWN_CENTRE
    return Trust.GOOD if score >= GOOD and kind == "housenumber" else Trust.DOUBTFUL


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan

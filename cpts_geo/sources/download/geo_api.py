"""API Découpage administratif: communes of a territory, with contours, population and town halls."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.answer import check_features, check_fields
from cpts_geo.sources.download.catalogue import Services
from cpts_geo.sources.download.client import Client

NAME: Final = "geo.api.gouv.fr"
TITLE: Final = "API Découpage administratif (IGN, INSEE)"
FIELDS: Final = "nom,code,population,codeEpci,codeDepartement,surface,mairie"
REQUIRED: Final = ("nom", "code", "codeDepartement")
CODES: Final = {
    "epci": re.compile(r"\d{9}"),
    "departement": re.compile(r"\d{2}|2[AB]|9[78]\d"),
    "communes": re.compile(r"\d[\dAB]\d{3}"),
}
LARGEST: Final = 1000  # no département has as many communes (62: 890); an EPCI has at most 158
DISTRICTS: Final = {"751": "75056", "6938": "69123", "132": "13055"}  # FACTS 1.3


@dataclass(frozen=True)
class Perimeter:
    """What the user asked for: ``epci`` (one SIREN), ``departement`` (one code) or ``communes``."""

    kind: Literal["epci", "departement", "communes"]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Communes:
    """Communes found.

    Attributes
    ----------
    name
        Of the EPCI or département; empty for a list.
    features
        GeoJSON features, polygons in WGS84, in order of code.
    renamed
        Codes asked for that no longer exist, and the commune that took them over.
    """

    name: str
    features: tuple[dict[str, Any], ...]
    renamed: tuple[tuple[str, str], ...] = ()


def communes(client: Client, services: Services, perimeter: Perimeter) -> Communes:
    """Communes of a perimeter, with their contour and population.

    Raises
    ------
    SourceError
        ``unknown_code``, ``whole_country``, ``centre_not_contour``, ``missing_field`` and what the
        client raises.
    """
    wrong = [code for code in perimeter.codes if not CODES[perimeter.kind].fullmatch(code)]
    if wrong or not perimeter.codes:
        raise SourceError("unknown_code", file=NAME, value=", ".join(wrong))
    code = perimeter.codes[0]
    if perimeter.kind == "epci":
        name = _name(client, f"{services.geo_api}/epcis/{code}", code)
        return Communes(name, _asked(client, services, {"codeEpci": code}))
    if perimeter.kind == "departement":
        name = _name(client, f"{services.geo_api}/departements/{code}", code)
        return Communes(name, _asked(client, services, {"codeDepartement": code}))
    return _listed(client, services, perimeter.codes)


def _name(client: Client, url: str, code: str) -> str:
    try:
        answer = client.get_json(NAME, url, {"fields": "nom,code"})
    except SourceError as error:
        if error.kind == "not_found":
            raise SourceError("unknown_code", file=NAME, value=code) from error
        raise
    return str(check_fields(NAME, answer, {"nom": str})["nom"])


def _asked(client: Client, services: Services, asked: dict[str, str]) -> tuple[dict[str, Any], ...]:
    """Features of one request, each of which must answer it."""
    params = {**asked, "fields": FIELDS, "format": "geojson", "geometry": "contour"}
    features = check_features(NAME, client.get_json(NAME, f"{services.geo_api}/communes", params), REQUIRED)
    wanted = {field: value for field, value in asked.items() if field != "type"}
    alien = [f for f in features if any(str(f["properties"].get(k, v)) != v for k, v in wanted.items())]
    if alien or len(features) > LARGEST:
        raise SourceError("whole_country", file=NAME, value=f"{len(features)} communes")
    if not features:
        raise SourceError("unknown_code", file=NAME, value=next(iter(asked.values())))
    if any((f["geometry"] or {}).get("type") not in {"Polygon", "MultiPolygon"} for f in features):
        raise SourceError("centre_not_contour", file=NAME)
    return tuple(sorted(features, key=lambda f: str(f["properties"]["code"])))


def _listed(client: Client, services: Services, codes: Sequence[str]) -> Communes:
    """One request by département, then what is missing: a code that a merger took away, a district."""
    found: dict[str, dict[str, Any]] = {}
    districts = [code for code in codes if any(code.startswith(prefix) for prefix in DISTRICTS)]
    for code in districts:
        asked = {"code": code, "type": "arrondissement-municipal"}
        found |= {code: _asked(client, services, asked)[0]}
    others = [code for code in codes if code not in districts]
    known: dict[str, dict[str, Any]] = {}
    for departement in sorted({departement_of(code) for code in others}):
        whole = _asked(client, services, {"codeDepartement": departement})
        known |= {str(f["properties"]["code"]): f for f in whole}
    renamed = {code: _successor(client, services, code) for code in others if code not in known}
    for code in others:
        heir = renamed.get(code, code)
        found[heir] = known.get(heir) or _asked(client, services, {"code": heir})[0]
    return Communes("", tuple(found[code] for code in sorted(found)), tuple(renamed.items()))


def _successor(client: Client, services: Services, code: str) -> str:
    """The one commune that took over a code that no longer exists."""
    params = {"ancienCode": code, "fields": "code,nom,anciensCodes"}
    answer = client.get_json(NAME, f"{services.geo_api}/communes", params)
    heirs = [check_fields(NAME, item, {"code": str}) for item in answer] if isinstance(answer, list) else []
    if len(heirs) > LARGEST:
        raise SourceError("whole_country", file=NAME, value=f"{len(heirs)} communes")
    if len(heirs) != 1:
        raise SourceError("unknown_code", file=NAME, value=code)
    return str(heirs[0]["code"])


def departement_of(code: str) -> str:
    """Département of an INSEE code: two characters, three overseas."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departements_at(
    client: Client, services: Services, points: Iterable[tuple[float, float]]
) -> tuple[str, ...]:
    """Départements under these points (longitude, latitude); none at sea or abroad.

    Raises
    ------
    SourceError
        What the client raises; ``whole_country`` when the point was ignored.
    """
    found: set[str] = set()
    for lon, lat in points:
        params = {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}", "fields": "code,codeDepartement"}
        answer = client.get_json(NAME, f"{services.geo_api}/communes", params)
        if not isinstance(answer, list):
            raise SourceError("missing_field", file=NAME, column="codeDepartement", value=str(answer)[:60])
        if len(answer) > 1:
            raise SourceError("whole_country", file=NAME, value=f"{len(answer)} communes")
        found |= {check_fields(NAME, item, {"codeDepartement": str})["codeDepartement"] for item in answer}
    return tuple(sorted(found))


def town_halls(found: Communes) -> list[dict[str, Any]]:
    """Town halls as point features that the list reader knows; communes without one are left out."""
    halls = []
    for feature in found.features:
        facts = feature["properties"]
        point = facts.get("mairie")
        if isinstance(point, dict) and point.get("type") == "Point":
            told = {
                "id": f"mairie-{facts['code']}",
                "nom": f"Mairie de {facts['nom']}",
                "type": "mairie",
                "code_insee": facts["code"],
            }
            halls.append({"type": "Feature", "properties": told, "geometry": point})
    return halls

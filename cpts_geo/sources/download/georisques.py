"""Géorisques: the TRI archive of a département, and whether its communes are in a TRI at all."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.answer import check_fields
from cpts_geo.sources.download.catalogue import LICENCE_OUVERTE, TRI_FILE, TRI_VINTAGE, Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.shelf import Card, Shelf

NAME: Final = "Géorisques"
TITLE: Final = "Zonages inondation (TRI), Géorisques"
BATCH: Final = 10  # assumption: codes asked in one request
PAGE: Final = 100


def tri_archive(client: Client, services: Services, shelf: Shelf, departement: str) -> Card | None:
    """The TRI archive of a département; ``None`` when there is none at its address.

    Raises
    ------
    SourceError
        What the client raises, except ``not_found``.
    """
    name = TRI_FILE.format(departement=departement)
    url = f"{services.georisques_files}/{name}"
    card = Card(name, url, vintage=TRI_VINTAGE, licence=LICENCE_OUVERTE, title=TITLE)
    try:
        return client.save(shelf, card, "zip")
    except SourceError as error:
        if error.kind == "not_found":
            return None
        raise


def communes_in_tri(client: Client, services: Services, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of these communes that are in a TRI; an empty answer is an answer.

    Raises
    ------
    SourceError
        ``whole_country`` when the codes were ignored, ``missing_field`` and what the client raises.
    """
    found: set[str] = set()
    for start in range(0, len(codes), BATCH):
        batch = codes[start : start + BATCH]
        found |= _batch(client, services, batch)
    return tuple(sorted(found))


def _batch(client: Client, services: Services, codes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    page = pages = 1
    while page <= pages:
        params = {"code_insee": ",".join(codes), "page": str(page), "page_size": str(PAGE)}
        answer = client.get_json(NAME, f"{services.georisques_api}/gaspar/tri", params)
        facts = check_fields(NAME, answer, {"results": int, "data": list})
        rows = [check_fields(NAME, row, {"code_insee": str}) for row in facts["data"]]
        told = {str(row["code_insee"]) for row in rows}
        if told - set(codes):
            raise SourceError("whole_country", file=NAME, value=f"{facts['results']} lignes")
        found |= told
        pages = int(facts.get("total_pages") or 1)
        page += 1
    return found

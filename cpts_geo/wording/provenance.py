"""Where a layer comes from, in one line: producer, vintage, licence, import, fingerprint."""

from collections.abc import Sequence
from typing import Final

from cpts_geo.model.territory import Source
from cpts_geo.wording import numbers

HASH_SHOWN: Final = 12
ON_MAP: Final = 6  # sources quoted under a map, the others being on the page Données


def day(iso: str) -> str:
    """« 26/11/2026 » of an ISO date, the text itself when it is none."""
    parts = iso[:10].split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else iso


def facts(origin: Source, *, whole: bool = False) -> list[str]:
    """Producer, vintage, licence, day of import and fingerprint; what is unknown is said or left out."""
    print_ = origin.fingerprint if whole else origin.fingerprint[:HASH_SHOWN]
    said = [
        origin.title or "producteur non précisé",
        origin.vintage or "millésime non précisé",
        origin.licence or "licence inconnue",
        f"importé le {day(origin.imported)}" if origin.imported else "",
        f"empreinte {print_}" if print_ else "",
        origin.url if whole else "",
    ]
    return [fact for fact in said if fact]


def under_map(origins: Sequence[Source]) -> str:
    """« Sources : BD TOPO, IGN, 2026-06-15 ; … » with the date of each, for the foot of a map."""
    dates = {o.title: o.vintage or (f"importé le {day(o.imported)}" if o.imported else "") for o in origins}
    said = [", ".join(filter(None, (title, date))) for title, date in dates.items() if title]
    if not said:
        return "Sources non renseignées."
    rest = len(said) - ON_MAP
    more = f" ; et {numbers.integer(rest)} de plus, page Données" if rest > 0 else ""
    return f"Sources : {' ; '.join(said[:ON_MAP])}{more}."

"""Headers of a file against our columns: what it is remembered by, and what each column may be."""

import difflib
import hashlib
from collections.abc import Sequence
from typing import Final

from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, NAME, POPULATION
from cpts_geo.sources import codes, communes, generic_roads, grid, structures
from cpts_geo.sources.coordinates import LATITUDES, LONGITUDES
from cpts_geo.sources.identity import FINESS
from cpts_geo.sources.raw import RawTable, normalise

LON: Final = "lon"
LAT: Final = "lat"
COMMUNE: Final = "commune"
CLOSE: Final = 0.75  # similarity of two spellings of one word (assumption, checked on the headers of tests)
WORD_INSIDE: Final = 0.9  # « nom de la structure » for « nom »

_POINTS: Final = {LON: LONGITUDES, LAT: LATITUDES}
_PLACE: Final = {
    CODE_INSEE: codes.CODES,
    COMMUNE: (COMMUNE, "ville", "nom_commune", "localite"),
    "address": structures.ADDRESSES,
}
# What a file of each kind may say, with the headers usually met; the first ones are needed.
TARGETS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "structures": {
        NAME: structures.NAMES,
        CATEGORY: structures.CATEGORIES,
        **_POINTS,
        CAPACITY: structures.CAPACITIES,
        "finess": FINESS,
        **_PLACE,
    },
    "sites": {NAME: structures.NAMES, **_POINTS, CAPACITY: structures.CAPACITIES, **_PLACE},
    "communes": {CODE_INSEE: codes.CODES, NAME: codes.NAMES, POPULATION: communes.POPULATIONS},
    "population": {CODE_INSEE: codes.CODES, POPULATION: (*communes.POPULATIONS, *grid.CELL_PEOPLE)},
    "hazard": {
        "depth_min_m": ("depth_min_m", "ht_min", "hauteur_min"),
        "depth_max_m": ("depth_max_m", "ht_max", "hauteur_max"),
        "occurrence": ("occurrence", "scenario", "niveau_occurrence", "periode_retour"),
    },
    "closures": {NAME: (NAME, "nom", "route", "numero")},
    "roads": dict(generic_roads.USUAL),
}
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "structures": (NAME, CATEGORY),
    "sites": (NAME,),
    "communes": (CODE_INSEE, NAME),
    "population": (CODE_INSEE, POPULATION),
}


def header_signature(raw: RawTable) -> str:
    """SHA-256 of the normalised headers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(raw.headers)).encode()).hexdigest()


def suggested(kind: str, headers: Sequence[str]) -> dict[str, str]:
    """Our columns of a kind of file to the header that looks most like each; none is proposed twice.

    A usual header wins, then a close spelling of one.
    """
    found: dict[str, str] = {}
    for least in (1.0, CLOSE):
        for target, names in TARGETS.get(kind, {}).items():
            free = [h for h in headers if h not in found.values()]
            best = max(free, key=lambda h: _likeness(h, names), default="")
            if target not in found and best and _likeness(best, names) >= least:
                found[target] = best
    return found


def _likeness(header: str, names: Sequence[str]) -> float:
    """1 for a usual header or a word of it, else how close the spellings are."""
    own = normalise(header)
    if own in names:
        return 1.0
    if set(own.split("_")) & set(names):
        return WORD_INSIDE
    return max(difflib.SequenceMatcher(None, own, name).ratio() for name in names if len(name) > 3)

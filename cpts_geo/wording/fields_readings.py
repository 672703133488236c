"""Meaning of the columns that stand once for each reading of the water."""

from typing import Final

from cpts_geo.wording.labels import READING

HIDDEN: Final = "absent si l’effectif est de 1 à 10 (secret statistique)"


def each(name: str, kind: str, unit: str, meaning: str, title: str) -> dict[str, tuple[str, str, str, str]]:
    """A field in each of the three readings."""
    return {
        f"{name}_{r}": (kind, unit, f"{meaning}, lecture {said}", f"{title} ({said})")
        for r, said in READING.items()
    }


_NONE = "temps médian (absent = non accessible pour la moitié)"
BY_READING: Final[dict[str, tuple[str, str, str, str]]] = {
    **each("minutes", "nombre", "minutes", _NONE, "Temps"),
    **each("median_minutes", "nombre", "minutes", _NONE, "Temps médian"),
    **each("places_hit", "entier", "structures", "structures touchées", "Structures touchées"),
    **each("places_wet", "entier", "structures", "structures sous l’eau", "Structures sous l’eau"),
    **each(
        "places_shut", "entier", "structures", "structures fermées, sous l’eau ou non", "Structures fermées"
    ),
    **each(
        "ehpad_places",
        "entier",
        "places",
        "places déclarées des EHPAD de la poche, comptées dans les lectures où ils y sont encore (absent = inconnues)",
        "Places d’EHPAD",
    ),
    **each(
        "longer",
        "entier",
        "habitants",
        f"trajet plus long d’au moins 10 minutes ({HIDDEN})",
        "10 min de plus",
    ),
}

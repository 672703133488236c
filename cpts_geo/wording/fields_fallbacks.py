"""Meaning of the columns of recourses and ambulances by commune and by square."""

from typing import Final

from cpts_geo.wording.fields_readings import HIDDEN

STATES: Final[dict[str, tuple[str, str]]] = {
    "reference": ("situation normale", "avant"),
    "optimistic": ("scénario, lecture optimiste", "optimiste"),
    "median": ("scénario, lecture médiane", "médiane"),
    "pessimistic": ("scénario, lecture pessimiste", "pessimiste"),
}
_MIDDLE: Final = "pour l’habitant médian du groupe (commune ou carreau)"
_ABSENT: Final = "absent = non accessible pour la moitié des habitants ou plus"
_MINUTES: Final[dict[str, tuple[str, str]]] = {
    "first_min": (f"temps jusqu’à la structure la plus proche, {_MIDDLE} ; {_ABSENT}", "1er recours (min)"),
    "second_min": (f"temps jusqu’à la deuxième structure, {_MIDDLE} ; {_ABSENT}", "2e recours (min)"),
    "third_min": (f"temps jusqu’à la troisième structure, {_MIDDLE} ; {_ABSENT}", "3e recours (min)"),
    "margin_min": (
        (
            f"marge : minutes de plus pour aller à la deuxième structure, {_MIDDLE} ; absent = pas de deuxième structure, ou "
            "pas de première, pour la moitié des habitants ou plus"
        ),
        "Marge (min)",
    ),
    "arrival_min": (
        f"temps de l’ambulance, du centre de secours le plus rapide au patient, {_MIDDLE} ; {_ABSENT}",
        "Ambulance, arrivée (min)",
    ),
    "transport_min": (
        f"temps du patient au service d’urgences le plus proche, {_MIDDLE} ; {_ABSENT}",
        "Ambulance, transport (min)",
    ),
    "total_min": (
        (
            f"arrivée puis transport, sans délai d’alerte ni temps auprès du patient, {_MIDDLE} (objectif national : 30 "
            f"minutes) ; {_ABSENT}"
        ),
        "Ambulance, total (min)",
    ),
}
SQUARE: Final = (
    "texte",
    "",
    (
        "carreau d’un kilomètre : abscisse et ordonnée de son coin sud-ouest en kilomètres, projection légale ; ceux de "
        "moins de 11 habitants ne sont pas écrits"
    ),
    "Carreau",
)
FIELDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "square": SQUARE,
    **{
        f"{name}_{state}": ("nombre", "minutes", f"{meaning}, {said}", f"{title}, {short}")
        for name, (meaning, title) in _MINUTES.items()
        for state, (said, short) in STATES.items()
    },
    **{
        f"alone_{state}": (
            "entier",
            "habitants",
            f"habitants de la commune qui n’ont qu’une structure à 30 minutes ou moins, {said} ; {HIDDEN}",
            f"Habitants à recours unique, {short}",
        )
        for state, (said, short) in STATES.items()
    },
    **{
        f"single_{state}": (
            "booléen",
            "",
            f"recours unique : la majorité des habitants du groupe n’ont qu’une structure à 30 minutes ou moins, {said}",
            f"Recours unique, {short}",
        )
        for state, (said, short) in STATES.items()
    },
}

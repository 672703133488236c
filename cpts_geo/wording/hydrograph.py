"""Words of a file of water levels and of the flood layer that each level stands for."""

from typing import Final

from cpts_geo.answers.steps import Chosen
from cpts_geo.sources.hydrograph import Datum
from cpts_geo.wording import numbers

HYDROGRAPH_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "hydrograph_empty": (
        "le fichier n’a aucune hauteur d’eau",
        "vérifiez la station et la période demandées.",
    ),
    "hydrograph_no_time": (
        "aucune colonne d’heures n’a été trouvée",
        "nommez-en une « date » (date et heure) ou « heure » (heures depuis le début), parmi : {expected}.",
    ),
    "hydrograph_no_level": (
        "aucune colonne de hauteurs d’eau n’a été trouvée",
        "nommez-en une « hauteur » (à l’échelle) ou « cote NGF », en mètres, parmi : {expected}.",
    ),
    "hydrograph_no_layer": (
        "aucune colonne ne dit la couche d’inondation",
        "nommez-en une « couche » (vide : pas de débordement), parmi : {expected}.",
    ),
    "hydrograph_two_levels": (
        "deux colonnes disent une hauteur : {value}",
        "n’en gardez qu’une.",
    ),
    "hydrograph_which_zero": (
        "« cote » ne dit pas à partir de quel zéro",
        "nommez la colonne « hauteur » (zéro de l’échelle) ou « cote NGF » (altitude).",
    ),
    "hydrograph_hole": (
        "la hauteur manque",
        "complétez-la, ou retirez cette ligne.",
    ),
    "hydrograph_bad_level": (
        "ce n’est pas une hauteur",
        "écrivez un nombre, par exemple 3,25.",
    ),
    "hydrograph_too_high": (
        "cette hauteur à l’échelle dépasse {expected} (hypothèse : aucune échelle ne lit plus)",
        "vérifiez l’unité (« hauteur mm », « hauteur cm »), ou nommez la colonne « cote NGF ».",
    ),
    "hydrograph_bad_time": (
        "ce n’est ni une date avec son heure, ni un nombre d’heures",
        "écrivez par exemple 26/11/2026 14:30, 2026-11-26T14:30+01:00, ou 6,5 (heures depuis le début).",
    ),
    "hydrograph_mixed_times": (
        "cette heure n’est pas écrite comme les premières (dates, dates avec fuseau, ou heures depuis le début)",
        "écrivez toutes les heures de la même façon.",
    ),
    "hydrograph_clock_change": (
        "l’heure légale recule à ce moment : une même heure reviendrait deux fois",
        "remplacez les dates par des heures depuis le début, ou coupez le fichier au changement d’heure.",
    ),
    "hydrograph_twice": (
        "cette heure est donnée deux fois",
        "gardez une seule hauteur pour cette heure (au changement d’heure d’octobre : écrivez le fuseau).",
    ),
    "hydrograph_backwards": (
        "cette heure vient avant celle de la ligne précédente ({expected})",
        "rangez les lignes de la plus ancienne à la plus récente.",
    ),
    "hydrograph_gap": (
        (
            "trou de {value} sans hauteur ({expected}), plus de quatre fois l’intervalle habituel (hypothèse) : "
            "une pointe a pu y passer"
        ),
        (
            "complétez les hauteurs ; sinon acceptez le trou (--gaps, ou la case de la page) : la plus haute des "
            "deux hauteurs qui l’entourent vaut alors pendant tout le trou."
        ),
    ),
    "hydrograph_stations": (
        "le fichier mêle plusieurs stations : {value}",
        "gardez les lignes d’une seule station.",
    ),
    "hydrograph_discharge": (
        "ce sont des débits ({value}), pas des hauteurs",
        "demandez la grandeur H de cette station.",
    ),
    "hydrograph_unknown_json": (
        "ce JSON n’est ni une réponse de Vigicrues (Serie, ObssHydro) ni de Hub’Eau (data)",
        "enregistrez de nouveau les observations de la station, ou faites un CSV « date;hauteur ».",
    ),
    "hydrograph_needs_zero": (
        "les hauteurs du fichier sont des altitudes (NGF), celles de la correspondance se lisent à l’échelle",
        "donnez l’altitude du zéro de l’échelle (--zero, ou la case de la page).",
    ),
    "hydrograph_rule_is_ngf": (
        "la correspondance est en altitudes (NGF), les hauteurs du fichier se lisent à l’échelle",
        "donnez l’altitude du zéro de l’échelle (--zero, ou la case de la page).",
    ),
    "hydrograph_no_station": (
        "aucune hauteur de cette station n’est dans la table « quel scénario regarder »",
        "choisissez parmi : {expected}.",
    ),
    "hydrograph_drawn": (
        "le scénario « {value} » a des dessins, des étapes ou des routes rouvertes : il ne peut pas être une étape",
        "importez ses dessins comme couche d’aléa, ou choisissez un scénario fait de couches.",
    ),
    "hydrograph_alone": (
        "les hauteurs sont données sans leur correspondance, ou l’inverse",
        "donnez --hydrograph avec --levels (fichier) ou avec --station (table du territoire).",
    ),
}
FILE: Final = "Fichier de hauteurs : CSV, Excel, ou JSON de Vigicrues ou de Hub’Eau (à la place du tableau)"
GAPS: Final = "Accepter les trous : la plus haute des deux hauteurs vaut pendant tout le trou"
ZERO: Final = "Altitude du zéro de l’échelle (m NGF), si le fichier est en cotes NGF"
SOURCE: Final = "Correspondance"
OWN_TABLE: Final = "le tableau ci-dessous"
CHOICES: Final = "Ce qui est pris à chaque étape, et pourquoi"
CHOICES_HEAD: Final = ("À partir de", "Hauteur la plus forte", "Couche ou scénario", "Pourquoi")
CHOICES_NOTE: Final = "Une étape vaut jusqu’à la suivante ; entre deux lectures, la plus haute des deux compte. Rien n’est interpolé."
NO_WATER: Final = "pas de débordement"


def station_table(station: str) -> str:
    """The table of the territory, for a station."""
    return f"« {station} » de la table « quel scénario regarder »"


def read(count: int, station: str, *, begins: str, ends: str, highest_m: float, datum: Datum) -> str:
    """What was understood of a file."""
    where = f", station {station}" if station else ""
    between = f"du {begins} au {ends}" if "/" in begins else f"de {begins} à {ends}"
    zero = "cote NGF" if datum is Datum.NGF else "hauteur à l’échelle"
    return (
        f"{numbers.integer(count)} hauteurs lues{where}, {between} ; la plus forte : {level(highest_m)} "
        f"({zero})."
    )


def level(value: float) -> str:
    """« 3,40 m »."""
    return f"{numbers.decimal(value, 2)}{numbers.NO_BREAK_SPACE}m"


def why(chosen: Chosen) -> str:
    """Which of two known levels was used, and why."""
    top = level(chosen.line.level_m)
    if chosen.highest_m == chosen.line.level_m:
        return f"hauteur connue : {top}"
    if chosen.below_m is None:
        return f"sous la plus basse hauteur connue ({top}) : la sienne est prise, par prudence"
    return f"entre {level(chosen.below_m)} et {top} : la plus haute est prise, par prudence"


def sentence(chosen: Chosen, moment: str) -> str:
    """One step of a hydrograph on one line."""
    taken = f"« {chosen.line.layer} »" if chosen.line.layer else NO_WATER
    return f"{moment} : {level(chosen.highest_m)} au plus, {taken} ; {why(chosen)}."

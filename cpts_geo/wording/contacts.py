"""Words of the contacts: what an import says of them, the table of whom to call, the restricted edition."""

from typing import Final

from cpts_geo.model.edition import Edition
from cpts_geo.wording.numbers import NO_BREAK_SPACE as NBSP

CONTACT_SENTENCES: Final[dict[str, str]] = {
    "contact_without_function": "aucune fonction : dites qui répond (maire d’astreinte, détenteur des clés…), sans nom",
    "contact_person": (
        "cette ligne nomme une personne (« M. », « Mme », « Dr ») : gardez la fonction seule, par exemple "
        "« maire ou astreinte communale »"
    ),
    "contact_number_in_text": (
        "un numéro ou une adresse électronique est écrit dans la fonction, l’organisme ou les horaires, qui "
        "figurent sur les plans publics : mettez-le dans sa propre colonne"
    ),
    "contact_telephone": (
        "numéro de téléphone illisible : dix chiffres, un numéro court (15, 112…) ou +pays sont attendus"
    ),
    "contact_email": "adresse électronique illisible (forme attendue : service@organisme.fr)",
    "contact_commune": "commune inconnue du territoire : donnez son code INSEE ou son nom exact",
    "contact_site": "lieu inconnu du territoire : donnez son identifiant (site_id) ou son nom exact",
    "contact_zero": "numéro de téléphone sans son zéro initial, perdu par un tableur : rétabli",
    "contact_repeated": "ligne identique à une ligne du dessus : une seule est gardée",
    "contact_twice": (
        "la même fonction, pour le même organisme et le même lieu, a deux numéros : gardez le bon, ou "
        "distinguez-les par les horaires"
    ),
    "contact_names_left": (
        "colonne de noms de personnes ({value}), non reprise : l’annuaire de crise est tenu par fonction"
    ),
    "contact_mobiles": (
        "numéros de portable repris : {value} ; gardez ceux d’une astreinte, retirez ceux d’une personne. "
        "Ils ne figurent que dans l’édition restreinte"
    ),
    "contact_without_means": "contacts sans téléphone ni adresse électronique, repris : {value}",
}
TITLE: Final = "Qui appeler"
HEAD: Final[dict[Edition, tuple[str, ...]]] = {
    Edition.PUBLIC: ("Fonction", "Organisme"),
    Edition.RESTRICTED: ("Fonction", "Organisme", "Téléphone", "Courriel, horaires"),
}
NONE: Final = "Aucun contact renseigné : importez l’annuaire de crise par fonction."
UNKNOWN: Final = "non renseigné"
EDITION: Final[dict[Edition, str]] = {
    Edition.PUBLIC: "Édition publique",
    Edition.RESTRICTED: "ÉDITION RESTREINTE – ne pas diffuser",
}
PUBLIC_NOTE: Final = "Numéros : voir l’édition restreinte, tenue par la mairie et la CPTS."


def who(function: str, body: str) -> str:
    """« Maire ou astreinte communale, Mairie de Saint-Éloi »."""
    return ", ".join(text for text in (function, body) if text)


def same_hours(hours: str, note: str) -> str:
    """The hours that all the contacts share, before the age of the list."""
    return " ".join(text for text in (f"Horaires : {hours}." if hours else "", note) if text)


def of_site(number: str, telephone: str) -> str:
    """« S4 02 61 91 00 41 »."""
    return f"{number}{NBSP}{held(telephone)}"


def held(telephone: str) -> str:
    """A number whose pairs stay on one line."""
    numbers = [number.replace(" ", NBSP) for number in telephone.split(" / ") if number]
    return " / ".join(numbers) or UNKNOWN


def imported_line(day: str) -> str:
    """Age of the directory."""
    return f"Annuaire importé le {'/'.join(reversed(day.split('-')))}." if day else ""

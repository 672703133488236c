"""Words of the ISO 19115 metadata that go with a package."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

KEYWORDS: Final = ("santé", "CPTS", "gestion de crise", "accès aux soins", "réseau routier dégradé")
LICENCES: Final = "Les licences des données de départ sont citées dans la généalogie."


def title(territory: str, scenario: str) -> str:
    """Title of the dataset."""
    return f"Plan du territoire en situation de crise — {territory} — {scenario}"


def abstract(about: Mapping[str, Any]) -> str:
    """What the dataset holds and how far it may be believed."""
    about_what = (
        f"Structures de santé, lieux pressentis, routes coupées et accès aux soins de {about['territory']}, "
        f"scénario « {about['scenario']} », {about['reading_label']}, {about['vehicle_label']}."
    )
    said = [about_what, about["status"], about["warning"], about["cautions"] or ""]
    return " ".join(part if part.endswith((".", "…")) else f"{part}." for part in said if part)


def lineage(sources: Iterable[str]) -> str:
    """Where the data come from, a sentence per source."""
    told = [f"{source}." for source in sources]
    return " ".join(["Calculé par cpts_geo à partir de :", *told]) if told else "Sources non renseignées."

"""data.gouv.fr: the newest file of a dataset whose name follows a pattern, with its published digest."""

import re
from typing import Final

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.answer import check_fields
from cpts_geo.sources.download.catalogue import Dataset, Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.shelf import Card

NAME: Final = "data.gouv.fr"
# Names of licences in the catalogue of data.gouv.fr; any other is quoted as it is.
LICENCES: Final = {
    "lov2": "Licence Ouverte 2.0",
    "fr-lo": "Licence Ouverte",
    "odc-odbl": "ODbL",
}


def newest(client: Client, services: Services, dataset: Dataset) -> tuple[Card, str]:
    """Card of the newest file of the dataset, and its published SHA-1 (empty when there is none).

    Monthly editions win over daily ones of a later date, which change under a download that is
    resumed; among the same kind, the name with the highest date wins.

    Raises
    ------
    SourceError
        ``no_resource``, ``missing_field`` and what the client raises.
    """
    answer = client.get_json(NAME, f"{services.data_gouv}/{dataset.slug}/")
    facts = check_fields(NAME, answer, {"resources": list})
    named: dict[tuple[bool, str], tuple[Card, str]] = {}
    for item in facts["resources"]:
        resource = check_fields(NAME, item, {"url": str})
        name = _file_name(resource, dataset.pattern)
        if name:
            card = Card(
                name=dataset.file,
                url=resource["url"],
                vintage="".join(re.findall(r"(?<!\d)20\d{4,6}", name)[:1]),
                licence=_licence(answer),
                title=dataset.title,
            )
            named[("mensuel" in name, name)] = (card, _sha1(resource))
    if not named:
        raise SourceError("no_resource", file=f"{NAME}, {dataset.slug}", expected=dataset.pattern)
    return named[max(named)]


def _file_name(resource: dict[str, object], pattern: str) -> str:
    """Name of the file, said by its title or by its address."""
    for text in (str(resource.get("title") or ""), str(resource["url"]).rpartition("/")[2]):
        found = re.search(pattern, text)
        if found:
            return found[0]
    return ""


def _sha1(resource: dict[str, object]) -> str:
    checksum = resource.get("checksum")
    if isinstance(checksum, dict) and str(checksum.get("type", "")).lower() == "sha1":
        return str(checksum.get("value", "")).lower()
    return ""


def _licence(facts: dict[str, object]) -> str:
    said = str(facts.get("license") or "")
    return LICENCES.get(said, said)

"""Whom to call, for the tables of a sheet: by function, telephone numbers in the restricted edition only."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cpts_geo.model.contacts import BODY, EMAIL, FUNCTION, HOURS, IMPORTED, TELEPHONE
from cpts_geo.model.edition import Edition
from cpts_geo.model.layers import CODE_INSEE, SITE_ID
from cpts_geo.model.territory import Territory
from cpts_geo.render.editions import public_contacts, public_sites
from cpts_geo.render.escape import plain_text
from cpts_geo.wording import contacts as words


@dataclass(frozen=True)
class ContactRow:
    """One line of the table; everything but function and body is empty in the public edition."""

    function: str
    body: str
    telephone: str = ""
    email: str = ""
    hours: str = ""


def contact_rows(
    territory: Territory, edition: Edition = Edition.PUBLIC, *, code_insee: str = "", site_id: str = ""
) -> list[ContactRow]:
    """Contacts of a site, then of its commune, then of the whole territory.

    Parameters
    ----------
    code_insee, site_id
        A commune or a site; with neither, only the contacts of the whole territory.
    """
    found = _shown(territory, edition)
    if site_id and not code_insee and site_id in territory.sites.index:
        code_insee = str(territory.sites[CODE_INSEE].loc[site_id])
    whole = (found[SITE_ID] == "") & (found[CODE_INSEE] == "")
    commune = (found[SITE_ID] == "") & (found[CODE_INSEE] == code_insee) & (code_insee != "")
    site = (found[SITE_ID] == site_id) & (site_id != "")
    ordered = pd.concat([found[site], found[commune], found[whole]])
    kept = zip(*(ordered[c] for c in (FUNCTION, BODY, TELEPHONE, EMAIL, HOURS)), strict=True)
    return [ContactRow(*(plain_text(cell) for cell in row)) for row in kept]


def contact_table(
    territory: Territory, edition: Edition, *, code_insee: str = "", site_id: str = ""
) -> dict[str, Any]:
    """The same as a table for a template, with the note that the edition needs."""
    found = contact_rows(territory, edition, code_insee=code_insee, site_id=site_id)
    rows = [{"cells": _cells(row, edition)} for row in found]
    note = words.PUBLIC_NOTE if edition is Edition.PUBLIC else _age(territory)
    return {
        "title": words.TITLE,
        "head": list(words.HEAD[edition]),
        "rows": rows,
        "empty": words.NONE,
        "note": note if rows else "",
    }


def commune_contacts(territory: Territory, edition: Edition, code: str, sites: pd.Series) -> dict[str, Any]:
    """Contacts of a commune and of everybody, then those of its sites by function, on few lines.

    Parameters
    ----------
    sites
        Number on the sheets of each site of the commune.

    Returns
    -------
    dict
        A table in the public edition; in the restricted one, ``lines`` of who and how to reach them.
    """
    facts = contact_table(territory, edition, code_insee=code)
    rows = contact_rows(territory, edition, code_insee=code)
    hours = {row.hours for row in rows}
    same = hours.pop() if len(hours) == 1 else ""  # said once
    told = [[words.who(row.function, row.body), _means(row, same)] for row in rows]
    found = _shown(territory, edition)
    own = found[found[SITE_ID].isin(sites.index.astype(str)) & (found[SITE_ID] != "")]
    for (function, body), posts in own.groupby([FUNCTION, BODY], sort=False):
        means = [
            words.of_site(str(sites.loc[s]), t) for s, t in zip(posts[SITE_ID], posts[TELEPHONE], strict=True)
        ]
        told.append([words.who(str(function), str(body)), "; ".join(means)])
        facts["rows"].append({"cells": [plain_text(function), plain_text(body)]})
    lines = [[plain_text(who), plain_text(means, 600)] for who, means in told]
    restricted = edition is Edition.RESTRICTED
    note = words.same_hours(same, facts["note"]) if restricted else facts["note"]
    return facts | {"lines": lines if restricted else [], "note": note}


def _means(row: ContactRow, same: str) -> str:
    hours = "" if row.hours == same else row.hours
    return ", ".join(text for text in (words.held(row.telephone), row.email, hours) if text)


def _shown(territory: Territory, edition: Edition) -> pd.DataFrame:
    if edition is Edition.RESTRICTED:
        return territory.contacts
    return public_contacts(territory.contacts, public_sites(territory.sites))


def _cells(row: ContactRow, edition: Edition) -> list[str]:
    if edition is Edition.PUBLIC:
        return [row.function, row.body]
    means = ", ".join(text for text in (row.email, row.hours) if text)
    return [row.function, row.body, row.telephone or words.UNKNOWN, means]


def _age(territory: Territory) -> str:
    days = [day for day in territory.contacts[IMPORTED] if day]
    return words.imported_line(min(days)) if days else ""

"""Fictitious contacts by function, with telephone numbers that France reserves for fiction."""

import unicodedata
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.demo.names import of_place, words
from cpts_geo.model.contacts import BODY, EMAIL, FUNCTION, HOURS, IMPORTED, TELEPHONE
from cpts_geo.model.layers import CODE_INSEE, SITE_ID

# Blocks of the national numbering plan kept for works of fiction: 01 99 00, 02 61 91, 03 53 01, 04 65 71,
# 05 36 49 and 06 39 98, four digits each (ARCEP, décision 2018-0881 as amended, annex 1).
PREFIX: Final = "02 61 91"
MOST: Final = 10_000
DOMAIN: Final = "example"  # reserved: no such domain will ever be (RFC 2606)


def contact_layer(communes: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, date: str) -> pd.DataFrame:
    """Contacts of the whole territory, then of each commune, then of who keeps the keys of each site."""
    text = words()["contacts"]
    whole = [(function, body, "", "", host) for function, body, host in text["whole"]]
    towns = [
        (text["mayor"], f"{text['town_hall']} {of_place(name)}", code, "", f"astreinte@{_host(name)}")
        for code, name in communes["name"].items()
    ]
    keys = [
        (text["keys"], f"{text['technical']} {of_place(name)}", code, key, "")
        for key, code, name in zip(sites.index, sites["code_insee"], sites["commune"], strict=True)
    ]
    rows = [*whole, *towns, *keys][:MOST]
    frame = pd.DataFrame(rows, columns=[FUNCTION, BODY, CODE_INSEE, SITE_ID, EMAIL], dtype=object)
    numbers = [f"{PREFIX} {k // 100:02d} {k % 100:02d}" for k in range(len(rows))]
    facts = {TELEPHONE: numbers, HOURS: text["hours"], "source": words()["source"], IMPORTED: date}
    for column, value in facts.items():
        frame[column] = value
    return frame


def _host(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "mairie-" + "".join(c if c.isalnum() else "-" for c in plain) + f".{DOMAIN}"

"""The public edition hides what is restricted; the restricted one shows it, so that the test can fail."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import paper_town
from cpts_geo.model.contacts import CONTACT_COLUMNS
from cpts_geo.model.edition import Edition
from cpts_geo.model.layers import SITES, conform
from cpts_geo.render import EXPORTERS, geojson, pdf
from cpts_geo.render.contact_rows import contact_rows
from cpts_geo.render.editions import edition_of, is_private, is_stock, public_sites
from cpts_geo.render.numbering import numbered_sites
from cpts_geo.study import Study, run_study
from leaks import everything

PHONE: Final = "03 53 01 77 77"
SECRETS: Final = {
    "telephone": PHONE,
    "email": "sentinelle@mairie.example",
    "hours": "SENTINELLE-HEURES",
    "source": "SENTINELLE-FICHIER",
    "imported": "1999-12-31",
}
STOCK: Final = "SENTINELLE-STOCK"
KEYS: Final = "SENTINELLE-CLEFS"
CONTACTS: Final = (
    ("Maire d’astreinte", "Mairie de Saint-Éloi", "99000", ""),
    ("Coordination", "CPTS", "", ""),
    ("Détenteur des clés", KEYS, "99000", "s0"),
    ("Gardien", "SENTINELLE-DEPOT", "99000", "STOCK"),
)
SHEETS: Final[dict[str, Callable[..., bytes]]] = {
    "plan": pdf.territory_plan,
    "commune": lambda study, **options: pdf.commune_sheet(study, "99000", **options),
    "booklet": pdf.commune_booklet,
    "scenario": pdf.scenario_sheet,
    "structures": pdf.structures_table,
    "sites": pdf.sites_register,
}


def contacts() -> pd.DataFrame:
    rows = [dict(zip(("function", "body", "code_insee", "site_id"), row, strict=True)) for row in CONTACTS]
    return pd.DataFrame([row | SECRETS for row in rows], columns=list(CONTACT_COLUMNS), dtype=object)


def with_stock() -> gpd.GeoDataFrame:
    facts = {"site_id": "STOCK", "name": STOCK, "usage": "stockage", "commune": paper_town.NAMES[0]}
    more = conform(paper_town.frame([facts], [shapely.Point(900, 900)]), SITES)
    both = pd.concat([paper_town.sites(), more])
    private = {"contact_permanence": f"SENTINELLE-GARDE {PHONE}", "owner": "SENTINELLE-PROPRIETAIRE"}
    return gpd.GeoDataFrame(both, crs=more.crs).assign(**private)


@pytest.fixture(scope="module")
def study() -> Study:
    inputs = paper_town.town()
    territory = replace(inputs.territory, contacts=contacts(), sites=with_stock())
    return run_study(paper_town.spec(), inputs=replace(inputs, territory=territory))


@pytest.fixture(scope="module")
def said(study: Study) -> Callable[..., str]:
    """Everything in a sheet of an edition, printed and read once."""
    return cache(lambda sheet, edition=Edition.PUBLIC: everything(SHEETS[sheet](study, edition=edition)))


def hidden(*words: str) -> list[str]:
    return ["".join(word.split()) for word in words]


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_public_sheet_holds_anything_restricted(said: Callable[..., str], sheet: str) -> None:
    leaked = hidden("SENTINELLE", *SECRETS.values(), "3530177", "+33353017777")
    assert [word for word in leaked if word in said(sheet)] == []


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_no_file_holds_anything_restricted(study: Study, name: str) -> None:
    said = everything(EXPORTERS[name].write(study))
    assert [word for word in hidden("SENTINELLE", *SECRETS.values()) if word in said] == []


def test_one_file_of_geojson_neither(study: Study) -> None:
    said = everything(geojson.write_single(study))
    assert [word for word in hidden("SENTINELLE", *SECRETS.values()) if word in said] == []


def test_public_sheets_do_not_change_with_what_they_hide(study: Study) -> None:
    other = contacts().assign(telephone="15", email="", hours="", source="x", imported="2026-01-01")
    changed = replace(study, territory=replace(study.territory, contacts=other))
    assert pdf.commune_sheet(study, "99000") == pdf.commune_sheet(changed, "99000")
    assert pdf.territory_plan(study) == pdf.territory_plan(changed)


def test_the_restricted_edition_holds_what_the_public_one_hides(said: Callable[..., str]) -> None:
    """Without it, the tests above would pass on sheets that never print a contact."""
    shown = (PHONE, SECRETS["email"], SECRETS["hours"], KEYS, STOCK)
    assert [word for word in hidden(*shown) if word not in said("commune", Edition.RESTRICTED)] == []


def test_the_restricted_edition_is_marked_on_its_band_and_at_its_foot(said: Callable[..., str]) -> None:
    mark = "ÉDITIONRESTREINTE"
    for sheet in SHEETS:
        assert said(sheet, Edition.RESTRICTED).count(mark) >= 2
        assert mark not in said(sheet)


def test_public_rows_name_functions_and_bodies_only(study: Study) -> None:
    rows = contact_rows(study.territory, Edition.PUBLIC, code_insee="99000")
    assert [(row.function, row.body) for row in rows] == [CONTACTS[0][:2], CONTACTS[1][:2]]
    assert all((row.telephone, row.email, row.hours) == ("", "", "") for row in rows)


def test_restricted_rows_of_a_site_give_its_keys_then_its_commune_then_everybody(study: Study) -> None:
    rows = contact_rows(study.territory, Edition.RESTRICTED, code_insee="99000", site_id="s0")
    assert [row.body for row in rows] == [KEYS, CONTACTS[0][1], "CPTS"]
    assert rows[0].telephone == PHONE


def test_sites_keep_their_numbers_from_one_edition_to_the_other(study: Study) -> None:
    public = numbered_sites(edition_of(study, Edition.PUBLIC))["number"]
    restricted = numbered_sites(study)["number"]
    assert len(restricted) == len(public) + 1
    assert restricted[public.index].tolist() == public.tolist()


def test_stock_places_are_known_by_their_kind_or_their_usage(study: Study) -> None:
    sites = study.territory.sites.iloc[:3].assign(
        kind=["stock", "hall", "gym"], usage=["", "drive;Stockage", "drive"]
    )
    assert is_stock(sites).tolist() == [True, True, False]


def test_the_owner_of_a_site_is_public_when_it_is_a_body(study: Study) -> None:
    owners = ["Commune de Vaurelles", "M. Untel", "Département"]
    sites: Any = study.territory.sites.iloc[:3].assign(owner=owners)
    assert public_sites(sites)["owner"].tolist() == ["Commune de Vaurelles", "", "Département"]


@pytest.mark.parametrize(
    ("column", "private"),
    [
        ("contact_permanence", True),
        ("telephone_gardien", True),
        ("key_holder", True),
        ("cle_interop", False),
        ("mobile_4g", False),
        ("capacity", False),
    ],
)
def test_columns_about_persons_and_keys_are_known_by_their_words(column: str, private: bool) -> None:  # noqa: FBT001 a parameter
    assert is_private(column) is private

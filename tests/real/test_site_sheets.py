"""Sheets of sites over the estuary of the Charente: what is not known is said, never guessed."""

import io
import re
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from pypdf import PdfReader

from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.crs import WGS84, reproject
from cpts_geo.model.layers import SITES, conform
from cpts_geo.model.scenario import Scenario
from cpts_geo.render import pdf
from cpts_geo.spec import StudySpec
from cpts_geo.study import Inputs, Study, run_study
from paths import needs_real_data

pytestmark = needs_real_data
ROCHEFORT, SURGERES = (-0.95908, 45.9348), (-0.752783, 46.1098)


@pytest.fixture(scope="module")
def study(rochefort: Inputs) -> Study:
    points = [shapely.Point(ROCHEFORT), shapely.Point(SURGERES)]
    rows = {
        "site_id": ["r", "s"],
        "name": ["Salle de Rochefort", "Salle de Surgères"],
        "usage": "vaccination",
    }
    sites = reproject(gpd.GeoDataFrame(rows, geometry=points, crs=WGS84), rochefort.territory.crs)
    territory = replace(rochefort.territory, sites=conform(sites, SITES))
    scenario = Scenario("Xynthia", (Flood("xynthia"),))
    spec = StudySpec(scenario=scenario, categories=(Category.EHPAD,))
    return run_study(spec, inputs=Inputs(territory, rochefort.network))


def text_of(study: Study, site: str) -> str:
    pages = PdfReader(io.BytesIO(pdf.site_sheet(study, site))).pages
    assert len(pages) == 2
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_a_bare_site_in_the_network_has_its_minutes_and_blanks_for_the_rest(study: Study) -> None:
    text = text_of(study, "r")
    for said in ("Tonnay-Charente", "EHPAD", "hors d’eau", "aucun recensé", "……… postes", "Visa"):
        assert said in text, said
    assert "FICTIF" not in text


def test_a_site_beyond_the_network_and_the_communes_is_never_called_dry_nor_cut(study: Study) -> None:
    text = text_of(study, "s")
    assert "hors des communes : non connu" in text
    assert "non calculé (hors réseau)" in text
    assert "Le réseau routier importé passe à 19,4 km du site" in text
    assert "Aucune voie à moins de 150 m" in text
    assert "hors d’eau" not in text.replace("ponts au-dessus de l’eau", "")
    assert "non accessible" not in text

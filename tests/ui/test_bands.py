"""No table of degraded minutes without its band, on any page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import paper_folder
import toy
from cpts_geo.model.layers import STRUCTURES, ZONES, conform
from cpts_geo.spec import StudySpec
from cpts_geo.territory import folder as home
from cpts_geo.ui.state import FOLDER_VARIABLE
from cpts_geo.wording import labels, pages, routes
from homes import again

Open = Callable[[str], AppTest]
FLOOD = '[[hazards]]\nkind = "flood"\nlayer = "gue"\n'
MINUTES = re.compile(r"minute|\bmin\b|durée|trajet|marge|^scénario$|écart", re.IGNORECASE)
# Normal times, thresholds, and people by class of minutes are no minutes of the scenario.
NOT_DEGRADED = re.compile(
    r"avant|normal|ou moins|^temps de trajet$|^10 min de plus|^jusqu’à|^\d+ à \d+|^plus de",
    re.IGNORECASE,
)
READ = [label.lower() for label in labels.READING.values()]
BAND = re.compile(r"\(.+ à .+\)|\(entre .+ et .+\)")


@pytest.fixture
def doubtful(tmp_path: Path, open_page: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> Open:
    folder = again(write_doubtful, tmp_path / "ville", "")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    spec = StudySpec.from_toml(FLOOD, str(folder))
    return lambda page: open_page(page, spec=spec)


def write_doubtful(folder: Path, _: str) -> None:
    """The town with a fire station, and water before the bridge that some assumptions let a car through."""
    paper_folder.write(folder)
    shapes = (toy.between("A3", "B3"), toy.around("B3"), toy.between("C3", "D3"))
    home.write_layer(folder, ZONES, toy.zones("flood", *shapes, low=0.1, high=0.7), "gue")
    station = gpd.GeoDataFrame(
        {"structure_id": ["F"], "name": "Caserne", "category": "pompiers"},
        geometry=[toy.at("C1")],
        crs=toy.CRS,
    )
    known = toy.inputs().territory.structures
    home.write_layer(folder, STRUCTURES, gpd.GeoDataFrame(pd.concat([known, conform(station, STRUCTURES)])))


def without_band(table: pd.DataFrame) -> Iterator[str]:
    """Columns of degraded minutes that show neither three readings nor a lowest and a highest."""
    titles = [str(title) for title in table]
    if set(routes.STEP_HEAD[4:5]) <= set(titles):  # the steps of one way, whose whole time has its band above
        return
    for title, following in zip(titles, [*titles[1:], ""], strict=True):
        if not MINUTES.search(title) or NOT_DEGRADED.search(title) or title.startswith("Fourchette"):
            continue
        read = next((name for name in READ if name in title.lower()), "")
        if read and all(title.lower().replace(read, other) in map(str.lower, titles) for other in READ):
            continue
        said = table[title].dropna().astype(str)
        if not following.startswith("Fourchette") and not said.str.contains(BAND).any():
            yield title


def tables_of(app: AppTest) -> list[pd.DataFrame]:
    assert not app.exception
    return [frame.value for frame in app.dataframe]


def test_the_rule_sees_a_number_without_its_band() -> None:
    bare = pd.DataFrame({"Minutes avant": [3.0], "Minutes pendant": [9.0], "Marge, médiane (min)": [1.0]})
    assert list(without_band(bare)) == ["Minutes pendant", "Marge, médiane (min)"]
    assert not list(
        without_band(bare[["Minutes avant", "Minutes pendant"]].assign(**{"Fourchette (min)": "3 à 9"}))
    )


@pytest.mark.parametrize("name", pages.CARE_VIEW)
def test_every_view_of_access_shows_bands(doubtful: Open, name: str) -> None:
    app = doubtful("care_page")
    app.segmented_control(key="care-view").set_value(name).run()
    assert [title for table in tables_of(app) for title in without_band(table)] == []


@pytest.mark.parametrize("page", ["scenario_page", "sites_page", "territory_page"])
def test_every_page_shows_bands(doubtful: Open, page: str) -> None:
    app = doubtful(page)
    assert [title for table in tables_of(app) for title in without_band(table)] == []


def test_a_site_says_from_which_to_which_minute(doubtful: Open) -> None:
    table = next(t for t in tables_of(doubtful("sites_page")) if "Fourchette (min)" in t)

    row = table.set_index("Nom").T["Gymnase Ouest"]
    assert (row["Minutes avant"], row["Fourchette (min)"]) == (3.0, "3 à non accessible")
    assert row["Fourchette (%)"] == "44 à 100"  # seven homes of sixteen when the car cannot pass


def test_each_vehicle_has_its_band_and_the_car_is_doubtful(doubtful: Open) -> None:
    app = doubtful("route_page")
    places = [box for box in app.selectbox if any("EHPAD" in option for option in box.options)]
    for box, wanted in zip(places, ("des Saules", "Hôpital du Pont"), strict=True):
        box.set_value(next(k for k, option in enumerate(box.options) if wanted in option)).run()

    assert [title for table in tables_of(app) for title in without_band(table)] == []
    table = next(t for t in tables_of(app) if "Véhicule" in t).set_index("Véhicule")
    car = labels.VEHICLE["car"]  # type: ignore[index] # the name of a vehicle
    assert table["Scénario"][car].endswith("à non accessible)")
    said = " ".join(str(block.proto.body) for block in app.get("html"))
    assert "selon les hypothèses" in said

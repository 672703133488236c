"""The generated territory written as a folder, with its source files, scenarios and README."""

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.demo.contacts import contact_layer
from cpts_geo.demo.make import Demo, make, readme_text
from cpts_geo.demo.names import words
from cpts_geo.hazards import Closure, Flood, Snow
from cpts_geo.model.contacts import CONTACT_COLUMNS
from cpts_geo.model.crs import METROPOLE
from cpts_geo.model.layers import COMMUNES, DEMAND, EDGES, NODES, PLANS, SITES, STRUCTURES, ZONES
from cpts_geo.model.scenario import Hazard, Scenario
from cpts_geo.model.territory import Source
from cpts_geo.spec import StudySpec
from cpts_geo.territory.basemap import build_basemap, write_theme
from cpts_geo.territory.contacts import write_contacts
from cpts_geo.territory.folder import record_source, replace_bytes, write_layer, write_settings

DATE: Final = "2026-01-01"  # fixed: the same seed gives the same bytes on any day
TILED_SCALE: Final = 2.0
ZIP_DATE: Final = (2026, 1, 1, 0, 0, 0)
FLOODS: Final = {"crue_01for": "01For", "crue_02moy": "02Moy", "crue_04fai": "04Fai"}
TABLE: Final = "N_TRI_AMBR_ISO_HT_01_{occurrence}_S_099"
SCENARIOS: Final[dict[str, tuple[str, Hazard]]] = {
    "crue_frequente": ("crue_01for", Flood(layer="crue_01for")),
    "crue_moyenne": ("crue_02moy", Flood(layer="crue_02moy")),
    "crue_extreme": ("crue_04fai", Flood(layer="crue_04fai")),
    "neige": ("neige", Snow(layer="neige")),
    "fermeture": ("fermeture", Closure(layer="fermeture_ponts")),
}


def generate(folder: str | Path, *, seed: int = 7, size: str = "cpts") -> None:
    """Write a fictitious territory folder, ready to open.

    Map tiles are built for a commune and a CPTS; larger sizes are for benchmarks and get theirs from
    ``territory.build.build_basemap`` when someone wants to see them.

    Parameters
    ----------
    folder
        Created when absent; layers of the same names are replaced, other files are kept.
    seed, size
        Same values and library versions, same bytes. Sizes: ``commune``, ``cpts``, ``departement``,
        ``region``.

    Raises
    ------
    DataError
        ``unknown_size``.
    """
    root = Path(folder)
    demo = make(seed, size)
    root.mkdir(parents=True, exist_ok=True)
    _write_settings(root)
    _write_layers(root, demo)
    _write_scenarios(root)
    for name, occurrence in FLOODS.items():
        _write_covadis(root, demo.hazards[name], occurrence)
    replace_bytes(root / "README.md", readme_text(demo).encode())
    if demo.size.scale <= TILED_SCALE:
        build_basemap(root)


def _write_settings(root: Path) -> None:
    text = words()
    settings = {
        "name": text["territory"],
        "identifier": text["identifier"],
        "crs": METROPOLE,
        "fictitious": True,
    }
    write_settings(root, settings)


def _write_layers(root: Path, demo: Demo) -> None:
    layers = {
        COMMUNES: demo.communes,
        STRUCTURES: demo.structures,
        SITES: demo.sites,
        PLANS: demo.plans,
        DEMAND: demo.demand,
        NODES: demo.nodes,
        EDGES: demo.edges,
    }
    for contract, frame in layers.items():
        write_layer(root, contract, frame)
    for name, zones in demo.hazards.items():
        write_layer(root, ZONES, zones, name)
    for theme, frame in demo.basemap.items():
        write_theme(root, theme, frame)
    contacts = contact_layer(demo.communes, demo.sites, DATE)
    write_contacts(root, contacts)
    listed = contacts[list(CONTACT_COLUMNS[:7])].to_csv(index=False, sep=";", lineterminator="\r\n")
    replace_bytes(root / "source_contacts" / "contacts.csv", listed.encode("utf-8-sig"))
    recorded = [
        "communes",
        "structures",
        "sites",
        "plans",
        "demand",
        "roads",
        *(f"hazards/{name}" for name in demo.hazards),
    ]
    for layer in recorded:
        record_source(root, Source(layer, words()["source"], DATE, words()["licence"], DATE))


def _write_scenarios(root: Path) -> None:
    titles = words()["scenarios"]
    for name, (title, hazard) in SCENARIOS.items():
        spec = StudySpec(scenario=Scenario(titles[title], (hazard,)), date=f"{DATE}T08:00")
        replace_bytes(root / "scenarios" / f"{name}.toml", spec.to_toml().encode())


def _write_covadis(root: Path, zones: gpd.GeoDataFrame, occurrence: str) -> None:
    """The flood as a producer delivers it: a zipped shapefile with the columns of COVADIS DI v2.1."""
    table = TABLE.format(occurrence=occurrence)
    raw = gpd.GeoDataFrame(
        {
            "ID_ZONE": zones["id_zone"],
            "ID_S_INOND": zones["id_s_inond"],
            "ID_TRI": zones["id_tri"],
            "TYP_INOND": zones["typ_inond"],
            "TYP_INOND2": pd.Series(None, index=zones.index, dtype=object),
            "SCENARIO": zones["scenario"],
            "COURS_DEAU": zones["cours_deau"],
            "HT_MIN": zones["depth_min_m"],
            "HT_MAX": zones["depth_max_m"].replace(np.inf, np.nan),
            "DATENTREE": DATE,
            "DATSORTIE": pd.Series(None, index=zones.index, dtype=object),
            "EST_REF": zones["est_ref"],
        },
        geometry=zones.geometry,
        crs=zones.crs,
    )
    replace_bytes(root / "source_covadis" / f"{table}.zip", _zipped_shapefile(raw, table))


def _zipped_shapefile(frame: gpd.GeoDataFrame, table: str) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        # The date in the table's header would otherwise be today's.
        frame.to_file(Path(place) / f"{table}.shp", DBF_DATE_LAST_UPDATE=DATE, ENCODING="UTF-8")
        return _zip_bytes(sorted(Path(place).iterdir()))


def _zip_bytes(paths: list[Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in paths:
            archive.writestr(zipfile.ZipInfo(path.name, ZIP_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()

"""The town of ``toy`` written as a territory folder, with three nested floods and some snow."""

from pathlib import Path

import toy
from cpts_geo.model.layers import COMMUNES, DEMAND, SITES, STRUCTURES, ZONES
from cpts_geo.model.territory import Source
from cpts_geo.territory import folder as home
from cpts_geo.territory.basemap import build_basemap
from cpts_geo.territory.build import write_network
from homes import again

FLOODS = {"crue_01for": ("01For", 100.0), "crue_02moy": ("02Moy", 600.0), "crue_04fai": ("04Fai", 1600.0)}


def write(folder: Path, *, name: str = "Ville de papier") -> Path:
    return again(_make, folder, name)


def _make(folder: Path, name: str) -> None:
    settings = {"name": name, "identifier": "toy", "crs": toy.CRS, "fictitious": True}
    home.write_settings(folder, settings)
    territory, network = toy.inputs().territory, toy.network()
    layers = (
        (COMMUNES, territory.communes),
        (STRUCTURES, territory.structures),
        (SITES, territory.sites),
        (DEMAND, territory.demand),
    )
    for contract, frame in layers:
        home.write_layer(folder, contract, frame)
    for layer, (occurrence, half_width_m) in FLOODS.items():
        water = toy.zones("flood", toy.river(half_width_m), low=1.0, high=2.0).assign(occurrence=occurrence)
        home.write_layer(folder, ZONES, water, layer)
    home.record_source(
        folder, Source("hazards/crue_02moy", "DREAL de papier", "2020", "LO 2.0", "2026-01-01")
    )
    snow = toy.zones("slowdown", toy.around("B2", 300)).assign(speed_factor=0.5)
    home.write_layer(folder, ZONES, snow, "neige")
    write_network(folder, network)
    build_basemap(folder)

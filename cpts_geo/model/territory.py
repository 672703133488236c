"""A territory: its layers as frames, where they come from, and what was set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from cpts_geo.model.changes import Change, Conflict
from cpts_geo.model.contacts import no_contacts
from cpts_geo.model.crs import METROPOLE
from cpts_geo.model.layers import PLANS, empty_layer
from cpts_geo.model.problems import Problem


@dataclass(frozen=True)
class Source:
    """Where a layer comes from; every plan and export quotes it.

    Attributes
    ----------
    layer
        Our layer name (``communes``, ``hazards/crue_04fai``…).
    title
        Producer and product, as it must be quoted.
    vintage
        Date or edition of the data, free text; empty when the file does not say.
    licence
        Licence under which it was received; empty when unknown.
    imported
        ISO date of the import.
    fingerprint
        SHA-256 of the source file, hexadecimal.
    url
        Address it was downloaded from; empty for a file brought by hand.
    size_bytes
        Size of the source file; 0 when unknown.
    """

    layer: str
    title: str
    vintage: str = ""
    licence: str = ""
    imported: str = ""
    fingerprint: str = ""
    url: str = ""
    size_bytes: int = 0


@dataclass(frozen=True, eq=False)
class Territory:
    """What a study is about. Every frame honours its contract (``model.layers``) and is in ``crs``.

    Attributes
    ----------
    name, identifier, crs, fictitious
        From ``territory.toml``; ``crs`` is the legal projected CRS, in metres.
    communes, structures, sites, demand
        Layers; empty frames when the folder has none.
    zones
        Hazard layers by name.
    basemap
        Background themes by name (``layers.BASEMAP_THEMES``), for maps only.
    problems
        Rows set aside, repaired or worth a look, from all imports.
    sources
        Provenance of each layer.
    fingerprint
        SHA-256 of the layers a study reads; same folder content, same value.
    changes
        What people changed, already in the layers; rows they deleted are told here only.
    conflicts
        Where the import now says otherwise than a person; the layers hold the person's value.
    contacts
        Whom to call, by function (``model.contacts``): restricted editions only, never in a file.
    plans
        What is drawn on the ground of the sites: entrance, exit, parking, lanes.
    """

    name: str
    identifier: str
    crs: str
    fictitious: bool
    communes: gpd.GeoDataFrame
    structures: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    zones: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))
    basemap: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    sources: tuple[Source, ...] = ()
    fingerprint: str = ""
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    contacts: pd.DataFrame = field(default_factory=no_contacts)
    plans: gpd.GeoDataFrame = field(default_factory=lambda: empty_layer(PLANS, METROPOLE))

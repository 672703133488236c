"""What goes out of the house: one frame per theme and geometry type, small counts hidden.

Every file format draws from here, so that GeoJSON, GeoPackage, KML and tables say the same thing.
"""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.hazards.orders import about_sites
from cpts_geo.model.causes import named
from cpts_geo.model.edition import Edition
from cpts_geo.model.layers import (
    CODE_INSEE,
    COMMUNES,
    PHONE,
    PLAN_FACTS,
    PLANNING,
    POPULATION,
    SITES,
    STRUCTURES,
    ZONES,
    LayerContract,
)
from cpts_geo.model.personal import mobiles
from cpts_geo.model.scenario import READINGS
from cpts_geo.render.cut_roads import cut_roads, slowed_roads, uncertain_roads
from cpts_geo.render.editions import edition_of
from cpts_geo.render.ground_themes import plan_themes, pockets_theme
from cpts_geo.render.hidden_figures import everybody
from cpts_geo.render.kept import kept_site_spans
from cpts_geo.render.public_figures import HIDDEN, ISOLATED, public_figures
from cpts_geo.render.secrecy import small
from cpts_geo.study import Study
from cpts_geo.wording import labels
from cpts_geo.wording.causes import by_reading

HITS: Final = tuple(f"hit_{reading}" for reading in READINGS)
COUNTS: Final = (
    *(POPULATION, "pop_0_14", "pop_15_59", "pop_60_74", "pop_75p"),
    *("capacity", "capacity_per_day", "parking", "parking_pmr"),
)
OF_COMMUNES: Final = (
    *("minutes_reference", "minutes_scenario", *(f"minutes_{reading}" for reading in READINGS)),
    *(*ISOLATED, HIDDEN),
)
OF_SITES: Final = ("minutes_reference", "minutes_scenario", "minutes_low", "minutes_high")
PRIVATE: Final = frozenset({"owner"})  # a name of person may hide there


def themes(study: Study) -> Mapping[str, gpd.GeoDataFrame]:
    """Public layers of a study by theme name, in the territory's legal CRS, sorted by identifier.

    The suffix says the geometry: ``_s`` surfaces, ``_l`` lines, ``_p`` points. The index of each
    frame is its identifier; unreachable is ``inf``, hidden or unknown is missing.
    """
    study = edition_of(study, Edition.PUBLIC)  # a file goes further than a sheet: never the restricted one
    surfaces, lines = _hazards(study)
    frames = {
        "territoire_s": _communes(study),
        "structures_p": _structures(study),
        "sites_p": _sites(study),
        "acces_coupes_l": cut_roads(study),
        "acces_incertains_l": uncertain_roads(study),
        "routes_ralenties_l": slowed_roads(study),
        "alea_s": surfaces,
        "alea_l": lines,
        "poches_s": pockets_theme(study),
        **_planning(study),
        **plan_themes(study),
    }
    return {name: _whole(frame.sort_index()) for name, frame in frames.items()}


def _whole(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Counts that are whole numbers written as such; a missing one stays missing."""
    counts = [name for name in COUNTS if name in frame.columns]
    whole = [name for name in counts if (frame[name].dropna() % 1 == 0).all()]
    return frame.assign(**{name: frame[name].astype("Int64") for name in whole})


def allowed_columns(contract: LayerContract) -> list[str]:
    """Columns of a layer that may leave: those of its contract, never what a source added."""
    names = [*contract.required, *(name for name, _ in contract.optional)]
    return [name for name in names if name not in PRIVATE]


def public_communes(study: Study) -> pd.DataFrame:
    """Long table commune x category with small counts hidden; column ``moins_de_11`` says where."""
    return _rounded(public_figures(study).communes)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Minutes with one decimal, shares with three."""
    decimals = {name: 1 for name in table.columns if "minutes_" in str(name)} | {"reachable_share": 3}
    return table.round({name: digits for name, digits in decimals.items() if name in table.columns})


def _communes(study: Study) -> gpd.GeoDataFrame:
    communes = study.territory.communes
    long = public_communes(study)
    parts = [pd.DataFrame(communes[allowed_columns(COMMUNES)])]
    for category, rows in long.groupby("category", sort=False):
        wide = rows.set_index(CODE_INSEE)[list(OF_COMMUNES)].add_prefix(f"{category}_")
        parts.append(wide.reindex(communes.index))
    return gpd.GeoDataFrame(pd.concat(parts, axis=1), geometry=communes.geometry, crs=communes.crs)


def _structures(study: Study) -> gpd.GeoDataFrame:
    layer = study.territory.structures
    results = study.outcomes.comparison.structures.reindex(layer.index)
    columns = layer[allowed_columns(STRUCTURES)]
    columns = columns.assign(**{PHONE: columns[PHONE].map(_switchboard)})
    people = public_figures(study).structures
    label = layer["category"].map(lambda value: labels.CATEGORY.get(value, str(value)))
    hits = {hit: _boolean(results[hit]) for hit in HITS}
    far = layer.index.isin(study.outcomes.facts.off_road.index)
    facts = columns.assign(
        category_label=label, off_road=far, **hits, **_causes(results, feminine=True), **people
    )
    return gpd.GeoDataFrame(facts, geometry=layer.geometry, crs=layer.crs)


def _switchboard(phone: str) -> str:
    """The telephone of a place; nothing when it is a mobile, which is somebody's own."""
    return "" if mobiles(str(phone)) else phone


def _sites(study: Study) -> gpd.GeoDataFrame:
    layer = study.territory.sites
    results = study.outcomes.comparison.sites.reindex(layer.index)
    hits = {hit: _boolean(results[hit]) for hit in HITS}
    minutes = _rounded(results.join(kept_site_spans(study)))
    measures = {name: minutes[name] for name in OF_SITES}
    measures["reachable_share"] = _told_share(results["reachable_share"], everybody(study))
    facts = layer[allowed_columns(SITES)].assign(
        open=_boolean(results["open"]), **hits, **_causes(results, feminine=False), **measures
    )
    return gpd.GeoDataFrame(facts, geometry=layer.geometry, crs=layer.crs)


def _told_share(share: pd.Series, people: float) -> pd.Series:
    """Share of people; nothing when it tells that a few can come, or that a few cannot."""
    can = (share * people).round()
    return share.round(3).mask(small(can) | small(people - can))


def _causes(results: pd.DataFrame, *, feminine: bool) -> dict[str, list[str]]:
    """What hits each place in some reading: codes, and in French with the readings."""
    rows = results[[f"by_{reading}" for reading in READINGS]].fillna(0).astype(int).to_numpy()
    return {
        "causes": [";".join(named(int(np.bitwise_or.reduce(row)))) for row in rows],
        "causes_label": [
            by_reading(dict(zip(READINGS, map(int, row), strict=True)), feminine=feminine) for row in rows
        ],
    }


def _boolean(values: pd.Series) -> pd.Series:
    return values.astype("boolean")


def _hazards(study: Study) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Zones that the scenario uses, surfaces and lines apart."""
    used = sorted(
        {layer for hazard in study.spec.scenario.hazards if (layer := getattr(hazard, "layer", ""))}
    )
    known = {layer: study.zones[layer] for layer in used if layer in study.zones}
    # An order about a site is told by the site.
    frames = [_zones(zones[~about_sites(zones)], layer) for layer, zones in known.items()]
    empty = gpd.GeoDataFrame({"layer": [], **{name: [] for name in allowed_columns(ZONES)}}, geometry=[])
    empty = empty.rename_axis(ZONES.index).set_crs(study.territory.crs)
    both = gpd.GeoDataFrame(pd.concat(frames)) if frames else empty
    surfaces = both.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    return both[surfaces], both[~surfaces]


def _planning(study: Study) -> dict[str, gpd.GeoDataFrame]:
    """Zones of the plans of prevention, which no scenario uses; no theme when there is none."""
    names = [name for name, zones in sorted(study.zones.items()) if (zones["kind"] == PLANNING).any()]
    if not names:
        return {}
    frames = [_zones(study.zones[name], name, PLAN_FACTS) for name in names]
    return {"zonage_ppr_s": gpd.GeoDataFrame(pd.concat(frames))}


def _zones(zones: gpd.GeoDataFrame, layer: str, extra: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    facts = pd.DataFrame(zones).reindex(columns=[*allowed_columns(ZONES), *extra])
    ids = [f"{layer}/{number}" for number in range(1, len(facts) + 1)]  # drawings may share a zone_id
    named = facts.set_index(pd.Index(ids, name=ZONES.index))
    geometry = gpd.GeoSeries(zones.geometry.to_numpy(), index=named.index, crs=zones.crs)
    return gpd.GeoDataFrame(named.assign(layer=layer), geometry=geometry)


def summary_table(study: Study) -> pd.DataFrame:
    """One row per category: the headline figures, small counts hidden, none without a known place."""
    return _rounded(public_figures(study).categories)

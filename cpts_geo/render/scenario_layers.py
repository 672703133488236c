"""Layers of the map of a scenario, the same on the page and for who prints it from elsewhere."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import geopandas as gpd

from cpts_geo.model.categories import Category
from cpts_geo.model.layers import EXPIRED
from cpts_geo.model.network import RoadNetwork
from cpts_geo.model.territory import Territory
from cpts_geo.render import choices, figures, hand_marks, map_layers, map_results
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.study import Study

Keep = Callable[[tuple[Any, ...], Callable[[], MapLayer]], MapLayer]


def make_now(key: tuple[Any, ...], make: Callable[[], MapLayer]) -> MapLayer:
    """Make a layer each time: nothing is kept."""
    del key
    return make()


def scenario_layers(
    study: Study,
    *,
    isolated: Category | None,
    shown: Sequence[Category],
    keep: Keep = make_now,
) -> list[MapLayer]:
    """Everything the map of a scenario shows, in drawing order.

    Parameters
    ----------
    isolated
        Category whose newly cut homes are shown.
    shown
        Categories of structures.
    keep
        Gives a layer back under its key, or makes it; the key starts with a fingerprint.
    """
    territory, mark = study.territory, study.fingerprint
    causes = study.outcomes.readings[study.spec.scenario.reading].structures_by
    structures = keep(
        (territory.fingerprint, "structures", *shown, causes.to_numpy().tobytes()),
        lambda: map_layers.structures_layer(territory.structures, shown, causes),
    )
    return [
        communes_layer(territory, keep),
        *restricted_layers(territory, study.network, keep),
        *zone_layers(study, keep),
        *_isolated(study, isolated, keep),
        keep((mark, "roads"), lambda: map_results.roads_layer(study)),
        keep((mark, "marks"), lambda: hand_marks.marks_layer(study)),
        structures,
        *_sites(study, keep),
    ]


def first_isolated(study: Study) -> Category | None:
    """Category whose newly cut homes are shown until another one is chosen."""
    return next(iter(choices.known_care(study)), None)


def first_shown(territory: Territory) -> tuple[Category, ...]:
    """Categories of structures shown until others are chosen."""
    present = map_layers.all_categories(territory.structures)
    return tuple(category for category in present if category in figures.MAIN_PLACES)


def communes_layer(territory: Territory, keep: Keep = make_now) -> MapLayer:
    """Outlines of the communes."""
    return keep((territory.fingerprint, "communes"), lambda: map_layers.communes_layer(territory.communes))


def restricted_layers(territory: Territory, network: RoadNetwork, keep: Keep = make_now) -> list[MapLayer]:
    """Roads for emergency vehicles only, where the territory has some."""
    made = keep((territory.fingerprint, "restricted"), lambda: map_layers.restricted_layer(network))
    return [made] if made.legend else []


def zone_layers(study: Study, keep: Keep = make_now) -> list[MapLayer]:
    """Water, closed and slowed zones of the scenario; those of the territory are the same for all studies."""
    known = study.territory
    return [
        keep(
            (known.fingerprint if name in known.zones else study.fingerprint, "zone", name, *_over(zones)),
            partial(map_results.zone_layer, zones),
        )
        for name in map_results.zone_names(study)
        for zones in [study.zones[name]]
    ]


def _over(zones: gpd.GeoDataFrame) -> list[str]:
    """Closures out of force at the date of the study: the same layer is not drawn alike at another date."""
    return zones.index[zones["kind"] == EXPIRED].astype(str).tolist()


def _sites(study: Study, keep: Keep) -> list[MapLayer]:
    sites, opened = study.territory.sites, study.spec.open_sites
    causes = study.outcomes.readings[study.spec.scenario.reading].sites_by
    key = (study.territory.fingerprint, "sites", *opened, causes.to_numpy().tobytes())
    return [keep(key, lambda: map_layers.sites_layer(sites, opened, causes))] if len(sites) else []


def _isolated(study: Study, category: Category | None, keep: Keep) -> list[MapLayer]:
    if category is None:
        return []
    key = (study.fingerprint, "isolated", category)
    return [keep(key, lambda: map_results.isolated_layer(study, category))]

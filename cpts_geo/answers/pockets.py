"""Pockets cut from care under a study: who is there, what they still have, what they miss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cpts_geo.access.ages import FRAIL, UNKNOWN, people_by_age
from cpts_geo.access.comparison import newly_isolated
from cpts_geo.access.isolation import left_alone, pocket_labels, pockets
from cpts_geo.access.state import usable_structures
from cpts_geo.access.travel import in_category
from cpts_geo.answers.pocket_homes import Home, home_places, homes_by_pocket
from cpts_geo.answers.states import roads_by_state
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import HELIPAD, NAME, POPULATION
from cpts_geo.model.results import Band, Pocket
from cpts_geo.model.scenario import READINGS, Reading
from cpts_geo.study import Baseline, Inputs, Study, run_baseline

# What must be said of a pocket, known or not, beside its helipads.
CONTAINS: Final = (
    Category.MEDECIN,
    Category.PHARMACIE,
    Category.INFIRMIER,
    Category.EHPAD,
    Category.MAIRIE,
)
UNUSABLE: Final = ("ferme", "indisponible")  # status of a site
HOME_M: Final = 150.0  # how far around its homes a pocket is drawn
NAMED: Final = 6
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PocketFacts:
    """A pocket in the study's reading.

    Attributes
    ----------
    people
        People of its homes who newly lost some care, in each reading.
    ages
        Those of the study's reading by band of ``access.ages.BANDS``.
    frail
        Of ``people``, those of the bands of ``access.ages.FRAIL``; nothing when no age is known.
    missing
        People who newly lost each category, most first.
    services
        Number of dry and open places of each category inside that somebody of the pocket can reach.
    scattered
        Its homes are cut even from one another (their own roads are closed).
    homes
        EHPAD inside in the study's reading, under water or not.
    home_places
        Known places of these same EHPAD, where they still stand in a pocket, in each reading.
    helipads
        Names of the helipads inside that are declared, usable and dry.
    communes, places
        Names of communes, and of at most ``NAMED`` places on the background map.
    shape
        Ground within ``HOME_M`` of its homes, in the territory's CRS.
    sites
        Identifiers of the candidate sites inside that are usable and dry.
    demand_ids
        Its homes.
    """

    people: Band
    ages: Mapping[str, int]
    frail: Band | None
    missing: Mapping[str, int]
    services: Mapping[str, int]
    scattered: bool
    homes: tuple[Home, ...]
    home_places: Band
    helipads: tuple[str, ...]
    communes: tuple[str, ...]
    places: tuple[str, ...]
    shape: shapely.Geometry
    sites: tuple[str, ...] = ()
    demand_ids: tuple[object, ...] = ()


@dataclass(frozen=True, eq=False)
class PocketReport:
    """Pockets of a study, in the order of ``access.isolation.pockets``.

    Attributes
    ----------
    pockets
        In the study's reading.
    count, people
        Number of pockets and people in them, in each reading.
    frail
        The frail among them, in each reading, by band of ``access.ages.FRAIL`` that somebody has.
    homes
        EHPAD that stand in a pocket of some reading.
    helipads_known
        How many helipads the territory declares; 0 = not known, which is not « none ».
    categories
        Care whose loss makes a pocket.
    unknown
        Those of ``CONTAINS`` of which the territory knows no place at all: not known, never « none ».
    """

    pockets: tuple[PocketFacts, ...]
    count: Band
    people: Band
    frail: Mapping[str, Band]
    homes: tuple[Home, ...]
    helipads_known: int
    categories: tuple[Category, ...]
    unknown: tuple[Category, ...] = ()


def describe_pockets(
    study: Study, *, categories: Sequence[Category] | None = None, baseline: Baseline | None = None
) -> PocketReport:
    """What each pocket of the study contains and misses.

    Parameters
    ----------
    study
        Its reading draws the pockets; the other two give the band.
    categories
        Care whose loss makes a pocket; all those of the study otherwise.
    baseline
        Already run for the same spec; run here otherwise.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    own, sites = study.spec.scenario.reading, study.territory.sites
    asked = tuple(categories or study.spec.categories)
    scene = _scene(study, baseline, [category.value for category in asked])
    found = {reading: _pockets(scene, reading) for reading in READINGS}
    return PocketReport(
        tuple(_facts(scene, pocket) for pocket in found[own]),
        Band(*(len(found[r]) for r in READINGS)),
        Band(*(sum(pocket.population for pocket in found[r]) for r in READINGS)),
        _frail(scene),
        tuple(home for homes in scene.homes.values() for home in homes),
        int((sites["kind"] == HELIPAD).sum()),
        asked,
        tuple(c for c in CONTAINS if not in_category(study.territory.structures, c).any()),
    )


@dataclass(frozen=True, eq=False)
class _Scene:
    study: Study
    baseline: Baseline
    labels: Mapping[Reading, Ints]
    alone: npt.NDArray[np.bool_]
    standing: Mapping[str, Mapping[int, int]]
    homes: Mapping[int, tuple[Home, ...]]
    sites: Mapping[int, tuple[str, ...]]
    lost: Mapping[Reading, pd.DataFrame]
    ages: pd.DataFrame


def _scene(study: Study, baseline: Baseline, names: list[str]) -> _Scene:
    own, located = study.spec.scenario.reading, baseline.located
    roads = roads_by_state(study, baseline)
    lost = {reading: _lost(study, reading)[names] for reading in READINGS}
    labels = {reading: pocket_labels(roads[reading.value]) for reading in READINGS}
    node = located.demand.points["node"].to_numpy()
    cut = {r: np.unique(labels[r][node[lost[r].to_numpy(bool).any(axis=1)]]) for r in READINGS}
    return _Scene(
        study=study,
        baseline=baseline,
        labels=labels,
        alone=left_alone(roads[own.value]),
        standing=_standing(study, baseline, labels[own]),
        homes=homes_by_pocket(study, located.structures.points["node"], labels, cut),
        sites=_usable_sites(study, _pocket_of(labels[own], located.sites.points["node"])),
        lost=lost,
        ages=people_by_age(study.territory.demand).reset_index(drop=True),
    )


def _frail(scene: _Scene) -> dict[str, Band]:
    cut = {reading: table.to_numpy(bool).any(axis=1) for reading, table in scene.lost.items()}
    bands = {name: Band(*(int(scene.ages[name].to_numpy() @ cut[r]) for r in READINGS)) for name in FRAIL}
    return {name: band for name, band in bands.items() if band != Band(0, 0, 0)}


def _lost(study: Study, reading: Reading) -> pd.DataFrame:
    before, after = study.outcomes.baseline.minutes, study.outcomes.readings[reading].access.minutes
    return pd.DataFrame(newly_isolated(before, after), index=before.index, columns=before.columns)


def _pockets(scene: _Scene, reading: Reading) -> tuple[Pocket, ...]:
    study, located = scene.study, scene.baseline.located
    places = usable_structures(located, study.outcomes.readings[reading].structures_hit)
    demand = study.territory.demand
    return pockets(scene.labels[reading], demand, located.demand, places, lost=scene.lost[reading])


def _facts(scene: _Scene, pocket: Pocket) -> PocketFacts:
    study, own = scene.study, scene.study.spec.scenario.reading
    demand, sites = study.territory.demand, study.territory.sites
    rows = demand.index.get_indexer(pd.Index(pocket.demand_ids))
    people = demand[POPULATION].to_numpy()[rows]
    lost = {reading: table.to_numpy(bool)[rows] for reading, table in scene.lost.items()}
    by_age = scene.ages.iloc[rows]
    ages = dict(zip(by_age, by_age.to_numpy().sum(axis=0).tolist(), strict=True))
    frail = by_age[list(FRAIL)].to_numpy().sum(axis=1)
    known = any(count for band, count in ages.items() if band != UNKNOWN)
    felt, everyone = np.any(lost[own], axis=0), np.all(lost[own], axis=0)
    missing = dict(zip(scene.lost[own].columns[felt], (people @ lost[own])[felt].tolist(), strict=True))
    gone = set(scene.lost[own].columns[everyone])
    node = int(scene.baseline.located.demand.points["node"].to_numpy()[rows[0]])
    key = int(scene.labels[own][node])
    shape = shapely.union_all(shapely.buffer(demand.geometry.to_numpy()[rows], HOME_M, quad_segs=4))
    names, inside = study.territory.communes[NAME], scene.sites.get(key, ())
    cut = {reading: table.any(axis=1) for reading, table in lost.items()}
    homes = tuple(home for home in scene.homes.get(key, ()) if own in home.readings)
    return PocketFacts(
        people=Band(*(int(people @ cut[r]) for r in READINGS)),
        ages={str(band): int(count) for band, count in ages.items() if count},
        frail=Band(*(int(frail @ cut[r]) for r in READINGS)) if known else None,
        missing={str(n): int(c) for n, c in sorted(missing.items(), key=lambda item: -item[1])},
        services=_services(scene, key, gone),
        scattered=bool(scene.alone[node]),
        homes=homes,
        home_places=home_places(homes),
        helipads=tuple(str(sites[NAME][site]) for site in inside if sites["kind"][site] == HELIPAD),
        communes=tuple(str(names.get(code, code)) for code in pocket.communes),
        places=_places(study.territory.basemap.get("places"), shape),
        shape=shape,
        sites=tuple(str(site) for site in inside),
        demand_ids=pocket.demand_ids,
    )


def _pocket_of(label: Ints, nodes: pd.Series) -> pd.Series:
    """Label of the pocket of each place, -1 = on no road."""
    node = nodes.to_numpy()
    return pd.Series(np.where(node >= 0, label[node], -1), index=nodes.index)


def _standing(study: Study, baseline: Baseline, label: Ints) -> dict[str, dict[int, int]]:
    """Usable places of each category, counted by pocket."""
    hit = study.outcomes.readings[study.spec.scenario.reading].structures_hit
    places = usable_structures(baseline.located, hit)
    node = places.nodes.points["node"].to_numpy()
    usable = places.usable.to_numpy(bool) & (node >= 0)
    found = {}
    for category in Category:
        keys = label[node[usable & in_category(places.frame, category).to_numpy(bool)]]
        pocket, count = np.unique(keys, return_counts=True)
        found[category.value] = dict(zip(pocket.tolist(), count.tolist(), strict=True))
    return found


def _services(scene: _Scene, key: int, gone: set[str]) -> dict[str, int]:
    counts = {name: by_pocket.get(key, 0) for name, by_pocket in scene.standing.items()}
    return {name: count for name, count in counts.items() if count and name not in gone}


def _usable_sites(study: Study, pocket: pd.Series) -> dict[int, tuple[str, ...]]:
    """Identifiers of the candidate sites that are usable and dry, by pocket."""
    sites, hit = study.territory.sites, study.outcomes.readings[study.spec.scenario.reading].sites_hit
    kept = pocket[~sites["status"].isin(UNUSABLE) & ~hit]
    return {int(key): tuple(group.index) for key, group in kept.groupby(kept)}


def _places(named: gpd.GeoDataFrame | None, shape: shapely.Geometry) -> tuple[str, ...]:
    if named is None or NAME not in named:
        return ()
    inside = named.iloc[np.sort(named.sindex.query(shape, predicate="intersects"))]
    return tuple(dict.fromkeys(str(name) for name in inside[NAME] if name))[:NAMED]

"""Tables of the front of a site sheet: what the scenario does there, who can come, what care is near."""

from math import isfinite, nan
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cpts_geo.answers.site_access import PLACE, SiteAccess
from cpts_geo.answers.states import REFERENCE
from cpts_geo.hazards import Flood
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import MAX_HEIGHT_M, MAX_WEIGHT_T, MINUTES, NAME, POPULATION
from cpts_geo.model.network import road_labels
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import choices
from cpts_geo.render.disclosure import hide_small
from cpts_geo.render.escape import plain_text
from cpts_geo.render.numbering import row_at
from cpts_geo.render.sheet_places import Row, by_water, causes
from cpts_geo.render.sheets import Facts, shown, table
from cpts_geo.study import Study
from cpts_geo.wording import labels, numbers
from cpts_geo.wording import sheet_tables as table_words
from cpts_geo.wording import site_sheet as words

MOST_COMMUNES: Final = 6
APPROACH_M: Final = 150.0  # how far from the site a road is an approach (assumption)
MOST_ROADS: Final = 5


def hazard_table(study: Study, site: str, access: SiteAccess, *, inside: bool) -> Facts:
    """State of the site, water there and people who can come, in the three readings.

    Outside the communes nobody knows of water: ``inside`` false is « not known », never « dry ».
    """
    touched = causes(study.outcomes.comparison.sites, site)
    watered, water = choices.flooded(study.spec), by_water(study)
    people, least = people_by_state(access), access.depth_m["optimistic"]
    people = people if access.reached else dict.fromkeys(people, words.NOT_COMPUTED)
    states = [words.site_state(touched[r], by_water=water, watered=watered, inside=inside) for r in READINGS]
    rows: list[Row] = [
        {"cells": [words.SITE_ROW, *states], "hit": any(touched.values())},
        {"cells": [words.DEPTH_ROW, *(words.depth(access.depth_m[r.value], least) for r in READINGS)]},
        {"cells": [words.ACCESS_ROW, *(people[r.value] for r in READINGS)]},
    ]
    return table(words.HAZARDS, words.HAZARDS_HEAD, rows if watered else [rows[0], rows[2]], "")


def people_by_state(access: SiteAccess) -> dict[str, str]:
    """People who have a way to the site, small counts hidden."""
    counts = hide_small(pd.Series({state: float(count) for state, count in access.people.items()}))
    return {str(state): table_words.count(shown(value)) for state, value in counts.items()}


def people_change(study: Study, access: SiteAccess) -> str:
    """« 75 000 → 61 200 [58 000 – 70 100] »; nothing is said of a site that no road of the network serves."""
    if not access.reached:
        return words.NOT_COMPUTED
    counts = hide_small(pd.Series({state: float(count) for state, count in access.people.items()}))
    own = study.spec.scenario.reading.value
    low, middle, high = (shown(counts[key]) for key in ("optimistic", own, "pessimistic"))
    return words.change(
        table_words.count(shown(counts[REFERENCE])), table_words.count_band(low, middle, high)
    )


def minutes_change(study: Study, minutes: pd.Series) -> str:
    """Minutes before, and in the study's reading with its band."""
    own = study.spec.scenario.reading.value
    return words.change(words.minutes(float(minutes[REFERENCE])), _band(minutes, own))


def _band(minutes: pd.Series, own: str) -> str:
    """Minutes in the study's reading with the two extreme ones; « 0 min » is never said."""
    band = table_words.minutes_band(*(float(minutes[key]) for key in ("optimistic", own, "pessimistic")))
    return words.NEXT_DOOR if band == numbers.minutes(0) else band


def emergency_change(study: Study, access: SiteAccess) -> str:
    """Minutes to the emergencies, when the site has a road and an emergency department is known."""
    if not access.reached:
        return words.NOT_COMPUTED
    known = bool(study.territory.structures["urgences"].any())
    return minutes_change(study, access.nearest["urgences"][MINUTES]) if known else words.NONE_KNOWN


def communes_table(study: Study, access: SiteAccess) -> Facts:
    """Median minutes from the communes that are nearest in normal times."""
    if not access.reached:
        text = words.far_from_roads(access.snap_m)
        return table(words.COMMUNES, words.COMMUNES_HEAD, [], text) | {"more": ""}
    communes = study.territory.communes
    known = access.communes[access.communes.index.isin(communes.index)].sort_values(REFERENCE, kind="stable")
    own = study.spec.scenario.reading.value
    rows = []
    for code, minutes in known.head(MOST_COMMUNES).iterrows():
        commune = row_at(communes, code)
        before, during = float(minutes[REFERENCE]), float(minutes[own])
        usual, band = words.minutes(before), _band(minutes, own)
        people = table_words.amount(float(commune[POPULATION]))
        cells = [
            commune[NAME],
            people,
            usual,
            band if band != usual else words.SAME,
        ]
        rows.append(
            {"cells": [plain_text(c) for c in cells], "hit": isfinite(before) and not isfinite(during)}
        )
    more = len(known) - len(rows)
    facts = table(words.COMMUNES, words.COMMUNES_HEAD, rows, words.NO_COMMUNE)
    return facts | {"more": words.more_communes(more)}


def links_table(study: Study, access: SiteAccess) -> Facts:
    """Care that the site leans on: named structures first, then the nearest of each kind."""
    if not access.reached:
        return table(words.LINKS, words.LINKS_HEAD, [], words.far_from_roads(access.snap_m))
    kinds = study.territory.structures["category"]
    rows = [
        _link(study, words.backing(labels.CATEGORY[Category(kinds[key])]), minutes)
        for key, minutes in access.backing.items()
    ]
    present = set(kinds)
    for category, minutes in access.nearest.items():
        kind = "hopital" if category == "urgences" else category
        known = kind in present and (
            category != "urgences" or bool(study.territory.structures["urgences"].any())
        )
        rows.append(_link(study, words.LINK[category], minutes, known=known))
    return table(words.LINKS, words.LINKS_HEAD, rows, "")


def _link(study: Study, label: str, minutes: pd.DataFrame, *, known: bool = True) -> dict[str, Any]:
    own = study.spec.scenario.reading.value
    during, usual = str(minutes[PLACE][own]), str(minutes[PLACE][REFERENCE])
    before = float(minutes[MINUTES][REFERENCE])
    band = _band(minutes[MINUTES], own)
    structures = study.territory.structures
    name = str(structures[NAME][during]) if during in structures.index else words.NO_LINK
    if not known:
        return {"cells": [label, words.NONE_KNOWN, table_words.NONE, table_words.NONE], "hit": False}
    if during != usual and usual in structures.index and during:
        name = words.instead(name, str(structures[NAME][usual]))
    same = band == words.minutes(before) and during == usual
    cells = [label, name, words.minutes(before), words.SAME if same else band]
    lost = isfinite(before) and not isfinite(float(minutes[MINUTES][own]))
    return {"cells": [plain_text(cell) for cell in cells], "hit": lost}


def roads_table(study: Study, edges: gpd.GeoDataFrame, site: str) -> Facts:
    """Roads around the site, the nearest first, with what limits them and what the scenario does."""
    spot = study.territory.sites.geometry.loc[site]
    away = shapely.distance(np.asarray(edges.geometry), spot)
    near = edges.assign(away=away, road=road_labels(edges))[away <= APPROACH_M]
    ends = set(zip(study.network.edges["u"], study.network.edges["v"], strict=True))
    both = [(v, u) in ends for u, v in zip(near["u"], near["v"], strict=True)]
    groups = near.assign(both=both).groupby("road")
    found = sorted(groups, key=lambda pair: (pair[0] == "", float(pair[1]["away"].min()), pair[0]))
    rows = [_road(str(name), rows) for name, rows in found[:MOST_ROADS]]
    return table(words.ROADS, words.ROADS_HEAD, rows, words.NO_ROAD)


def _road(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    cut, maybe = bool((rows["factor"] == 0).any()), bool(rows["closed_any"].any())
    slowed = bool((rows["factor"] < 1).any())
    causes = int(np.bitwise_or.reduce(rows["cut_by"].to_numpy()))
    state = words.cut(causes) if cut else words.MAYBE_CUT if maybe else words.SLOWED if slowed else words.OPEN
    limits = [_least(rows, column) for column in (MAX_HEIGHT_M, MAX_WEIGHT_T)]
    ways = words.TWO_WAYS if rows["both"].all() else words.ONE_WAY
    cells = [
        name or labels.UNNAMED_ROAD,
        numbers.metres(float(rows["away"].min())),
        ways,
        words.limits(*limits),
        state,
    ]
    return {"cells": [plain_text(cell) for cell in cells], "hit": cut}


def _least(rows: pd.DataFrame, column: str) -> float:
    if column not in rows:
        return nan
    values = pd.to_numeric(rows[column], errors="coerce")
    return float(values[values > 0].min())


def layers_line(study: Study, site: str, *, inside: bool) -> str:
    """Flood zones and rules of the territory at the site, whether the scenario uses them or not."""
    spot = study.territory.sites.geometry.loc[site]
    wet: list[tuple[str, str]] = []
    dry: list[str] = []
    for name, zones in study.territory.zones.items():
        kept = zones[zones["kind"].isin([Flood.name, "planning"])]
        if len(kept):
            here = kept[shapely.intersects(np.asarray(kept.geometry), spot)]
            label = choices.layer_label(study.territory, name)
            if len(here):
                wet.append((label, _deepest(here)))
            else:
                dry.append(label)
    return plain_text(words.in_layers(wet, dry, known=inside), 400)


def _deepest(zones: pd.DataFrame) -> str:
    wet = zones[zones["kind"] == Flood.name]
    if not len(wet):
        return ""
    order = wet["depth_max_m"].fillna(-1.0).to_numpy(float)
    deep = wet.iloc[int(np.argmax(order))]
    return words.layer_depth(float(deep["depth_min_m"]), float(deep["depth_max_m"]))


def summary(study: Study, site: str, *, inside: bool) -> str:
    """The site in a few words."""
    touched = causes(study.outcomes.comparison.sites, site)
    return words.summary_state(
        touched,
        study.spec.scenario.reading,
        by_water=by_water(study),
        watered=choices.flooded(study.spec),
        inside=inside,
    )

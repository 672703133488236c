"""How grave each finding is, and why; the order of this table is the order of the list.

Blocking: every figure of a study would be missing or wrong. To look at: a figure, a place or a plan
could mislead someone until a person has looked. Information: true and harmless, but it must be known
to read the results.
"""

from types import MappingProxyType
from typing import Final

from cpts_geo.model.findings import Severity
from cpts_geo.model.problems import Outcome

_BLOCKING: Final = (
    "no_communes",  # no territory to speak of
    "mixed_projections",  # distances and areas are wrong somewhere
    "city_and_districts",  # people of a whole city counted twice
    "no_network",  # no travel time at all
    "no_demand",  # nobody to count
    "no_structures",  # nothing to reach
)
_LOOK: Final = (
    # The whole territory first: figures of many people.
    "no_hazard",  # absent is not dry
    "network_cut_at_border",  # ways round through the neighbours are not seen
    "network_island",  # people cut off before any flood
    "network_gap",  # a broken junction makes a false island
    "no_bridge",  # every road over the river would be said to be cut
    "hazard_far",  # a scenario that touches nothing would reassure
    "flood_unknown_here",  # absent is not dry, commune by commune
    "demand_far_from_total",  # totals that do not agree
    "communes_overlap",  # people counted twice
    "clipped_commune",  # all its people are counted on a part of its land
    "commune_merged",  # tables of the year do not match
    "commune_without_population",  # left out of ratios
    "people_without_point",  # people of a commune counted nowhere
    "people_far_from_road",  # people left out of access
    "hole_between_communes",  # a commune may be missing
    "crs_not_legal",  # distances slightly wrong, files that others cannot lay over
    "category_absent",  # unknown, which a map would show as « none »
    "no_emergency_information",  # idem for the figure that matters most
    "category_not_counted",  # places left out of every figure
    "beyond_network",  # no study can lead to the neighbours' care
    "stale_layer",  # OSM-17
    "local_conflict",  # two answers, and only a person knows which is right
    "local_orphan",
    # Then one place after the other.
    "site_in_water",  # a plan would send people into water (SIT-02)
    "site_in_flood",
    "site_outside",  # SIT-01
    "swapped_axes_left",  # a place drawn and reached where it is not
    "swapped_axes",  # STR-03: put right at import, a person must look at the map once
    "projected_coordinates",  # STR-04, idem
    "in_another_commune",  # idem: one of the address and the point is wrong
    "structure_in_water",  # the point is wrong, or the place floods first
    "far_from_road",  # SCN-13: travel times start at a road that is not the place's
    "rough_location",  # dry or flooded is that of another spot of the commune
    "same_finess",  # one establishment counted twice
    "same_place",
    "ehpad_without_capacity",  # people to evacuate of unknown number
    "capacity_out_of_bounds",  # STR-16: one absurd value makes a total absurd
    "dates_reversed",  # SIT-10
    "structure_far",  # STR-19
)
_INFORMATION: Final = (
    "no_sites",
    "structure_in_flood",  # a fact of the territory, not of the data
    "structure_in_plan",  # a PPR is a rule of land use
    "site_in_plan",
    "structures_outside",  # wanted: the neighbours' care is reached too
    "structure_closed",
    "site_closed",
    "site_without_capacity",
    "site_without_parking",
    "demand_differs",
    "imputed_share",
    "network_islets",
    "one_road_class",
    "speeds_by_class",
    "altitude_unknown",
    "depth_unknown_share",
    "vintage_unknown",
)
SEVERITY: Final = MappingProxyType(
    dict.fromkeys(_BLOCKING, Severity.BLOCKING)
    | dict.fromkeys(_LOOK, Severity.LOOK)
    | dict.fromkeys(_INFORMATION, Severity.INFORMATION)
)
# A row set aside waits for a person; a row repaired or a remark is there to be read.
OF_OUTCOME: Final = MappingProxyType(
    {
        Outcome.REFUSED: Severity.LOOK,
        Outcome.SET_ASIDE: Severity.LOOK,
        Outcome.FIXED: Severity.INFORMATION,
        Outcome.INFORMATION: Severity.INFORMATION,
    }
)

"""What must be said of a network before any scenario."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False)
class NetworkFacts:
    """What must be said of the network before any scenario.

    Attributes
    ----------
    nodes, edges
        Counts.
    components
        Number of main parts: weakly connected, at least 5 % of the nodes.
    component_population
        People snapped to each part, same order.
    islets, islet_length_m
        The smaller parts and their road length, both directions counted.
    unsnapped
        Demand points beyond the snapping limit: index ``demand_id``, ``population``,
        ``distance_m``, ``code_insee``.
    off_road
        Open structures beyond it: metres to the nearest road, index ``structure_id``.
    """

    nodes: int
    edges: int
    components: int
    component_population: tuple[int, ...]
    islets: int
    islet_length_m: float
    unsnapped: pd.DataFrame
    off_road: pd.Series = field(default_factory=lambda: pd.Series(dtype=float))

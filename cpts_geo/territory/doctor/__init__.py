"""Data doctor: everything wrong, doubtful or missing in a territory, gravest first; nothing is changed."""

from collections.abc import Set as AbstractSet
from pathlib import Path

from cpts_geo.model.findings import Finding
from cpts_geo.model.layers import EDGES
from cpts_geo.sources.movements import history
from cpts_geo.store.workspace import open_workspace
from cpts_geo.territory.doctor import communes, imports, layers, network, population, sites, structures
from cpts_geo.territory.doctor.case import Case
from cpts_geo.territory.doctor.ranking import grouped, ranked
from cpts_geo.territory.folder import layer_path, read_network, read_territory
from cpts_geo.territory.reference import read_reference

__all__ = ["Case", "check_folder", "examine", "grouped", "ranked"]


def check_folder(folder: str | Path, *, today: str = "") -> tuple[Finding, ...]:
    """Findings of a folder, those that a person ticked at the end.

    Parameters
    ----------
    folder
        Territory folder.
    today
        ISO date; without it no layer is said to be old.

    Raises
    ------
    DataError, LayerError
        When the folder is not a territory or a layer breaks its contract.
    StoreError
        When its workspace cannot be read.
    """
    root = Path(folder)
    roads = read_network(root) if layer_path(root, EDGES).exists() else None
    with open_workspace(root) as workspace:
        ticked = frozenset(workspace.ticks())
    past = history(read_reference(root).movements)
    return examine(Case(read_territory(root), roads, today, communes.current_codes(past)), ticked)


def examine(case: Case, ticked: AbstractSet[str] = frozenset()) -> tuple[Finding, ...]:
    """Findings of a territory and its roads."""
    territory = case.territory
    return ranked(
        (
            *imports.check(territory.problems, territory.communes),
            *imports.conflicts(territory),
            *layers.check(case),
            *communes.check(case),
            *structures.check(case),
            *sites.check(case),
            *population.check(case),
            *network.check(case),
        ),
        ticked,
    )

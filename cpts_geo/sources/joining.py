"""Facts about structures that the territory already has, joined by FINESS number."""

from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import STRUCTURE_ID, STRUCTURES, empty_layer
from cpts_geo.sources.harvest import EXCLUDED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.raw import RawTable

NUMBERS: Final = ("finess", "nofinesset")


def known_by_finess(place: Place, but: str = "") -> gpd.GeoDataFrame:
    """Structures of the territory by FINESS number, without those that the file ``but`` created."""
    frame = empty_layer(STRUCTURES, place.crs) if place.structures is None else place.structures
    kept = frame[(frame["finess"] != "") & (frame["source"] != but)]
    once = kept[~kept["finess"].duplicated(keep=False)]
    return once.reset_index().set_index("finess", drop=False).rename_axis(index=None)


def with_facts(known: gpd.GeoDataFrame, facts: pd.DataFrame) -> gpd.GeoDataFrame:
    """Structures whose columns of ``facts`` (same index) are replaced wherever a fact is given."""
    given = {
        str(column): facts[column].where(facts[column].notna(), known[column])
        for column in facts
        if column != "geometry"
    }
    out = known.assign(**given)
    return out.set_geometry(facts["geometry"], crs=known.crs) if "geometry" in facts else out


def together(known: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Structures already known, then new ones."""
    parts = [part for part in (known, fresh) if len(part)] or [known]
    both = parts[0] if len(parts) == 1 else pd.concat(parts)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=known.crs)


def join_facts(raw: RawTable, place: Place, facts: pd.DataFrame, *, vintage: str = "") -> Harvest:
    """Facts of a file laid over the structures of the territory; the rest of the country is counted.

    Parameters
    ----------
    facts
        Columns of the layer, indexed by FINESS number; a row of the file is stored when the territory
        has the structure of its number.
    """
    known = known_by_finess(place)
    numbers = raw.text(NUMBERS)
    here = numbers.isin(facts.index) & numbers.isin(known.index)
    fate = all_stored(raw).mask(~here, EXCLUDED)
    used = facts[facts.index.isin(known.index)]
    layers = (Layer(STRUCTURES, with_facts(known.loc[used.index], used)),) if len(used) else ()
    told = (
        *summary(raw, "structures", "facts_joined", len(used)),
        *summary(raw, "structures", "facts_without_structure", int((fate == EXCLUDED).sum())),
    )
    kept = tuple(layer for layer in layers if STRUCTURE_ID in layer.frame)
    return Harvest(raw, kept, fate, (*raw.problems, *told), vintage=vintage)

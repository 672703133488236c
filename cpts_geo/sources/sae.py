"""Hospital statistics (SAE, DREES): identity, beds and emergency departments, joined by FINESS number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.categories import FINESS_CATEGORY
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CAPACITY, CATEGORY, CODE_INSEE, NAME, STRUCTURE_ID, STRUCTURES
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.harvest import EXCLUDED, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.joining import known_by_finess, together, with_facts
from cpts_geo.sources.raw import RawTable, problem

TABLES: Final = ("id", "mco", "urgences", "urgences2")


def table_of(raw: RawTable) -> str:
    """Name of the table in lower case: ``id``, ``mco``, ``urgences``…; empty for any other file."""
    if raw.geometry is not None or not {"bor", "an", "fi"} <= raw.headers:
        return ""
    return str(raw.text(("bor",)).iloc[0]).lower()


def detect(raw: RawTable) -> bool:
    """The first three headers of every table of the SAE."""
    return table_of(raw) != ""


@dataclass(frozen=True, eq=False)
class Sae:
    """Tables of one year, by name."""

    tables: Mapping[str, RawTable]

    def beds(self) -> pd.Series:
        """Beds of medicine, surgery and obstetrics by FINESS number."""
        raw = self.tables.get("mco")
        if raw is None:
            return pd.Series(dtype=float)
        return raw.number(("lit_mco",)).groupby(raw.text(("fi",))).sum(min_count=1)

    def emergencies(self) -> frozenset[str]:
        """FINESS numbers with an authorised emergency department."""
        raw = self.tables.get("urgences")
        if raw is not None:
            authorised = (
                raw.number(("autgen", "autsu")).eq(1)
                | raw.number(("autped",)).eq(1)
                | raw.number(("autsu",)).eq(1)
            )
            return frozenset(raw.text(("fi",))[authorised])
        raw = self.tables.get("urgences2")
        return frozenset() if raw is None else frozenset(raw.text(("fi",)))


def gather(raws: tuple[RawTable, ...]) -> Sae:
    """Tables of several files.

    Raises
    ------
    LayerError
        ``duplicate_table`` when the same table comes twice, ``sae_without_identity`` without ``ID``.
    """
    tables: dict[str, RawTable] = {}
    for raw in raws:
        name = table_of(raw)
        if name in tables:
            raise LayerError("duplicate_table", raw.file, value=name)
        tables[name] = raw
    if "id" not in tables:
        raise LayerError("sae_without_identity", raws[0].file, expected="ID_AAAAr.csv")
    return Sae(tables)


def read(sae: Sae, place: Place) -> Harvest:
    """Hospitals and dialysis units of the communes of the territory.

    The SAE has no coordinates: an establishment that the territory already knows by its FINESS number
    keeps all it has and receives beds and emergencies; another is put at a point inside its commune,
    ``geo_quality`` = ``"commune"``, and listed. Outside the communes it cannot be placed at all.

    Raises
    ------
    LayerError
        ``none_here`` when no establishment is in the territory.
    """
    raw = sae.tables["id"]
    known = known_by_finess(place, but=raw.file)
    finess = raw.text(("fi",))
    category = raw.text(("cat",)).map(
        lambda code: FINESS_CATEGORY[code].value if code in FINESS_CATEGORY else ""
    )
    codes = raw.text(("cominsee",)).str.upper()
    here = codes.isin(place.communes.index) | finess.isin(known.index)
    fate = all_stored(raw).mask(~here | (category == ""), EXCLUDED)
    rows = fate.index[fate == STORED]
    if not len(rows):
        raise LayerError("none_here", raw.file, value=str(len(fate)))
    frame = _frame(sae, raw, rows, category, codes)
    stays = frame["finess"].isin(known.index)
    said = [
        CAPACITY,
        "capacity_unit",
        *(["urgences"] if sae.tables.keys() & {"urgences", "urgences2"} else []),
    ]
    facts = frame[stays].set_index("finess")[said]
    facts["capacity_unit"] = facts["capacity_unit"].where(facts["capacity_unit"] != "")
    fresh = _placed(frame[~stays], place)
    both = together(with_facts(known.loc[facts.index], facts), fresh)
    counts = (
        *summary(raw, "structures", "facts_joined", int(stays.sum())),
        *summary(raw, "structures", "category_not_kept", int((here & (category == "")).sum())),
        *summary(raw, "structures", "out_of_territory", int((~here).sum())),
    )
    unused = [table for name, table in sae.tables.items() if name not in TABLES]
    notes = (
        *(note for table in sae.tables.values() for note in table.problems),
        *(problem(table, "structures", "table_not_used", Outcome.INFORMATION) for table in unused),
    )
    vintage = raw.text(("an",)).iloc[0]
    told = (*notes, *_notes(raw, fresh), *counts)
    return Harvest(raw, (Layer(STRUCTURES, both),), fate, told, vintage=vintage)


def _frame(sae: Sae, raw: RawTable, rows: pd.Index, category: pd.Series, codes: pd.Series) -> pd.DataFrame:
    finess = raw.text(("fi",)).loc[rows]
    words = [raw.text((name,)).loc[rows] for name in ("numvoi", "typvoi", "nomvoi", "cpo", "libcom")]
    street = pd.concat(words, axis=1).agg(" ".join, axis=1).str.replace(r"\s+", " ", regex=True).str.strip()
    beds = finess.map(sae.beds()).astype(float)
    return pd.DataFrame(
        {
            STRUCTURE_ID: finess,
            NAME: raw.text(("rs",)).loc[rows],
            CATEGORY: category.loc[rows],
            CODE_INSEE: codes.loc[rows],
            CAPACITY: beds,
            "capacity_unit": np.where(beds.notna(), "beds", ""),
            "urgences": finess.isin(sae.emergencies()),
            "finess": finess,
            "address": street,
            "status": "open",
            "source": raw.file,
        }
    )


def _placed(frame: pd.DataFrame, place: Place) -> gpd.GeoDataFrame:
    """Establishments at a point inside their commune."""
    inside = place.communes.geometry.representative_point()
    points = gpd.GeoSeries(inside.reindex(frame[CODE_INSEE]).set_axis(frame.index), crs=place.crs)
    names = place.communes[NAME].reindex(frame[CODE_INSEE]).to_numpy()
    return gpd.GeoDataFrame(frame.assign(geo_quality="commune", commune=names), geometry=points)


def _notes(raw: RawTable, fresh: gpd.GeoDataFrame) -> tuple[Problem, ...]:
    return tuple(
        problem(raw, "structures", "at_commune_point", Outcome.FIXED, row=row, column="COMINSEE", value=name)
        for row, name in fresh[NAME].items()
    )

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


def read(sae: Sae, place: Place, existing: gpd.GeoDataFrame) -> Harvest:
    """Hospitals and dialysis units of the communes of the territory.

    The SAE has no coordinates: an establishment that the territory already knows by its FINESS number
    keeps its point and receives beds and emergencies; another is put at a point inside its commune,
    ``geo_quality`` = ``"commune"``, and listed. Outside the communes it cannot be placed at all.

    Raises
    ------
    LayerError
        ``no_valid_row`` when no establishment is in the territory.
    """
    raw = sae.tables["id"]
    finess = raw.text(("fi",))
    category = raw.text(("cat",)).map(
        lambda code: FINESS_CATEGORY[code].value if code in FINESS_CATEGORY else ""
    )
    known = existing[existing["finess"] != ""]
    known = known[~known["finess"].duplicated()]
    codes = raw.text(("cominsee",)).str.upper()
    here = codes.isin(place.communes.index) | finess.isin(known["finess"])
    fate = all_stored(raw).mask(~here | (category == ""), EXCLUDED)
    rows = fate.index[fate == STORED]
    if not len(rows):
        raise LayerError("no_valid_row", raw.file)
    frame = _frame(sae, raw, rows, category, codes)
    merged, placed = _placed(frame, known, place)
    counts = (
        *summary(raw, "structures", "category_not_kept", int((here & (category == "")).sum())),
        *summary(raw, "structures", "out_of_territory", int((~here).sum())),
    )
    unused = [table for name, table in sae.tables.items() if name not in TABLES]
    notes = (
        *(note for table in sae.tables.values() for note in table.problems),
        *(problem(table, "structures", "table_not_used", Outcome.INFORMATION) for table in unused),
    )
    return Harvest(raw, (Layer(STRUCTURES, merged),), fate, (*notes, *_notes(raw, merged, placed), *counts))


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


def _placed(frame: pd.DataFrame, known: gpd.GeoDataFrame, place: Place) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Frame with points, and which rows only have the point of their commune."""
    own = known.reset_index().set_index("finess")
    has_point = frame["finess"].isin(own.index)
    inside = place.communes.geometry.representative_point()
    points = frame[CODE_INSEE].map(inside)
    points = points.mask(has_point, frame["finess"].map(own.geometry) if len(own) else None)
    keep = frame["finess"].map(own["geo_quality"]) if len(own) else pd.Series("", index=frame.index)
    ids = frame["finess"].map(own[STRUCTURE_ID]) if len(own) else frame[STRUCTURE_ID]
    out = frame.assign(
        geo_quality=keep.where(has_point, "commune").fillna(""),
        commune=frame[CODE_INSEE].map(place.communes["name"]).fillna(""),
    )
    out[STRUCTURE_ID] = ids.where(has_point, frame[STRUCTURE_ID])
    return gpd.GeoDataFrame(out, geometry=gpd.GeoSeries(points, crs=place.crs)), ~has_point


def _notes(raw: RawTable, frame: gpd.GeoDataFrame, placed: pd.Series) -> tuple[Problem, ...]:
    return tuple(
        problem(
            raw, "structures", "at_commune_point", Outcome.FIXED, row=int(row), column="COMINSEE", value=name
        )
        for row, name in frame.loc[placed, NAME].items()
    )

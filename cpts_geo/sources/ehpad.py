"""National list of homes for elderly people (« prix-ehpad », CNSA): keeps the EHPAD, with their places."""

import dataclasses

import pandas as pd

from cpts_geo.model.layers import STRUCTURES
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import locate
from cpts_geo.sources.raw import RawTable, normalise
from cpts_geo.sources.structures import build

SIGNATURE = frozenset({"nofinesset", "isehpad", "capacity", "coordinates_latitude", "coordinates_longitude"})


def detect(raw: RawTable) -> bool:
    """The headers of the national file."""
    return raw.headers >= SIGNATURE


def read(raw: RawTable, place: Place) -> Harvest:
    """EHPAD of the territory and its margin; other kinds of homes and empty rows are excluded, counted."""
    empty = (raw.columns == "").all(axis=1) | (
        (raw.text(("title",)) == "") & (raw.text(("nofinesset",)) == "")
    )
    other = ~empty & (raw.text(("isehpad",)).str.lower() != "true")
    ready = dataclasses.replace(raw, columns=_columns(raw))
    located = locate(ready, "structures", place)
    fate = located.fate.mask(empty | other, EXCLUDED)
    here = raw.text(("coordinates_city",)).map(normalise).isin(set(place.communes["name"].map(normalise)))
    fate, far = filtered(located.points, fate, place, local=here)
    category = pd.Series("ehpad", index=fate.index)
    frame, fate, told = build(ready, place, located.points, fate, category=category)
    kept = set(fate.index[fate.isin([STORED, SET_ASIDE])])
    notes = tuple(p for p in located.problems if p.row in kept)
    counts = (
        *summary(raw, "structures", "category_not_kept", int(other.sum())),
        *summary(raw, "structures", "empty_rows", int(empty.sum())),
        *summary(raw, "structures", "out_of_territory", far),
    )
    told = tuple(p for p in told if p.kind not in {"out_of_territory", "outside_territory"})
    return Harvest(raw, (Layer(STRUCTURES, frame),), fate, (*raw.problems, *notes, *told, *counts))


def _columns(raw: RawTable) -> pd.DataFrame:
    postcode = raw.text(("coordinates_postcode",)).str.replace(r"\.0$", "", regex=True).str.zfill(5)
    street, city = raw.text(("coordinates_street",)), raw.text(("coordinates_city",))
    finess = raw.text(("nofinesset",))
    own = finess.mask(finess == "", "ehpad-" + raw.text(("_id", "id")).str.replace(r"\.0$", "", regex=True))
    return pd.DataFrame(
        {
            "structure_id": own,
            "name": raw.text(("title",)),
            "finess": finess,
            "capacity": raw.text(("capacity",)),
            "lon": raw.text(("coordinates_longitude",)),
            "lat": raw.text(("coordinates_latitude",)),
            "address": (street + ", " + postcode + " " + city).str.strip(", "),
            "city": city,
        },
        index=raw.columns.index,
    )

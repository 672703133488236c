"""Map of prices of EHPAD (2023): one point each, everything else inside the HTML of a pop-up."""

from html.parser import HTMLParser
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.layers import CATEGORY, NAME, STRUCTURES
from cpts_geo.model.problems import Problem
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, summary
from cpts_geo.sources.national import filtered
from cpts_geo.sources.points import kept_rows, locate
from cpts_geo.sources.raw import RawTable, normalise, picked
from cpts_geo.sources.structures import build

SAME_PLACE_M: Final = 300.0  # an EHPAD so near is the same one under another name (assumption)


class _Title(HTMLParser):
    """Text of the first ``h3``; tags, scripts and entities are never kept as such."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside, self.done, self.parts = False, False, list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 the interface of the parser
        self.inside |= tag == "h3" and not self.done

    def handle_endtag(self, tag: str) -> None:
        if tag == "h3":
            self.inside, self.done = False, True

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)


def title_of(html: str) -> str:
    """Name written in a pop-up, as plain text."""
    parser = _Title()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.parts).split())


def detect(raw: RawTable) -> bool:
    """Headers of the map, points."""
    return raw.geometry is not None and raw.headers >= {"popup", "prixhebpermcs_d_col"}


def read(raw: RawTable, place: Place) -> Harvest:
    """EHPAD that the territory does not have yet; it says neither FINESS number nor places."""
    names = raw.text(("popup",)).map(title_of)
    columns = pd.DataFrame({"name": names, "row": [str(row) for row in names.index]}, index=names.index)
    ready = RawTable(raw.file, columns, raw.geometry)
    located = locate(ready, "structures", place)
    nobody = pd.Series(data=False, index=names.index)
    fate, far = filtered(located.points, located.fate, place, local=nobody)
    known = _already_there(ready, place, located.points, fate)
    fate = fate.mask(known, EXCLUDED)
    layers: tuple[Layer, ...] = ()
    told: tuple[Problem, ...] = ()
    if (fate != EXCLUDED).any():
        category = pd.Series("ehpad", index=names.index)
        frame, fate, told = build(ready, place, located.points, fate, category=category)
        layers = (Layer(STRUCTURES, frame),) if len(frame) else ()
    kept = set(fate.index[fate.isin([STORED, SET_ASIDE])])
    counts = (
        *(p for p in located.problems if p.row in kept),
        *(p for p in told if p.kind not in {"out_of_territory", "outside_territory"}),
        *summary(raw, "structures", "already_known", int(known.sum())),
        *summary(raw, "structures", "out_of_territory", far),
    )
    return Harvest(raw, layers, fate, (*raw.problems, *counts))


def _already_there(raw: RawTable, place: Place, points: gpd.GeoSeries, fate: pd.Series) -> pd.Series:
    """Rows beside an EHPAD that another file gave, or of the same name."""
    known = pd.Series(data=False, index=fate.index)
    if place.structures is None:
        return known
    own = place.structures[(place.structures[CATEGORY] == "ehpad") & (place.structures["source"] != raw.file)]
    here = picked(points, kept_rows(fate))
    if len(own) and len(here):
        known |= raw.text((NAME,)).map(normalise).isin(set(own[NAME].map(normalise))) & (fate == STORED)
        near = own.sindex.query(here.buffer(SAME_PLACE_M).to_numpy(), predicate="intersects")[0]
        known[here.index[near]] = True
    return known

"""The reader of each source, under one call."""

from dataclasses import dataclass, replace

import pandas as pd

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import CODE_INSEE
from cpts_geo.model.reference import Reference
from cpts_geo.sources import (
    alerts,
    background,
    bpe,
    closures,
    communes,
    contacts,
    covid_sites,
    decisions,
    ehpad,
    ehpad_popup,
    finess,
    finess_facts,
    finess_plus,
    flood,
    grid,
    helipads,
    iris,
    plans,
    population,
    posts,
    reference_tables,
    sites,
    structures,
)
from cpts_geo.sources.geometry_gate import check_place
from cpts_geo.sources.harvest import Harvest, Layer, Place
from cpts_geo.sources.listed_codes import followed
from cpts_geo.sources.raw import RawTable, normalise

HAZARDS = frozenset({"flood", "closures", "decisions", "vigilance"})


@dataclass(frozen=True)
class Request:
    """What the user asked beside the file.

    Attributes
    ----------
    name
        Layer name, empty for the default.
    today
        ISO date of the import: a zone that begins later is a forecast, a closure that ended is over.
    """

    name: str = ""
    today: str = ""


def harvest(source: str, raw: RawTable, place: Place, request: Request) -> Harvest:
    """Rows of a file as layers of a territory; ``source`` as given by ``detect``.

    Raises
    ------
    DataError
        What the reader of that source raises.
    """
    if source in HAZARDS:
        return _hazard(source, raw, place, request)
    if source == "reference":
        return reference_tables.read(raw)
    if source == "contacts":
        return contacts.read(raw, place, request.today[:10])
    if source == "population":
        if grid.detect(raw) or raw.geometry is not None:
            return grid.read(raw, place)
        return population.read_table(raw, place)
    readers = {
        "grid": grid.read,
        "iris": iris.read_contours,
        "iris_population": iris.read_table,
        "ehpad": ehpad.read,
        "finess": finess.read,
        "finess_plus": finess_plus.read,
        "finess_points": finess_facts.read_points,
        "finess_equipment": finess_facts.read_equipment,
        "finess_activities": finess_facts.read_activities,
        "ehpad_popup": ehpad_popup.read,
        "bpe": bpe.read,
        "posts": posts.read_communes,
        "rpps": posts.read_rpps,
        "testing": covid_sites.read_testing,
        "vaccination": covid_sites.read_vaccination,
        "structures": structures.read,
        "sites": sites.read,
        "plans": plans.read,
        "background": background.read,
        "helipads": helipads.read,
        "gauges": alerts.read_gauges,
    }
    return readers[source](raw, place)


def _hazard(source: str, raw: RawTable, place: Place, request: Request) -> Harvest:
    layer = normalise(request.name) or flood.default_name(raw)
    if source == "vigilance":
        return alerts.read(raw, place, layer=layer)
    read = {"flood": flood.read, "closures": closures.read, "decisions": decisions.read}[source]
    return read(raw, place, layer=layer, today=request.today)


def combined_communes(
    raws: list[RawTable], only: frozenset[str], reference: Reference | None = None
) -> Harvest:
    """Communes of one or several files; each listed code, or the one it became, must be in one of them.

    Raises
    ------
    LayerError
        ``code_not_found``, ``duplicate_id`` when two files give the same commune.
    CrsError
        When coordinates contradict the CRS of their file.
    """
    codes = [set(communes.insee_codes(raw, "communes", reference)[0]) for raw in raws]
    absent = sorted(only - frozenset().union(*codes))
    only, told = followed(only, absent, raws, reference) if absent else (only, ())
    present = {i: only & own for i, own in enumerate(codes)}
    absent = sorted(only - frozenset().union(*codes))
    if absent:
        raise LayerError("code_not_found", raws[0].file, column=CODE_INSEE, value=", ".join(absent[:10]))
    used = [(raw, present[i]) for i, raw in enumerate(raws) if present[i] or not only]
    found = [communes.read(raw, codes, reference) for raw, codes in used]
    for got in found:
        check_place(got.raw.file, got.layers[0].frame.geometry)
    got = found[0] if len(found) == 1 else _stacked(found)
    return replace(got, problems=(*told, *got.problems))


def _stacked(found: list[Harvest]) -> Harvest:
    crs = found[0].layers[0].frame.crs
    frames = [reproject(got.layers[0].frame, str(crs)) for got in found]
    both = pd.concat(frames, ignore_index=True)
    twice = both[CODE_INSEE][both[CODE_INSEE].duplicated()]
    if len(twice):
        raise LayerError("duplicate_id", found[-1].raw.file, column=CODE_INSEE, value=str(twice.iloc[0]))
    fate = pd.concat([got.fate for got in found], ignore_index=True)
    problems = tuple(p for got in found for p in got.problems)
    layer = Layer(found[0].layers[0].contract, both)
    columns = pd.concat([got.raw.columns for got in found], ignore_index=True).fillna("")
    return replace(
        found[0], raw=RawTable(found[0].raw.file, columns), layers=(layer,), fate=fate, problems=problems
    )

"""IRIS, parts of communes: their outlines (CONTOURS-IRIS) and the table of who lives in each."""

import re
from typing import Final

import pandas as pd

from cpts_geo.model.layers import CODE_INSEE, GEOMETRY, NAME
from cpts_geo.model.problems import Outcome
from cpts_geo.sources.communes import POPULATIONS
from cpts_geo.sources.geometry_gate import check_geometry, check_place
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place, all_stored, summary
from cpts_geo.sources.movements import history
from cpts_geo.sources.raw import RawTable, moved, row_problems
from cpts_geo.sources.recode import recoded

CODE_IRIS: Final = "code_iris"
IRIS_CODES: Final = ("code_iris", "iris", "dcomiris", "codeiris")
_IRIS: Final = re.compile(r"\d[\dAB]\d{7}")
_LAYER: Final = "population"


def detect_contours(raw: RawTable) -> bool:
    """Outlines of IRIS: they carry a commune too, and are not communes."""
    return raw.geometry is not None and raw.header((CODE_IRIS,)) is not None and _mostly(raw)


def detect_table(raw: RawTable) -> bool:
    """Table with a code of IRIS on each line and a population."""
    return raw.geometry is None and raw.header(POPULATIONS) is not None and _mostly(raw)


def _mostly(raw: RawTable) -> bool:
    codes = raw.text(IRIS_CODES).head(50)
    return bool(len(codes) and codes.map(lambda code: _IRIS.fullmatch(code) is not None).mean() > 0.5)


def _placed(raw: RawTable, place: Place) -> tuple[pd.DataFrame, pd.Series]:
    """Code of IRIS and present commune of each row; fate of the rows."""
    codes = raw.text(IRIS_CODES).str.upper()
    good = codes.map(lambda code: _IRIS.fullmatch(code) is not None).astype(bool)
    communes = recoded(codes[good].str[:5], place.communes.index, history(place.reference.movements)).codes
    frame = pd.DataFrame({CODE_IRIS: codes, CODE_INSEE: communes.reindex(codes.index).fillna("")})
    fate = all_stored(raw).mask(~good, SET_ASIDE)
    return frame, fate.mask(good & ~frame[CODE_INSEE].isin(place.communes.index), EXCLUDED)


def read_contours(raw: RawTable, place: Place) -> Harvest:
    """Outlines of the territory's IRIS, kept with their type (H, A, D, Z).

    Raises
    ------
    CrsError, UnreadableFileError
        When the geometry cannot be used.
    """
    frame, fate = _placed(raw, place)
    gate = check_geometry(raw.keep(fate == STORED), _LAYER, "polygon")
    check_place(raw.file, gate.geometry)
    fate = fate.mask(fate.index.isin(gate.refused.index), SET_ASIDE)
    rows = fate.index[fate == STORED]
    columns: dict[str, pd.Series | str] = {
        NAME: raw.text(("nom_iris", "libelle_iris", "lib_iris")).loc[rows],
        "type": raw.text(("typ_iris", "type_iris", "typ")).loc[rows],
        "source": raw.file,
        GEOMETRY: moved(gate.geometry, place.crs).reindex(rows),
    }
    table = frame.loc[rows].assign(**columns)
    unread = frame[CODE_IRIS][fate == SET_ASIDE].drop(gate.refused.index, errors="ignore")
    bad = row_problems(raw, _LAYER, "bad_iris_code", Outcome.SET_ASIDE, values=unread)
    said = summary(raw, _LAYER, "iris_contours", len(rows))
    return Harvest(raw, (), fate, (*raw.problems, *gate.problems, *bad, *said), reference={"iris": table})


def read_table(raw: RawTable, place: Place) -> Harvest:
    """Who lives in each IRIS of the territory; unknown stays unknown."""
    frame, fate = _placed(raw, place)
    people = raw.number(POPULATIONS)
    bad = (fate == STORED) & ~(people >= 0)
    fate = fate.mask(bad, SET_ASIDE)
    rows = fate.index[fate == STORED]
    table = frame.loc[rows].assign(population=people.loc[rows], source=raw.file)
    header, texts = raw.header(POPULATIONS) or "", raw.text(POPULATIONS)
    notes = row_problems(raw, _LAYER, "bad_population", Outcome.SET_ASIDE, values=texts[bad], column=header)
    said = summary(raw, _LAYER, "iris_population", len(rows))
    return Harvest(raw, (), fate, (*raw.problems, *notes, *said), reference={"iris_population": table})

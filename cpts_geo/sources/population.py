"""Population by commune: any table with codes or names, of any year of the COG."""

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import pandas as pd

from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, NAME, POPULATION
from cpts_geo.model.problems import Outcome, Problem
from cpts_geo.sources.cells import MOST_PEOPLE
from cpts_geo.sources.codes import (
    CODES,
    NAMES,
    city_of,
    code_texts,
    corsican_candidates,
    departments,
    is_old_corsica,
)
from cpts_geo.sources.communes import POPULATIONS, age_bands, known_names, restored_zeros
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Layer, Place, all_stored, summary
from cpts_geo.sources.movements import History, history
from cpts_geo.sources.raw import RawTable, normalise, problem, row_problems
from cpts_geo.sources.recode import Codes, named, recoded, shown_walk

# What producers write for « not said »; INSEE writes S for secret (FACTS 1.6).
UNSAID: Final = frozenset({"", "n_d", "nd", "s", "n_c", "nc", "na", "n_a", "inconnu", "inconnue"})
_LAYER: Final = "population"
AMBIGUOUS: Final = r"[1-9]\d{0,2}[.,]\d{3}"  # 1,234: thousands in English, decimals in French
SHOWN: Final = 5  # codes named in a sentence


@dataclass(frozen=True, eq=False)
class _Table:
    """A table on its way to the communes: its codes, present ones, fate of each row, what was said."""

    raw: RawTable
    own: pd.Series
    codes: pd.Series
    fate: pd.Series
    notes: tuple[Problem, ...]


def detect_table(raw: RawTable) -> bool:
    """A table without geometry, with codes (or names of communes) and a population."""
    return raw.geometry is None and raw.header(POPULATIONS) is not None and _has_keys(raw)


def _has_keys(raw: RawTable) -> bool:
    names = raw.header(("commune", "nom_commune", "nom_com", "libgeo", "lib_com", "com_nom"))
    return raw.header(CODES) is not None or {"dep", "codcom"} <= raw.headers or names is not None


def read_table(raw: RawTable, place: Place) -> Harvest:
    """Communes with the populations of a table joined by code; unknown stays NaN.

    Codes of another year of the COG are followed to those of the layer, and the people of communes that
    merged are added up. Nothing is joined by name alone unless one commune of France bears that name.

    Raises
    ------
    LayerError
        ``no_code``, ``no_population``, ``no_commune_matched``.
    """
    if raw.header(POPULATIONS) is None or not (_has_keys(raw) or raw.header(NAMES)):
        kind = "no_population" if raw.header(POPULATIONS) is None else "no_code"
        raise LayerError(kind, raw.file, expected=", ".join(raw.columns.columns[:20]))
    past = history(place.reference.movements)
    known = place.communes.index
    table = _spelled(raw, place)
    found = recoded(table.codes[table.fate == STORED], known, past)
    table = _districts(_moved(table, found, past), known)
    elsewhere = (table.fate == STORED) & ~table.codes.isin(known)
    told = (*table.notes, *_elsewhere(raw, table.codes[elsewhere]))
    table = _values(_duplicates(replace(table, fate=table.fate.mask(elsewhere, EXCLUDED), notes=told)))
    rows = table.fate.index[table.fate == STORED]
    if not len(rows) and not (table.fate == SET_ASIDE).any():
        raise LayerError("no_commune_matched", raw.file, column=raw.header(CODES) or "")
    joined = _joined(place.communes, _totals(raw, table.codes[rows]))
    said = (*raw.problems, *table.notes, *_missing(table, joined, found, past))
    return Harvest(raw, (Layer(COMMUNES, joined.reset_index()),), table.fate, said)


def _elsewhere(raw: RawTable, codes: pd.Series) -> tuple[Problem, ...]:
    """Rows of communes that are not in the territory: their number, and their codes when they are few."""
    return summary(raw, _LAYER, "codes_elsewhere", len(codes), value=_few(codes))


def _few(codes: pd.Series) -> str:
    shown = ", ".join(codes.iloc[:SHOWN])
    return f"({shown})" if len(codes) <= SHOWN else f"({shown}, …)"


def _spelled(raw: RawTable, place: Place) -> _Table:
    """Codes as the table gives them, put right where that is certain."""
    codes = code_texts(raw.text(CODES))
    if {"dep", "codcom"} <= raw.headers:
        real = raw.text(("dep",)).map(departments).map(lambda one: one[0] if len(one) == 1 else "")
        built = (real.str[:2] + raw.text(("codcom",)).str.zfill(3)).where(real != "", "")
        codes = codes.mask(codes == "", built)
    header, names = raw.header(CODES) or "", raw.text(NAMES)
    layer = dict(place.communes[NAME].map(normalise))
    codes, restored = restored_zeros(codes, names, known_names(place.reference) | layer)
    short = codes.str.fullmatch(r"\d{4}") & ("0" + codes).isin(place.communes.index)
    corsican = bool(place.communes.index.str.startswith("2").any())
    old = codes.map(lambda code: corsican and is_old_corsica(code)).astype(bool)
    nameless = (codes == "") & (names != "")
    by_name, notes = _by_name(raw, names[nameless], place)
    codes.loc[by_name.index] = by_name
    empty = (codes == "") & ~nameless
    fate = all_stored(raw).mask(short | old | empty | (nameless & (codes == "")), SET_ASIDE)
    notes += (
        *row_problems(raw, _LAYER, "leading_zero", Outcome.FIXED, values=codes[restored], column=header),
        *row_problems(
            raw, _LAYER, "bad_insee_code", Outcome.SET_ASIDE, values=codes[short | empty], column=header
        ),
        *row_problems(
            raw,
            _LAYER,
            "old_corsica",
            Outcome.SET_ASIDE,
            values=codes[old].map(corsican_candidates),
            column=header,
        ),
    )
    delegated = raw.text(("typecom", "type_commune")).isin(["COMD", "COMA"])
    fate = fate.mask(delegated & (fate == STORED), EXCLUDED)
    return _Table(
        raw, codes, codes, fate, notes + summary(raw, _LAYER, "delegated_communes", int(delegated.sum()))
    )


def _by_name(raw: RawTable, names: pd.Series, place: Place) -> tuple[pd.Series, tuple[Problem, ...]]:
    """Codes of rows that give only a name: one commune in France, or the candidates and nothing else."""
    found: dict[int, str] = {}
    notes: list[Problem] = []
    header = raw.header(NAMES) or ""
    own = place.communes[NAME].map(normalise)
    for row, name in names.items():
        here = [f"{code} {place.communes.loc[code, NAME]}" for code in own.index[own == normalise(name)]]
        there = named(place.reference, name)
        both = sorted({*here, *there})
        where = int(str(row))
        if len(both) == 1 and len(place.reference.cog):
            found[where] = both[0].split(" ", 1)[0]
            facts = {"row": where, "column": header, "value": both[0]}
            notes.append(problem(raw, _LAYER, "code_from_name", Outcome.FIXED, **facts))
        else:
            shown = f"{name} : {', '.join(both) or '?'}"
            facts = {"row": where, "column": header, "value": shown}
            notes.append(problem(raw, _LAYER, "name_without_code", Outcome.SET_ASIDE, **facts))
    return pd.Series(found, dtype=object), tuple(notes)


def _duplicates(table: _Table) -> _Table:
    """Identical lines count once; different figures for one code are all set aside, nobody chooses."""
    raw, stored = table.raw, table.fate == STORED
    codes = table.own[stored]
    again = codes.duplicated(keep=False)
    if not again.any():
        return table
    people = raw.text(POPULATIONS)[stored]
    same = people.groupby(codes).transform("nunique") == 1
    extra = codes.index[again & same & codes.duplicated()]
    clash = codes.index[again & ~same]
    first = pd.Series(codes.index, index=codes.index).groupby(codes).transform("first")
    notes = [
        problem(
            raw,
            _LAYER,
            "identical_rows",
            Outcome.FIXED,
            row=int(row),
            value=f"{first[row]} = {row} ({codes[row]})",
        )
        for row in extra
    ]
    told = row_problems(raw, _LAYER, "different_figures", Outcome.SET_ASIDE, values=codes.loc[clash])
    fate = table.fate.copy()
    fate.loc[extra], fate.loc[clash] = EXCLUDED, SET_ASIDE
    return replace(table, fate=fate, notes=(*table.notes, *notes, *told))


def _values(table: _Table) -> _Table:
    """« n.d. », « S » and nothing are unknown, never 0; a negative or unreadable figure is set aside."""
    raw, header = table.raw, table.raw.header(POPULATIONS) or ""
    texts, people = raw.text(POPULATIONS), raw.number(POPULATIONS)
    stored = table.fate == STORED
    unsaid = stored & texts.map(lambda text: normalise(text) in UNSAID)
    unclear = stored & texts.str.fullmatch(AMBIGUOUS)
    bad = stored & ~unsaid & ~unclear & ~people.between(0, MOST_PEOPLE)
    nobody = table.codes[stored & (people == 0)]
    notes = (
        *row_problems(
            raw, _LAYER, "population_unsaid", Outcome.INFORMATION, values=texts[unsaid], column=header
        ),
        *row_problems(raw, _LAYER, "bad_population", Outcome.SET_ASIDE, values=texts[bad], column=header),
        *row_problems(
            raw, _LAYER, "ambiguous_thousands", Outcome.SET_ASIDE, values=texts[unclear], column=header
        ),
        *summary(raw, _LAYER, "zero_people", len(nobody), value=_few(nobody)),
    )
    return replace(table, fate=table.fate.mask(bad | unclear, SET_ASIDE), notes=(*table.notes, *notes))


def _moved(table: _Table, found: Codes, past: History) -> _Table:
    """Present codes; one line per row that moved, set aside when it may already be counted."""
    raw, header = table.raw, table.raw.header(CODES) or ""
    codes = table.codes.copy()
    codes.loc[found.codes.index] = found.codes
    notes = [
        problem(
            raw, _LAYER, "merged_commune", Outcome.FIXED, row=row, column=header,
            value=shown_walk(table.codes[row], walk, past.source),
        )
        for row, walk in sorted(found.walks.items())
    ]  # fmt: skip
    notes += [
        problem(
            raw, _LAYER, "perhaps_counted", Outcome.SET_ASIDE, row=row, column=header,
            value=f"{table.codes[row]} ({code})",
        )
        for row, code in sorted(found.doubtful.items())
    ]  # fmt: skip
    split = table.codes.loc[list(found.split)]
    notes += row_problems(raw, _LAYER, "commune_split", Outcome.SET_ASIDE, values=split, column=header)
    fate = table.fate.copy()
    fate.loc[[*found.doubtful, *found.split]] = SET_ASIDE
    return replace(table, codes=codes, fate=fate, notes=(*table.notes, *notes))


def _districts(table: _Table, known: pd.Index) -> _Table:
    """Arrondissements of Paris, Lyon or Marseille against a layer that has the city, counted once."""
    stored = table.codes[table.fate == STORED]
    cities = stored.map(city_of)
    codes, fate, notes = table.codes.copy(), table.fate.copy(), list(table.notes)
    for city in sorted(set(cities[cities != ""]) & set(known)):
        rows = cities.index[cities == city]
        if (stored == city).any():
            fate.loc[rows] = EXCLUDED
        else:
            codes.loc[rows] = city
        what = "districts_not_added" if (stored == city).any() else "districts_added"
        notes += summary(table.raw, _LAYER, what, len(rows), value=f"({city})")
    return replace(table, codes=codes, fate=fate, notes=tuple(notes))


def _totals(raw: RawTable, codes: pd.Series) -> pd.DataFrame:
    """People and ages by present commune; a sum with an unknown part is unknown."""
    values = pd.DataFrame({POPULATION: raw.number(POPULATIONS), **age_bands(raw)}).loc[codes.index]
    unknown = values.isna().groupby(codes).any()
    return values.groupby(codes).sum().mask(unknown)


def _joined(communes: gpd.GeoDataFrame, totals: pd.DataFrame) -> gpd.GeoDataFrame:
    joined = communes.copy()
    for column in totals:
        told = totals[column].reindex(joined.index)
        joined[column] = told.where(told.notna(), joined[column].astype(float))
    return joined


def _missing(table: _Table, joined: gpd.GeoDataFrame, found: Codes, past: History) -> tuple[Problem, ...]:
    """Communes still without people, merged ones that lack a part, re-established ones counted elsewhere."""
    raw, given = table.raw, set(table.own)
    day = past.vintage(given)
    said = []
    for code in sorted({walk.code for walk in found.walks.values()}):
        absent = sorted(past.parts(code, day) - given)
        value = f"{code} : {', '.join(absent)}"
        said += (
            [problem(raw, _LAYER, "merged_parts_missing", Outcome.INFORMATION, value=value)] if absent else []
        )
    for code in joined.index[joined[POPULATION].isna()]:
        origin = next((s for s in past.origins.get(code, ()) if s.date > day and s.code in given), None)
        what = "commune_without_population" if origin is None else "counted_with_origin"
        value = (
            f"{code} {joined.loc[code, NAME]}"
            if origin is None
            else f"{code} → {origin.code}, {origin.date[:4]}"
        )
        said.append(problem(raw, _LAYER, what, Outcome.INFORMATION, value=value))
    lost = [p for p in said if p.kind == "commune_without_population"]
    if lost and not past.source:
        said += summary(raw, _LAYER, "no_movements", len(lost))
    return tuple(said)

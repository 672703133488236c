"""What every reader starts from: a table of text, as the file spells it, with or without geometry."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from cpts_geo.model.crs import reproject
from cpts_geo.model.errors import LayerError
from cpts_geo.model.problems import Outcome, Problem

VALUE_LENGTH: Final = 60
MOST_TOLD: Final = 10_000  # rows listed one by one for one kind of problem
# Control and bidirectional characters can hide or reverse what is shown; line ends break tables.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_COMBINING: Final = "[\u0300-\u036f]"  # accents written apart from their letter, as some systems do
_BREAKS: Final = re.compile("[\t\r\n\u2028\u2029]+")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_PLAIN: Final = r"[+-]?\d+(?:\.\d+)?"
_UNIT: Final = re.compile(
    r"([+-]?\d+(?:[.,]\d+)?)\s*(?:lits?|places?|postes?|pers(?:onnes?)?|hab(?:itants?)?)\.?", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as read, nothing decided yet.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    columns
        Text cells, ``""`` when empty; index ``row``: line of a table (header is line 1) or number
        of the feature, from 1.
    geometry
        Same index; ``None`` for a table. Its ``crs`` is what the file declares, or ``None``.
    problems
        What reading already had to say.
    layer
        Name of the layer inside the file.
    """

    file: str
    columns: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    problems: tuple[Problem, ...] = ()
    layer: str = ""

    @property
    def headers(self) -> frozenset[str]:
        """Headers in their normalised form."""
        return frozenset(normalise(column) for column in self.columns.columns)

    def header(self, names: Iterable[str]) -> str | None:
        """The file's own header for the first of the normalised names that it carries."""
        own = {normalise(column): column for column in reversed(self.columns.columns)}
        return next((own[name] for name in names if name in own), None)

    def text(self, names: Iterable[str]) -> pd.Series:
        """Column of the first of these names, empty text when the file has none."""
        header = self.header(names)
        if header is None:
            return pd.Series("", index=self.columns.index, dtype=object)
        return self.columns[header].str.strip()

    def number(self, names: Iterable[str]) -> pd.Series:
        """Same, as numbers; NaN where the text is not one."""
        return parse_numbers(self.text(names))

    def keep(self, rows: pd.Series) -> "RawTable":
        """Rows where the mask is true."""
        geometry = None if self.geometry is None else picked(self.geometry, self.columns.index[rows])
        return replace(self, columns=self.columns[rows], geometry=geometry)


def picked(shapes: gpd.GeoSeries, rows: pd.Index) -> gpd.GeoSeries:
    """Shapes of some rows, in that order; none where a row has no shape."""
    return gpd.GeoSeries(shapes.reindex(rows), crs=shapes.crs)


def moved(shapes: gpd.GeoSeries, crs: str) -> gpd.GeoSeries:
    """Shapes in another CRS, x then y."""
    return gpd.GeoSeries(reproject(gpd.GeoDataFrame(geometry=shapes), crs).geometry)


def problem(raw: RawTable | str, layer: str, kind: str, outcome: Outcome, **facts: object) -> Problem:
    """Problem of a file; ``facts`` are ``row``, ``column`` and ``value``, the value cut at 60."""
    file = raw if isinstance(raw, str) else raw.file
    value = clean_text(str(facts.get("value", "")))
    short = value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1] + "…"
    row = facts.get("row", 0)
    return Problem(
        file,
        layer,
        row if isinstance(row, int) else int(str(row)),
        str(facts.get("column", "")),
        kind,
        short,
        outcome,
    )


def row_problems(
    raw: RawTable, layer: str, kind: str, outcome: Outcome, *, values: pd.Series, column: str = ""
) -> tuple[Problem, ...]:
    """One problem per row of ``values``; beyond ``MOST_TOLD``, the count of the others."""
    told = tuple(
        problem(raw, layer, kind, outcome, row=row, column=column, value=value)
        for row, value in values.iloc[:MOST_TOLD].items()
    )
    rest = len(values) - MOST_TOLD
    if rest <= 0:
        return told
    return (*told, problem(raw, layer, "more_rows", Outcome.INFORMATION, column=column, value=rest))


def normalise(text: str) -> str:
    """Header or label in lower-case ASCII, words joined by ``_``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def clean_text(text: str) -> str:
    """Text without control and bidirectional characters, on one line, accents joined to their letters."""
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _BREAKS.sub(" ", text)))


def clean_table(columns: pd.DataFrame) -> pd.DataFrame:
    """Every cell and header through ``clean_text``."""
    out = columns.rename(columns=clean_text)
    cleaned = {
        c: out[c].map(clean_text)
        if out[c].str.contains(f"{_HIDDEN.pattern}|{_BREAKS.pattern}|{_COMBINING}").any()
        else out[c]
        for c in out
    }
    return pd.DataFrame(cleaned, index=out.index)


def parse_number(text: str) -> float:
    """Number written the French or the English way, NaN when it is not one.

    ``"12 345"`` with any space, ``"18.0"``, ``"48,85"``; never ``"12 345,6.7"``.
    """
    compact = re.sub("[\\s\u00a0\u202f\u2009']", "", text)
    if compact.count(",") == 1 and "." not in compact:
        compact = compact.replace(",", ".")
    return float(compact) if _NUMBER.fullmatch(compact) else float("nan")


def parse_numbers(texts: pd.Series) -> pd.Series:
    """``parse_number`` on a column; plain decimals, nearly all, are read together."""
    plain = texts.str.fullmatch(_PLAIN).fillna(value=False).astype(bool)
    out = pd.Series(np.nan, index=texts.index)
    out[plain] = texts[plain].astype(float)
    if not plain.all():
        out[~plain] = by_value(texts[~plain], parse_number)
    return out


def by_value(texts: pd.Series, answer: Callable[[str], object]) -> pd.Series:
    """Answer for each text, asked once per different text."""
    return texts.map({text: answer(text) for text in texts.unique()})


def strip_unit(text: str) -> str:
    """``"12 lits"`` → ``"12"``; the text itself when no known unit ends it."""
    found = _UNIT.fullmatch(text.strip())
    return found.group(1) if found else text


def apply_mapping(raw: RawTable, mapping: Mapping[str, str]) -> RawTable:
    """Table where each target name carries the column that the user named for it.

    Raises
    ------
    LayerError
        ``unknown_column`` with the headers of the file.
    """
    columns = raw.columns
    for target, source in mapping.items():
        own = source if source in columns.columns else raw.header((normalise(source),))
        if own is None:
            raise LayerError(
                "unknown_column", raw.file, column=source, expected=", ".join(columns.columns[:40])
            )
        others = [c for c in columns.columns if c != own and normalise(c) == target]
        columns = columns.drop(columns=others).assign(**{target: columns[own]})
    return replace(raw, columns=columns)

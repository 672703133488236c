"""Changes as JSON and as rows: what goes in the journal and comes back."""

import dataclasses
import datetime as dt
import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cpts_geo.model.changes import Action, Cell, Change, LonLat, Signed
from cpts_geo.model.errors import StoreError
from cpts_geo.model.personal import has_nir
from cpts_geo.store.geopackage import EPOCH, point_blob

COLUMNS = (
    "layer, feature_id, action, local, base, lon, lat, base_lon, base_lat,"
    " version, author, time, reason, geom"
)


def compact(value: Any) -> str:
    """The one JSON spelling of a value."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def as_json(change: Change) -> str:
    """A change as the journal keeps it."""
    parts = {f.name: getattr(change, f.name) for f in dataclasses.fields(change)}
    return compact({**parts, "values": dict(change.values), "base": dict(change.base)})


def from_json(text: str) -> Change:
    """Inverse of ``as_json``."""
    parts = json.loads(text)
    return Change(
        **{
            **parts,
            "action": Action(parts["action"]),
            "values": MappingProxyType(parts["values"]),
            "base": MappingProxyType(parts["base"]),
            "lonlat": tuple(parts["lonlat"]) if parts["lonlat"] else None,
            "base_lonlat": tuple(parts["base_lonlat"]) if parts["base_lonlat"] else None,
        }
    )


def as_row(change: Change) -> tuple[Any, ...]:
    """A change as a row of ``changes``, in the order of ``COLUMNS``."""
    places = (*(change.lonlat or (None, None)), *(change.base_lonlat or (None, None)))
    return (
        *(change.layer, change.feature_id, str(change.action)),
        *(compact(dict(change.values)), compact(dict(change.base))),
        *places,
        *(change.version, change.author, change.time, change.reason, point_blob(change.lonlat)),
    )


def from_row(row: tuple[Any, ...]) -> Change:
    """Inverse of ``as_row``, without the geometry."""
    layer, feature_id, action, local, base, lon, lat, base_lon, base_lat, *rest = row[:13]
    version, author, time, reason = rest
    return Change(
        layer,
        feature_id,
        Action(action),
        values=MappingProxyType(json.loads(local)),
        base=MappingProxyType(json.loads(base)),
        lonlat=None if lon is None else (lon, lat),
        base_lonlat=None if base_lon is None else (base_lon, base_lat),
        version=version,
        author=author,
        time=time,
        reason=reason,
    )


def storable(change: Change, by: Signed) -> Change:
    """The change as it can be written: signed, texts without what no file can hold, NaN as not said.

    Raises
    ------
    StoreError
        ``personal_number`` when a text contains a valid NIR, ``bad_date``, ``bad_number``.
    """
    signed = checked(by)
    refuse_personal({"feature_id": change.feature_id})
    return dataclasses.replace(
        change,
        feature_id=clean(change.feature_id),
        values=_cells(change.values),
        base=_cells({name: None if _is_personal(cell) else cell for name, cell in change.base.items()}),
        lonlat=_place(change.lonlat),
        base_lonlat=_place(change.base_lonlat),
        author=signed.author,
        time=signed.time,
        reason=signed.reason,
    )


def _place(lonlat: LonLat | None) -> LonLat | None:
    """The position without negative zeros, which SQLite does not keep."""
    return (lonlat[0] + 0.0, lonlat[1] + 0.0) if lonlat else None


def checked(by: Signed) -> Signed:
    """The signature with clean texts; a time without offset, or a NIR in a text, is refused."""
    moment(by.time)
    refuse_personal({"author": by.author, "reason": by.reason})
    return Signed(clean(by.author), by.time, clean(by.reason))


def refuse_personal(texts: Mapping[str, object]) -> None:
    """Raise ``personal_number`` naming the field, never the number, when one holds a valid NIR."""
    for field, value in texts.items():
        if _is_personal(value) or has_nir(field):
            raise StoreError("personal_number", column=field if not has_nir(field) else "")


def _is_personal(value: object) -> bool:
    """Whether a text, or a whole number, holds a NIR; decimals of a measure do not."""
    if isinstance(value, float):
        return value.is_integer() and has_nir(f"{value:.0f}")
    return has_nir(str(value))


def clean(text: str) -> str:
    """Text that UTF-8 and SQLite can hold: no lone surrogate, no NUL."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _cells(values: Mapping[str, Cell]) -> Mapping[str, Cell]:
    refuse_personal(values)
    return MappingProxyType({clean(name): _cell(name, value) for name, value in values.items()})


def _cell(name: str, value: Cell) -> Cell:
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float) and math.isinf(value):
        raise StoreError("bad_number", column=name, value=str(value))
    return clean(value) if isinstance(value, str) else value


def moment(time: str) -> str:
    """An ISO time with offset as GeoPackage writes it, in UTC."""
    try:
        told = dt.datetime.fromisoformat(time)
        if told.tzinfo is None:
            raise StoreError("bad_date", value=time)
        return (
            f"{told.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.{told.microsecond // 1000:03d}Z" if time else EPOCH
        )
    except (ValueError, OverflowError) as error:
        raise StoreError("bad_date", value=time) from error

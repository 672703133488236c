"""A territory made from the public services: communes first, then each layer, each on its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cpts_geo.model.errors import CptsGeoError, DataError, SourceError
from cpts_geo.model.layers import COMMUNES, EDGES
from cpts_geo.sources.download import geo_api
from cpts_geo.sources.download.catalogue import LICENCE_OUVERTE, Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.geo_api import Communes, Perimeter
from cpts_geo.sources.download.shelf import Card, Shelf
from cpts_geo.territory import public_layers
from cpts_geo.territory.folder import layer_path, read_layer, read_settings
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.settings import TERRITORY_FILE
from cpts_geo.territory.surroundings import margin_m, surroundings
from cpts_geo.territory.workshop import LayerDone, State, Workshop, signed

__all__ = ["Asked", "LayerDone", "Means", "Perimeter", "Prepared", "State", "prepare"]

DOWNLOADS: Final = "downloads"
OFFLINE: Final = frozenset({"unreachable", "no_connection"})


PUBLIC: Final = Services()
LONGEST_MARGIN_MIN: Final = 120.0


def untold(done: LayerDone) -> None:
    """Tell nothing of a layer."""
    del done


@dataclass(frozen=True)
class Asked:
    """What the user wants.

    Attributes
    ----------
    perimeter
        Communes of the territory.
    now
        ISO date and time, given by the door.
    margin_min
        Minutes of road that roads and structures extend beyond the communes.
    """

    perimeter: Perimeter
    now: str
    margin_min: float = 30.0


@dataclass(frozen=True)
class Means:
    """With what the services are asked; ``told`` is called after each layer."""

    client: Client
    services: Services = PUBLIC
    told: Callable[[LayerDone], None] = untold


@dataclass(frozen=True)
class Prepared:
    """What became of each layer, in the order they were asked for.

    Attributes
    ----------
    renamed
        Codes asked for that no longer exist, and the commune that took them over.
    missing
        Why roads are not in the folder; communes always are.
    """

    layers: tuple[LayerDone, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    missing: CptsGeoError | None = None


def prepare(folder: str | Path, asked: Asked, means: Means) -> Prepared:
    """Make or update a territory folder from the public services.

    Copies stay in ``FOLDER/downloads``: what has not changed is neither fetched nor imported again,
    and a service that fails leaves its last good copy in the territory.

    Raises
    ------
    SourceError
        When the communes of a new territory cannot be had: nothing can follow. ``offline`` when no
        service can be reached.
    DataError
        ``bad_margin``; ``fictitious_folder``, for real data never join invented ones; when the communes
        received cannot be imported.
    """
    if not 0 <= asked.margin_min <= LONGEST_MARGIN_MIN:
        value, expected = f"{asked.margin_min:g}", f"0–{LONGEST_MARGIN_MIN:g}"
        raise DataError("bad_margin", column="--margin-min", value=value, expected=expected)
    home = Path(folder)
    exists = (home / TERRITORY_FILE).exists()
    if exists and read_settings(home).get("fictitious"):
        raise DataError("fictitious_folder", file=home.name)
    shelf = Shelf(home / DOWNLOADS, asked.now[:10])
    first, found = _communes(home, shelf, asked, means)
    means.told(first)
    crs = str(read_settings(home)["crs"])
    around = surroundings(read_layer(home, COMMUNES, crs), margin_m(asked.margin_min))
    renewed = first.state is State.IMPORTED
    shop = Workshop(home, means.client, means.services, shelf, around, renewed)
    layers = [first]
    for key, step in _steps(shop, found):
        layers.append(shop.attempt(key, step))
        means.told(layers[-1])
    missing = next((d.error for d in layers if d.key == "roads"), None)
    there = layer_path(home, EDGES).exists()
    return Prepared(tuple(layers), found.renamed if found else (), None if there else missing)


def _steps(shop: Workshop, found: Communes | None) -> list[tuple[str, public_layers.Step]]:
    steps: list[tuple[str, public_layers.Step]] = [("movements", public_layers.movements)]
    if found:
        steps.append(("town_halls", public_layers.town_halls(found)))
    steps += [
        ("structures", public_layers.structures),
        ("population", public_layers.population),
        ("roads", public_layers.roads),
        ("water", public_layers.water),
        ("helipads", public_layers.helipads),
    ]
    steps += [(f"tri/{code}", public_layers.flood(code)) for code in _departements(shop)]
    return [*steps, ("addresses", public_layers.addresses), ("vigicrues", public_layers.watch)]


def _departements(shop: Workshop) -> tuple[str, ...]:
    """Départements of the communes, then those that their margin meets when the service says."""
    own = shop.around.departements
    try:
        near = geo_api.departements_at(shop.client, shop.services, shop.around.lookouts)
    except SourceError:
        near = ()
    return (*own, *(code for code in near if code not in own))


def _communes(home: Path, shelf: Shelf, asked: Asked, means: Means) -> tuple[LayerDone, Communes | None]:
    exists = (home / TERRITORY_FILE).exists()
    try:
        found = geo_api.communes(means.client, means.services, asked.perimeter)
        return _imported(home, shelf, asked, means, found), found
    except SourceError as error:
        if exists:
            last = shelf.last("communes")
            return LayerDone("communes", State.KEPT, card=last, error=error), None
        if error.kind in OFFLINE:
            raise SourceError("offline", file=error.file) from error
        raise


def _imported(home: Path, shelf: Shelf, asked: Asked, means: Means, found: Communes) -> LayerDone:
    content = json.dumps(_collection(found), ensure_ascii=False, sort_keys=True).encode()
    codes = ",".join(asked.perimeter.codes)
    url = f"{means.services.geo_api}/communes?{asked.perimeter.kind}={codes}"
    card = shelf.put(Card("communes.geojson", url, licence=LICENCE_OUVERTE, title=geo_api.TITLE), content)
    if card.rows is not None and (home / TERRITORY_FILE).exists():
        return LayerDone("communes", State.UNCHANGED, card=card)
    report = import_file(home, shelf.path(card.name), kind="communes", name=found.name)
    return signed(home, shelf, LayerDone("communes", State.IMPORTED, "", card, report), [card])


def _collection(found: Communes) -> dict[str, Any]:
    """The communes as the list reader knows them, town halls apart."""
    features = [
        {**f, "properties": {k: v for k, v in f["properties"].items() if k != "mairie"}}
        for f in found.features
    ]
    return {"type": "FeatureCollection", "features": features}

"""Each public layer: which service gives it, what its absence means, under which kind it is imported."""

import json
from collections.abc import Callable
from typing import Final

from cpts_geo.model.errors import CptsGeoError, DataError, SourceError
from cpts_geo.model.layers import STRUCTURES
from cpts_geo.sources.download import data_gouv, geo_api, georisques, ign_wfs, insee, vigicrues
from cpts_geo.sources.download.catalogue import (
    AERODROMES,
    FINESS_FROZEN,
    FINESS_PLUS,
    LICENCE_OUVERTE,
    ROADS,
    TURN_BANS,
    WATER,
    Dataset,
    FeatureType,
)
from cpts_geo.sources.download.geocoding import Trust
from cpts_geo.sources.download.shelf import Card
from cpts_geo.territory.geocode import propose
from cpts_geo.territory.workshop import LayerDone, State, Workshop, forget_file

Step = Callable[[Workshop], LayerDone]
WATCHED: Final = "vigicrues.json"
NOTHING_NEAR: Final = frozenset({"no_zone_in_territory", "no_cell_inside", "no_valid_row", "none_here"})


def roads(shop: Workshop) -> LayerDone:
    """Roads of BD TOPO with their forbidden turns, when there are some.

    Raises
    ------
    CptsGeoError
        When the service or the import fails.
    """
    if shop.is_by_hand("roads"):
        return LayerDone("roads", State.BY_HAND)
    card = ign_wfs.layer(shop.client, shop.services, shop.shelf, ROADS, shop.around.box)
    try:
        bans = ign_wfs.layer(shop.client, shop.services, shop.shelf, TURN_BANS, shop.around.box)
    except SourceError as error:
        if error.kind != "nothing_here":
            raise
        return shop.bring("roads", card)
    return shop.bring("roads", card, bans)


def water(shop: Workshop) -> LayerDone:
    """Rivers and ponds drawn on maps.

    Raises
    ------
    CptsGeoError
        When the service or the import fails.
    """
    return _if_any(shop, "water", WATER)


def helipads(shop: Workshop) -> LayerDone:
    """Landing places of helicopters that BD TOPO knows; none is « not known », never « there is none ».

    Raises
    ------
    CptsGeoError
        When the service or the import fails.
    """
    return _if_any(shop, "helipads", AERODROMES)


def _if_any(shop: Workshop, name: str, theme: FeatureType) -> LayerDone:
    """A layer of which the service may know nothing here."""
    try:
        card = ign_wfs.layer(shop.client, shop.services, shop.shelf, theme, shop.around.box)
    except SourceError as error:
        if error.kind == "nothing_here":
            return LayerDone(name, State.ABSENT)
        raise
    return shop.bring(name, card)


def structures(shop: Workshop) -> LayerDone:
    """Structures of FINESS+; the extraction frozen in May 2026 when FINESS+ gives nothing usable.

    Raises
    ------
    CptsGeoError
        Of FINESS+, when both fail.
    """
    try:
        done = shop.bring("structures", _dataset(shop, FINESS_PLUS, "gz"))
        forget_file(shop.folder, STRUCTURES, FINESS_FROZEN.file)
        shop.shelf.drop(FINESS_FROZEN.file)
    except CptsGeoError as error:
        last = shop.shelf.last("structures")
        if last and last.title == FINESS_PLUS.title:
            raise
        try:
            done = shop.bring("structures", _dataset(shop, FINESS_FROZEN, "csv"))
        except CptsGeoError:
            raise error from None
    return done


def _dataset(shop: Workshop, dataset: Dataset, expected: str) -> Card:
    card, sha1 = data_gouv.newest(shop.client, shop.services, dataset)
    return shop.client.save(shop.shelf, card, expected, sha1=sha1)


def town_halls(found: geo_api.Communes) -> Step:
    """Town halls, from the same answer as the communes."""

    def step(shop: Workshop) -> LayerDone:
        halls = geo_api.town_halls(found)
        if not halls:
            return LayerDone("town_halls", State.ABSENT)
        content = json.dumps({"type": "FeatureCollection", "features": halls}, ensure_ascii=False)
        url = f"{shop.services.geo_api}/communes?fields=mairie"
        card = Card("mairies.geojson", url, licence=LICENCE_OUVERTE, title=geo_api.TITLE)
        return shop.bring("town_halls", shop.shelf.put(card, content.encode()), kind="structures")

    return step


def population(shop: Workshop) -> LayerDone:
    """The grid of people, where INSEE has one.

    Raises
    ------
    CptsGeoError
        When the service or the import fails.
    """
    if shop.is_by_hand("population"):
        return LayerDone("population", State.BY_HAND)
    if not all(insee.has_grid(departement) for departement in shop.around.departements):
        return LayerDone("population", State.ABSENT, detail=", ".join(shop.around.departements))
    return shop.bring("population", insee.grid(shop.client, shop.services, shop.shelf), kind="population")


def movements(shop: Workshop) -> LayerDone:
    """Mergers of communes, which old files still name.

    Raises
    ------
    CptsGeoError
        When the service or the import fails.
    """
    return shop.bring("movements", insee.movements(shop.client, shop.services, shop.shelf))


def flood(departement: str) -> Step:
    """The TRI of one département; none is « absent data », never « outside flood zones »."""

    def step(shop: Workshop) -> LayerDone:
        key = f"tri/{departement}"
        card = georisques.tri_archive(shop.client, shop.services, shop.shelf, departement)
        if card is None:
            return _without_tri(shop, departement)
        try:
            return shop.bring(key, card, detail=departement)
        except DataError as error:
            if error.kind in NOTHING_NEAR:
                return LayerDone(key, State.ABSENT, detail=departement)
            raise

    return step


def _without_tri(shop: Workshop, departement: str) -> LayerDone:
    key = f"tri/{departement}"
    codes = [code for code in shop.around.codes if geo_api.departement_of(code) == departement]
    concerned = georisques.communes_in_tri(shop.client, shop.services, codes) if codes else ()
    if concerned:
        raise SourceError("not_found", file=georisques.NAME, value=", ".join(concerned[:10]))
    return LayerDone(key, State.ABSENT, detail=departement)


def watch(shop: Workshop) -> LayerDone:
    """State of the watched rivers at this moment, told and dated, in no layer; the last one when none comes.

    Raises
    ------
    SourceError
        When the service fails and never answered before.
    """
    try:
        found = vigicrues.vigilance(shop.client, shop.services, shop.around.box)
    except SourceError as error:
        last = shop.shelf.card(WATCHED)
        if last is None:
            raise
        facts = json.loads(shop.shelf.path(WATCHED).read_text("utf-8"))
        return LayerDone("vigicrues", State.KEPT, facts["detail"], last, error=error)
    detail = f"{found.watched}/{found.level or 0}"
    content = json.dumps({"detail": detail, "day": shop.shelf.today}).encode()
    shop.shelf.put(Card(WATCHED, shop.services.vigicrues, title=vigicrues.NAME), content)
    return LayerDone("vigicrues", State.NOTED, detail)


def addresses(shop: Workshop) -> LayerDone:
    """Positions proposed for the structures of FINESS that were set aside without one; none is taken.

    Raises
    ------
    SourceError
        When the service fails.
    """
    card = shop.shelf.last("structures")
    if card is None:
        return LayerDone("addresses", State.NOTED, detail="0/0/0")
    asked, found = propose(shop.folder, shop.client, shop.services, [card.name])
    good = sum(proposal.trust is Trust.GOOD for proposal in found)
    return LayerDone("addresses", State.NOTED, detail=f"{asked}/{len(found)}/{good}")

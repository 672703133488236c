"""What bringing a public layer needs: its copy imported as a user would, its provenance written down."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.model.layers import SITES, STRUCTURES, LayerContract
from cpts_geo.sources.download.catalogue import Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.shelf import Card, Shelf
from cpts_geo.sources.raw import normalise
from cpts_geo.territory.asiding import aside_path
from cpts_geo.territory.folder import (
    read_layer,
    read_settings,
    write_layer,
    write_problems,
    write_settings,
)
from cpts_geo.territory.importer import import_file
from cpts_geo.territory.report import ImportReport
from cpts_geo.territory.surroundings import Surroundings

# Layers that an import replaces whole, by their key in ``territory.toml``.
REPLACED: Final = {"roads": "network", "population": "demand"}


class State(StrEnum):
    """What became of a layer."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    ABSENT = "absent"
    NOTED = "noted"
    BY_HAND = "by_hand"
    FAILED = "failed"


@dataclass(frozen=True)
class LayerDone:
    """One line of the answer of ``cpts-geo init``.

    Attributes
    ----------
    key
        ``communes``, ``roads``, ``water``, ``structures``…: a key of ``wording.downloads``.
    state
        ``kept``: the service failed, the last good copy stays; ``absent``: there is no such data here;
        ``noted``: known, goes in no layer; ``by_hand``: a person brought this layer, it is left alone.
    detail
        Département, code or count: a fact, not a sentence.
    card
        The copy that is in the territory.
    report
        What the import said, when there was one.
    error
        Why it failed.
    """

    key: str
    state: State
    detail: str = ""
    card: Card | None = None
    report: ImportReport | None = None
    error: CptsGeoError | None = None


@dataclass(frozen=True)
class Workshop:
    """What every layer needs: folder, services, copies, and where the territory is.

    Attributes
    ----------
    renewed
        Whether the communes have changed: everything is then imported again.
    """

    folder: Path
    client: Client
    services: Services
    shelf: Shelf
    around: Surroundings
    renewed: bool

    def bring(
        self, key: str, *cards: Card, kind: str | None = None, name: str = "", detail: str = ""
    ) -> LayerDone:
        """Import copies that are read together, unless these very editions are already in the territory.

        Raises
        ------
        DataError
            What the import raises; the folder is then as it was.
        """
        card = cards[0]
        if self.is_by_hand(key):
            return LayerDone(key, State.BY_HAND, detail)
        if not self.renewed and all(c.rows is not None for c in cards):
            return LayerDone(key, State.UNCHANGED, detail, card)
        try:
            report = import_file(self.folder, self.paths(cards), kind=kind, name=name)
        except CptsGeoError:
            for copy in cards:
                self.shelf.restore(copy.name)
            raise
        return signed(self.folder, self.shelf, LayerDone(key, State.IMPORTED, detail, card, report), cards)

    def is_by_hand(self, key: str) -> bool:
        """Whether the layer that this one would replace was brought by a person: it is left alone."""
        sources = read_settings(self.folder).get("sources", {})
        facts = sources.get(REPLACED.get(key, ""))
        return bool(facts) and not facts.get("url")

    def paths(self, cards: Iterable[Card]) -> list[Path]:
        """Files of copies."""
        return [self.shelf.path(card.name) for card in cards]

    def attempt(self, key: str, step: Callable[["Workshop"], LayerDone]) -> LayerDone:
        """One layer; its failure is a line of the answer and stops nothing."""
        try:
            return step(self)
        except CptsGeoError as error:
            last = self.shelf.last(key)
            if last is None:
                return LayerDone(key, State.FAILED, error=error)
            report = self._again(last) if self.renewed else None
            return LayerDone(key, State.KEPT, card=last, report=report, error=error)

    def _again(self, last: Card) -> ImportReport | None:
        """The last good copy read for communes that have changed; what is there stays if it cannot be."""
        try:
            report = import_file(self.folder, self.paths([last]))
        except CptsGeoError:
            return None
        _sign(self.folder, report, last)
        return report


def signed(folder: Path, shelf: Shelf, done: LayerDone, cards: Sequence[Card]) -> LayerDone:
    """Write down where the layers of an import come from, and that these editions are in the territory."""
    if done.report is None or done.card is None:
        return done
    _sign(folder, done.report, done.card)
    kept = [shelf.imported(card, done.key, done.report.rows_stored) for card in cards]
    return replace(done, card=kept[0])


def _sign(folder: Path, report: ImportReport, card: Card) -> None:
    """Add to the provenance of what was just imported: title, address, licence, edition if unsaid."""
    settings = read_settings(folder)
    sources = settings.get("sources", {})
    stems = [normalise(Path(file).stem) for file in report.file.split(", ")]
    for layer in report.layer.split(", "):
        listed = [f"{layer}/{stem}" for stem in stems] if layer in {STRUCTURES.name, SITES.name} else [layer]
        for key in listed:
            if key in sources:
                told = {"title": f"{card.title} ({report.file})", "licence": card.licence, "url": card.url}
                known = {name: value for name, value in told.items() if value}
                dated = {} if sources[key].get("vintage") else {"vintage": card.vintage}
                sources[key] |= {**known, **dated}
    write_settings(folder, settings)


def forget_file(folder: Path, contract: LayerContract, file: str) -> None:
    """Take away the rows that a file brought, once another has taken its place."""
    settings = read_settings(folder)
    key = f"{contract.name}/{normalise(Path(file).stem)}"
    if key not in settings.get("sources", {}):
        return
    layer = read_layer(folder, contract, str(settings["crs"]))
    write_layer(folder, contract, layer[layer["source"] != file])
    write_problems(folder, (), contract.name, file)
    for path in (aside_path(folder, file), aside_path(folder, file).with_suffix(".json")):
        path.unlink(missing_ok=True)
    del settings["sources"][key]
    write_settings(folder, settings)

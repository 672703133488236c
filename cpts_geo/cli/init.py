"""The command ``init``: a territory from the public services."""

import datetime as dt
from argparse import Namespace
from typing import Any, Final

from cpts_geo.cli.output import say, say_json
from cpts_geo.model.changes import Signed
from cpts_geo.sources.download.client import Client, Progress, silent
from cpts_geo.sources.download.geocoding import Trust
from cpts_geo.sources.download.shelf import Card
from cpts_geo.territory.geocode import accept, read_proposals
from cpts_geo.territory.init import Asked, LayerDone, Means, Perimeter, Prepared, prepare
from cpts_geo.wording import downloads


def init(arguments: Namespace) -> None:
    """Prepare or update a territory, tell each layer, then all of them in a table.

    Raises
    ------
    CptsGeoError
        When communes or roads could not be had.
    """
    now = dt.datetime.now().astimezone().isoformat(timespec="minutes")
    asked = Asked(_perimeter(arguments), now, arguments.margin_min)
    means = _means(silent if arguments.json else _shown())
    if not arguments.json:
        means = Means(means.client, means.services, lambda done: say(downloads.layer_line(done, now)))
    with means.client:
        done = prepare(arguments.folder, asked, means)
    if arguments.json:
        say_json(_object(done))
    else:
        _tell(done, arguments.folder)
    if arguments.accept_addresses:
        _accept(arguments, now)
    if done.missing is not None:
        raise done.missing


def _accept(arguments: Namespace, now: str) -> None:
    """Take the surest proposals, in the name of the person who asks for it."""
    by = Signed(arguments.accept_addresses, now, downloads.REASON)
    waiting = read_proposals(arguments.folder)
    done = accept(arguments.folder, [p for p in waiting if p.trust is Trust.GOOD], by)
    if not arguments.json:
        say(downloads.placed(len(done.saved), len(waiting) - len(done.saved), by.author))


def _means(progress: Progress) -> Means:
    return Means(Client(progress=progress))


def _perimeter(arguments: Namespace) -> Perimeter:
    if arguments.epci:
        return Perimeter("epci", (arguments.epci.strip(),))
    if arguments.departement:
        return Perimeter("departement", (arguments.departement.strip().upper(),))
    codes = (code.strip().upper() for code in arguments.communes.split(","))
    return Perimeter("communes", tuple(dict.fromkeys(code for code in codes if code)))


SHORT: Final = (5_000, 1_000_000)  # objects of a layer, bytes of a file: below, the last line is enough


def _shown() -> Progress:
    """A line each tenth of a file, or each ten million bytes when its size is unknown."""
    last: dict[str, int] = {}

    def told(name: str, done: int, total: int) -> None:
        if 0 < total < SHORT[("." in name)]:
            return
        step = done * 10 // total if total else done // 10_000_000
        if step > last.get(name, 0):
            last[name] = step
            say(downloads.progress(name, done, total))

    return told


def _tell(done: Prepared, folder: str) -> None:
    if done.renamed:
        say(downloads.renamed(done.renamed))
    say("")
    for line in downloads.table(done):
        say(line)
    say("")
    if downloads.partial(done):
        say(downloads.partial(done))
    say(downloads.BY_HAND)
    if done.missing is None:
        say(downloads.ready(folder))


def _object(done: Prepared) -> dict[str, Any]:
    failed = [layer.key for layer in done.layers if layer.error is not None]
    return {
        "layers": [_layer_object(layer) for layer in done.layers],
        "partial": failed,
        "renamed": dict(done.renamed),
    }


def _layer_object(done: LayerDone) -> dict[str, Any]:
    known = _card_object(done.card) if done.card else {}
    return {
        "layer": done.key,
        "state": str(done.state),
        "detail": done.detail,
        "error": done.error.kind if done.error else None,
        **known,
    }


def _card_object(card: Card) -> dict[str, Any]:
    return {
        "file": card.name,
        "rows": card.rows,
        "date": card.fetched,
        "licence": card.licence,
        "vintage": card.vintage,
        "url": card.url,
        "size_bytes": card.size_bytes,
        "sha256": card.sha256,
    }

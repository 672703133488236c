"""Structures set aside for want of a position: their address asked once, the answers kept as proposals."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cpts_geo.model.changes import LonLat, Signed
from cpts_geo.model.layers import STRUCTURES
from cpts_geo.sources.download import geocoding
from cpts_geo.sources.download.catalogue import Services
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.geocoding import Address, Trust
from cpts_geo.sources.finess import insee_code
from cpts_geo.territory.aside import AsideRow, AsideTable, Retried, aside_tables, retry
from cpts_geo.territory.folder import replace_bytes

PROPOSALS_FILE: Final = "proposals.json"
UNPLACED: Final = frozenset({"missing_coordinates", "outside_france", "far_from_commune"})
NAMES: Final = ("rslongue", "rs", "nom", "name")
STREET: Final = ("numvoie", "typvoie", "voie", "ligneacheminement")  # FINESS, old and new


@dataclass(frozen=True)
class Proposal:
    """Where a structure set aside could be.

    Attributes
    ----------
    file, row, name
        The row set aside, and what the structure is called.
    address
        As it was asked.
    trust, score, kind, label, code_insee, lonlat
        Answer of the geocoder, see ``geocoding.Located``.
    """

    file: str
    row: int
    name: str
    address: str
    trust: Trust
    score: float
    kind: str
    label: str
    code_insee: str
    lonlat: LonLat


def propose(
    folder: Path, client: Client, services: Services, files: Iterable[str]
) -> tuple[int, tuple[Proposal, ...]]:
    """Ask for the addresses of the rows set aside in these files; nothing is moved.

    Only files of the State are sent: a list of the user may hold addresses that are nobody's business.

    Returns
    -------
    asked, proposals
        How many addresses were sent, and the answers worth a look, the surest first; kept in
        ``FOLDER/proposals.json``.

    Raises
    ------
    SourceError
        When the service fails; the earlier proposals stay.
    """
    rows = list(_unplaced(folder, frozenset(files)))
    addresses = [Address(f"{file}/{row.row}", *_address(row.cells)) for file, row in rows]
    usable = {a.key: a for a in addresses if a.text and a.code_insee}
    found = geocoding.locate(client, services, list(usable.values()))
    named = {f"{file}/{row.row}": (file, row) for file, row in rows}
    proposals = tuple(
        _proposal(*named[answer.key], usable[answer.key].text, answer)
        for answer in sorted(found, key=lambda a: -a.score)
        if answer.lonlat is not None and answer.trust is not Trust.REJECTED
    )
    _keep(folder, proposals)
    return len(usable), proposals


def read_proposals(folder: str | Path) -> tuple[Proposal, ...]:
    """Proposals whose row is still set aside."""
    path = Path(folder) / PROPOSALS_FILE
    if not path.exists():
        return ()
    waiting = {(table.file, row.row) for table in aside_tables(folder) for row in table.rows}
    rows = json.loads(path.read_text(encoding="utf-8"))
    told = (Proposal(**{**r, "trust": Trust(r["trust"]), "lonlat": tuple(r["lonlat"])}) for r in rows)
    return tuple(p for p in told if (p.file, p.row) in waiting)


def accept(folder: str | Path, proposals: Iterable[Proposal], by: Signed) -> Retried:
    """Place the structures of these proposals, as local rows signed by a person.

    Raises
    ------
    LayerError
        ``unknown_row`` when one is no longer set aside.
    StoreError
        Nothing was changed.
    """
    by_file: dict[str, dict[int, dict[str, str]]] = {}
    for proposal in proposals:
        lon, lat = proposal.lonlat
        by_file.setdefault(proposal.file, {})[proposal.row] = {"lon": f"{lon:.7f}", "lat": f"{lat:.7f}"}
    done = [retry(folder, file, rows, by) for file, rows in by_file.items()]
    return Retried(
        saved=tuple(change for d in done for change in d.saved),
        left=tuple(row for d in done for row in d.left),
    )


def reject(folder: str | Path, proposals: Iterable[Proposal]) -> None:
    """Forget these proposals: their rows stay set aside."""
    gone = {(p.file, p.row) for p in proposals}
    _keep(Path(folder), [p for p in read_proposals(folder) if (p.file, p.row) not in gone])


def _keep(folder: Path, proposals: Iterable[Proposal]) -> None:
    content = json.dumps([asdict(p) for p in proposals], ensure_ascii=False, indent=1)
    replace_bytes(folder / PROPOSALS_FILE, content.encode())


def _unplaced(folder: Path, files: frozenset[str]) -> Iterable[tuple[str, AsideRow]]:
    tables: Iterable[AsideTable] = (
        t for t in aside_tables(folder) if t.file in files and t.layer == STRUCTURES.name and t.editable
    )
    return ((t.file, row) for t in tables for row in t.rows if {c.kind for c in row.causes} <= UNPLACED)


def _address(cells: Mapping[str, str]) -> tuple[str, str]:
    text = " ".join(" ".join(cells.get(name, "") for name in STREET).split())
    code = cells.get("cog", "").upper()
    if not code and cells.get("dep") and cells.get("commune3"):
        code = insee_code(cells["dep"], cells["commune3"])
    return text, code


def _proposal(file: str, row: AsideRow, address: str, answer: geocoding.Located) -> Proposal:
    name = next((row.cells[n] for n in NAMES if row.cells.get(n)), "")
    return Proposal(
        file,
        row.row,
        name,
        address,
        answer.trust,
        answer.score,
        answer.kind,
        answer.label,
        answer.code_insee,
        answer.lonlat or (0.0, 0.0),
    )

"""FINESS+ files as the producer writes them, made small or large by the tests."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def point(first: Sequence[object], second: Sequence[object], key: str = "17001_0010_00001") -> dict[str, str]:
    """Coordinates object: ``coordonneeX/Y`` then ``directionLongitude/Latitude``."""
    names = ("coordonneeX", "coordonneeY", "directionLongitude", "directionLatitude")
    return {n: str(v) for n, v in zip(names, (*first, *second), strict=True)} | {"cleInInteropBAN": key}


def address(
    where: dict[str, str] | None, *, usage: str = "03", cog: str = "17001", town: str = "17000 AULNAIE"
) -> dict[str, Any]:
    found = {"usageAdresse": usage, "numeroVoie": "1", "typeVoie": "R", "libelleVoie": "DU PORT"}
    return found | {"cogCommune": cog, "ligneAcheminement": town, "coordonneesGeographique": where}


def ege(number: str, *addresses: dict[str, Any], category: str = "620", **facts: Any) -> dict[str, Any]:
    own = {"numFinessEge": number, "nomEgeLong": f"NOM {number}", "dateFermeture": facts.pop("closed", "")}
    telecom = {"telephone": "0546000000/0590895757", "courriel": "direction@exemple.fr"}
    return {
        "informationsGeneralesEGE": own,
        "categorieentiteGeographiqueExercice": category,
        "adresse": list(addresses),
        "contact": [{"typeContact": {"roleContact": "01"}, "telecom": telecom}],
        **facts,
    }


def legal_entity(*establishments: dict[str, Any], state: str = "A") -> dict[str, Any]:
    own = {"numFinessPm": "170000000", "denominationPm": "SELARL DU PORT"}
    return {"informationsGeneralesPMEJ": own, "ege": list(establishments), "etatObjet": state}


def activities(number: str, *counts: dict[str, str]) -> dict[str, Any]:
    return {"numFinessEge": number, "activitesExercees": [{"natureASMR": {"capacite": list(counts)}}]}


def written(path: Path, *entities: dict[str, Any]) -> Path:
    root = {"schemaVersion": "1.0", "generatedAt": "2026-09-05T02:15:00", "gcc": [], "gco": []}
    text = json.dumps({**root, "pmej": list(entities)}, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path

"""``cpts-geo init`` against a local copy of the public services, from nothing to a territory."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from cpts_geo.cli import init as door
from cpts_geo.cli import main
from cpts_geo.model.errors import DataError, SourceError
from cpts_geo.sources.download import geo_api
from cpts_geo.sources.download.geo_api import Perimeter
from cpts_geo.sources.download.geocoding import Trust
from cpts_geo.territory.folder import read_network, read_settings, read_territory, write_settings
from cpts_geo.territory.geocode import read_proposals
from cpts_geo.territory.init import Asked, LayerDone, Means, Prepared, State, prepare
from cpts_geo.wording.downloads import layer_line
from fault_server import Asked as Request
from fault_server import HandClock, Reply, Server, client, ranged, served
from finess_plus import address, ege, legal_entity, point
from french_services import (
    EPCI,
    aerodrome,
    as_json,
    collection,
    communes_answer,
    corner,
    dataset,
    degrees,
    pages,
    road,
    roads,
    services,
    water,
    wfs,
    zipped,
)
from making import fingerprint

NOW = "2026-11-26T10:05"
LATER = "2026-12-03T10:05"
FINESS = "/datasets/finess-structures-1/"
FROZEN = "/datasets/finess-extraction-du-fichier-des-etablissements/"
GRID = "/insee/8735162/Filosofi2021_carreaux_200m_csv.zip"
MOVEMENTS = "/insee/8740222/v_mvt_commune_2026.csv"
SIDE = "TYPECOM_{0},COM_{0},TNCC_{0},NCC_{0},NCCENR_{0},LIBELLE_{0}"
HEADER = f"MOD,DATE_EFF,{SIDE.format('AV')},{SIDE.format('AP')}"


def finess_csv() -> bytes:
    """Two structures of the frozen extraction, a pharmacy and an EHPAD, in the second commune."""
    x, y = corner(1.5, 0.5)
    lines = ["finess;etalab;98;2026-05-12"]
    for number, name, category in (("170000001", "PHARMACIE DU VAL", "620"), ("170000002", "EHPAD", "500")):
        fields = [""] * 32
        fields[:5] = ["structureet", number, "170000000", name, name]
        fields[12:16] = ["002", "17", "CHARENTE MARITIME", "17100 VILLE-1"]
        fields[18] = category
        lines.append(";".join(fields))
        lines.append(f"geolocalisation;{number};{x};{y};1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93;2026")
    lost = [""] * 32
    lost[:5] = ["structureet", "170000003", "170000000", "PHARMACIE PERDUE", "PHARMACIE PERDUE"]
    lost[7:10] = ["3", "R", "DU PORT"]
    lost[12:16] = ["001", "17", "CHARENTE MARITIME", "17100 VILLE-0"]
    lost[18] = "620"
    return "\n".join([lines[0], *lines[1::2], ";".join(lost), *lines[2::2]]).encode()


def geocoded(asked: Request) -> Reply:
    """The house of the lost pharmacy; the service must have been given its street and its commune."""
    assert "3 R DU PORT 17100 VILLE-0,17001" in asked.body.decode()
    lon, lat = degrees(corner(0.5, 0.2))[0]
    head = "id,adresse,code_insee,longitude,latitude,result_score,result_type,result_label,result_citycode"
    row = f"0,x,17001,{lon},{lat},0.93,housenumber,3 Rue du Port 17100 Ville-0,17001"
    return Reply(f"{head}\n{row}\n".encode(), headers={"Content-Type": "text/csv"})


def grid_zip() -> bytes:
    """Cells of Filosofi around the middle of the territory, named by their corner in EPSG:3035."""
    import pyproj

    mover = pyproj.Transformer.from_crs(2154, 3035, always_xy=True)
    east, north = (int(v // 200 * 200) for v in mover.transform(*corner(1.5, 0.5)))
    rows = [f"CRS3035RES200mN{north + 200 * i}E{east},1,17002,{10 * i + 5}.0" for i in range(3)]
    return zipped(carreaux_200m_met__csv="idcar_200m,i_est_200,lcog_geo,ind\n" + "\n".join(rows) + "\n")


@pytest.fixture(scope="module")
def machine() -> Iterator[Server]:
    with served() as found:
        yield found


@pytest.fixture
def server(machine: Server) -> Server:
    """All services, in good health."""
    machine.answers.clear()
    healthy(machine)
    machine.asked.clear()
    return machine


@pytest.fixture(scope="module")
def first(machine: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Prepared]:
    """A territory made once from nothing, for the tests of what comes after, and what was said of it."""
    machine.answers.clear()
    healthy(machine)
    folder = tmp_path_factory.mktemp("first") / "val"
    return folder, made(machine, folder)


@pytest.fixture
def home(first: tuple[Path, Prepared], tmp_path: Path) -> Path:
    return Path(shutil.copytree(first[0], tmp_path / "val"))


def healthy(found: Server) -> None:
    body = finess_csv()
    name = "etalab-cs1100507-stock-20260512-0338.csv"
    sha1 = hashlib.sha1(body).hexdigest()  # noqa: S324 what data.gouv.fr publishes
    found.on("/geo/epcis/200000172", as_json({"nom": "CC du Val", "code": EPCI}))
    found.on("/geo/departements/17", as_json({"nom": "Charente-Maritime", "code": "17"}))
    found.on("/geo/communes", communes_answer)
    found.on("/wfs/ows", layers())
    found.on(FINESS, as_json(dataset(f"{found.url}/files", licence="odc-odbl")))
    found.on(FROZEN, as_json(dataset(f"{found.url}/files", (name, sha1))))
    found.on(f"/files/{name}", ranged(body))
    found.on(GRID, ranged(grid_zip()))
    found.on(MOVEMENTS, ranged(f"{HEADER}\n32,2019-01-01,COM,17099,0,X,X,X,COM,17002,0,Y,Y,Y\n".encode()))
    found.on("/georisques/gaspar/tri", as_json({"results": 0, "page": 1, "total_pages": 0, "data": []}))
    found.on("/geocodage/search/csv", geocoded)
    found.on("/vigicrues", as_json(collection([reach(2)])))


def layers(**changed: Any) -> Any:
    here = {"troncon_de_route": roads(), "surface_hydrographique": [water()], "aerodrome": [aerodrome()]}
    return wfs({**{name: pages(features) for name, features in here.items()}, **changed})


def reach(level: object) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": degrees(corner(0, 0.4), corner(3, 0.4))}
    return {"type": "Feature", "properties": {"gid": 1, "NivInfViCr": level}, "geometry": line}


def means(server: Server, told: list[LayerDone] | None = None) -> Means:
    return Means(client(server, HandClock()), services(server), (told if told is not None else []).append)


def made(server: Server, folder: Path, *, now: str = NOW, **changes: Any) -> Prepared:
    asked = Asked(Perimeter("epci", (EPCI,)), now, 5.0)
    return prepare(folder, replace(asked, **changes), means(server))


def states(done: Prepared) -> dict[str, State]:
    return {layer.key: layer.state for layer in done.layers}


def test_a_territory_is_made_from_nothing(first: tuple[Path, Prepared]) -> None:
    folder, done = first
    territory = read_territory(folder)
    assert (territory.name, territory.crs) == ("CC du Val", "EPSG:2154")
    assert territory.communes["population"].to_dict() == {"17001": 1000, "17002": 1001, "17003": 1002}
    assert {"170000001", "170000002", "mairie-17001"} <= set(territory.structures.index)
    assert territory.demand["population"].sum() == 45
    assert len(read_network(folder).edges) > 7
    assert done.missing is None
    assert states(done) == {
        "communes": State.IMPORTED,
        "movements": State.IMPORTED,
        "town_halls": State.IMPORTED,
        "structures": State.IMPORTED,
        "population": State.IMPORTED,
        "roads": State.IMPORTED,
        "water": State.IMPORTED,
        "helipads": State.IMPORTED,
        "tri/17": State.ABSENT,
        "addresses": State.NOTED,
        "vigicrues": State.NOTED,
    }


def test_helipads_are_sites_and_their_absence_is_said_as_unknown(
    server: Server, home: Path, tmp_path: Path
) -> None:
    sites = read_territory(home).sites
    assert sites[["name", "kind"]].to_numpy().tolist() == [["Hélistation du CH", "helipad"]]
    server.on("/wfs/ows", layers(aerodrome=pages([])))
    done = made(server, tmp_path / "mont")
    absent = next(layer for layer in done.layers if layer.key == "helipads")
    assert absent.state is State.ABSENT
    assert "non renseignées" in layer_line(absent, NOW)


def test_where_each_layer_comes_from_is_written_down(server: Server, home: Path) -> None:
    sources = read_settings(home)["sources"]
    name = "structures/etalab_cs1100507"
    for layer in ("communes", "network", "demand", name, "structures/mairies"):
        facts = sources[layer]
        assert facts["url"].startswith(server.url), layer
        assert facts["size_bytes"] > 0
        assert facts["imported"]
        assert facts["licence"]
        assert re.fullmatch("[0-9a-f]{64}", facts["fingerprint"])
    assert sources[name]["licence"] == "Licence Ouverte 2.0"
    assert sources[name]["vintage"] == "2026-05-12"
    found = {source.layer: source for source in read_territory(home).sources}
    assert found["network"].url.startswith(f"{server.url}/wfs/ows?typenames=BDTOPO_V3:troncon_de_route")
    assert found["demand"].size_bytes == len(grid_zip())


def test_a_second_run_fetches_nothing_that_has_not_changed(server: Server, home: Path) -> None:
    before = fingerprint(home)
    done = made(server, home)
    after = states(done)
    assert {after[k] for k in ("communes", "structures", "population", "roads", "water")} == {State.UNCHANGED}
    assert not any(path.startswith("/files/") for path in server.paths())
    layers_asked = [a.params["typenames"] for a in server.asked if a.path == "/wfs/ows"]
    assert layers_asked == ["BDTOPO_V3:non_communication"]  # nothing the first time either
    assert next(a for a in server.asked if a.path == GRID).headers["If-None-Match"] == '"v1"'
    assert fingerprint(home) == before


def test_the_next_week_only_what_has_changed_is_imported(server: Server, home: Path) -> None:
    server.on("/wfs/ows", layers(troncon_de_route=pages(roads(9))))
    done = made(server, home, now=LATER)
    after = states(done)
    assert (after["roads"], after["water"]) == (State.IMPORTED, State.UNCHANGED)
    assert next(d.card for d in done.layers if d.key == "roads").fetched == LATER[:10]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "key"),
    [("/wfs/ows", "roads"), (FROZEN, "structures"), (GRID, "population"), ("/geo/communes", "communes")],
)
@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=503),
        Reply(b"<html>Connexion", headers={"Content-Type": "text/html"}),
        Reply(b""),
        Reply(b'{"type": "FeatureCollection"', length=5000),
        as_json({"message": "new version"}),
    ],
    ids=["down", "portal", "empty", "cut", "schema"],
)
def test_a_failing_service_leaves_its_last_good_copy(
    server: Server, home: Path, path: str, key: str, fault: Reply
) -> None:
    before = fingerprint(home)
    server.on(path, fault)
    done = made(server, home, now=LATER)
    line = next(layer for layer in done.layers if layer.key == key)
    assert line.state is State.KEPT
    assert line.error is not None
    assert line.card is not None
    assert line.card.fetched == NOW[:10]
    assert done.missing is None
    assert layers_of(fingerprint(home)) == layers_of(before)


def layers_of(files: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in files.items() if "downloads" not in str(name)}


def test_layers_that_fail_stop_no_other(server: Server, tmp_path: Path) -> None:
    for path in (FROZEN, GRID, "/vigicrues", MOVEMENTS, "/georisques/gaspar/tri"):
        server.on(path, Reply(status=500))
    done = made(server, tmp_path / "val")
    assert done.missing is None
    failed = {key for key, state in states(done).items() if state is State.FAILED}
    assert failed == {"structures", "population", "vigicrues", "movements", "tri/17"}
    assert all(isinstance(layer.error, SourceError) for layer in done.layers if layer.key in failed)
    assert len(read_network(tmp_path / "val").edges) > 7


def test_without_communes_nothing_is_left(server: Server, tmp_path: Path) -> None:
    server.on("/geo/communes", Reply(status=503))
    with pytest.raises(SourceError, match="server_error"):
        made(server, tmp_path / "val")
    assert not (tmp_path / "val" / "territory.toml").exists()


@pytest.mark.parametrize(
    "perimeter",
    [
        Perimeter("epci", ("17",)),
        Perimeter("epci", ("../communes",)),
        Perimeter("departement", ("17/..",)),
        Perimeter("communes", ("17001", "Rochefort")),
        Perimeter("communes", ()),
    ],
)
def test_a_code_that_cannot_be_one_is_not_asked(server: Server, tmp_path: Path, perimeter: Perimeter) -> None:
    with pytest.raises(SourceError, match="unknown_code"):
        made(server, tmp_path / "val", perimeter=perimeter)
    assert server.asked == []


@pytest.mark.parametrize("minutes", [-1.0, 500.0, float("nan")])
def test_a_margin_that_cannot_be_one_is_refused(server: Server, tmp_path: Path, minutes: float) -> None:
    with pytest.raises(DataError, match="bad_margin"):
        made(server, tmp_path / "val", margin_min=minutes)


def test_departements_of_the_margin_are_asked_for_their_tri(server: Server, home: Path) -> None:
    def far(asked: Any) -> Reply:
        if "lat" not in asked.params:
            return communes_answer(asked)
        west = float(asked.params["lon"]) < -0.8
        return as_json([{"code": "x", "codeDepartement": "17" if west else "16"}])

    server.on("/geo/communes", far)
    done = made(server, home)
    assert {"tri/17", "tri/16"} <= set(states(done))


def test_communes_that_change_read_the_last_copy_again_when_a_service_is_down(
    server: Server, home: Path
) -> None:
    server.on(GRID, Reply(status=503))
    done = made(server, home, now=LATER, perimeter=Perimeter("communes", ("17002",)))
    line = next(d for d in done.layers if d.key == "population")
    assert line.state is State.KEPT
    assert line.report is not None  # read again, for the communes of today
    assert read_territory(home).demand["population"].sum() == 45


def test_a_command_that_is_interrupted_says_so(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> Means:
        raise KeyboardInterrupt

    monkeypatch.setattr(door, "_means", stopped)
    code, out, err = shown(capsys, str(tmp_path / "val"), "--epci", EPCI)
    assert (code, out, len(err.splitlines())) == (130, "", 1)
    assert server.asked == []


def test_positions_are_proposed_and_none_is_taken(server: Server, home: Path) -> None:
    made(server, home)
    (proposal,) = read_proposals(home)
    assert (proposal.name, proposal.trust, proposal.score) == ("PHARMACIE PERDUE", Trust.GOOD, 0.93)
    assert "170000003" not in read_territory(home).structures.index


def test_an_accepted_position_is_a_signed_local_row_that_the_next_run_keeps(
    command: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = shown(capsys, str(home), "--epci", EPCI, "--accept-addresses", "Dr Martin")
    assert code == 0
    assert "1 structure placée à leur adresse au nom de Dr Martin, reste à placer : 0." in out
    assert "170000003" in read_territory(home).structures.index
    assert read_proposals(home) == ()
    command.on("/wfs/ows", layers(troncon_de_route=pages(roads(9))))
    made(command, home, now=LATER)
    assert "170000003" in read_territory(home).structures.index


def test_a_layer_brought_by_hand_is_not_replaced(server: Server, home: Path) -> None:
    settings = read_settings(home)
    settings["sources"]["network"]["url"] = ""
    write_settings(home, settings)
    server.on("/wfs/ows", layers(troncon_de_route=pages(roads(9))))
    done = made(server, home, now=LATER)
    assert states(done)["roads"] is State.BY_HAND
    assert done.missing is None


def test_a_fictitious_territory_never_gets_real_data(server: Server, home: Path) -> None:
    write_settings(home, read_settings(home) | {"fictitious": True})
    with pytest.raises(DataError, match="fictitious_folder"):
        made(server, home)
    assert server.asked == []


def tri_zip(folder: Path) -> bytes:
    """A TRI of one extent and two depth classes, as Géorisques hands them out."""
    ring = shapely.box(*corner(1.2, 0.3), *corner(1.8, 0.7))
    half = shapely.box(*corner(1.2, 0.3), *corner(1.5, 0.7))
    rest = shapely.box(*corner(1.5, 0.3), *corner(1.8, 0.7))
    common = {"ID_TRI": "FRF_TRI_VAL", "TYP_INOND": "01", "SCENARIO": "02Moy", "EST_REF": "N"}
    extent = gpd.GeoDataFrame([{"ID_S_INOND": "SIN_1", **common}], geometry=[ring], crs="EPSG:2154")
    depths = gpd.GeoDataFrame(
        [
            {"ID_ZONE": "ZCH_1", "ID_S_INOND": "SIN_1", **common, "HT_MIN": 0.0, "HT_MAX": 0.5},
            {"ID_ZONE": "ZCH_2", "ID_S_INOND": "SIN_1", **common, "HT_MIN": 4.0, "HT_MAX": 9999.0},
        ],
        geometry=[half, rest],
        crs="EPSG:2154",
    )
    folder.mkdir()
    extent.to_file(folder / "n_tri_val_inondable_01_02moy_s_017.shp")
    depths.to_file(folder / "n_tri_val_iso_ht_01_02moy_s_017.shp")
    return zipped(**{p.name: p.read_bytes() for p in sorted(folder.iterdir())})


def test_the_tri_of_a_departement_becomes_a_hazard_layer(server: Server, home: Path, tmp_path: Path) -> None:
    server.on("/di_2020/tri_2020_sig_di_17.zip", ranged(tri_zip(tmp_path / "shp")))
    done = made(server, home)
    assert states(done)["tri/17"] is State.IMPORTED
    zones = read_territory(home).zones["tri_2020_sig_di_17"]
    assert sorted(zones["depth_min_m"].dropna()) == [0.0, 4.0]
    facts = read_settings(home)["sources"]["hazards/tri_2020_sig_di_17"]
    assert (facts["vintage"], facts["licence"]) == ("2020", "Licence Ouverte 2.0")
    assert states(made(server, home))["tri/17"] is State.UNCHANGED


def test_a_tri_without_its_archive_is_a_failure_not_an_absence(server: Server, home: Path) -> None:
    answer = {"results": 1, "page": 1, "total_pages": 1, "data": [{"code_insee": "17002"}]}
    server.on("/georisques/gaspar/tri", as_json(answer))
    line = next(d for d in made(server, home).layers if d.key == "tri/17")
    assert line.state is State.FAILED
    assert line.error is not None
    assert line.error.value == "17002"


def test_net_20_departements_that_fail_are_named_and_totals_said_partial(
    command: Server, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    near = [f"{i:02d}" for i in range(1, 12)]
    monkeypatch.setattr(geo_api, "departements_at", lambda *_: near)
    for departement in near[:3]:
        command.on(f"/di_2020/tri_2020_sig_di_{departement}.zip", Reply(status=503))
    code, out, _ = shown(capsys, str(home), "--epci", EPCI)
    assert code == 0
    assert "Zones inondables : 9/12 départements reçus ; manquent : 01, 02, 03." in out
    assert "partiel" in out
    rows = json.loads(shown(capsys, str(home), "--epci", EPCI, "--json")[1])
    assert rows["partial"] == ["tri/01", "tri/02", "tri/03"]


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["init", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def command(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(
        door,
        "_means",
        lambda progress: Means(client(server, HandClock(), progress=progress), services(server)),
    )
    return server


def test_the_command_tells_each_layer_then_a_table(
    command: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = shown(capsys, str(home), "--epci", EPCI)
    assert (code, err) == (0, "")
    assert "Communes : à jour, 3 lignes" in out
    assert "ce qui ne veut pas dire hors zone inondable" in out
    assert "1 tronçon surveillé, vigilance jaune" in out
    assert "extraction figée en mai 2026" in out
    table = out[out.index("Couche") :]
    assert re.search(
        r"^Routes +7 +\d\d/\d\d/\d{4} +Licence Ouverte 2.0 +(importée|à jour)$", table, re.MULTILINE
    )
    assert "À apporter à la main" in out
    assert command.asked


def test_the_command_gives_json_and_nothing_else(
    command: Server, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = shown(capsys, str(home), "--epci", EPCI, "--json")
    rows = {row["layer"]: row for row in json.loads(out)["layers"]}
    assert code == 0
    assert rows["roads"]["rows"] == 7
    assert rows["tri/17"]["state"] == "absent"
    assert command.asked


def test_without_roads_the_command_fails_with_one_message(
    command: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.on("/wfs/ows", Reply(status=503))
    code, out, err = shown(capsys, str(tmp_path / "val"), "--epci", EPCI)
    assert code == 1
    assert len(err.splitlines()) == 1
    assert "À faire" in err
    assert "Territoire prêt" not in out


def test_without_network_the_command_says_what_to_bring(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(services(server), geo_api="http://127.0.0.1:9/geo")
    asks = client(server, HandClock())
    asks.reach = replace(asks.reach, loopback=frozenset({"127.0.0.1:9"}))
    monkeypatch.setattr(door, "_means", lambda _: Means(asks, gone))
    code, out, err = shown(capsys, str(tmp_path / "val"), "--epci", EPCI)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    for what in ("clé", "geo.api.gouv.fr", "BD TOPO", "FINESS", "Filosofi", "TRI"):
        assert what in err
    assert not (tmp_path / "val").exists()


@pytest.mark.parametrize("words", [[], ["--epci", EPCI, "--departement", "17"]])
def test_one_way_to_name_the_territory_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["init", str(tmp_path), *words])
    assert stop.value.code == 2
    assert "Commande mal écrite : " in capsys.readouterr().err


def test_the_application_never_asks_the_network() -> None:
    root = Path(door.__file__).parents[1]
    allowed = {"cli/init.py", "wording/downloads.py", "wording/proposals.py"}
    users = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "sources.download" in path.read_text(encoding="utf-8")
        or "territory.init" in path.read_text("utf-8")
    }
    outside = {user for user in users if not user.startswith(("sources/download/", "territory/"))}
    assert outside == allowed


def plus(*numbers: str) -> bytes:
    """FINESS+ of pharmacies in the second commune, and of one without coordinates in the first."""
    lon, lat = degrees(corner(1.5, 0.5))[0]
    x, y = corner(1.5, 0.5)
    placed = [ege(n, address(point((lon, lat), (x, y)), cog="17002", town="17100 VILLE-1")) for n in numbers]
    lost = ege("170000003", address(None, cog="17001", town="17100 VILLE-0"))
    root = {"schemaVersion": "1.0", "generatedAt": "2026-11-01T02:15:00", "gcc": [], "gco": []}
    return gzip.compress(json.dumps(root | {"pmej": [legal_entity(*placed, lost)]}).encode(), mtime=0)


def publish(server: Server, edition: str, body: bytes) -> None:
    name = f"finess-structures-mensuel-{edition}.json.gz"
    sha1 = hashlib.sha1(body).hexdigest()  # noqa: S324 what data.gouv.fr publishes
    server.on(FINESS, as_json(dataset(f"{server.url}/files", (name, sha1), licence="odc-odbl")))
    server.on(f"/files/{name}", ranged(body, f'"{edition}"'))
    server.on("/geocodage/search/csv", geocoded_plus)


def geocoded_plus(asked: Request) -> Reply:
    assert "1 R DU PORT 17100 VILLE-0,17001" in asked.body.decode()
    lon, lat = degrees(corner(0.5, 0.2))[0]
    head = "id,adresse,code_insee,longitude,latitude,result_score,result_type,result_label,result_citycode"
    return Reply(f"{head}\n0,x,17001,{lon},{lat},0.6,street,Rue du Port,17001\n".encode())


def of_finess(folder: Path) -> set[str]:
    return {number for number in read_territory(folder).structures.index if number.startswith("17")}


def test_finess_plus_takes_the_place_of_the_frozen_extraction_then_of_its_own_editions(
    server: Server, home: Path
) -> None:
    assert of_finess(home) == {"170000001", "170000002"}
    publish(server, "202610", plus("170000001", "170000009"))
    made(server, home, now=LATER)
    assert of_finess(home) == {"170000001", "170000009"}
    facts = read_settings(home)["sources"]["structures/finess_structures_json"]
    assert (facts["vintage"], facts["licence"]) == ("2026-11-01", "ODbL")
    assert "structures/etalab_cs1100507" not in read_settings(home)["sources"]
    assert [p.trust for p in read_proposals(home)] == [Trust.DOUBTFUL]
    publish(server, "202611", plus("170000009"))
    made(server, home, now="2026-12-10T10:00")
    assert of_finess(home) == {"170000009"}
    publish(server, "202612", b"\x1f\x8bnot gzip at all")
    done = made(server, home, now="2027-01-10T10:00")
    assert states(done)["structures"] is State.KEPT
    assert of_finess(home) == {"170000009"}
    copy = home / "downloads" / "finess-structures.json.gz"
    assert copy.read_bytes() == plus("170000009")  # what cannot be imported does not take its place
    assert not copy.with_name(f"{copy.name}.last").exists()


def test_turn_bans_of_bd_topo_come_with_its_roads(server: Server, home: Path) -> None:
    here = (3 / 7, 0.5)
    side = road(8, (here, (3 / 7, 0.9)))
    told = {
        "cleabs": "NON_COMM0000000000000001",
        "lien_vers_troncon_entree": roads()[0]["properties"]["cleabs"],
        "liens_vers_troncon_sortie": side["properties"]["cleabs"],
    }
    point_there = {"type": "Point", "coordinates": degrees(corner(*here))[0]}
    ban = {"type": "Feature", "properties": told, "geometry": point_there}
    server.on("/wfs/ows", layers(troncon_de_route=pages([*roads(), side]), non_communication=pages([ban])))
    line = next(d for d in made(server, home, now=LATER).layers if d.key == "roads")
    assert line.report is not None
    assert (line.state, line.report.rows_stored) == (State.IMPORTED, 8)
    assert len(read_network(home).turns) == 1


def test_mergers_of_communes_are_kept_for_old_files(server: Server, home: Path) -> None:
    assert [p.suffix for p in (home / "reference").iterdir()] == [".parquet"]
    assert states(made(server, home))["movements"] is State.UNCHANGED

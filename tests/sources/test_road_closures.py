"""Closed roads as they are published or kept in a table, put on a toy road D14 that runs east."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cpts_geo.model.errors import LayerError, UnreadableFileError
from cpts_geo.model.layers import COMMUNES, conform
from cpts_geo.sources import closures
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place
from cpts_geo.sources.road_match import road_key
from cpts_geo.sources.safe_read import read_file
from making import CRS, SOUTH, WEST, communes_frame, text

TODAY = "2026-11-26T12:00:00+01:00"
# D14 in four edges of 1 km from the west, in both communes; rue du Port to the north of its first edge.
LINES = [[(i * 1000, 2500), ((i + 1) * 1000, 2500)] for i in range(3, 7)] + [[(3000, 2500), (3000, 3500)]]
EDGES = gpd.GeoDataFrame(
    {"ref": ["D 14"] * 4 + [""], "name": [""] * 4 + ["Rue du Port"]},
    geometry=[shapely.LineString([(WEST + x, SOUTH + y) for x, y in line]) for line in LINES],
    index=[f"e{i}" for i in range(5)],
    crs=CRS,
)
PLACE = Place(CRS, conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES), EDGES)


def lonlat(x: float, y: float) -> tuple[float, float]:
    there = gpd.GeoSeries([shapely.Point(WEST + x, SOUTH + y)], crs=CRS).to_crs("EPSG:4326")
    return float(there.x.iloc[0]), float(there.y.iloc[0])


def length_km(got: Harvest) -> list[float]:
    frame = got.layers[0].frame
    return [round(float(metres) / 1000, 2) for metres in frame.to_crs(CRS).length]


def read(path: Path, place: Place = PLACE) -> Harvest:
    raw = read_file(path)
    assert closures.detect(raw)
    return closures.read(raw, place, layer="c", today=TODAY)


@pytest.mark.parametrize("name", ["RD 14", "D14", "d0014", "Route départementale 14", "D 14"])
def test_a_road_has_one_key_however_it_is_written(name: str) -> None:
    assert road_key(name) == "d14"
    assert road_key("RN 137") == "n137"
    assert road_key("Rue du Port") == "rue_du_port"


def test_a_table_by_road_and_commune_closes_that_stretch_and_keeps_who_said_it(tmp_path: Path) -> None:
    rows = [
        "route;commune;debut;fin;auteur;autorite;confiance;motif",
        "RD14;Aulnaie;26/11/2026 08h00;30/11/2026;J. D.;Département;sûr;crue",
        "Rue du Port;;2026-11-01;2026-11-20 18:00;;;;travaux",
        "D999;;;;;;;",
        "D14;Ailleurs;;;;;;",
    ]
    got = read(text(tmp_path / "coupures.csv", "\n".join(rows)))
    assert got.fate.tolist() == [STORED, STORED, SET_ASIDE, SET_ASIDE]
    frame = got.layers[0].frame
    assert length_km(got) == [3.0, 1.0]  # the edge that ends on the limit of the commune touches it
    assert frame["kind"].tolist() == ["closure", "expired"]
    assert [frame[name].iloc[0] for name in ("valid_from", "valid_until", "authority")] == [
        "2026-11-26T08:00",
        "2026-11-30",
        "Département",
    ]
    assert [p.kind for p in got.problems if p.row] == ["road_not_here"] * 2


def test_a_point_closes_the_nearest_edge_and_nothing_when_it_is_on_no_road(tmp_path: Path) -> None:
    (a, b), (c, d) = lonlat(4500, 2510), lonlat(4500, 4500)
    path = text(tmp_path / "routes_barrees.csv", f"route;lon;lat;fin\n;{a};{b};\n;{c};{d};\n")
    got = read(path)
    assert got.fate.tolist() == [STORED, SET_ASIDE]
    assert length_km(got) == [1.0]


def test_an_unreadable_end_is_told_and_the_road_stays_closed(tmp_path: Path) -> None:
    got = read(text(tmp_path / "coupures.csv", "route;fin\nD14;bientôt\n"))
    assert got.layers[0].frame["kind"].tolist() == ["closure"]
    assert [(p.kind, p.column, p.value) for p in got.problems if p.row] == [("bad_time", "fin", "bientôt")]


def test_names_need_roads_to_be_put_on(tmp_path: Path) -> None:
    path = text(tmp_path / "coupures.csv", "route;fin\nD14;\n")
    with pytest.raises(LayerError, match="closures_need_roads"):
        read(path, Place(CRS, PLACE.communes))


V2 = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body>
<ns2:d2LogicalModel xmlns:ns2="http://datex2.eu/schema/2/2_0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 modelBaseVersion="2"><ns2:payloadPublication xsi:type="ns2:SituationPublication" lang="fr">
<ns2:publicationTime>2026-11-26T10:00:00+01:00</ns2:publicationTime>
<ns2:situation id="s1" version="1">{records}</ns2:situation>
</ns2:payloadPublication></ns2:d2LogicalModel></soap:Body></soap:Envelope>"""


def record(kind: str, detail: str, where: str, name: str = "D14", end: str = "") -> str:
    stop = f"<ns2:overallEndTime>{end}</ns2:overallEndTime>" if end else ""
    return (
        f'<ns2:situationRecord xsi:type="ns2:{kind}" id="r" version="1">'
        "<ns2:source><ns2:sourceIdentification>DIR Atlantique</ns2:sourceIdentification></ns2:source>"
        "<ns2:validity><ns2:validityStatus>active</ns2:validityStatus><ns2:validityTimeSpecification>"
        f"<ns2:overallStartTime>2026-11-26T06:00:00+01:00</ns2:overallStartTime>{stop}"
        "</ns2:validityTimeSpecification></ns2:validity>"
        f"<ns2:groupOfLocations>{where}<ns2:roadInformation><ns2:roadNumber>{name}</ns2:roadNumber>"
        f"</ns2:roadInformation></ns2:groupOfLocations>{detail}</ns2:situationRecord>"
    )


def spot(x: float, y: float, tag: str = "point") -> str:
    lon, lat = lonlat(x, y)
    inside = f"<ns2:latitude>{lat}</ns2:latitude><ns2:longitude>{lon}</ns2:longitude>"
    return f"<ns2:{tag}><ns2:pointCoordinates>{inside}</ns2:pointCoordinates></ns2:{tag}>"


def managed(kind: str) -> str:
    tag = "ns2:roadOrCarriagewayOrLaneManagementType"
    return f"<{tag}>{kind}</{tag}>"


MANAGEMENT = "RoadOrCarriagewayOrLaneManagement"


def test_bison_fute_closes_between_two_points_and_counts_what_does_not_close(tmp_path: Path) -> None:
    ends = spot(6000, 2500, "to") + spot(4000, 2500, "from")
    flooding = "<ns2:environmentalObstructionType>flooding</ns2:environmentalObstructionType>"
    records = [
        record(MANAGEMENT, managed("roadClosed"), ends),
        record(MANAGEMENT, managed("laneClosures"), ends),
        record("EnvironmentalObstruction", flooding, ends),
        record(MANAGEMENT, managed("roadClosed"), spot(300_000, 0)),
        record(MANAGEMENT, managed("roadClosed"), spot(4500, 2500), end="2026-11-26T11:00:00+01:00"),
        record(MANAGEMENT, managed("roadClosed"), "", name=""),
    ]
    got = read(text(tmp_path / "content.xml", V2.format(records="".join(records))))
    assert got.fate.tolist() == [STORED, EXCLUDED, EXCLUDED, EXCLUDED, STORED, SET_ASIDE]
    frame = got.layers[0].frame
    assert length_km(got) == [2.0, 1.0]
    assert frame["kind"].tolist() == ["closure", "expired"]
    assert frame["authority"].tolist() == ["DIR Atlantique"] * 2
    kinds = {p.kind for p in got.problems}
    assert {"flood_without_closure", "not_a_closure", "closures_outside", "no_road_number"} <= kinds


V3 = """<d2:payload xmlns:d2="http://datex2.eu/schema/3/d2Payload" xmlns:com="http://datex2.eu/schema/3/common"
 xmlns:loc="http://datex2.eu/schema/3/locationReferencing" xmlns="http://datex2.eu/schema/3/trafficRegulation"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="TrafficRegulationPublication">
<com:publicationTime>2026-11-26T10:00:00Z</com:publicationTime><trafficRegulationsFromCompetentAuthorities>
<trafficRegulationOrder id="o1"><issuingAuthority><com:values>
<com:value>Ville de Bourg</com:value></com:values>
</issuingAuthority><regulationId>o1</regulationId>{regulations}</trafficRegulationOrder>
</trafficRegulationsFromCompetentAuthorities></d2:payload>"""


def regulation(positions: str, kind: str, extra: str = "") -> str:
    said = {
        "noEntry": '<typeOfRegulation xsi:type="AccessRestriction"><accessRestrictionType>noEntry'
        "</accessRestrictionType></typeOfRegulation>",
        "speed": '<typeOfRegulation xsi:type="SpeedLimit"/>',
    }[kind]
    where = f"<loc:gmlLineString><loc:posList>{positions}</loc:posList></loc:gmlLineString>"
    return (
        f'<trafficRegulation><status>active</status>{said}<condition xsi:type="ConditionSet">'
        f'<conditions xsi:type="LocationCondition"><locationByOrder>{where}</locationByOrder></conditions>'
        f"{extra}</condition></trafficRegulation>"
    )


@pytest.mark.parametrize("swapped", [False, True])
def test_dialog_gives_lines_in_either_order_of_axes(tmp_path: Path, *, swapped: bool) -> None:
    (a, b), (c, d) = lonlat(3000, 2500), lonlat(4000, 2500)
    line = f"{a} {b} {c} {d}" if swapped else f"{b} {a} {d} {c}"
    lorries = (
        '<conditions xsi:type="VehicleCondition"><negate>false</negate><vehicleCharacteristics>'
        "<com:vehicleType>heavyGoodsVehicle</com:vehicleType></vehicleCharacteristics></conditions>"
    )
    rows = [regulation(line, "noEntry"), regulation(line, "speed"), regulation(line, "noEntry", lorries)]
    got = read(text(tmp_path / "regulations.xml", V3.format(regulations="".join(rows))))
    assert got.fate.tolist() == [STORED, EXCLUDED, EXCLUDED]
    assert length_km(got) == [1.0]
    assert got.layers[0].frame["authority"].tolist() == ["Ville de Bourg"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + V2.format(records="&e;"),
            "xml_entities",
        ),
        (V2.format(records="")[:-40], "broken_xml"),
        (V2.format(records=""), "no_road_event"),
        (V2.format(records="<a>" * 200 + "</a>" * 200), "too_deep"),
    ],
)
def test_a_feed_that_is_cut_empty_or_armed_is_refused(tmp_path: Path, content: str, kind: str) -> None:
    with pytest.raises(UnreadableFileError, match=kind):
        read_file(text(tmp_path / "content.xml", content))

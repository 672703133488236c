"""Structures and sites: where they are, what they are, what they hold."""

from pathlib import Path

import pytest
import shapely

from cpts_geo.model.crs import transform_points
from cpts_geo.model.errors import LayerError
from cpts_geo.model.layers import COMMUNES, STRUCTURES, conform
from cpts_geo.model.problems import Outcome
from cpts_geo.sources import covid_sites, ehpad, sae, sites, structures
from cpts_geo.sources.csv_text import read_csv
from cpts_geo.sources.harvest import EXCLUDED, SET_ASIDE, STORED, Harvest, Place
from cpts_geo.sources.points import locate
from making import communes_frame, text

COMMUNES_2 = conform(communes_frame().rename(columns={"nom": "name"}), COMMUNES)
PLACE = Place("EPSG:2154", COMMUNES_2)
LON, LAT = (
    round(v, 6) for v in transform_points([(402_500, 6_502_500)], "EPSG:2154", "EPSG:4326")[0]
)  # Aulnaie


def said(got: Harvest) -> set[tuple[int, str, Outcome]]:
    return {(p.row, p.kind, p.outcome) for p in got.problems}


def read(tmp_path: Path, content: str) -> Harvest:
    return structures.read(read_csv(text(tmp_path / "liste.csv", content)), PLACE)


def test_a_list_with_french_headers_becomes_structures(tmp_path: Path) -> None:
    first = f"Pharmacie du Port;Officine;{LON};{LAT};"
    rows = f"Nom;Type;Longitude;Latitude;Capacité\n{first}\nLes Ormes;EHPAD;{LON};{LAT};80"
    frame = read(tmp_path, rows).layers[0].frame
    assert frame["category"].tolist() == ["pharmacie", "ehpad"]
    assert frame["commune"].tolist() == ["Aulnaie", "Aulnaie"]
    assert frame["capacity"].tolist()[1] == 80.0


def test_urgences_is_a_hospital_with_an_emergency_department(tmp_path: Path) -> None:
    frame = (
        read(tmp_path, f"name;category;lon;lat\nCH;urgences;{LON};{LAT}\nCHR;hopital;{LON};{LAT}")
        .layers[0]
        .frame
    )
    assert frame[["category", "urgences"]].to_numpy().tolist() == [["hopital", True], ["hopital", False]]


def test_an_unknown_category_is_set_aside_with_the_accepted_ones(tmp_path: Path) -> None:
    got = read(tmp_path, f"name;category;lon;lat\nA;pharmacie;{LON};{LAT}\nB;coiffeur;{LON};{LAT}")
    assert got.fate.to_dict() == {2: STORED, 3: SET_ASIDE}
    assert (3, "unknown_category", Outcome.SET_ASIDE) in said(got)
    assert "pharmacie" in next(p.value for p in got.problems if p.kind == "accepted_categories")


@pytest.mark.parametrize(
    ("x", "y", "kind", "outcome"),
    [
        (str(LAT), str(LON), "swapped_axes", Outcome.FIXED),
        ("402500", "6502500", "projected_coordinates", Outcome.FIXED),
        ("6502500", "402500", "projected_coordinates", Outcome.FIXED),
        ("", "", "missing_coordinates", Outcome.SET_ASIDE),
        ("0", "0", "missing_coordinates", Outcome.SET_ASIDE),
        ("120", "45", "outside_france", Outcome.SET_ASIDE),
    ],
)
def test_coordinates_are_put_right_or_set_aside_and_always_said(
    tmp_path: Path, x: str, y: str, kind: str, outcome: Outcome
) -> None:
    got = read(tmp_path, f"name;category;lon;lat\nA;pharmacie;{LON};{LAT}\nB;pharmacie;{x};{y}")
    assert (3, kind, outcome) in said(got)
    if outcome is Outcome.FIXED:
        assert got.layers[0].frame["commune"].tolist() == ["Aulnaie", "Aulnaie"]


def test_decimal_commas_are_read(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "l.csv", f"name;lon;lat\nA;{LON};{LAT}\n".replace(".", ",")))
    points = locate(raw, "sites", PLACE).points
    assert points.within(COMMUNES_2.geometry.iloc[0]).all()


@pytest.mark.parametrize("pair", [f"{LAT}, {LON}", f"{LAT};{LON}", f"{LAT} ; {LON}".replace(".", ",")])
def test_a_pair_in_one_cell_is_latitude_then_longitude(tmp_path: Path, pair: str) -> None:
    raw = read_csv(text(tmp_path / "l.csv", f'name;coordonnees\nA;"{pair}"\n'))
    assert locate(raw, "sites", PLACE).points.within(COMMUNES_2.geometry.iloc[0]).all()


def test_capacities_lose_their_unit_and_absurd_ones_are_unknown(tmp_path: Path) -> None:
    values = ["12 lits", "18.0", "-3", ">50", "1e9"]
    rows = "\n".join(f"N{i};ehpad;{LON};{LAT};{v}" for i, v in enumerate(values))
    got = read(tmp_path, "name;category;lon;lat;capacity\n" + rows)
    assert got.layers[0].frame["capacity"].fillna(-1).tolist() == [12, 18, -1, -1, -1]
    assert sorted(p.row for p in got.problems if p.kind == "bad_capacity") == [4, 5, 6]


def test_the_same_identifier_on_two_different_rows_sets_both_aside(tmp_path: Path) -> None:
    rows = [f"1;A;mairie;{LON};{LAT}", f"1;B;mairie;{LON};{LAT}", f"2;C;mairie;{LON};{LAT}"]
    got = read(tmp_path, "\n".join(["id;name;category;lon;lat", *rows]))
    assert got.layers[0].frame["name"].tolist() == ["C"]
    assert {(2, "duplicate_id", Outcome.SET_ASIDE), (3, "duplicate_id", Outcome.SET_ASIDE)} <= said(got)


def test_a_row_repeated_to_the_letter_counts_once(tmp_path: Path) -> None:
    row = f"1;A;mairie;{LON};{LAT}"
    got = read(tmp_path, f"id;name;category;lon;lat\n{row}\n{row}")
    assert got.fate.to_dict() == {2: STORED, 3: EXCLUDED}
    assert [p.value for p in got.problems if p.kind == "identical_rows"] == ["2 = 3"]


def test_a_far_structure_is_kept_and_its_distance_said(tmp_path: Path) -> None:
    got = read(tmp_path, f"name;category;lon;lat\nA;mairie;{LON};{LAT}\nB;mairie;2.35;48.85")
    assert got.count(STORED) == 2
    assert any(p.kind == "outside_territory" and p.value.endswith("km") for p in got.problems)


def test_a_list_without_category_says_which_option_names_it(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        read(tmp_path, f"name;lon;lat\nA;{LON};{LAT}")
    assert (caught.value.kind, caught.value.column, caught.value.expected) == (
        "missing_column",
        "category",
        "--map category=",
    )


def test_sites_take_their_kind_from_their_name(tmp_path: Path) -> None:
    gym = f'1,Gymnase Jean Moulin,"vaccination, drive",{LON},{LAT}'
    rows = f"id,name,usage,lon,lat\n{gym}\n2,Parking du port,,{LON},{LAT}"
    frame = sites.read(read_csv(text(tmp_path / "s.csv", rows)), PLACE).layers[0].frame
    assert frame["kind"].tolist() == ["gym", "car_park"]
    assert frame["usage"].tolist() == ["vaccination;drive", ""]
    assert frame["status"].tolist() == ["pressenti", "pressenti"]


def test_a_list_of_helipads_is_known_by_its_words_or_by_the_tag_of_openstreetmap(tmp_path: Path) -> None:
    rows = f"id,name,aeroway,lon,lat\n1,Hélistation du CH,,{LON},{LAT}\n2,Stade,helipad,{LON},{LAT}"
    frame = sites.read(read_csv(text(tmp_path / "s.csv", rows)), PLACE).layers[0].frame
    assert frame["kind"].tolist() == ["helipad", "helipad"]


def test_the_sheet_of_a_site_keeps_its_other_columns_with_their_types(tmp_path: Path) -> None:
    rows = f"id;name;usage;lon;lat;step_free;power_kva;phone\n1;Salle;drive;{LON};{LAT};true;36;0546000000\n"
    row = sites.read(read_csv(text(tmp_path / "s.csv", rows)), PLACE).layers[0].frame.iloc[0]
    assert (row["step_free"], row["power_kva"], row["phone"]) == (True, 36.0, "0546000000")


EHPAD_HEADER = (
    "_id,title,noFinesset,capacity,IsEHPAD,coordinates.street,coordinates.postcode,coordinates.city,"
    "coordinates.latitude,coordinates.longitude"
)


def test_the_national_list_keeps_the_ehpad_around_and_counts_the_rest(tmp_path: Path) -> None:
    rows = [
        f"1.0,Les Ormes,170000001,80.0,True,1 rue,1700.0,AULNAIE,{LAT},{LON}",
        f"2.0,Residence,170000002,40.0,False,,1700.0,AULNAIE,{LAT},{LON}",
        "3.0,Loin,750000001,50.0,True,,75001.0,PARIS,48.85,2.35",
        f"4.0,Inverse,170000004,60.0,True,,1700.0,AULNAIE,{LON},{LAT}",
        "5.0,Sans point,170000005,60.0,True,,1700.0,AULNAIE,,",
        ",,,,,,,,,",
    ]
    raw = read_csv(text(tmp_path / "ehpad.csv", "\n".join([EHPAD_HEADER, *rows])))
    assert ehpad.detect(raw)
    got = ehpad.read(raw, PLACE)
    assert got.fate.tolist() == [STORED, EXCLUDED, EXCLUDED, STORED, SET_ASIDE, EXCLUDED]
    assert got.layers[0].frame["capacity"].tolist() == [80.0, 60.0]
    assert {(5, "swapped_axes"), (6, "missing_coordinates")} <= {(p.row, p.kind) for p in got.problems}


def sae_tables(tmp_path: Path) -> sae.Sae:
    identity = """bor;an;fi;rs;cat;COMINSEE;NUMVOI;TYPVOI;NOMVOI;CPO;LIBCOM
ID;2023;170000152;CENTRE HOSPITALIER;355;17001;1;R;DU PORT;17000;AULNAIE
ID;2023;170000999;UNITE DE DIALYSE;146;17002;;;;;
ID;2023;170000777;CLINIQUE PSY;161;17001;;;;;
ID;2023;750000001;APHP;101;75056;;;;;
"""
    beds = "BOR;AN;FI;LIT_MCO\nMCO;2023;170000152;83"
    doors = "BOR;AN;FI;AUTSU;AUTGEN;AUTPED\nURGENCES;2023;170000152;1;1;0"
    named = (("id.csv", identity), ("mco.csv", beds), ("urg.csv", doors))
    return sae.gather(tuple(read_csv(text(tmp_path / name, content)) for name, content in named))


def test_hospitals_of_the_sae_stand_in_their_commune_and_say_so(tmp_path: Path) -> None:
    got = sae.read(sae_tables(tmp_path), PLACE)
    frame = got.layers[0].frame.set_index("structure_id")
    assert frame[["category", "urgences"]].to_numpy().tolist() == [["hopital", True], ["dialyse", False]]
    assert frame.loc["170000152", "capacity"] == 83.0
    assert frame["geo_quality"].tolist() == ["commune", "commune"]
    assert [COMMUNES_2.geometry.iloc[i].covers(point) for i, point in enumerate(frame.geometry)] == [
        True,
        True,
    ]
    assert sum(p.kind == "at_commune_point" for p in got.problems) == 2
    assert got.fate.tolist() == [STORED, STORED, EXCLUDED, EXCLUDED]


def test_a_hospital_already_placed_keeps_its_point_and_receives_its_beds(tmp_path: Path) -> None:
    known = (
        read(tmp_path, f"id;name;category;finess;lon;lat\nch;Hopital;hopital;170000152;{LON};{LAT}")
        .layers[0]
        .frame
    )
    layer = conform(known.assign(geo_quality="exact"), STRUCTURES)
    got = sae.read(sae_tables(tmp_path), Place("EPSG:2154", COMMUNES_2, structures=layer))
    row = got.layers[0].frame.set_index("structure_id").loc["ch"]
    assert (row["capacity"], row["urgences"], row["geo_quality"]) == (83.0, True, "exact")
    assert shapely.equals(row["geometry"], known.geometry.iloc[0])


def test_tables_of_the_sae_without_the_identity_are_refused(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "m.csv", "BOR;AN;FI;LIT_MCO\nMCO;2023;1;8"))
    with pytest.raises(LayerError, match="sae_without_identity"):
        sae.gather((raw,))


def test_a_table_of_the_sae_that_says_nothing_to_us_is_named_and_left(tmp_path: Path) -> None:
    other = read_csv(text(tmp_path / "filtre.csv", "BOR;AN;FI;MED\nFILTRE;2023;170000152;1"))
    assert sae.detect(other)
    tables = sae.gather((*sae_tables(tmp_path).tables.values(), other))
    got = sae.read(tables, PLACE)
    assert [p.file for p in got.problems if p.kind == "table_not_used"] == ["filtre.csv"]


def test_vaccination_centres_become_candidate_sites(tmp_path: Path) -> None:
    header = "gid;nom;adr_num;adr_voie;com_cp;com_insee;com_nom;lat_coor1;long_coor1;rdv_lundi"
    header += ";date_ouverture;date_fermeture"
    rows = [
        f"7;Salle des fêtes;1;Rue;17000;17001;Aulnaie;{LAT};{LON};9h;2021-01-01;",
        "8;Paris;;;75001;75056;Paris;48.85;2.35;;;",
        "9;Sans point;;;17000;17001;Aulnaie;;;;;",
    ]
    raw = read_csv(text(tmp_path / "v.csv", "\n".join([header, *rows])))
    assert covid_sites.detect_vaccination(raw)
    got = covid_sites.read_vaccination(raw, PLACE)
    frame = got.layers[0].frame
    assert frame[["site_id", "usage", "kind"]].to_numpy().tolist() == [
        ["vaccination-7", "vaccination", "hall"]
    ]
    assert got.fate.tolist() == [STORED, EXCLUDED, SET_ASIDE]


def test_testing_sites_split_into_laboratories_and_candidate_sites(tmp_path: Path) -> None:
    header = "ID,finess,rs,adresse,do_prel,longitude,latitude,mod_prel"
    names = ["LBM BIO 17", "Pharmacie du Port", "Drive Stade Municipal"]
    rows = [f"t{i},,{name},1 rue,OUI,{LON},{LAT},Sur place" for i, name in enumerate(names)]
    raw = read_csv(text(tmp_path / "t.csv", "\n".join([header, *rows])))
    assert covid_sites.detect_testing(raw)
    cared, open_air = covid_sites.read_testing(raw, PLACE).layers
    assert cared.frame["category"].tolist() == ["laboratoire", "pharmacie"]
    assert open_air.frame[["name", "usage"]].to_numpy().tolist() == [["Drive Stade Municipal", "drive"]]

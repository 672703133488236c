"""The generator: same seed, same bytes; the pieces that can be checked on paper."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.demo import generate
from cpts_geo.demo.communes import commune_polygons
from cpts_geo.demo.grid import Grid, cost_graph, drain, reach
from cpts_geo.demo.names import commune_codes, commune_names, false_finess, luhn_key, of_place
from cpts_geo.demo.population import apportion
from cpts_geo.demo.relief import Relief
from cpts_geo.demo.ways import noded, way_table, welded
from cpts_geo.model.errors import DataError
from cpts_geo.territory.folder import read_network, read_territory


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "commune"
    generate(folder, size="commune")
    return folder


def test_the_same_seed_gives_the_same_bytes_in_every_file(small: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", size="commune")
    first, second = _digests(small), _digests(tmp_path / "again")
    assert len(first) > 20
    assert first == second


def test_another_seed_gives_another_territory(small: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", size="commune", seed=8)
    first, second = _digests(small), _digests(tmp_path / "other")
    assert first["network/edges.parquet"] != second["network/edges.parquet"]


def test_a_commune_opens_as_a_fictitious_territory_with_every_category(small: Path) -> None:
    territory = read_territory(small)
    network = read_network(small)
    assert territory.fictitious
    assert len(territory.communes) == 1
    assert territory.structures["category"].nunique() == 13
    assert len(network.edges) > 200


def test_a_height_lies_between_those_of_the_cells_around() -> None:
    nothing: Any = None
    ground = np.array([[0.0, 10.0], [20.0, 30.0]])  # from the south, from the west; centres at 5 and 15 m
    relief = Relief(Grid(2, 2, 10.0, 0.0, 0.0), ground, (), nothing, nothing, nothing, nothing)
    asked = np.array([[5.0, 5.0], [15.0, 5.0], [10.0, 10.0], [5.0, 10.0], [0.0, 0.0]])
    assert relief.heights(asked).tolist() == [0, 10, 15, 10, 0]


def test_every_road_has_an_altitude_and_a_slope_the_same_both_ways(small: Path) -> None:
    edges = read_network(small).edges
    facts = edges[["altitude_m", "slope"]]
    assert facts.notna().all(axis=None)
    assert facts["slope"].between(0, 0.5).all()
    assert edges["altitude_m"].nunique() > 50
    both = edges.merge(edges, left_on=["u", "v", "length_m"], right_on=["v", "u", "length_m"])
    assert len(both) > 150
    assert both["altitude_m_x"].tolist() == pytest.approx(both["altitude_m_y"].tolist(), abs=0.11)


def test_an_unknown_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="unknown_size"):
        generate(tmp_path, size="planet")


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda values: sum(values) > 1),
    st.integers(0, 10**6),
)
def test_shares_are_whole_and_their_sum_is_exact(weights: list[float], total: int) -> None:
    shares = apportion(np.array(weights), total)
    exact = np.array(weights) / sum(weights) * total
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1 + 1e-6).all()


def test_the_luhn_key_is_the_one_of_a_published_example() -> None:
    assert luhn_key("7992739871") == 3


def test_a_false_finess_number_never_has_the_right_key() -> None:
    for number in range(700_000, 700_300):
        value = false_finess(number)
        assert len(value) == 9
        assert luhn_key(value[:8]) != int(value[8])


def test_commune_codes_are_five_characters_and_all_different() -> None:
    codes = commune_codes(7_000)
    assert len(set(codes)) == 7_000
    assert {len(code) for code in codes} == {5}
    assert all(code[:2] == "99" for code in codes)


def test_commune_names_are_all_different() -> None:
    names = commune_names(np.linspace(3, 1, 2_000), np.random.default_rng(1))
    assert len(set(names)) == 2_000


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("les Granges", "des Granges"),
        ("le Gué", "du Gué"),
        ("l'Orme", "de l'Orme"),
        ("Ambrevelle", "d'Ambrevelle"),
    ],
)
def test_of_a_place_follows_french_grammar(name: str, of: str) -> None:
    assert of_place(name) == of


def test_water_runs_down_a_slope_and_out_of_a_hollow_by_its_lowest_sill() -> None:
    # Five cells in a row, outlet at the left; the hollow at 1 m leaves over the sill at 3 m.
    grid = Grid(1, 5, 10.0, 0.0, 0.0)
    drainage = drain(grid, np.array([[0.0, 3.0, 1.0, 4.0, 5.0]]), np.array([0]))
    assert drainage.down.tolist() == [-1, 0, 1, 2, 3]
    assert drainage.accumulate(np.ones(5)).tolist() == [5, 4, 3, 2, 1]


def test_the_least_cost_path_goes_around_a_wall() -> None:
    # A wall in the middle column leaves only the top row open.
    cost = np.array([[1, np.inf, 1], [1, np.inf, 1], [1, 1, 1]], dtype=float)
    found = reach(cost_graph(Grid(3, 3, 1.0, 0.0, 0.0), cost), [0])
    assert found.path(2) == [2, 5, 7, 3, 0]


def test_communes_tile_without_gap_or_overlap() -> None:
    grid = Grid(40, 40, 50.0, 0.0, 0.0)
    seats = np.random.default_rng(3).uniform(200, 1800, (5, 2))
    x, y = np.meshgrid(*grid.axes())
    nearest = np.hypot(x[..., None] - seats[:, 0], y[..., None] - seats[:, 1]).argmin(axis=-1)
    shapes = commune_polygons(grid, nearest.ravel(), 5)
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, abs=1e-3)
    assert len(shapely.get_rings(whole)) == 1


def test_ways_that_cross_are_cut_at_one_common_node() -> None:
    ways = way_table([shapely.LineString([(0, 0), (200, 0)]), shapely.LineString([(100, -100), (100, 100)])])
    cut, points = welded(noded(ways))
    assert len(cut) == 4
    assert len(points) == 5
    ends = np.bincount(cut[["u", "v"]].to_numpy().ravel())
    assert sorted(ends) == [1, 1, 1, 1, 4]

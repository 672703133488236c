import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.hazards import Closure, Flood, Snow
from cpts_geo.model.categories import Category
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Reading, Scenario
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.spec import Drawing, StudySpec

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
hazards = st.one_of(
    st.builds(Flood, text, st.sampled_from(["cap", "factor"]), st.floats(0, 100)),
    st.builds(Closure, text, st.lists(text, max_size=3).map(tuple)),
    st.builds(Snow, text),
)
scenarios = st.builds(
    Scenario, text, st.lists(hazards, max_size=3).map(tuple), st.sampled_from(Reading), st.booleans()
)
depth = st.none() | st.floats(0, 5)
drawings = st.builds(Drawing, text, st.sampled_from(["flood", "closure"]), text, depth, depth)
specs = st.builds(
    StudySpec,
    scenario=scenarios,
    vehicle=st.sampled_from(VehicleName),
    categories=st.lists(st.sampled_from(Category), max_size=4, unique=True).map(tuple),
    open_sites=st.lists(text, max_size=3).map(tuple),
    drawings=st.lists(drawings, max_size=2).map(tuple),
    snap_limit_m=st.floats(1, 5000),
    date=st.just("") | st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes")),
    author=text,
)


@given(spec=specs)
def test_a_spec_survives_its_file(spec: StudySpec) -> None:
    again = StudySpec.from_toml(spec.to_toml())

    assert again == spec
    assert hash(again) == hash(spec)
    assert again.fingerprint == spec.fingerprint


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("name = ", "bad_spec"),
        ("vitesse = 3", "unknown_field"),
        ('reading = "prudente"', "bad_spec"),
        ('[[hazards]]\nkind = "volcan"', "unknown_hazard"),
        ('[[hazards]]\nkind = "flood"\nhauteur = 3', "bad_spec"),
        ('[[drawings]]\nlayer = "x"', "bad_spec"),
    ],
)
def test_a_bad_file_is_refused_by_name(content: str, kind: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        StudySpec.from_toml(content)

    assert caught.value.kind == kind


def test_a_folder_is_not_part_of_the_file() -> None:
    assert StudySpec.from_toml(StudySpec(folder="ici").to_toml(), "ailleurs").folder == "ailleurs"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.hazards import Closure, Flood, Snow
from cpts_geo.model.categories import Category
from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Reading, Scenario, Step, step_hours
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
stepped = st.lists(hazards, max_size=2).map(tuple)
hours = st.lists(st.floats(-100, 1000), max_size=3, unique=True).map(sorted)
dates = st.lists(st.datetimes(), max_size=3, unique=True).map(lambda d: [m.isoformat() for m in sorted(d)])
steps = st.one_of(hours, dates).flatmap(
    lambda times: st.tuples(*(st.builds(Step, st.just(at), stepped) for at in times))
)
specs = st.builds(
    StudySpec,
    steps=steps,
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
        ("steps = [3]", "bad_spec"),
        ("[[steps]]\nat = 1\nlevel = 2", "bad_spec"),
        ("[[steps]]\nat = true", "bad_step"),
        ("[[steps]]\nat = nan", "bad_step"),
        ('[[steps]]\nat = "demain"', "bad_step"),
        ('[[steps]]\nat = 1\n[[steps]]\nat = "2026-11-23T14:00"', "mixed_steps"),
        ("[[steps]]\nat = 2\n[[steps]]\nat = 2", "unordered_steps"),
    ],
)
def test_a_bad_file_is_refused_by_name(content: str, kind: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        StudySpec.from_toml(content)

    assert caught.value.kind == kind


def test_a_folder_is_not_part_of_the_file() -> None:
    assert StudySpec.from_toml(StudySpec(folder="ici").to_toml(), "ailleurs").folder == "ailleurs"


def test_a_spec_without_steps_is_written_as_before() -> None:
    assert "steps" not in StudySpec().to_toml()
    assert StudySpec().fingerprint == "7b28749a40eac9b2de6e6bbb0a86aea702cc2ee24319733bae55985ccf110884"


def test_a_step_is_part_of_the_fingerprint() -> None:
    one, other = (StudySpec(steps=(Step(at, (Flood("eau"),)),)) for at in (0.0, 1.0))

    assert one.fingerprint != other.fingerprint


def test_what_a_step_puts_in_force_is_part_of_the_still_picture() -> None:
    always = Closure(roads=("D14",))
    spec = StudySpec(scenario=Scenario("crue", (always,)), steps=(Step(0.0), Step(3.0, (Flood("eau"),))))

    assert spec.scenario.hazards == (always, Flood("eau"))


def test_dated_steps_count_their_hours_from_the_first() -> None:
    assert step_hours([Step("2026-11-23T22:00"), Step("2026-11-24T01:30")]) == (0.0, 3.5)
    assert step_hours([Step(2.0), Step(6.0)]) == (2.0, 6.0)

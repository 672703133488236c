import dataclasses

import toy
from cpts_geo.territory.check import place_problems


def test_a_category_nobody_knows_is_said_not_ignored() -> None:
    territory = toy.inputs().territory
    structures = territory.structures.copy()
    structures.loc["P1", "category"] = "veterinaire"

    problems = place_problems(dataclasses.replace(territory, structures=structures))

    assert [(p.kind, p.value) for p in problems] == [("category_not_counted", "veterinaire")]


def test_a_sound_layer_of_structures_has_no_problem() -> None:
    assert place_problems(toy.inputs().territory) == ()

"""Numbers of persons are seen in any writing, and other numbers of the trade are not taken for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpts_geo.model.personal import has_nir, is_nir, mobiles, personal_emails


def nir(number: str) -> str:
    """13 characters and their key."""
    return f"{number}{97 - int(number.replace('2A', '19').replace('2B', '18')) % 97:02d}"


def numbers() -> st.SearchStrategy[str]:
    places = st.one_of(st.integers(1, 95).map("{:02d}".format), st.sampled_from(["2A", "2B", "99"]))
    parts = (st.sampled_from("12"), st.integers(0, 99).map("{:02d}".format), st.integers(1, 12))
    tails = (places, st.integers(1, 990).map("{:03d}".format), st.integers(1, 999).map("{:03d}".format))
    return st.tuples(*parts, *tails).map(lambda t: f"{t[0]}{t[1]}{t[2]:02d}{t[3]}{t[4]}{t[5]}")


def test_the_key_of_a_published_example() -> None:
    # 2 55 08 14 168 025, key 38: the example of the public documentation of the number.
    assert is_nir("2 55 08 14 168 025 38")
    assert not is_nir("2 55 08 14 168 025 39")


@given(numbers(), st.sampled_from(["", " ", ".", "-", "\u202f", "\u00a0", " - "[:2]]))
def test_a_valid_number_is_found_in_any_spacing(number: str, gap: str) -> None:
    full = nir(number)
    cut = [full[:1], full[1:3], full[3:5], full[5:7], full[7:10], full[10:13], full[13:]]
    assert has_nir(f"patient {gap.join(cut)}, lit 3")
    assert has_nir(gap.join(cut).lower())


@given(numbers(), st.integers(1, 96))
def test_a_wrong_key_is_not_a_person(number: str, shift: int) -> None:
    full = nir(number)
    wrong = (int(full[13:]) - 1 + shift) % 97 + 1
    assert not has_nir(f"{full[:13]}{wrong:02d}")


@pytest.mark.parametrize(
    "text", ["170000123", "12345678900012", "05 46 82 00 00", "EHPAD 17 lits", "2A004", ""]
)
def test_finess_siret_and_phones_are_not_persons(text: str) -> None:
    assert not has_nir(text)


def test_full_width_digits_do_not_hide_a_number() -> None:
    assert has_nir("２５５０８１４１６８０２５３８")


def test_mobiles_and_personal_mail_are_named_and_services_are_not() -> None:
    assert mobiles("06 12 34 56 78 ou +33 7.12.34.56.78") == ("06 12 34 56 78", "+33 7.12.34.56.78")
    assert mobiles("05 46 82 00 00, 170780050") == ()
    assert personal_emails("a.b@gmail.com, accueil@ch-rochefort.fr") == ("a.b@gmail.com",)

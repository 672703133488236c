"""Names and codes of the fictitious territory. French words live in ``words.toml``, not in the code."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

VOWELS: Final = "aeiouyhAEIOUYHÉÈÊÂÎÔÛé"
ARTICLES: Final = (("les ", "des "), ("le ", "du "), ("la ", "de la "), ("l'", "de l'"))
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def words() -> dict[str, Any]:
    """Content of ``words.toml``."""
    text = files("cpts_geo.demo").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def of_place(name: str) -> str:
    """« of » a place: « des Granges », « d'Ambrevelle », « de Vaurelles »."""
    for article, of in ARTICLES:
        if name.startswith(article):
            return of + name.removeprefix(article)
    return f"d'{name}" if name[0] in VOWELS else f"de {name}"


def fill(pattern: str, place: str) -> str:
    """Pattern in which ``de {commune}`` or ``de {place}`` becomes « of » this place."""
    out = pattern.replace("de {commune}", of_place(place)).replace("de {place}", of_place(place))
    return out.replace("{commune}", place).replace("{place}", place)


def commune_names(weights: np.ndarray, rng: np.random.Generator) -> list[str]:
    """One invented name per commune, all different; the heaviest take the names of towns."""
    text = words()
    towns = iter(text["towns"])
    others = _village_names(len(weights), rng)
    order = np.argsort(-weights, kind="stable")
    names = [""] * len(weights)
    for rank, k in enumerate(order):
        names[int(k)] = next(towns, "") if rank < 3 else ""
        names[int(k)] = names[int(k)] or next(others)
    return names


def _village_names(count: int, rng: np.random.Generator) -> Any:
    text = words()
    stems = [start + end for start in text["starts"] for end in text["ends"]]
    saints = [saint + tail for saint in text["saints"] for tail in text["saint_tails"]]
    simple = [stems[int(k)] for k in rng.permutation(len(stems))]
    tails = [text["tails"][int(k)] for k in rng.integers(0, len(text["tails"]), len(simple))]
    names = [stem + tail for stem, tail in zip(simple, tails, strict=True)]
    for rank, saint in enumerate(saints[int(k)] for k in rng.permutation(len(saints))):
        names.insert(7 * rank + 4, saint)
    again = (
        f"{name}-{ALPHABET[10 + k // 26 % 26]}{ALPHABET[10 + k % 26]}"
        for k in range(26 * 26)
        for name in simple
    )
    return iter([*names, *(next(again) for _ in range(max(0, count - len(names))))])


def commune_codes(count: int) -> list[str]:
    """Codes no French commune can have: 99 is for foreign countries, and none is numbered from 99700.

    After 99999 the third character is a letter, which no code of a commune or country has there.
    """
    digits = [f"99{700 + k}" for k in range(min(count, 300))]
    more = range(max(0, count - 300))
    return digits + [f"99{ALPHABET[10 + k // 1296]}{ALPHABET[k // 36 % 36]}{ALPHABET[k % 36]}" for k in more]


def luhn_key(digits: str) -> int:
    """Digit that makes ``digits`` + key pass Luhn's test, as in real FINESS numbers."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def false_finess(number: int) -> str:
    """Nine characters in the form of a FINESS number, whose key is wrong on purpose."""
    body = f"99{number:06d}"
    return f"{body}{(luhn_key(body) + 5) % 10}"

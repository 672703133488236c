"""Whether a free text speaks of a place where people stay in their car."""

import re
from typing import Final

from cpts_geo.sources.raw import normalise

_CAR: Final = r"(?:vehicules?|voitures?|autos?)"
_DRIVE: Final = re.compile(
    rf"[a-z]*drives?(?=_)|_au_volant_|_sans_(?:sortir|descendre)_(?:du|de(?:_[a-z]+)?)_{_CAR}_"
    rf"|_(?:dans|depuis|a_bord_de)_(?:votre|son|leur|sa|leurs)_{_CAR}_|_{_CAR}_uniquement_"
    rf"|_uniquement_en_{_CAR}_"
)
_NOT: Final = re.compile(r"_(?:pas|plus|sans|hors)_(?:de_|en_)?[a-z]*drives?_")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+")


def is_drive(text: str) -> bool:
    """True for « drive », « vaccidrive », « au volant », « sans sortir du véhicule »; links are not read."""
    words = f"_{normalise(_LINK.sub(' ', text))}_"
    return bool(_DRIVE.search(words)) and not _NOT.search(words)

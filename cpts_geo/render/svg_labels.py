"""Labels that never cover each other: candidate boxes in order of preference, first free one taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.ft2font import FT2Font, LoadFlags

from cpts_geo.render.escape import plain_text
from cpts_geo.render.style import INK

Floats = npt.NDArray[np.float64]

FONT: Final = "DejaVu Sans"
_FACES: Final = {
    "": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
    "bolditalic": "DejaVuSans-BoldOblique.ttf",
}
_ASCENT: Final = 0.80  # of the font size: top of an accented capital above the baseline, nearly
_DESCENT: Final = 0.22
_FIXED_POINT: Final = 65536  # linear advances are 16.16 numbers, in pixels at 72 dpi


def font_folder() -> Path:
    """Folder of DejaVu Sans, which comes with matplotlib."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def _face(style: str) -> FT2Font:
    font = FT2Font(str(font_folder() / _FACES[style]))
    font.set_size(100, 72)
    return font


@cache
def _advance(character: str, style: str) -> float:
    if not _face(style).get_char_index(ord(character)):
        return 1.0  # drawn as an empty box
    glyph = _face(style).load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / _FIXED_POINT / 100


def inert(text: str) -> str:
    """Text for the inside of an SVG element: no markup, no character that XML forbids."""
    legal = "".join(c for c in plain_text(text) if not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    return escape(legal)


def text_width(text: str, size: float, style: str = "") -> float:
    """Width of a line of DejaVu Sans in the unit of ``size``; ``style``: "", bold, italic, bolditalic."""
    return size * sum(_advance(character, style) for character in text)


@dataclass(frozen=True)
class Text:
    """A line of text to draw; ``style`` is "", bold, italic or bolditalic."""

    content: str
    size_mm: float
    style: str = ""
    colour: str = INK

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return text_width(self.content, self.size_mm, self.style)

    def box(self, x: float, y: float) -> list[float]:
        """Box x0, y0, x1, y1 of the text centred on ``x`` with its baseline at ``y``, millimetres."""
        half = self.width / 2 + 0.15
        return [x - half, y - _ASCENT * self.size_mm, x + half, y + _DESCENT * self.size_mm]

    def draw(self, x: float, y: float, *, halo: bool = True) -> str:
        """SVG of the text centred on ``x``, baseline at ``y``, content escaped."""
        weight = ' font-weight="bold"' if "bold" in self.style else ""
        slant = ' font-style="italic"' if "italic" in self.style else ""
        place = f'x="{x:.2f}" y="{y:.2f}" font-size="{self.size_mm:g}" text-anchor="middle"{weight}{slant}'
        around = (
            ' paint-order="stroke" stroke="#fff" stroke-width=".6" stroke-linejoin="round"' if halo else ""
        )
        return f'<text {place} fill="{self.colour}"{around}>{inert(self.content)}</text>'


def place(candidates: Sequence[Floats], taken: Floats, area: Floats) -> list[int]:
    """Greedy placement.

    Parameters
    ----------
    candidates
        One array per label, most important first, of shape (candidates, boxes, 4): each candidate is
        a group of boxes x0, y0, x1, y1 that go together.
    taken
        Boxes nobody may cover, shape (n, 4).
    area
        Box everything must stay in.

    Returns
    -------
    list of int
        For each label the chosen candidate, -1 when none is free.
    """
    occupied = taken.reshape(-1, 4)
    chosen = []
    for options in candidates:
        free = ~_overlaps(options, occupied) & _inside(options, area)
        best = int(np.argmax(free)) if free.any() else -1
        chosen.append(best)
        if best >= 0:
            occupied = np.vstack([occupied, options[best]])
    return chosen


def _overlaps(options: Floats, occupied: Floats) -> npt.NDArray[np.bool_]:
    one, other = options[:, :, None, :], occupied[None, None, :, :]
    apart = (
        (one[..., 0] >= other[..., 2])
        | (one[..., 2] <= other[..., 0])
        | (one[..., 1] >= other[..., 3])
        | (one[..., 3] <= other[..., 1])
    )
    return np.asarray((~apart).any(axis=(1, 2)))


def _inside(options: Floats, area: Floats) -> npt.NDArray[np.bool_]:
    low = (options[..., :2] >= area[:2]).all(axis=(1, 2))
    high = (options[..., 2:] <= area[2:]).all(axis=(1, 2))
    return np.asarray(low & high)

"""How a file must be read, when it does not say it: its kind, its layer, its columns, its CRS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cpts_geo.model.errors import CptsGeoError
from cpts_geo.render import map_data
from cpts_geo.render.escape import markdown_text
from cpts_geo.sources.headers import TARGETS, suggested
from cpts_geo.territory.folder import is_territory
from cpts_geo.territory.preview import CrsChoice, FileLook, in_territory_crs, look_at
from cpts_geo.territory.recognise import Options, without_companions
from cpts_geo.ui import cache, data_grid, uploads, widgets
from cpts_geo.wording import data_page as words
from cpts_geo.wording import errors, file_kinds

# Refusals that an answer of the person can lift.
ASKED: Final = frozenset(
    {
        *(
            "not_recognised",
            "list_unsaid",
            "lines_unsaid",
            "outlines_unsaid",
            "several_layers",
            "missing_column",
            "no_coordinates",
            "unknown_column",
        ),
        *("missing_crs", "unknown_crs", "crs_contradicted", "outside_crs", "swapped_axes", "no_valid_row"),
        "unknown_categories",
        *("no_geometry", *data_grid.ASKED),
    }
)
_LOOK: Final = "import-look"
_FIELD: Final = "read"


@dataclass(frozen=True)
class Answers:
    """What a person said of the files just dropped.

    Attributes
    ----------
    batch
        Identifiers of the uploads.
    options
        For the importer.
    signature
        Headers to remember them by, empty to forget.
    """

    batch: tuple[str, ...]
    options: Options = field(default_factory=Options)
    signature: str = ""


def ask(
    folder: Path, files: Sequence[UploadedFile], answers: Answers, error: CptsGeoError | None
) -> Answers | None:
    """Ask how to read a file; the answers when the person has just given them."""
    mains = without_companions([Path(uploads.safe_name(file.name)) for file in files])
    if len(mains) > 1:
        if all(path.suffix.lower() in data_grid.SUFFIXES for path in mains):
            options = data_grid.ask(several=True)
            return Answers(answers.batch, options) if options else None
        st.markdown(words.ONE_AT_A_TIME)
        return None
    several = error is not None and error.kind == "several_layers"
    layers = error.expected.split(", ") if several and error else []
    layer = st.selectbox(words.LAYER, layers, key=f"{_FIELD}-layer") if layers else ""
    layer = layer or str(answers.options.mapping.get("layer", ""))
    look = _look(folder, files, answers.batch, layer)
    if isinstance(look, CptsGeoError):
        if look.kind == data_grid.UNSAID:
            options = data_grid.ask()
            return Answers(answers.batch, options) if options else None
        if not several:
            st.markdown(markdown_text(errors.explain(look)))
        return None
    st.markdown(words.SAMPLE)
    st.dataframe(look.sample, hide_index=True, width="stretch")
    kinds = list(file_kinds.KINDS)
    known = look.known.kind if look.known else answers.options.kind
    kind = st.selectbox(
        words.KIND,
        kinds,
        index=kinds.index(known) if known in kinds else None,
        format_func=file_kinds.KINDS.__getitem__,
        placeholder=words.CHOOSE,
        key=f"{_FIELD}-kind",
    )
    name = st.text_input(words.LAYER_NAME, max_chars=60, key=f"{_FIELD}-name") if kind in NAMED else ""
    mapping = _columns(kind, look) if kind else {}
    crs = _crs(folder, look)
    keep = st.checkbox(words.REMEMBER, value=True, key=f"{_FIELD}-keep")
    if not st.button(words.TRY, disabled=kind is None and not crs and not layer):
        return None
    chosen = {**mapping, "layer": layer} if layer else mapping
    return Answers(answers.batch, Options(kind, name, crs, chosen), look.signature if keep else "")


NAMED: Final = ("hazard", "closures")


def _look(
    folder: Path, files: Sequence[UploadedFile], batch: tuple[str, ...], layer: str
) -> FileLook | CptsGeoError:
    """The file read once per upload and layer."""
    key = (str(folder), batch, layer)
    kept = st.session_state.get(_LOOK)
    if kept is None or kept[0] != key:
        with st.spinner(words.READING), uploads.on_disk(files) as paths:
            try:
                kept = (key, look_at(folder, without_companions(paths)[0], layer))
            except CptsGeoError as error:
                kept = (key, error)
        st.session_state[_LOOK] = kept
    found: FileLook | CptsGeoError = kept[1]
    return found


def _columns(kind: str, look: FileLook) -> dict[str, str]:
    """Our columns to theirs, as chosen; suggestions first."""
    st.markdown(words.COLUMNS)
    known = look.known.columns if look.known and look.known.kind == kind else suggested(kind, look.headers)
    chosen: dict[str, str] = {}
    for position, (target, column) in enumerate(zip(TARGETS[kind], _grid(len(TARGETS[kind])), strict=True)):
        said = known.get(target)
        header = column.selectbox(
            file_kinds.TARGETS[target],
            look.headers,
            index=look.headers.index(said) if said in look.headers else None,
            placeholder=words.NO_COLUMN,
            key=f"{_FIELD}-{kind}-{target}-{position}",
        )
        if header is not None:
            chosen[target] = header
    return chosen


def _grid(count: int) -> list[st.delta_generator.DeltaGenerator]:
    return [cell for _ in range(0, count, 3) for cell in st.columns(3)][:count]


def _crs(folder: Path, look: FileLook) -> str | None:
    """The CRS chosen, none for the file's own; each choice is shown on the communes."""
    if not look.choices and not look.crs:
        return None
    if not look.choices:
        st.warning(words.CRS_OTHER)
        return None
    by_crs = {choice.crs: choice for choice in look.choices}
    own = [""] if look.crs else []
    chosen = st.radio(
        words.CRS,
        [*own, *by_crs],
        format_func=lambda crs: _crs_label(crs, look, by_crs),
        key=f"{_FIELD}-crs",
    )
    shown = by_crs.get(chosen or look.crs)
    if shown is not None and is_territory(folder):
        territory = cache.territory(folder)
        st.markdown(words.PREVIEW)
        placed = in_territory_crs(folder, shown.shapes)
        layers = [widgets.communes_layer(territory), map_data.preview_layer(placed)]
        widgets.show_map(territory, layers, "map-preview")
    return chosen or None


def _crs_label(crs: str, look: FileLook, by_crs: dict[str, CrsChoice]) -> str:
    if crs:
        return words.crs_label(crs, by_crs[crs].inside)
    inside = by_crs[look.crs].inside if look.crs in by_crs else 0.0
    return f"{words.CRS_OF_FILE} : {words.crs_label(look.crs[:40], inside)}"

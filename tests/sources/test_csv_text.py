from pathlib import Path

import pytest

from cpts_geo.model.errors import UnreadableFileError
from cpts_geo.sources.csv_text import read_csv
from making import text


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_lines_alike(tmp_path: Path, delimiter: str) -> None:
    rows = [["code", "nom", "note"], ["01004", "Ambérieu", "a b"], ["01005", "Belley", ""]]
    raw = read_csv(text(tmp_path / "t.csv", "\n".join(delimiter.join(row) for row in rows)))
    assert raw.columns.to_numpy().tolist() == rows[1:]


def test_codes_keep_their_zeros_and_words_that_look_missing_stay(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "t.csv", "code;nom\n01004;NA\n01005;None\n01006;null\n"))
    assert raw.columns["code"].tolist() == ["01004", "01005", "01006"]
    assert raw.columns["nom"].tolist() == ["NA", "None", "null"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    raw = read_csv(text(tmp_path / "t.csv", "nom;prix\nL’Évêché;3 €\n", encoding))
    assert raw.columns.iloc[0].tolist() == ["L’Évêché", "3 €"]


def test_windows_encoding_is_told(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "t.csv", "nom;n\nÉvreux;1\n", "cp1252"))
    assert [(p.kind, p.value) for p in raw.problems] == [("encoding", "cp1252")]


def test_a_row_with_one_cell_too_many_is_refused_with_its_line(tmp_path: Path) -> None:
    content = "a;b;c\n" + "1;2;3\n" * 55 + "1;rue; du Port;3\n"
    with pytest.raises(UnreadableFileError) as caught:
        read_csv(text(tmp_path / "t.csv", content))
    error = caught.value
    assert (error.kind, error.row, error.value, error.expected) == ("ragged_row", 57, "4", "3")


def test_rows_that_all_end_with_a_delimiter_do_not_shift(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "t.csv", "a;b\n1;2;\n3;4;\n"))
    assert raw.columns.to_dict("list") == {"a": ["1", "3"], "b": ["2", "4"]}


def test_an_unclosed_quote_is_refused_with_the_line_where_it_opens(tmp_path: Path) -> None:
    content = "a;b\n" + "1;2\n" * 10 + '1;"x\n' + "1;2\n" * 10
    with pytest.raises(UnreadableFileError) as caught:
        read_csv(text(tmp_path / "t.csv", content))
    assert (caught.value.kind, caught.value.row) == ("unclosed_quote", 12)


def test_lines_are_numbered_as_in_the_file_even_after_a_cell_on_two_lines(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "t.csv", 'a;b\n1;"x\ny"\n2;z\n'))
    assert raw.columns.index.tolist() == [2, 4]
    assert raw.columns["b"].tolist() == ["x y", "z"]


def test_one_column_is_one_column(tmp_path: Path) -> None:
    assert read_csv(text(tmp_path / "t.csv", "insee\n01004\n75056\n")).columns["insee"].tolist() == [
        "01004",
        "75056",
    ]


@pytest.mark.parametrize(("content", "kind"), [("a;b\n", "no_rows"), ("a;b\n1;\x00\n", "binary")])
def test_a_header_alone_and_binary_are_refused(tmp_path: Path, content: str, kind: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_csv(text(tmp_path / "t.csv", content))
    assert caught.value.kind == kind


def test_hidden_characters_go_and_markup_stays(tmp_path: Path) -> None:
    raw = read_csv(text(tmp_path / "t.csv", "nom;n\n<b>\u202eÉtoile\x07</b> ${1};1\n"))
    assert raw.columns["nom"].tolist() == ["<b>Étoile</b> ${1}"]

"""Tables as people send them: files of any encoding, the clipboard of Excel and Word, the words of an e-mail."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Refusal
from server.interchange.tablemarkup import read_markup
from server.interchange.tables import MOST_COLUMNS, Table, read_table, split


def rows(words: str) -> list[tuple[str, ...]]:
    return [row for row in read_table(words.encode()).rows if row]


def test_a_row_keeps_the_number_that_a_spreadsheet_shows() -> None:
    """A1"""
    assert read_table(b"Date,Event\n\n2012,a\n").rows == (("Date", "Event"), (), ("2012", "a"))


def test_a_quotation_mark_closes_a_cell_only_where_the_cell_ends() -> None:
    """A2: words that begin with somebody's words keep their marks."""
    assert split('"He said" then, "x"\n"a ""b"", c","d\ne"', ",") == [('"He said" then', ' "x"'), ('a "b", c', "d\ne")]
    assert split('"never closed, x\ny,z', ",") == [('"never closed', " x"), ("y", "z")]


def test_splitting_takes_time_in_proportion_to_the_text() -> None:
    for hostile in ('"' * 400_000, '"\t' * 200_000, '"a""\t' * 80_000, '""",' * 100_000):
        began = time.process_time()
        split(hostile, "\t")
        assert time.process_time() - began < 5


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_characters="\x00\x0b"), min_size=1), min_size=2, max_size=4),
        min_size=1,
    )
)
def test_what_a_csv_writer_writes_is_split_as_it_was(table: list[list[str]]) -> None:
    written = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    assert split(written, ",") == [tuple(row) for row in table]


def test_a_word_table_pasted_as_words_keeps_cells_of_two_paragraphs_together() -> None:
    pasted = "Date\tEvent\tAgency\n14/02/2011\tBorn\nSpecial care\tHealth\n05/01/2013\tA loss\tHealth\n"
    assert rows(pasted) == [
        ("Date", "Event", "Agency"), ("14/02/2011", "Born\nSpecial care", "Health"), ("05/01/2013", "A loss", "Health"),
    ]  # fmt: skip


def test_a_heading_over_some_rows_is_not_joined_to_the_row_below() -> None:
    assert rows("Early years\n14/02/2011\tBorn\tHealth\n05/01/2013\tA loss\tHealth\n05/01/2014\tB\tC\n")[0] == (
        "Early years",
    )


def test_an_e_mail_is_read_by_lines_and_its_wrapped_lines_go_on() -> None:
    """A4"""
    mail = (
        "Hi Nia,\n\n14/02/2011 - Born at 37 weeks,\nin special care for 4 days\n"
        "Nov 2016: bruise to ear, seen by school\n• aged 3, moved to Nan's\nsummer 2019 – first café visit\n\n"
        "Best wishes, Tom"
    )
    assert rows(mail) == [
        ("", "Hi Nia,"),
        ("14/02/2011", "Born at 37 weeks,\nin special care for 4 days"),
        ("Nov 2016", "bruise to ear, seen by school"),
        ("aged 3", "moved to Nan's"),
        ("summer 2019", "first café visit"),
        ("", "Best wishes, Tom"),
    ]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "“Nain” – café"),
        ("mac_roman", "“Nain” – don’t"),
        ("iso8859-14", "y tŷ a'r dŵr"),
        ("utf-16", "tŷ Nain"),
    ],
)
def test_old_encodings_are_told_apart_by_their_letters(encoding: str, words: str) -> None:
    """G02: ŵ and ŷ are in only one of them."""
    assert read_table(f"Date,Event\n2012,{words}\n".encode(encoding)).rows[1] == ("2012", words)


EXCEL = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {mso-number-format:General}</style></head>'
    "<body><!--StartFragment--><table border=0><col width=64><tr><td>Date</td><td>Event</td><td>Agency</td></tr>"
    "<tr><td rowspan=2 class=xl65>14/02/2011</td><td>Born<br>Special&nbsp;care</td><td>Health</td></tr>"
    "<tr><td>Visit &amp; weight</td><td>HV</td></tr><tr><td colspan=3>2012 onwards</td></tr></table></body></html>"
)


def test_the_clipboard_of_excel_and_word_is_read_with_its_merged_cells() -> None:
    """A3, F09: words and line breaks are kept, and nothing of how it looked."""
    assert rows(EXCEL) == [
        ("Date", "Event", "Agency"),
        ("14/02/2011", "Born\nSpecial care", "Health"),
        ("14/02/2011", "Visit & weight", "HV"),
        ("2012 onwards",),
    ]


def test_scripts_and_handlers_of_a_pasted_page_are_never_words() -> None:
    """F01, F04"""
    found, said = read_markup("<table><tr><td onclick=x()>a<script>alert(1)</script></td><td>b</td></tr></table>")
    assert found == [[("a", True), ("b", True)]] and "alert" not in said


def test_markup_without_a_table_is_read_as_its_words() -> None:
    assert rows("<html><body><p>14/02/2011: Born</p><p>2012: Moved</p></body></html>") == [
        ("14/02/2011", "Born"), ("2012", "Moved"),
    ]  # fmt: skip


def test_three_megabytes_of_word_markup_take_no_time_to_speak_of() -> None:
    """F09: asserted at ten times its figure."""
    cell = (
        '<td width=100 style="mso-bidi-font-size:12.0pt"><p class=MsoNormal>'
        "<span lang=EN-GB>words<o:p></o:p></span></p></td>"
    )
    page = f"<html><body><table>{('<tr>' + cell * 5 + '</tr>') * 5000}</table></body></html>"
    assert len(page) > 2_500_000
    began = time.process_time()
    assert len(read_table(page.encode()).rows) == 5000
    assert time.process_time() - began < 20


def test_a_merged_cell_that_claims_the_whole_sheet_is_believed_within_reason() -> None:
    """G02"""
    page = '<table><tr><td rowspan="99999" colspan="99999">x</td><td>y</td></tr></table>'
    with pytest.raises(Refusal) as no:
        read_table(page.encode())
    assert no.value.key == "too_many_columns"


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400) | st.text("<table>tr/d \n\t,;|\"'-2012:", max_size=300).map(str.encode))
def test_any_bytes_are_a_table_or_are_refused(data: bytes) -> None:
    try:
        table = read_table(data)
    except Refusal:
        return
    assert isinstance(table, Table) and 0 < table.width <= MOST_COLUMNS
    assert all(isinstance(cell, str) for row in table.rows for cell in row)

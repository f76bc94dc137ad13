"""The whole formulation on the pages of a version, before and after it is frozen."""

import re
from pathlib import Path

from tests.reports.test_formulated import CASE_A, FILE
from tests.web.people import PASSWORD, running


def test_a_sentence_that_stands_on_nothing_is_told_before_a_freeze(tmp_path: Path) -> None:
    """L3, with the sentences that the page finds."""
    block = {"type": "paragraph", "content": [{"text": "He ends things first. Being left by surprise is worse."}]}
    plain = {**CASE_A, "story": {**CASE_A["story"], "sense": {"blocks": [block]}}}
    with running(tmp_path) as meeting:
        case = meeting.case("Iestyn", plain)
        meeting.seat(case, meeting.nia, "chair")
        nia = meeting.signed_in("Nia")
        nia.post(f"/cases/{case}/hold")
        page = nia.get(f"/cases/{case}/hold").text
        assert "“He ends things first” stands on nothing, and is not marked as a hypothesis." in page
        assert "“Being left by surprise is worse” stands on nothing" in page
        told = re.findall(r"<b>(“[^<]*” stands on nothing[^<]*)</b>", page)
        assert len(told) == 2, "each of the twelve other sentences has its refs"


def test_the_version_page_holds_the_whole_formulation_and_its_seal_covers_it(tmp_path: Path) -> None:
    """VERSIONS: what is frozen is read back in every part."""
    with running(tmp_path) as meeting:
        case = meeting.case("Iestyn", CASE_A)
        meeting.seat(case, meeting.nia, "chair")
        nia = meeting.signed_in("Nia")
        assert nia.post(f"/cases/{case}/hold").status_code == 303
        page = nia.get(f"/cases/{case}/hold").text
        for told in (FILE["story"][7]["text"], FILE["five_ps"]["protective"][2]["text"], FILE["trm"]["rationale"]):
            assert told in page
        assert "does not say what it rests on" in page
        digest = page.split('name="digest" value="')[1].split('"')[0]
        answer = nia.post(f"/cases/{case}/versions", data={"digest": digest, "password": PASSWORD})
        assert answer.headers["location"] == f"/cases/{case}/versions/1", answer.text
        frozen = nia.get(f"/cases/{case}/versions/1").text
        for each in FILE["recommendations"]:
            assert each["text"].replace("&", "&amp;") in frozen
        for told in [*FILE["avoid_for_now"], FILE["trm"]["steps"][0], "Trauma Recovery Model"]:
            assert told in frozen
        assert "TRM®" not in frozen
        plan = frozen.split('id="plan"')[1].split("</section>")[0]
        assert plan.count("<tr>") == 1 + len(FILE["recommendations"])
        assert all(plan.count(each["text"].replace("&", "&amp;")) == 2 for each in FILE["recommendations"])

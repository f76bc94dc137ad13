"""What those who are invited say beforehand."""

import pytest

from server.domain.errors import Refusal
from server.storage import cases, meetings, replies
from tests.storage.conftest import LATER, NOW, House


def test_the_last_answer_counts_until_the_meeting_begins(house: House) -> None:
    sam = house.case()
    db = house.db
    meeting = db.write_now(lambda t: meetings.plan(t, sam.id, "review", NOW))
    tom, _ = db.write_now(lambda t: meetings.invite(t, house.keys, meeting.id, name="Tom", at=NOW))
    ann, _ = db.write_now(lambda t: meetings.invite(t, house.keys, meeting.id, name="Ann", at=NOW))
    db.write_now(lambda t: replies.say(t, tom.id, "comes", NOW))
    db.write_now(lambda t: replies.say(t, tom.id, "sends", LATER))
    assert db.read_now(lambda t: replies.of_meeting(t, meeting.id)) == {tom.id: "sends"}

    def refused(who: str, reply: str) -> str:
        with pytest.raises(Refusal) as refusal:
            db.write_now(lambda t: replies.say(t, who, reply, LATER))
        return refusal.value.key

    assert refused(tom.id, "maybe") == "reply_unknown"
    assert refused("nobody", "comes") == "no_such_participant"
    db.write_now(lambda t: meetings.remove(t, ann.id, LATER))
    assert refused(ann.id, "comes") == "no_such_participant"
    db.write_now(lambda t: meetings.open_meeting(t, meeting.id, LATER))
    assert refused(tom.id, "comes") == "meeting_has_begun"
    cases.erase_now(db, house.keys, sam.id, LATER)
    assert db.read_now(lambda t: t.all("select * from replies")) == []

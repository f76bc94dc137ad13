"""Timeline records: an event starts in the home lane and in nobody's dispute."""

from server.domain.timeline import TimelineEvent


def test_a_new_event_stands_at_home_undated_and_not_removed() -> None:
    event = TimelineEvent(title="Starts school")
    assert (event.lane, event.when, event.removed, dict(event.people)) == ("home", None, False, {})

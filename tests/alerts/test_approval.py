"""Who may approve, and that it happens once: with buttons pressed at the same moment, and with rights taken away."""

import asyncio
from datetime import timedelta

from domain.alert import Alert, Change, State
from domain.alert_content import Kind
from domain.refused import Refused
from handlers.issuing import messages
from services import alerting
from storage import alerts, audit, broadcasts, chats
from tests.alerts.conftest import NOW, Office, content


async def pending(office: Office, author: str) -> Alert:
    """An alert that an author drafted and submitted, counted to reach one person."""
    async with office.store.transaction() as tx:
        lan = await office.person(tx, author)
        drafted = await alerting.draft(tx, lan, content(), now=NOW)
        await alerts.save_audience(tx, drafted, 1)
        return await alerting.submit(tx, drafted.id, lan, seen=drafted.digest, now=NOW)


async def approve(office: Office, alert: Alert, approver: str, *, seen: str | None = None) -> Alert | Refused:
    async with office.store.transaction() as tx:
        return await alerting.approve(
            tx,
            alert.id,
            await office.person(tx, approver),
            seen=seen or alert.digest,
            cards=messages(alert, office.house, earlier=None),
            province=office.house.province,
            now=NOW,
            policy=office.house.policy,
        )


async def test_200_approvals_at_once_are_one(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    alert = await pending(office, lan)
    outcomes = await asyncio.gather(*(approve(office, alert, minh) for _ in range(200)))
    assert sum(isinstance(each, Alert) for each in outcomes) == 1
    async with office.store.reading() as session:
        acts = [entry.act for entry in await audit.list_of(session, alert.id)]
        assert acts.count("alert.approved") == 1
        assert acts.count("alert.approval_refused") == 199
        live = await broadcasts.find_of_alert(session, alert.id)
        assert live is not None


async def test_a_right_that_is_taken_away_counts_from_the_next_transaction(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    alert = await pending(office, lan)
    await office.revoke(minh)
    no = await approve(office, alert, minh)
    assert isinstance(no, Refused)
    assert no.key == "access.approvers_only"


async def test_approval_is_bound_to_the_revision_that_was_seen(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    alert = await pending(office, lan)
    no = await approve(office, alert, minh, seen=content(title="Khác").digest)
    assert isinstance(no, Refused)
    assert no.key == "alert.changed_meanwhile"


async def test_an_edit_voids_what_was_seen(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    alert = await pending(office, lan)
    async with office.store.transaction() as tx:
        leader = await office.person(tx, minh)
        await alerting.give_back(tx, alert.id, leader, reason="sửa giờ", now=NOW)
        edited = await alerting.edit(tx, alert.id, await office.person(tx, lan), content(title="Mới"), now=NOW)
        await alerts.save_audience(tx, edited, 1)
        await alerting.submit(tx, alert.id, await office.person(tx, lan), seen=edited.digest, now=NOW)
    assert isinstance(await approve(office, alert, minh), Refused)
    assert isinstance(await approve(office, alert, minh, seen=edited.digest), Alert)


async def test_an_editor_is_not_the_second_person(office: Office) -> None:
    lan, minh, an = [await office.leader(name) for name in ("lan", "minh", "an")]
    alert = await pending(office, lan)
    async with office.store.transaction() as tx:
        await alerting.give_back(tx, alert.id, await office.person(tx, minh), reason="sửa", now=NOW)
        edited = await alerting.edit(tx, alert.id, await office.person(tx, minh), content(title="Mới"), now=NOW)
        await alerts.save_audience(tx, edited, 1)
        await alerting.submit(tx, alert.id, await office.person(tx, lan), seen=edited.digest, now=NOW)
    for touched in (lan, minh):
        no = await approve(office, alert, touched, seen=edited.digest)
        assert isinstance(no, Refused)
        assert no.key == "alert.own_alert"
    assert isinstance(await approve(office, alert, an, seen=edited.digest), Alert)


async def test_below_the_set_level_one_leader_does_all_the_steps(office: Office) -> None:
    lan = await office.leader("lan")
    async with office.store.transaction() as tx:
        person = await office.person(tx, lan)
        drafted = await alerting.draft(tx, person, content(level=2), now=NOW)
        await alerts.save_audience(tx, drafted, 1)
        alert = await alerting.submit(tx, drafted.id, person, seen=drafted.digest, now=NOW)
    approved = await approve(office, alert, lan)
    assert isinstance(approved, Alert)
    assert approved.state is State.APPROVED


async def test_what_is_not_counted_or_reaches_nobody_is_not_approved(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    async with office.store.transaction() as tx:
        person = await office.person(tx, lan)
        drafted = await alerting.draft(tx, person, content(), now=NOW)
        alert = await alerting.submit(tx, drafted.id, person, seen=drafted.digest, now=NOW)
    uncounted = await approve(office, alert, minh)
    assert isinstance(uncounted, Refused)
    assert uncounted.key == "alert.still_counting"
    async with office.store.transaction() as tx:
        await alerts.save_audience(tx, alert, 0)
    nobody = await approve(office, alert, minh)
    assert isinstance(nobody, Refused)
    assert nobody.key == "alert.reaches_nobody"


async def test_what_reached_nobody_is_counted_anew(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    alert = await pending(office, lan)
    async with office.store.transaction() as tx:
        await alerts.save_audience(tx, alert, 0)
    assert isinstance(await approve(office, alert, minh), Refused)
    async with office.store.reading() as session:
        assert [each.id for each, _ in await alerts.list_uncounted(session)] == [alert.id]


async def test_a_drill_counts_its_test_group_at_the_approval(office: Office) -> None:
    """Whoever emptied the group since the draft was counted: nobody is told nothing in the belief that they were."""
    lan, minh = await office.leader("lan"), await office.leader("minh")
    async with office.store.transaction() as tx:
        person = await office.person(tx, lan)
        drafted = await alerting.draft(tx, person, content(kind=Kind.EXERCISE), now=NOW)
        await alerts.save_audience(tx, drafted, 1)
        alert = await alerting.submit(tx, drafted.id, person, seen=drafted.digest, now=NOW)
    nobody = await approve(office, alert, minh)
    assert isinstance(nobody, Refused)
    assert nobody.key == "alert.reaches_nobody"
    async with office.store.transaction() as tx:
        await chats.mark_test_group(tx, "telegram", minh, member=True)
    assert isinstance(await approve(office, alert, minh), Alert)


async def test_only_one_update_takes_the_place_of_an_alert(office: Office) -> None:
    lan, minh = await office.leader("lan"), await office.leader("minh")
    first = await pending(office, lan)
    assert isinstance(await approve(office, first, minh), Alert)
    updates = []
    for title in ("Cập nhật một", "Cập nhật hai"):
        async with office.store.transaction() as tx:
            author = await office.person(tx, lan)
            later = content(title=title, starts_at=NOW + timedelta(hours=1))
            drafted = await alerting.draft(tx, author, later, now=NOW, updates=first.id, change=Change.UPDATE)
            await alerts.save_audience(tx, drafted, 1)
            updates.append(await alerting.submit(tx, drafted.id, author, seen=drafted.digest, now=NOW))
    one, two = [await approve(office, each, minh) for each in updates]
    assert isinstance(one, Alert)
    assert isinstance(two, Refused)
    assert two.key == "alert.followed_already"

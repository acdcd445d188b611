"""What people do on Telegram reaches the house in its own words, and nothing else does."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.incoming import Command, Contact, Edited, File, Incoming, Membership, Other, Place, Press, Text
from channels.telegram_updates import read
from tests.channels.updates import BOT, GROUP, HOA, PRIVATE, message, said, update

FORWARDED = {"type": "hidden_user", "sender_user_name": "Ai đó", "date": 1763700000}
HERE = {"latitude": 11.31, "longitude": 106.1}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 900},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 90000},
    {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 213, "file_size": 9000},
]
VIDEO = {"file_id": "v", "file_unique_id": "vu", "width": 9, "height": 9, "duration": 3, "file_name": "ngập.mp4"}
DOCUMENT = {"file_id": "d", "file_unique_id": "du", "file_name": "đơn\u202e.pdf", "file_size": 5}
STICKER = {"file_id": "x", "file_unique_id": "xu", "width": 5, "height": 5, "is_animated": False, "is_video": False}


def did(raw: bytes) -> Any:
    incoming = read(raw)
    assert incoming is not None
    return incoming.body


def test_a_text_says_who_and_where() -> None:
    assert read(said("Ngập ở chợ")) == Incoming(
        channel="telegram",
        chat="1001",
        sender="1001",
        private=True,
        name="Lê Thị Hoa",
        language="vi",
        message="7",
        forwarded=False,
        body=Text(text="Ngập ở chợ"),
    )


def test_a_group_is_not_private() -> None:
    incoming = read(said("hi", chat=GROUP))
    assert incoming is not None
    assert (incoming.chat, incoming.sender, incoming.private) == ("-1001234", "1001", False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hoa\u0300 Tha\u0300nh", "Hoà Thành"),
        ("a\u202eb\x00c", "abc"),
        ("  hai\n\n\n\nhàng ", "hai\n\nhàng"),
        ("nửa \ud83d", "nửa"),
        ("\u200b", ""),
    ],
)
def test_a_text_is_cleaned_at_the_door(typed: str, kept: str) -> None:
    assert did(said(typed)) == Text(text=kept)


@pytest.mark.parametrize(
    ("typed", "name", "arguments"),
    [
        ("/start", "start", ""),
        ("/Start  abc_DEF-1", "start", "abc_DEF-1"),
        ("/cuatoi@tn1022_bot TN-7K3F-92", "cuatoi", "TN-7K3F-92"),
        ("/phananh\nđường hỏng\nở ấp 3", "phananh", "đường hỏng\nở ấp 3"),
        (" /huy ", "huy", ""),
    ],
)
def test_a_command_has_a_name_and_arguments(typed: str, name: str, arguments: str) -> None:
    assert did(said(typed)) == Command(name=name, arguments=arguments)


@pytest.mark.parametrize("typed", ["/", "/ huy", "//", "/đăngký", "5/12 này", "/a-b"])
def test_a_slash_alone_makes_no_command(typed: str) -> None:
    assert isinstance(did(said(typed)), Text)


def test_a_command_to_another_bot_is_not_for_us() -> None:
    assert read(said("/dangky@other_bot", chat=GROUP), bot="tn1022_bot") is None
    assert read(said("/dangky@TN1022_bot", chat=GROUP), bot="tn1022_bot") is not None


def test_a_forwarded_message_says_so() -> None:
    incoming = read(said("chuyển", forward_origin=FORWARDED))
    assert incoming is not None
    assert incoming.forwarded


@pytest.mark.parametrize(
    ("fields", "own"),
    [
        ({"user_id": 1001}, True),
        ({"user_id": 1002}, False),
        ({}, False),
    ],
)
def test_a_contact_is_own_only_when_telegram_says_it_is_the_senders(fields: dict[str, int], own: bool) -> None:
    contact = {"phone_number": "84912345678", "first_name": "Hoa", **fields}
    assert did(update(message=message(contact=contact))) == Contact(phone="84912345678", own=own)


def test_a_forwarded_contact_proves_nothing() -> None:
    contact = {"phone_number": "84912345678", "first_name": "Hoa", "user_id": 1001}
    assert did(update(message=message(contact=contact, forward_origin=FORWARDED))).own is False


def test_a_pin_and_a_named_place() -> None:
    assert did(update(message=message(location=HERE))) == Place(latitude=11.31, longitude=106.1)
    venue = {"location": HERE, "title": "Chợ Long Hoa", "address": "Hòa Thành"}
    assert did(update(message=message(location=HERE, venue=venue))) == Place(
        latitude=11.31, longitude=106.1, name="Chợ Long Hoa, Hòa Thành"
    )


def test_the_largest_of_a_photos_sizes_is_taken() -> None:
    assert did(update(message=message(photo=PHOTO, caption=" Ổ gà ", media_group_id="g1"))) == File(
        kind="photo", file="large", unique="l", size=90000, name=None, caption="Ổ gà", album="g1"
    )


def test_a_video_and_a_document() -> None:
    assert did(update(message=message(video=VIDEO))) == File(
        kind="video", file="v", unique="vu", size=0, name="ngập.mp4", caption=""
    )
    assert did(update(message=message(document=DOCUMENT))) == File(
        kind="document", file="d", unique="du", size=5, name="đơn.pdf", caption=""
    )


def test_a_moving_picture_is_a_video_though_it_comes_as_a_document_too() -> None:
    assert did(update(message=message(animation=VIDEO, document=DOCUMENT))).kind == "video"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"sticker": {**STICKER, "type": "regular"}}, "sticker"),
        ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}}, "voice"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"new_chat_members": [BOT]}, "new_chat_members"),
        ({"something_of_next_year": {}}, "unknown"),
    ],
)
def test_whatever_no_conversation_takes_is_named(fields: dict[str, Any], kind: str) -> None:
    assert did(update(message=message(**fields))) == Other(kind=kind)


def press(**fields: Any) -> bytes:
    return update(callback_query={"id": "99", "from": HOA, "chat_instance": "1", **fields})


def test_a_press_brings_its_data_as_the_client_sent_it() -> None:
    incoming = read(press(data="a:\u202e:b", message=message(**{"from": BOT, "text": "?"})))
    assert incoming is not None
    assert incoming.body == Press(data="a:\u202e:b", press="99", message="7")
    assert (incoming.chat, incoming.sender, incoming.message) == ("1001", "1001", "7")


def test_a_press_under_a_message_too_old_to_be_shown_still_counts() -> None:
    assert did(press(data="a:1:2", message={"chat": PRIVATE, "message_id": 7, "date": 0})).message == "7"


def test_a_press_outside_every_chat_is_nothing() -> None:
    assert read(press(data="a:1:2", inline_message_id="i")) is None


def test_a_game_is_no_press() -> None:
    assert did(press(game_short_name="g", message=message(text="?"))) == Other(kind="game")


def change(status: str, **fields: Any) -> bytes:
    before = {"status": "member", "user": BOT}
    now = {"status": status, "user": BOT, **fields}
    return update(
        my_chat_member={
            "chat": PRIVATE,
            "from": HOA,
            "date": 1,
            "old_chat_member": before,
            "new_chat_member": now,
        }
    )


@pytest.mark.parametrize(
    ("raw", "here"),
    [
        (change("kicked", until_date=0), False),
        (change("left"), False),
        (change("member"), True),
    ],
)
def test_blocking_and_letting_in_again(raw: bytes, here: bool) -> None:
    incoming = read(raw)
    assert incoming is not None
    assert incoming.body == Membership(here=here)
    assert incoming.chat == "1001"


def test_an_edit_is_an_edit_whatever_it_says() -> None:
    assert did(update(edited_message=message(text="/duyet", edit_date=1763800001))) == Edited()


def test_a_live_location_that_ticks_is_nothing_anybody_did() -> None:
    moving = {**HERE, "live_period": 900}
    assert read(update(edited_message=message(location=moving, edit_date=1763800001))) is None
    assert did(update(message=message(location=moving))) == Place(latitude=11.31, longitude=106.1)


ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL = {"id": -100999, "type": "channel", "title": "Tin"}


@pytest.mark.parametrize(
    "raw",
    [
        update(channel_post=message(chat=CHANNEL, sender_chat=CHANNEL, text="/duyet")),
        update(edited_channel_post=message(chat=CHANNEL, text="x")),
        said("/duyet", chat=GROUP, sender_chat=GROUP, **{"from": ANONYMOUS}),
        said("x", chat=GROUP, sender_chat=CHANNEL, is_automatic_forward=True),
        said("/duyet", chat=GROUP, **{"from": BOT}),
        update(inline_query={"id": "1", "from": HOA, "query": "", "offset": ""}),
        update(something_of_next_year={"x": 1}),
        update(),
    ],
)
def test_what_no_person_did_in_a_chat_is_nothing(raw: bytes) -> None:
    assert read(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"{}",
        b'{"update_id": "a"}',
        b'{"update_id": true}',
        b'{"update_id":1,"message":{}}',
        b'{"update_id":1,"message":7}',
        update(message={"message_id": 7, "from": HOA, "date": 1, "text": "x"}),
        update(callback_query={"id": "1"}),
        update(my_chat_member={"chat": PRIVATE}),
        said("x", **{"from": {"id": "one", "is_bot": False, "first_name": "x"}}),
        said("x", chat={"id": None, "type": "private"}),
        said("x", message_id="7; drop"),
        update(message=message(text=7)),
        update(message=message(location={"latitude": "north", "longitude": 1})),
        b"[" * 100_000,
    ],
)
def test_what_is_no_update_is_refused_as_such(raw: bytes) -> None:
    with pytest.raises(ValueError):
        read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
SAMPLES = [
    json.loads(raw)
    for raw in (
        said("/start x"),
        update(message=message(photo=PHOTO)),
        update(message=message(contact={"phone_number": "1", "first_name": "x"})),
        update(message=message(location=HERE, venue={"location": HERE, "title": "a", "address": "b"})),
        update(message=message(document=DOCUMENT, forward_origin=FORWARDED)),
        press(data="a", message=message(text="?")),
        change("member"),
    )
]


def twisted(document: Any, path: list[int], put: Any) -> Any:
    """The document with one value, found by following `path` down, replaced."""
    if not path or not isinstance(document, dict | list) or not document:
        return put
    keys = list(document) if isinstance(document, dict) else list(range(len(document)))
    key = keys[path[0] % len(keys)]
    copy: Any = dict(document) if isinstance(document, dict) else list(document)
    copy[key] = twisted(document[key], path[1:], put)
    return copy


def test_a_venue_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="without a place"):
        read(update(message=message(venue={"location": None, "title": "a", "address": "b"})))


@given(sample=st.sampled_from(SAMPLES), path=st.lists(st.integers(0, 20), min_size=1, max_size=5), put=JSON)
@settings(max_examples=500, deadline=None)
def test_a_twisted_update_is_read_or_refused_and_never_anything_else(sample: Any, path: list[int], put: Any) -> None:
    raw = json.dumps(twisted(sample, path, put)).encode()
    try:
        incoming = read(raw)
    except ValueError:
        return
    if incoming is not None:
        int(incoming.chat), int(incoming.sender)
        assert isinstance(incoming.name, str)
        incoming.name.encode()

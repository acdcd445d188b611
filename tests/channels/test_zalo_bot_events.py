"""Events of Zalo's bot platform become our words, whichever of its ways they are written in; nothing else passes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.incoming import Command, File, Other, Text
from channels.zalo_bot_events import message_id, read

WHO = "6ede9afa66b88fe6d6a9"


def event(kind: str, *, sender: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "from": {"id": WHO, "display_name": "Ted", "is_bot": False} | (sender or {}),
            "chat": {"id": WHO, "chat_type": "PRIVATE"},
            "message_id": "2d758cb5e222177a4e35",
            "date": 1750316131602,
        }
        | content,
    }


def raw(document: Any) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_text_is_read_bare_and_wrapped(wrapped: bool) -> None:
    told = event("text", text="  Xin  chào ")
    incoming = read(raw({"ok": True, "result": told} if wrapped else told))
    assert incoming
    assert (incoming.channel, incoming.chat, incoming.sender, incoming.name) == ("zalo_bot", WHO, WHO, "Ted")
    assert (incoming.body, incoming.message, incoming.private) == (Text(text="Xin chào"), "2d758cb5e222177a4e35", True)


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("/start TN-7K3F-92", Command(name="start", arguments="TN-7K3F-92")),
        (" /CuaToi ", Command(name="cuatoi")),
        ("/ phản ánh", Text(text="/ phản ánh")),
        ("24/7", Text(text="24/7")),
    ],
)
def test_what_begins_with_a_slash_is_a_command(typed: str, body: object) -> None:
    incoming = read(raw(event("text", text=typed)))
    assert incoming
    assert incoming.body == body


@pytest.mark.parametrize("field", ["photo", "photo_url"])
def test_a_picture_is_read_under_either_name(field: str) -> None:
    link = "https://photo-stal-1.zdn.vn/a.jpg?x=1"
    told = event("image", caption="ngập")
    told["message"][field] = link
    incoming = read(raw(told))
    assert incoming
    assert incoming.body == File(
        kind="photo", file=link, unique="2d758cb5e222177a4e35", size=0, name=None, caption="ngập"
    )


@pytest.mark.parametrize("kind", ["sticker", "voice", "unsupported", "of-next-year"])
def test_what_no_conversation_takes_is_said_to_be_that(kind: str) -> None:
    incoming = read(raw(event(kind, voice_url="https://zdn.vn/v.aac")))
    assert incoming
    assert incoming.body == Other(kind=kind)


def test_a_group_is_not_private() -> None:
    told = event("text", text="a")
    told["message"]["chat"] = {"id": "zgr-1", "chat_type": "GROUP"}
    incoming = read(raw(told))
    assert incoming
    assert (incoming.private, incoming.chat, incoming.sender) == (False, "zgr-1", WHO)


def test_a_bot_is_nobody() -> None:
    assert read(raw(event("text", text="a", sender={"is_bot": True}))) is None


@pytest.mark.parametrize(
    "link",
    ["file:///etc/passwd", "ftp://zdn.vn/a", "https:///a", "a", "https://a b/c", "http://a:99999/b", "http://[a/b"],
)
def test_a_picture_without_a_link_is_no_event(link: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        read(raw(event("image", photo_url=link)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(WHO),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "from", "chat", "id", "text", "event_name", "result"]), inner)
    ),
    max_leaves=12,
)


@given(document=JSON)
def test_anything_else_is_refused_and_nothing_breaks(document: Any) -> None:
    message_id(raw(document))
    try:
        read(raw(document))
    except ValueError:
        return


def test_the_message_by_which_copies_are_known_is_found_in_both_wrappings() -> None:
    told = event("text", text="a")
    assert message_id(raw(told)) == message_id(raw({"ok": True, "result": told})) == "2d758cb5e222177a4e35"
    assert message_id(b"no event") is None
    assert message_id(raw({"event_name": "x"})) is None

"""What we say reaches Telegram as the Bot API wants it, and an edit that cannot be becomes a message."""

import pytest

from channels.fate import Fate, NotSent
from channels.message import Acknowledge, Ask, Button, Key, Mail, Menu, Picture, Say, Style
from channels.telegram import Telegram
from tests.channels.loopback import Loopback, no, ok

HOA = "1001"
SENT = ok({"message_id": 77, "date": 1763800000, "chat": {"id": 1001, "type": "private"}, "text": "x"})
NOT_MODIFIED = no(400, "Bad Request: message is not modified: specified new message content and reply markup are …")


@pytest.fixture(autouse=True)
def _answers(server: Loopback) -> None:
    server.otherwise = SENT


async def test_a_text_goes_as_html_without_a_preview_and_gives_its_id(telegram: Telegram, server: Loopback) -> None:
    assert await telegram.send(HOA, Say(text="<b>Xin chào</b> &lt;3")) == "77"
    assert server.last.path.endswith("/sendMessage")
    sent = server.last.json
    assert sent["chat_id"] == 1001
    assert sent["text"] == "<b>Xin chào</b> &lt;3"
    assert sent["parse_mode"] == "HTML"
    assert sent["link_preview_options"] == {"is_disabled": True}


async def test_buttons_keep_their_rows_their_style_and_what_they_do(telegram: Telegram, server: Loopback) -> None:
    rows = (
        (Button(text="Duyệt", data="approve:1:2", style=Style.SUCCESS), Button(text="Trả lại", data="return:1:2")),
        (Button(text="Mở", url="https://1022.vn/"), Button(text="Sao chép", copy="TN-7K3F-92")),
    )
    await telegram.send(HOA, Say(text="?", buttons=rows))
    assert server.last.json["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "Duyệt", "callback_data": "approve:1:2", "style": "success"},
                {"text": "Trả lại", "callback_data": "return:1:2"},
            ],
            [
                {"text": "Mở", "url": "https://1022.vn/"},
                {"text": "Sao chép", "copy_text": {"text": "TN-7K3F-92"}},
            ],
        ]
    }


async def test_keys_stay_below_the_chat_and_ask_for_what_they_ask_for(telegram: Telegram, server: Loopback) -> None:
    keys = ((Key(text="Gửi số", ask=Ask.CONTACT), Key(text="Gửi vị trí", ask=Ask.PLACE)), (Key(text="Hủy"),))
    await telegram.send(HOA, Say(text="?", keys=keys))
    assert server.last.json["reply_markup"] == {
        "keyboard": [
            [{"text": "Gửi số", "request_contact": True}, {"text": "Gửi vị trí", "request_location": True}],
            [{"text": "Hủy"}],
        ],
        "resize_keyboard": True,
        "is_persistent": True,
    }


async def test_no_keys_take_the_keyboard_away(telegram: Telegram, server: Loopback) -> None:
    await telegram.send(HOA, Say(text="?", keys=()))
    assert server.last.json["reply_markup"] == {"remove_keyboard": True}


async def test_silent_protected_and_in_reply(telegram: Telegram, server: Loopback) -> None:
    await telegram.send(HOA, Say(text="?", silent=True, protect=True, reply_to="12"))
    sent = server.last.json
    assert sent["disable_notification"] is True
    assert sent["protect_content"] is True
    assert sent["reply_parameters"] == {"message_id": 12, "allow_sending_without_reply": True}


async def test_a_picture_is_drawn_when_it_is_sent(telegram: Telegram, server: Loopback) -> None:
    await telegram.send(HOA, Say(text="Mã QR", picture=Picture(kind="qr", subject="seed")))
    assert server.called == ["sendPhoto"]
    assert server.last.headers["Content-Type"].startswith("multipart/form-data")
    assert b"qr seed" in server.last.body
    assert "Mã QR".encode() in server.last.body


async def test_a_picture_that_telegram_holds_goes_by_its_id(telegram: Telegram, server: Loopback) -> None:
    await telegram.send(HOA, Say(text="Ảnh", picture=Picture(kind="photo", file="AgAC1")))
    assert server.last.json["photo"] == "AgAC1"
    assert server.last.json["caption"] == "Ảnh"


async def test_a_text_too_long_for_a_caption_follows_its_picture(telegram: Telegram, server: Loopback) -> None:
    buttons = ((Button(text="Xem", data="see:1:1"),),)
    say = Say(text="ồ" * 1025, picture=Picture(kind="photo", file="AgAC1"), buttons=buttons)
    await telegram.send(HOA, say)
    assert server.called == ["sendPhoto", "sendMessage"]
    assert "caption" not in server.calls[0].json
    assert "reply_markup" not in server.calls[0].json
    assert "reply_markup" in server.calls[1].json
    assert server.calls[1].json["text"] == say.text
    assert "photo" not in server.calls[1].json


async def test_a_picture_bears_keys_as_a_text_does(telegram: Telegram, server: Loopback) -> None:
    keys = ((Key(text="Gửi vị trí", ask=Ask.PLACE), Key(text="Bỏ qua")),)
    for picture in (None, Picture(kind="photo", file="AgAC1")):
        await telegram.send(HOA, Say(text="Ở đâu?", keys=keys, picture=picture))
    assert server.called == ["sendMessage", "sendPhoto"]
    below = [call.json["reply_markup"] for call in server.calls]
    assert below[0]["keyboard"] == [[{"text": "Gửi vị trí", "request_location": True}, {"text": "Bỏ qua"}]]
    assert below[1] == below[0]


async def test_tags_and_entities_do_not_count_against_the_caption(telegram: Telegram, server: Loopback) -> None:
    text = "<b>" + "&lt;" * 1022 + "</b>😀"
    await telegram.send(HOA, Say(text=text, picture=Picture(kind="photo", file="AgAC1")))
    assert server.called == ["sendPhoto"]


async def test_a_text_too_long_for_one_message_goes_in_several(telegram: Telegram, server: Loopback) -> None:
    buttons = ((Button(text="Xem", data="see:1:1"),),)
    await telegram.send(HOA, Say(text="<i>" + "một dòng\n" * 500 + "</i>", buttons=buttons, reply_to="3"))
    assert server.called == ["sendMessage", "sendMessage"]
    first, last = (call.json for call in server.calls)
    assert "reply_markup" not in first
    assert "reply_parameters" in first
    assert "reply_markup" in last
    assert last["disable_notification"] is True
    assert first["text"].endswith("dòng</i>")
    assert last["text"].startswith("<i>một")


async def test_a_text_too_long_for_an_edit_is_sent_anew(telegram: Telegram, server: Loopback) -> None:
    await telegram.send(HOA, Say(text="x " * 2500, edit="12"))
    assert server.called == ["sendMessage", "sendMessage"]


async def test_an_edit_changes_the_message_and_keeps_its_id(telegram: Telegram, server: Loopback) -> None:
    assert await telegram.send(HOA, Say(text="mới", edit="12")) == "12"
    assert server.called == ["editMessageText"]
    assert server.last.json["message_id"] == 12


async def test_an_edit_that_changes_nothing_is_done(telegram: Telegram, server: Loopback) -> None:
    server.answers.append(NOT_MODIFIED)
    assert await telegram.send(HOA, Say(text="như cũ", edit="12")) == "12"
    assert server.called == ["editMessageText"]


@pytest.mark.parametrize("refusal", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"])
async def test_an_edit_that_cannot_be_is_sent_anew(telegram: Telegram, server: Loopback, refusal: str) -> None:
    server.answers.append(no(400, refusal))
    assert await telegram.send(HOA, Say(text="mới", edit="12")) == "77"
    assert server.called == ["editMessageText", "sendMessage"]


async def test_the_text_under_a_picture_is_edited_as_its_caption(telegram: Telegram, server: Loopback) -> None:
    server.answers.append(no(400, "Bad Request: there is no text in the message to edit"))
    assert await telegram.send(HOA, Say(text="mới", edit="12")) == "12"
    assert server.called == ["editMessageText", "editMessageCaption"]


async def test_a_text_too_long_for_the_caption_it_would_replace_is_sent_anew(
    telegram: Telegram, server: Loopback
) -> None:
    server.answers.append(no(400, "Bad Request: there is no text in the message to edit"))
    assert await telegram.send(HOA, Say(text="a" * 1025, edit="12")) == "77"
    assert server.called == ["editMessageText", "sendMessage"]


async def test_an_edit_with_a_picture_replaces_the_picture(telegram: Telegram, server: Loopback) -> None:
    assert await telegram.send(HOA, Say(text="mới", edit="12", picture=Picture(kind="chart", subject="7"))) == "12"
    assert server.called == ["editMessageMedia"]
    assert b"chart 7" in server.last.body


async def test_keys_cannot_be_edited_in_so_the_message_is_new(telegram: Telegram, server: Loopback) -> None:
    assert await telegram.send(HOA, Say(text="mới", edit="12", keys=())) == "77"
    assert server.called == ["sendMessage"]


async def test_a_throttled_edit_is_not_sent_anew(telegram: Telegram, server: Loopback) -> None:
    server.answers.append(no(429, "Too Many Requests: retry after 3", retry_after=3))
    with pytest.raises(NotSent) as refused:
        await telegram.send(HOA, Say(text="mới", edit="12"))
    assert (refused.value.fate, refused.value.retry_after) == (Fate.THROTTLED, 3)
    assert server.called == ["editMessageText"]


async def test_a_press_is_acknowledged(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok(True)
    assert await telegram.send(HOA, Acknowledge(press="9", text="Đã duyệt", alert=True)) is None
    assert server.called == ["answerCallbackQuery"]
    assert server.last.json == {"callback_query_id": "9", "text": "Đã duyệt", "show_alert": True}


async def test_an_acknowledgement_is_cut_to_what_telegram_takes(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok(True)
    await telegram.send(HOA, Acknowledge(press="9", text="dài " * 100))
    assert len(server.last.json["text"]) <= 200


async def test_a_menu_belongs_to_its_chat(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok(True)
    await telegram.send(HOA, Menu(commands=(("duyet", "Duyệt cảnh báo"), ("help", "Trợ giúp"))))
    assert server.called == ["setMyCommands"]
    assert server.last.json["scope"] == {"type": "chat", "chat_id": 1001}
    assert [c["command"] for c in server.last.json["commands"]] == ["duyet", "help"]


async def test_an_empty_menu_is_taken_away(telegram: Telegram, server: Loopback) -> None:
    server.otherwise = ok(True)
    await telegram.send(HOA, Menu(commands=()))
    assert server.called == ["deleteMyCommands"]


async def test_telegram_carries_no_mail(telegram: Telegram) -> None:
    with pytest.raises(TypeError, match="Mail"):
        await telegram.send(HOA, Mail(subject="s", text="t"))

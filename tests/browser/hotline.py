"""What the small bot says: a hotline in miniature, with every shape of message that a phone has to show."""

from typing import Any

import pyotp
import segno

from tests.browser.bot import Json, SmallBot

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OTP = "482915"
REPORT = "PA-7K3F-92"
MENU = {
    "keyboard": [
        [{"text": "Đăng ký tài khoản", "style": "success"}],
        [{"text": "Gửi phản ánh"}, {"text": "Phản ánh của tôi"}],
        [{"text": "Cảnh báo đang có hiệu lực"}],
    ],
    "resize_keyboard": True,
    "is_persistent": True,
}
COMMANDS = [
    {"command": "phananh", "description": "Gửi phản ánh"},
    {"command": "canhbao", "description": "Cảnh báo đang có hiệu lực"},
    {"command": "duyet", "description": "Duyệt cảnh báo"},
    {"command": "mau", "description": "Các kiểu chữ"},
]
HELLO = (
    "Xin chào! Đây là <b>1022 Tây Ninh</b>, tổng đài tiếp nhận phản ánh và gửi cảnh báo.\n\n"
    "Khẩn cấp, xin gọi <b>112</b>, <b>113</b>, <b>114</b>, <b>115</b>."
)
ALERT = (
    "🟠 <b>CẢNH BÁO MƯA LỚN</b> – cấp 3 (rủi ro lớn)\n"
    "<b>Khu vực:</b> Phường Tân Ninh, Phường Long Hoa, Xã Châu Thành\n"
    '<b>Thời gian:</b> từ <tg-time unix="1795327200" format="Dt">14:00 22/11/2026</tg-time> đến 20:00\n'
    "<b>Nguy cơ:</b> mưa 100–150 mm, ngập ở vùng trũng.\n"
    "<b>Cần làm ngay:</b> kê cao đồ đạc, không qua đường ngập.\n"
    "<blockquote expandable>Nguồn: Đài KTTV tỉnh Tây Ninh, tin số 12, phát lúc 13:30.\n"
    "Người soạn: Nguyễn Thị Lan. Người phê duyệt: Phạm Quang Minh.\n"
    "Hiệu lực đến 20:00 hôm nay.\nKhẩn cấp gọi 112; hỏi đáp 1022.</blockquote>"
)
STYLES = (
    "🎉 <b>đậm <i>và nghiêng</i></b> <u>gạch chân</u> <s>bỏ</s> <code>mã</code> "
    '<a href="https://example.org/">liên kết</a> <tg-spoiler>bí mật</tg-spoiler> '
    "/phananh\n<pre><code class='language-python'>print('1022')</code></pre>"
    "<blockquote>Trích dẫn</blockquote>"
)


async def answer(bot: SmallBot, update: Json) -> None:
    if "callback_query" in update:
        await pressed(bot, update["callback_query"])
    elif "message" in update and "pinned_message" not in update["message"]:
        await told(bot, update["message"])


async def say(bot: SmallBot, chat: int, text: str, **facts: Any) -> Any:
    return await bot.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **facts)


def inline(*rows: list[Json]) -> Json:
    return {"reply_markup": {"inline_keyboard": list(rows)}}


async def told(bot: SmallBot, message: Json) -> None:
    chat = message["chat"]["id"]
    text = message.get("text", "")
    talk = bot.talks.setdefault(chat, {})
    for begins, conversation in CONVERSATIONS.items():
        if text.startswith(begins):
            await conversation(bot, chat, message)
            return
    if talk.get("next"):
        await talk.pop("next")(bot, chat, message)
        return
    await say(bot, chat, "Tôi chưa hiểu. Gõ /start để xem các việc có thể làm.")


async def hello(bot: SmallBot, chat: int, message: Json) -> None:
    await say(bot, chat, HELLO, reply_markup=MENU)
    if "moi" in message["text"]:
        await say(bot, chat, "Bạn vào bằng lời mời.")


async def register(bot: SmallBot, chat: int, message: Json) -> None:
    agree = [{"text": "Đồng ý", "callback_data": "agree", "style": "success"}]
    refuse = [{"text": "Không đồng ý", "callback_data": "refuse", "style": "danger"}]
    await say(
        bot,
        chat,
        "<b>Bước 1/4.</b> 1022 lưu họ tên và số điện thoại để trả lời phản ánh của ông/bà. Ông/bà đồng ý chứ?",
        **inline(agree, refuse),
    )


async def name(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"name": message["text"], "next": phone}
    share = {"keyboard": [[{"text": "Chia sẻ số điện thoại", "request_contact": True, "style": "primary"}]]}
    await say(
        bot,
        chat,
        f"<b>Bước 3/4.</b> Cảm ơn <b>{message['text']}</b>. Số điện thoại của ông/bà?",
        reply_markup=share | {"resize_keyboard": True, "one_time_keyboard": True},
    )


async def phone(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": code}
    await bot.call("sendChatAction", chat_id=chat, action="typing")
    await bot.sms(
        message["contact"]["phone_number"],
        f"Ma xac thuc 1022 Tay Ninh cua ban la {OTP}, hieu luc 5 phut. Khong chia se ma nay cho bat ky ai.",
    )
    text = "<b>Bước 4/4.</b> Đã gửi mã xác thực tới số của ông/bà. Nhập mã gồm 6 chữ số:"
    await say(bot, chat, text, reply_markup={"remove_keyboard": True})


async def code(bot: SmallBot, chat: int, message: Json) -> None:
    if message.get("text") != OTP:
        bot.talks[chat] |= {"next": code}
        await say(bot, chat, "Mã chưa đúng. Xin nhập lại.")
        return
    await bot.call(
        "setMessageReaction",
        chat_id=chat,
        message_id=message["message_id"],
        reaction=[{"type": "emoji", "emoji": "👍"}],
    )
    await say(bot, chat, "✅ Đã xác thực. Tài khoản của ông/bà đã sẵn sàng.", reply_markup=MENU)


async def report(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": place}
    await say(bot, chat, "Xin kể việc gì, ở đâu.", reply_parameters={"message_id": message["message_id"]})


async def place(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": photo, "text": message["text"]}
    share = {"keyboard": [[{"text": "Gửi vị trí", "request_location": True}, {"text": "Bỏ qua"}]]}
    await say(bot, chat, "Việc xảy ra ở đâu?", reply_markup=share | {"resize_keyboard": True})


async def photo(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": receipt}
    await say(bot, chat, "Gửi ảnh, nếu có.", reply_markup={"remove_keyboard": True})


async def receipt(bot: SmallBot, chat: int, message: Json) -> None:
    if "media_group_id" in message:
        bot.talks[chat] |= {"next": ignore}
    copy = [{"text": "Sao chép mã", "copy_text": {"text": REPORT}}]
    follow = [{"text": "Theo dõi phản ánh này", "url": f"https://t.me/{bot.me['username']}?start=theodoi"}]
    await say(bot, chat, f"✅ Đã nhận phản ánh. Mã phản ánh: <code>{REPORT}</code>", **inline(copy, follow))
    if bot.on_duty:
        take = [
            {"text": "Tiếp nhận", "callback_data": f"take:{chat}", "style": "primary"},
            {"text": "Chuyển trả", "callback_data": "return", "style": "danger"},
        ]
        await say(bot, bot.on_duty, f"Phản ánh mới <b>{REPORT}</b>\n{bot.talks[chat].get('text', '')}", **inline(take))


async def ignore(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": ignore} if "media_group_id" in message else {}


async def enrol(bot: SmallBot, chat: int, message: Json) -> None:
    picture = segno.make(pyotp.TOTP(SECRET).provisioning_uri(name="Lan", issuer_name="1022 Tây Ninh"))
    caption = "Quét mã này bằng ứng dụng xác thực."
    await bot.upload("sendPhoto", "photo", png(picture), "qr.png", chat_id=chat, caption=caption)


def png(picture: segno.QRCode) -> bytes:
    from io import BytesIO

    data = BytesIO()
    picture.save(data, kind="png", scale=6, border=3)
    return data.getvalue()


async def review(bot: SmallBot, chat: int, message: Json) -> None:
    bot.talks[chat] |= {"next": approve}
    buttons = [
        [{"text": "Phê duyệt", "callback_data": "approve", "style": "success"}],
        [
            {"text": "Trả lại để sửa", "callback_data": "return"},
            {"text": "Từ chối", "callback_data": "reject", "style": "danger"},
        ],
    ]
    await say(bot, chat, f"{ALERT}\n\nSẽ tới <b>12.408</b> người trong khoảng 7 phút.", **inline(*buttons))


async def approve(bot: SmallBot, chat: int, message: Json) -> None:
    if not pyotp.TOTP(SECRET).verify(message.get("text", ""), valid_window=1):
        bot.talks[chat] |= {"next": approve}
        await say(bot, chat, "Mã không đúng.")
        return
    await say(bot, chat, "✅ <b>Đã duyệt.</b> Cảnh báo bắt đầu phát lúc 14:00.")
    for other in bot.talks:
        if other != chat:
            await tell(bot, other)


async def tell(bot: SmallBot, chat: int) -> None:
    buttons = [
        {"text": "Tôi an toàn", "callback_data": "safe", "style": "success"},
        {"text": "Tôi cần trợ giúp", "callback_data": "help", "style": "danger"},
    ]
    sent = await say(bot, chat, ALERT, **inline(buttons))
    await bot.call("pinChatMessage", chat_id=chat, message_id=sent["message_id"])


async def styles(bot: SmallBot, chat: int, message: Json) -> None:
    await say(bot, chat, STYLES, disable_notification=True)


async def serve(bot: SmallBot, chat: int, message: Json) -> None:
    bot.on_duty = chat
    await say(bot, chat, "Anh Bình trực tiếp nhận phản ánh hôm nay.")


async def alerts(bot: SmallBot, chat: int, message: Json) -> None:
    await tell(bot, chat)


async def pressed(bot: SmallBot, query: Json) -> None:
    chat, data = query["message"]["chat"]["id"], query["data"]
    identity = {"chat_id": chat, "message_id": query["message"]["message_id"]}
    notice, alert = NOTICES.get(data.split(":")[0], (None, False))
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text=notice, show_alert=alert)
    if data == "agree":
        bot.talks[chat] |= {"next": name}
        await bot.call("editMessageText", **identity, text="✔️ Đã đồng ý lưu họ tên và số điện thoại.")
        await say(bot, chat, "<b>Bước 2/4.</b> Họ và tên của ông/bà?")
    if data.startswith("take:"):
        await bot.call("editMessageText", **identity, text=f"Phản ánh {REPORT}: anh Bình đã tiếp nhận.")
        await say(bot, int(data[5:]), f"Phản ánh <b>{REPORT}</b>: <b>Đã tiếp nhận</b>.", disable_notification=True)
    if data == "approve":
        await say(bot, chat, "Nhập mã 6 chữ số của ứng dụng xác thực:")


NOTICES = {
    "take": ("Đã tiếp nhận", False),
    "safe": ("Cảm ơn ông/bà đã báo an toàn.", False),
    "help": ("Tổng đài sẽ gọi lại ngay.\nNguy cấp, xin gọi 112.", True),
}
CONVERSATIONS = {
    "/start": hello,
    "Đăng ký": register,
    "/phananh": report,
    "Gửi phản ánh": report,
    "/mau": styles,
    "/canhbao": alerts,
    "/xacthuc": enrol,
    "/duyet": review,
    "/xuly": serve,
}


async def settle(bot: SmallBot) -> None:
    """What a bot tells Telegram once about itself."""
    await bot.call("setMyCommands", commands=COMMANDS)
    await bot.call("setMyName", name="1022 Tây Ninh")


__all__ = ["OTP", "REPORT", "SECRET", "answer", "settle"]

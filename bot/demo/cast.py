"""The people of the demo, and how each of them joined: by a link, by registering, by following; all for real."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pyotp

from bot.app import App
from bot.commands import invite
from bot.demo.phones import Phone, Phones
from domain.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """`role` is what they are in the bot; `label` what the page calls them."""

    id: int
    name: str
    number: str
    label: str
    does: str
    role: Role | None = None
    account: str = ""
    unit: str = ""
    mail: str | None = None


HOA = Player(
    id=1001,
    name="Lê Thị Hoa",
    number="+84901234567",
    label="citizen",
    does="a citizen who meets the bot for the first time",
)
TU = Player(
    id=1002,
    name="Trần Văn Tư",
    number="+84905678901",
    label="subscriber",
    does="registered; has sent reports; follows warnings for two communes",
)
BINH = Player(
    id=1003,
    name="Trần Văn Bình",
    number="+84902345678",
    label="officer",
    does="officer of Phường Tân Ninh: takes reports in and answers them",
    role=Role.OFFICER,
    account="binh.tanninh",
    unit="UBND Phường Tân Ninh",
)
LAN = Player(
    id=1004,
    name="Nguyễn Thị Lan",
    number="+84903456789",
    label="approver",
    does="leader: drafts alerts",
    role=Role.APPROVER,
    account="lan",
    unit="UBND tỉnh Tây Ninh",
)
MINH = Player(
    id=1005,
    name="Phạm Quang Minh",
    number="+84904567890",
    label="approver",
    does="leader: reviews and approves them",
    role=Role.APPROVER,
    account="minh",
    unit="UBND tỉnh Tây Ninh",
)
THAO = Player(
    id=1006,
    name="Võ Thị Thảo",
    number="+84906789012",
    label="operator",
    does="operator at the 1022 switchboard",
    role=Role.OPERATOR,
    account="thao",
    unit="Tổng đài 1022",
)
HUNG = Player(
    id=1007,
    name="Đặng Quốc Hùng",
    number="+84907890123",
    label="admin",
    does="admin: appoints staff",
    role=Role.ADMIN,
    account="hung",
    unit="Sở Khoa học và Công nghệ",
)
MAI = Player(
    id=1008,
    name="Huỳnh Thị Mai",
    number="+84902468135",
    label="admin",
    does="admin: seconds the appointment of leaders and admins",
    role=Role.ADMIN,
    account="mai",
    unit="Văn phòng UBND tỉnh Tây Ninh",
)
WARDS_WITHOUT_LEADER = ["25459"]  # Bình's: nobody of the cast leads it, so his results go to the citizen at once
CAST = (HOA, TU, BINH, LAN, MINH, THAO, HUNG, MAI)


async def enlist(phones: Phones) -> dict[int, Phone]:
    """Give each of them a phone."""
    return {
        player.id: await phones.person(
            id=player.id, name=player.name, phone=player.number, role=player.label, language="vi"
        )
        for player in CAST
    }


async def join(app: App, phones: Phones, at: dict[int, Phone]) -> None:
    """Staff open the links that invite them, approvers with an authenticator; Tư registers and follows."""
    for player in CAST:
        if player.role is not None:
            await _join_staff(app, phones, player, at[player.id])
    tu = at[TU.id]
    await _greet(tu)
    await _register(tu)
    await _follow(tu)


async def greet_again(phones: Phones) -> None:
    """The phones forget their chats when the simulator ends: who had begun one begins it again."""
    for known in await phones.people():
        if any(chat["started"] for chat in known["chats"]):
            await Phone(phones, known["id"], known["name"], known["phone"]).start()


async def _greet(phone: Phone) -> None:
    await phone.start()
    await phone.hears("xin chào")


async def _join_staff(app: App, phones: Phones, player: Player, phone: Phone) -> None:
    assert player.role is not None
    asked = {"role": player.role.value, "name": player.account, "unit": player.unit}
    link = str(await invite(app.store, asked, app.clock.now(), app.telegram.username))
    await _greet(phone)
    await phone.start(link.rpartition("=")[2])
    await phone.hears("Đã nhận vai trò")
    if player.role is Role.APPROVER:
        await _enrol(app, phones, phone)


async def _enrol(app: App, phones: Phones, phone: Phone) -> None:
    """Take the secret into the authenticator, type its first code, and erase what showed secrets, as it asks."""
    message = await phone.hears("ứng dụng xác thực")
    secret = message["text"].split("\n")[1].replace(" ", "")
    await phones.ask("PATCH", f"people/{phone.person}", authenticator=secret)
    await phone.press("Đã quét")
    await phone.hears("để xác nhận")
    await phone.say(pyotp.TOTP(secret).at(app.clock.now()))
    for shown in (message, await phone.hears("Mã dự phòng")):
        await phone.erase(shown["id"])
    await phone.hears("đã hoạt động")


async def _register(tu: Phone) -> None:
    await _talk(
        tu,
        (tu.say, "/dangky", "Có đồng ý không?"),
        (tu.press, "Đồng ý", "Họ và tên"),
        (tu.say, tu.name, "Số điện thoại di động"),
        (tu.say, tu.number.replace("+84", "0"), "xã, phường nào"),
        (tu.say, "Tân Biên", "Thư điện tử"),
        (tu.press, "Bỏ qua", "Xem lại"),
        (tu.press, "Xác nhận, gửi mã cho tôi", "Mã xác thực"),
    )
    await tu.say(await tu.code())
    await tu.hears("Đã đăng ký xong")


async def _follow(tu: Phone) -> None:
    await _talk(
        tu,
        (tu.say, "/theodoi", "Muốn nhận cảnh báo của những xã"),
        (tu.say, "Tân Biên, Tân Châu", "Đã chọn"),
        (tu.press, "✅ Xong", "cấp độ rủi ro nào"),
        (tu.press, "Cấp 1 trở lên", "loại thiên tai, sự cố nào"),
        (tu.press, "Bỏ qua", "Xem lại"),
        (tu.press, "Đăng ký nhận cảnh báo", "Đã đăng ký nhận cảnh báo"),
    )


async def _talk(phone: Phone, *turns: tuple[Callable[[str], Awaitable[None]], str, str]) -> None:
    """Each turn: what is done, with what words, and what the bot answers."""
    for act, words, answer in turns:
        await act(words)
        await phone.hears(answer)


async def keep_people(phones: Phones) -> list[dict[str, Any]]:
    """What the simulator's people file says of them at its next start."""
    names = ("id", "name", "language", "phone", "email", "role", "username", "authenticator")
    return [{name: each[name] for name in names if each.get(name)} for each in await phones.people()]

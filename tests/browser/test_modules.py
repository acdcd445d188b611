"""Small parts of the page, asked directly in the browser."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio
import segno
from PIL import Image
from playwright.async_api import Browser, Page

from simulator.server import Simulator

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    async with Simulator(port=0) as sim:
        page = await chromium.new_page()
        await page.goto(f"{sim.url}/icon.svg")
        yield page
        await page.close()


async def ask(page: Page, module: str, expression: str) -> Any:
    return await page.evaluate(f"import('/script/{module}.js').then(async m => ({expression}))")


async def drawn(page: Page, text: str, entities: list[dict[str, Any]], shown: str) -> Any:
    nodes = f"m.drawText({json.dumps(text)}, {json.dumps(entities)}, () => 0)"
    return await ask(page, "entities", f"(box => (box.append(...{nodes}), box.{shown}))({NEW_PARAGRAPH})")


NEW_PARAGRAPH = "document.createElementNS('http://www.w3.org/1999/xhtml', 'p')"


async def test_the_authenticator_passes_the_vectors_of_rfc_6238(page: Page) -> None:
    codes = [await ask(page, "totp", f"await m.codeOf('{RFC_SECRET}', m.stepAt({time}))") for time in RFC_CODES]
    assert codes == list(RFC_CODES.values())


async def test_however_long_a_form_its_step_of_a_story_is_read_in_four_seconds(page: Page) -> None:
    spent = [n * await ask(page, "play", f"m.readingOf({{do: Array({n}).fill({{}})}})") for n in (2, 8, 20)]
    assert spent == [1100, 4000, 4000]


async def test_codes_are_found_and_phone_numbers_are_not(page: Page) -> None:
    letters = {
        "Ma xac thuc 1022 Tay Ninh cua ban la 123456, hieu luc 5 phut.": "123456",
        "Mã: 0042": "0042",
        "Gọi 0912345678 hoặc +84912345678": None,
        "Lúc 14:30 ngày 22/11/2026": None,
    }
    found = [await ask(page, "codes", f"m.codeIn({json.dumps(text)})") for text in letters]
    assert found == list(letters.values())


async def test_a_qr_code_is_read_at_any_size_and_from_a_jpeg_that_is_turned(page: Page) -> None:
    uri = f"otpauth://totp/1022:lan?secret={RFC_SECRET}&issuer=1022"
    found = [await ask(page, "qr", f"await m.qrAt('{address}')") for address in pictures_of(uri)]
    assert found == [uri] * len(found)


async def test_a_secret_that_is_spelled_out_is_found_too(page: Page) -> None:
    link = {"text": f"Mở otpauth://totp/a?secret={RFC_SECRET}&digits=6", "entities": [], "buttons": []}
    grouped = {"text": f"Khóa:\n{RFC_SECRET[:4]} {RFC_SECRET[4:]}", "entities": [], "buttons": []}
    copied = {"text": "Khóa", "entities": [], "buttons": [[{"text": "Chép", "copy": RFC_SECRET}]]}
    none = {"text": "Ông Nguyễn Văn A, 0901234567", "entities": [], "buttons": []}
    found = [await ask(page, "codes", f"m.secretIn({json.dumps(each)})") for each in (link, grouped, copied, none)]
    assert found == [RFC_SECRET, RFC_SECRET, RFC_SECRET, None]


def pictures_of(uri: str) -> Iterator[str]:
    """As a bot draws it, small and large; then laid on a card, turned a little and photographed."""
    for scale, border in ((3, 2), (10, 4)):
        yield segno.make(uri, error="m").png_data_uri(scale=scale, border=border)
    drawn, photographed = BytesIO(), BytesIO()
    segno.make(uri, error="m").save(drawn, kind="png", scale=8, border=4)
    card = Image.new("RGB", (900, 1200), "lightblue")
    card.paste(Image.open(drawn), (150, 400))
    card.rotate(6, fillcolor="white").save(photographed, "JPEG", quality=75)
    yield "data:image/jpeg;base64," + base64.b64encode(photographed.getvalue()).decode()


async def test_deep_links_give_the_bot_and_the_payload_and_other_links_give_nothing(page: Page) -> None:
    links = {
        "https://t.me/a_bot?start=x-1": {"username": "a_bot", "payload": "x-1"},
        "tg://resolve?domain=a_bot&start=y": {"username": "a_bot", "payload": "y"},
        "https://t.me.evil.example/a_bot?start=x": None,
    }
    found = [await ask(page, "codes", f"m.deepLink('{link}')") for link in links]
    assert found == list(links.values())


async def test_entities_that_cross_are_cut_and_emoji_count_two(page: Page) -> None:
    entities = [{"type": "bold", "offset": 3, "length": 4}, {"type": "italic", "offset": 5, "length": 4}]
    html = await drawn(page, "🎉 abcdef", entities, "innerHTML")
    assert html == "🎉 <strong>ab<em>cd</em></strong><em>ef</em>"


async def test_markup_in_a_message_stays_text(page: Page) -> None:
    assert await drawn(page, "<img src=x onerror=alert(1)>", [], "children.length") == 0


async def test_titles_are_compared_without_marks_case_and_signs(page: Page) -> None:
    assert await ask(page, "play", "m.folded('✅ Xác nhận  GỬI đơn')") == "xac nhan gui don"


async def test_both_languages_have_every_sentence_with_the_same_blanks(page: Page) -> None:
    vi, en = [dict(await ask(page, f"language/{name}", "Object.entries(m.default)")) for name in ("vi", "en")]
    assert list(vi) == list(en)
    assert [blanks(vi[key]) for key in vi] == [blanks(en[key]) for key in vi]


def blanks(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}

"""Every sentence is there in every language, with the same blanks, in markup that Telegram takes, and said by us."""

import re
from html.parser import HTMLParser
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from bot.settings.province import ProvinceSection
from bot.tables import read_province
from domain.wording import utf16
from handlers.router import CONVERSATIONS, FORMS
from handlers.step import Form
from tests.rules.sentences import asked, put_together, written_out
from texts.words import TYPED, Catalogues

PROVINCE = read_province(ProvinceSection())
CATALOGUES = Catalogues(ZoneInfo("Asia/Ho_Chi_Minh"))
VI, EN = CATALOGUES["vi"], CATALOGUES["en"]
LANGUAGES = CATALOGUES.languages
TAGS = {"b", "i", "u", "s", "code", "a", "blockquote"}
LONGEST = 1_500  # UTF-16 units with the blanks open: Zalo takes 2,000, Telegram 4,096
BUTTON_MOST = 40  # signs of a button that still fits a phone
SAID_BY_THE_FORM = re.compile(r"(?P<form>[a-z_]+)\.(title|dropped|confirm|(?P<step>[a-z_]+)\.(ask|label))")


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_language_has_the_same_sentences() -> None:
    assert {language: sorted(VI.keys() ^ CATALOGUES[language].keys()) for language in LANGUAGES} == {
        language: [] for language in LANGUAGES
    }


def test_no_sentence_is_empty() -> None:
    assert [
        (words.language, key) for words in (VI, EN) for key in sorted(words.keys()) if not words.sentence(key)
    ] == []


def test_every_language_has_the_same_blanks() -> None:
    differing = [key for key in VI.keys() & EN.keys() if blanks(VI.sentence(key)) != blanks(EN.sentence(key))]
    assert differing == []


def test_every_sentence_that_the_code_names_exists() -> None:
    assert [f"{each.where}: {each.key}" for each in asked() if not VI.knows(each.key)] == []


def test_every_sentence_that_the_code_puts_together_exists() -> None:
    keys = VI.keys()
    lacking = [f"{where}: {shape.pattern}" for where, shape in put_together() if _is_of_ours(shape.pattern)]
    assert [each for each in lacking if not any(re.fullmatch(each.partition(": ")[2], key) for key in keys)] == []


def test_every_blank_is_filled_where_a_sentence_is_said() -> None:
    unfilled = [
        f"{each.where}: {each.key} lacks {sorted(blanks(VI.sentence(each.key)) - each.facts)}"
        for each in asked()
        if each.facts is not None and VI.knows(each.key) and not blanks(VI.sentence(each.key)) <= each.facts
    ]
    assert unfilled == []


def test_every_sentence_is_said_by_someone() -> None:
    named, shapes = written_out(), [shape for _, shape in put_together()]
    forms = {form.name: {step.key for step in form.steps} for form in FORMS}
    silent = [
        key
        for key in sorted(VI.keys())
        if key not in named and not any(shape.fullmatch(key) for shape in shapes) and not _of_a_form(key, forms)
    ]
    assert [key for key in silent if not (key.endswith(TYPED) and VI.knows(key.removesuffix(TYPED)))] == []


def test_where_people_can_only_type_nothing_asks_them_to_share() -> None:
    sharing = ("form.share_phone", "form.share_place")
    for language in LANGUAGES:
        words = CATALOGUES.typed(language)
        shared = [words.plain(key).strip("📱📍 ").casefold() for key in sharing]
        told = [key for key in sorted(words.keys()) if key not in sharing and not words.knows(f"{key}{TYPED}")]
        assert [key for key in told if any(word in words.sentence(key).casefold() for word in shared)] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_has_all_its_sentences(form: Form) -> None:
    listed = [step.key for step in form.steps if step.listed]
    wanted = {f"{form.name}.title", f"{form.name}.dropped", *(f"{form.name}.{key}.ask" for key in listed)}
    if form.summary:
        wanted |= {f"{form.name}.confirm", f"{form.name}.{form.summary}.ask"}
        wanted |= {f"{form.name}.{key}.label" for key in listed}
    assert {key for key in wanted if not VI.knows(key)} == set()


def test_every_command_is_described() -> None:
    commands = {name for conversation in CONVERSATIONS for name in conversation.routes.commands}
    assert [name for name in commands if not VI.knows(f"command.{name}")] == []


def test_every_hazard_has_a_name_in_every_language() -> None:
    assert [code for code in PROVINCE.hazards.hazards for words in (VI, EN) if not words.knows(f"hazard.{code}")] == []


def test_every_field_has_a_name_in_every_language() -> None:
    assert [code for code in PROVINCE.fields.fields for words in (VI, EN) if not words.knows(f"field.{code}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_markup_that_telegram_takes(language: str) -> None:
    words = CATALOGUES[language]
    wrong = {key: fault for key in sorted(words.keys()) if (fault := Markup.fault(words.sentence(key)))}
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_too_long_for_any_channel(language: str) -> None:
    words = CATALOGUES[language]
    assert [key for key in sorted(words.keys()) if utf16(words.sentence(key)) > LONGEST] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_has_no_markup_no_blank_and_fits(language: str) -> None:
    words = CATALOGUES[language]
    buttons = {key for key in sorted(words.keys()) if re.match(r"(menu|command)\.", key)} | {
        "form.back",
        "form.skip",
        "form.cancel",
        "form.drop",
        "form.resume",
    }
    wrong = [key for key in buttons if re.search(r"[<>{}]", words.sentence(key)) or len(words.plain(key)) > BUTTON_MOST]
    assert wrong == []


class Markup(HTMLParser):
    """Tags of ours, each closed in its turn, and no bare sign that Telegram would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong: str | None = None

    @classmethod
    def fault(cls, sentence: str) -> str | None:
        markup = cls()
        markup.feed(sentence)
        markup.close()
        if re.search(r"&(?!(lt|gt|amp|quot);)", sentence):
            return "a bare &"
        return markup.wrong or (f"<{markup.open[-1]}> is left open" if markup.open else None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in TAGS:
            self.wrong = f"<{tag}>"

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong = f"</{tag}> out of turn"

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data:
            self.wrong = "a bare < or >"


def _of_a_form(key: str, forms: dict[str, set[str]]) -> bool:
    """`<form>.title`, `<form>.<step>.ask` and their like, which the engine puts together."""
    found = SAID_BY_THE_FORM.fullmatch(key)
    return bool(found and found["form"] in forms and (found["step"] is None or found["step"] in forms[found["form"]]))


def _is_of_ours(pattern: str) -> bool:
    """Whether the shape begins as one of our ids does; others are file names and the like."""
    first = re.match(r"([a-z_]+)\\\.", pattern)
    return bool(first and any(key.startswith(f"{first[1]}.") for key in sorted(VI.keys())))

"""Words over which a report must not be filed in silence: danger to life, which belongs to 112-115, and complaints and
denunciations (khiếu nại, tố cáo), which the law sends another way.

A false alarm costs one more sentence to read, a miss may cost a life. So each word of a phrase counts as typed with its
marks or with none (`dam chay`, `đám cháy`), but not with others (`nước chảy`).
"""

from collections.abc import Iterator, Mapping

from domain.wording import fold, spelled, words

_FIRE = """
cháy nhà, nhà cháy, nhà bị cháy, nhà đang cháy, cháy rừng, rừng cháy, rừng đang cháy, cháy chợ, chợ cháy, chợ đang
cháy, cháy kho, cháy xưởng, cháy phòng trọ, cháy trạm biến áp, cháy lan, đám cháy, phát cháy, bốc cháy, hỏa hoạn, nổ
bình gas, nổ bình ga, rò rỉ gas, rò rỉ khí gas, xì gas, rò gas, khói nghi ngút
"""
_WATER = """
đuối nước, chết đuối, lũ cuốn, nước cuốn, bị cuốn trôi, vỡ đê, vỡ đập, rơi xuống sông, rơi xuống kênh, rơi xuống
giếng, rơi xuống hố, rơi xuống cống, té xuống sông, té xuống kênh, té xuống giếng, té xuống hố, té xuống cống, lật
ghe, lật đò, chìm ghe, chìm đò, chìm tàu, nhảy cầu, nhảy sông
"""
_COLLAPSE_AND_CURRENT = """
sập nhà, nhà sập, sập cầu, cầu sập, sập tường, sập giàn giáo, sập công trình, bị vùi lấp, đè trúng người, đè lên
người, mắc kẹt, bị kẹt trong, điện giật, giật điện, phóng điện, rò điện, đứt dây điện, dây điện đứt, dây điện bị đứt,
dây điện rơi, trụ điện ngã, cột điện đổ, trụ điện đổ
"""
_ILL_OR_HURT = """
cấp cứu gấp, cần cấp cứu, gọi cấp cứu, đi cấp cứu, đang cấp cứu, bất tỉnh, ngất xỉu, đột quỵ, ngừng thở, ngưng thở, co
giật, hấp hối, nguy kịch, ngộ độc, chảy máu nhiều, mất nhiều máu, bị thương, người chết, chết người, có người tử vong,
tai nạn nghiêm trọng, đang có tai nạn, vừa có tai nạn, vừa xảy ra tai nạn, mới xảy ra tai nạn, bị tai nạn, gặp tai
nạn, rắn cắn
"""
_VIOLENCE = """
muốn tự tử, định tự tử, đòi tự tử, tự sát, giết người, dọa giết, đòi giết, cầm dao, vác dao, cầm mã tấu, chém nhau,
đâm chém, bị chém, bị đâm, nổ súng, bắn nhau, bắt cóc, cướp có vũ khí, đánh hội đồng, bạo hành trẻ em, đánh đập con,
đánh đập vợ, hiếp dâm, quả bom, trái bom, bom mìn, lựu đạn, quả đạn, trái đạn
"""
_CALLS_FOR_HELP = """
cứu với, cứu tôi, cứu em, cứu người, kêu cứu, cầu cứu, sos, nguy hiểm tính mạng, nguy hiểm đến tính mạng, đe dọa tính
mạng, đe dọa đến tính mạng, ảnh hưởng tính mạng
"""
_NEEDS_MARKS = """
đang cháy, xe cháy, cháy xe, cháy lớn, cháy to, tự tử, đầu đạn
"""
"""Without marks these are everyday words: đang chạy, xe chạy, từ từ."""

_COMPLAINTS = "khiếu nại, tố cáo, khiếu tố, khiếu kiện"
_NOT = """
không, không phải, không phải là, không có, không hề, không muốn, không định, không cần, chẳng, chẳng phải, chưa, chưa
muốn, đâu phải, đâu phải là
"""
_OR = ("hay", "hoac", "va")
_TALL = frozenset(("cay", "cot", "tru", "nha", "tuong", "toa", "bien", "rat", "qua"))
_WHO_ACCUSES = ("toi", "em", "xin", "muon", "don", "de", "se", "can")

Words = tuple[str, ...]


def danger_to_life(text: str) -> bool:
    """Whether somebody may be in danger. Not by `bóng đèn cháy`, `xe chạy` or `dễ gây tai nạn`."""
    typed = words(text)
    return any(
        phrase not in _ONLY_MARKED or _with_marks(typed[start:end])
        for start, end, phrase in _heard(typed, _folded(typed), _DANGERS)
    )


def complaint(text: str) -> bool:
    """Whether the text speaks of a complaint or denunciation, also in quotes or as a threat, and does more than deny it
    (`tôi không khiếu nại`)."""
    typed = words(text)
    folded = _folded(typed)
    denied_to = -1
    for start, end, _ in _heard(typed, folded, _ACCUSATIONS):
        goes_on = start == denied_to or (start == denied_to + 1 and folded[denied_to] in _OR)
        if goes_on or any(folded[max(0, start - size) : start] in _DENIALS for size in (1, 2, 3)):
            denied_to = end
        elif not _tall(typed, folded, start, end):
            return True
    return False


def _tall(typed: Words, folded: Words, start: int, end: int) -> bool:
    """`cây to cao` is a tall tree: `to cao` is an accusation only in a text without any marks, and not of a tree."""
    if folded[start:end] != ("to", "cao") or _with_marks(typed[start:end]):
        return False
    before = folded[max(0, start - 3) : start]
    return _with_marks(typed) or (not _TALL.isdisjoint(before) and before[-1] not in _WHO_ACCUSES)


def _with_marks(typed: Words) -> bool:
    return not all(word.isascii() for word in typed)


def _folded(typed: Words) -> Words:
    once = {word: fold(word) for word in set(typed)}
    return tuple(once[word] for word in typed)


def _heard(typed: Words, folded: Words, phrases: Mapping[Words, Words]) -> Iterator[tuple[int, int, Words]]:
    """The phrases in the order of the text: the word where each begins, the word after its end, and its letters."""
    for start in range(len(typed)):
        for end in range(start + 1, min(start + _LONGEST, len(typed)) + 1):
            phrase = folded[start:end]
            meant = phrases.get(phrase, ())
            if meant and all(
                spelled(word) in pair for word, *pair in zip(typed[start:end], meant, phrase, strict=True)
            ):
                yield start, end, phrase


def _phrases(*lists: str) -> dict[Words, Words]:
    """The phrases with their marks, by their letters without."""
    listed = [words(phrase) for phrase in ", ".join(lists).split(",")]
    return {_folded(phrase): tuple(spelled(word) for word in phrase) for phrase in listed}


_DANGERS = _phrases(_FIRE, _WATER, _COLLAPSE_AND_CURRENT, _ILL_OR_HURT, _VIOLENCE, _CALLS_FOR_HELP, _NEEDS_MARKS)
_ONLY_MARKED = frozenset(_phrases(_NEEDS_MARKS))
_ACCUSATIONS = _phrases(_COMPLAINTS)
_DENIALS = frozenset(_phrases(_NOT))
_LONGEST = max(len(phrase) for phrase in (*_DANGERS, *_ACCUSATIONS))

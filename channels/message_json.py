"""A message as plain data, as the outbox keeps it, and back."""

from typing import Any

from channels.message import (
    Acknowledge,
    Ask,
    Button,
    Document,
    Key,
    Mail,
    Menu,
    Numbered,
    Outgoing,
    Picture,
    Say,
    SendCode,
    Style,
)
from domain.choice import Stand

_OUT: dict[str, type[Any]] = {kind.__name__: kind for kind in (Say, Acknowledge, Menu, SendCode, Mail)}


def to_json(message: Outgoing) -> dict[str, Any]:
    """`from_json` gives it back."""
    return {
        "kind": type(message).__name__,
        **{key: value for key, value in _plain(message).items() if value is not None},
    }


def _plain(value: Any) -> Any:
    """What `dataclasses.asdict` gives, in a third of the time: nothing in a message needs a copy."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return {name: _plain(getattr(value, name)) for name in value.__slots__}


def from_json(document: dict[str, Any]) -> Outgoing:
    fields = dict(document)
    kind = _OUT[fields.pop("kind")]
    if kind is Say:
        fields["buttons"] = tuple(tuple(_button(b) for b in row) for row in fields.get("buttons", ()))
        if fields.get("keys") is not None:
            fields["keys"] = tuple(tuple(_key(k) for k in row) for row in fields["keys"])
        fields["choices"] = tuple(Numbered(**choice) for choice in fields.get("choices", ()))
        if fields.get("picture"):
            fields["picture"] = Picture(**fields["picture"])
        if fields.get("document"):
            fields["document"] = Document(**fields["document"])
    if kind is Menu:
        fields["commands"] = tuple((name, words) for name, words in fields["commands"])
    return kind(**fields)  # type: ignore[no-any-return]


def _button(document: dict[str, Any]) -> Button:
    return Button(**{**document, "style": Style(document["style"]), "stand": Stand(document.get("stand", "listed"))})


def _key(document: dict[str, Any]) -> Key:
    return Key(text=document["text"], ask=Ask(document["ask"]), stand=Stand(document.get("stand", "listed")))

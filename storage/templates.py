"""The texts that a unit keeps ready, made from any alert."""

import json
from dataclasses import dataclass
from datetime import datetime

from domain.alert_content import Content, content_document, content_of
from domain.refused import Refused
from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    id: int
    name: str


async def put(tx: Tx, *, unit: str, name: str, content: Content, by: int, now: datetime) -> None:
    """Keep a content under a name; the unit's earlier one of that name is replaced."""
    written = json.dumps(content_document(content), ensure_ascii=False)
    await queries.put(tx, id=new_id(), unit=unit, name=name, content=written, made_by=by, made_at=micros(now))


async def list_of(session: Session, unit: str) -> list[Template]:
    return [Template(id=row["id"], name=row["name"]) for row in await queries.list_of(session, unit=unit)]


async def get(session: Session, template: int, *, unit: str) -> Content:
    content = await queries.get(session, id=template, unit=unit)
    if content is None:
        raise Refused("template.unknown")
    return content_of(json.loads(content))

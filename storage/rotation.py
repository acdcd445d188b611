"""Seals everything anew with the present key, a little at a time, while the bot goes on.

Which columns are sealed is read from the schema: their names end in `_sealed`, each is bound to the first column of its
table's primary key, under the name `table.column`. So no table can be forgotten. This is the one place where SQL is
made of names, and they are the schema's own.
"""

from dataclasses import dataclass

from storage.engine import Row, Session, Store, Tx

BATCH = 200
SUFFIX = "_sealed"
FOUND_BY = {"people": {"phone": "phone", "mail": "mail"}}
"""Columns with a hash beside them, by which they are found, and the kind of that hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    key: tuple[str, ...]
    sealed: tuple[str, ...]


async def list_tables(session: Session) -> list[Table]:
    rows = await session.rows(
        "select m.name as tbl, p.name as col, p.pk as pk from sqlite_master m, pragma_table_info(m.name) p "
        "where m.type = 'table' order by m.name, p.pk, p.cid",
        {},
    )
    names = dict.fromkeys(row["tbl"] for row in rows)
    tables = [_table(name, [row for row in rows if row["tbl"] == name]) for name in names]
    return [table for table in tables if table.sealed]


async def rotate(store: Store) -> int:
    """How many rows were sealed anew. Interrupted anywhere, it is simply begun again."""
    async with store.reading() as session:
        tables = await list_tables(session)
    return sum([await _rotate_table(store, table) for table in tables])


async def _rotate_table(store: Store, table: Table) -> int:
    done, last = 0, -1
    while True:
        async with store.transaction() as tx:
            rows = await tx.rows(_page(table), {"last": last, "most": BATCH})
            stale = [row for row in rows if any(_stale(tx, row[column]) for column in table.sealed)]
            for row in stale:
                await tx.change(_update(table), _anew(tx, table, row))
        done += len(stale)
        if not rows:
            return done
        last = rows[-1][table.key[0]]


def _table(name: str, columns: list[Row]) -> Table:
    return Table(
        name=name,
        key=tuple(row["col"] for row in columns if row["pk"]),
        sealed=tuple(row["col"] for row in columns if row["col"].endswith(SUFFIX)),
    )


def _page(table: Table) -> str:
    """All rows of the next keys: where the key has several columns, a page never ends between two of one owner."""
    first = table.key[0]
    columns = ", ".join((*table.key, *table.sealed))
    keys = f"select distinct {first} from {table.name} where {first} > :last order by {first} limit :most"  # noqa: S608
    return f"select {columns} from {table.name} where {first} in ({keys}) order by {first}"  # noqa: S608


def _update(table: Table) -> str:
    hashed = FOUND_BY.get(table.name, {})
    changes = [f"{column} = :{column}" for column in table.sealed]
    changes += [f"{name}_hash = case when {name}_hash is null then null else :{name}_hash end" for name in hashed]
    where = " and ".join(f"{column} = :{column}" for column in table.key)
    return f"update {table.name} set {', '.join(changes)} where {where}"  # noqa: S608


def _stale(tx: Tx, sealed: bytes | None) -> bool:
    return bool(sealed) and sealed is not None and sealed[0] != tx.vault.current


def _anew(tx: Tx, table: Table, row: Row) -> dict[str, object]:
    vault, owner = tx.vault, row[table.key[0]]
    values: dict[str, object] = {column: row[column] for column in table.key}
    hashed = FOUND_BY.get(table.name, {})
    for column in table.sealed:
        name = column.removesuffix(SUFFIX)
        where = f"{table.name}.{name}"
        plain = vault.open(where, owner, row[column]) if row[column] else None
        values[column] = None if plain is None else vault.seal(where, owner, plain)
        if name in hashed:
            values[f"{name}_hash"] = None if plain is None else vault.hash(hashed[name], plain.decode())
    return values

"""Tables as files that spreadsheet programs open, made from what waits in the outbox as JSON."""

import asyncio
import io
import json

from texts import statistics
from texts.statistics import Table

TITLE_MOST = 31  # characters: Excel's limit for the name of a sheet
WIDEST = 60  # characters


async def xlsx(subject: str) -> bytes:
    return await asyncio.to_thread(_workbook, json.loads(subject))


async def csv(subject: str) -> bytes:
    return statistics.as_csv(json.loads(subject))


def _workbook(tables: list[Table]) -> bytes:
    """A sheet a table, its head in bold and held at the top; text stays text, whatever it begins with.

    openpyxl is imported here, where it is needed: half a second that no start should wait for.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in tables:
        sheet = book.create_sheet(title[:TITLE_MOST])
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                cell = sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                if row == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column in range(1, len(rows[0]) + 1):
            widest = max(len(str(cells[column - 1])) for cells in rows)
            sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, widest + 2)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

"""The sheets of a workbook (XLSX, XLSB, XLS, ODS) as rows of cells with their types."""

from __future__ import annotations

from collections.abc import Iterator

import python_calamine

from .errors import UnreadableFile
from .formats import uses_1904_dates
from .table import Table


def workbook_tables(path: str) -> Iterator[Table]:
    """Every visible sheet that has a filled cell, in the workbook's order, each read when its
    turn comes. What a sender has hidden is not part of what was sent for checking."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        from_1904 = uses_1904_dates(path)
        for sheet in workbook.sheets_metadata:
            if _is_visible_grid(sheet):
                yield from _table(workbook, sheet.name, from_1904)
    except python_calamine.PasswordError as error:
        raise UnreadableFile("file_password_protected") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        # Also a part that unpacks to more than it declares: the zip reader stops there.
        raise UnreadableFile("file_damaged") from error


def _is_visible_grid(sheet: python_calamine.SheetMetadata) -> bool:
    return (
        sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    )


def _table(
    workbook: python_calamine.CalamineWorkbook, name: str, from_1904: bool
) -> Iterator[Table]:
    grid = workbook.get_sheet_by_name(name)
    if grid.start is not None:
        # Rows come from the first row of the sheet, cells only from the first filled column.
        yield Table(name, grid.iter_rows(), left_margin=grid.start[1], from_1904=from_1904)

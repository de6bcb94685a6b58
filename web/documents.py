"""The one door to the files of `web/office`: which forms there are, and a table in one of them."""

from web.office.comma_file import csv_bytes as csv_bytes
from web.office.comma_file import to_csv as to_csv
from web.office.terminal import to_text as to_text
from web.office.wire import CellUrl as CellUrl
from web.office.wire import to_json_value as to_json_value
from web.office.words import Value as Value
from web.office.words import printable as printable
from web.office.words import text_width as text_width
from web.office.workbook import to_xlsx as to_xlsx

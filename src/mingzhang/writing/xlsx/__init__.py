"""A paper as an Excel workbook: one sheet a table or form, contents with links, running text on a sheet of its own.

**Sheets.** 目录 (cover and contents, each line a link), 说明 (headings, paragraphs, charts), then every table and
form in the order of the paper under its ``Sheet.name``. A paper of one sheet and no running text has neither.

**Named cells.** Each value can be found by its key, whatever is inserted above it: the key with its dots turned to
underscores is a name of that sheet (``='表3 预算支出总表'!tables_3_rows_2_total``, ``='1 水库'!funds_whole_total``).
Fields of forms have a name whether filled or blank; of rows and lists the numbers only. Names hold for their sheet,
so a book of a thousand forms has no name twice. Dots would do for Excel alone.

**Figures.** An amount is a number under a format that shows just what is printed; one that no format shows so
(a dash, 约5万元) is text. A sum is a live formula over its cells, with the figure as its stored value. Codes and all
else are text, and no text is a formula.

The same paper gives the same bytes.
"""

from mingzhang.writing.xlsx.book import write_xlsx

__all__ = ["write_xlsx"]

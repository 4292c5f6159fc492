"""A laid-out paper as a Word file (docx) that a clerk can go on editing in Word and WPS."""

from mingzhang.writing.docx.document import write_docx

__all__ = ["write_docx"]

"""Papers as PDF, set by Typst: no Word, no LibreOffice and no Chinese font on the machine is needed."""

from mingzhang.writing.pdf.write import Layout, write_pdf

__all__ = ["Layout", "write_pdf"]

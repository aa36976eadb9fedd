"""HTML report of a dataset: thumbnails, filters, quality problems, and a viewer."""

from fastlabel.report.page import ReportLink
from fastlabel.report.write import ReportSummary, write_report

__all__ = ["ReportLink", "ReportSummary", "write_report"]

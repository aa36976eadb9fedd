"""A set of tasks as one static page: thumbnails, filters, problems, and a viewer."""

from fastlabel.report.write import ReportLink, ReportSummary, write_report

__all__ = ["ReportLink", "ReportSummary", "write_report"]

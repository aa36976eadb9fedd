"""JSON Schema 2020-12 and OpenAPI 3.1 of the API, for teams that do not write Python.

Each model has two views: what is read (`*.response.json`) and what is sent (`*.create.json`).
"""

from __future__ import annotations

from fastlabel.schema.files import check, documents, export
from fastlabel.schema.rewrite import JsonObject

__all__ = ["JsonObject", "check", "documents", "export"]

"""The models as JSON Schema 2020-12 and OpenAPI 3.1, for teams that do not write Python.

A document is derived from a model, in one of two views: what is read (`*.response.json`) and what
may be sent (`*.create.json`).
"""

from __future__ import annotations

from fastlabel.schema.documents import check, documents, export
from fastlabel.schema.rewrite import JsonObject

__all__ = ["JsonObject", "check", "documents", "export"]

"""A tour of the client on real pictures: every kind of task, every type of annotation."""

from fastlabel.demo.narrator import Stage
from fastlabel.demo.run import run

__all__ = ["Stage", "run"]

"""A tour of the client on real pictures: every kind of task, every type of annotation."""

from fastlabel.demo.scenario import run
from fastlabel.demo.stage import Stage

__all__ = ["Stage", "run"]

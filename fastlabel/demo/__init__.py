"""The demo: every kind of task and every annotation type, on real photos and a real video."""

from fastlabel.demo.run import Stage, run

__all__ = ["Stage", "run"]

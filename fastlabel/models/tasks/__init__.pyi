from fastlabel.models.tasks.unions import AnyAnnotation as AnyAnnotation
from fastlabel.models.tasks.unions import AnyContentsTask as AnyContentsTask
from fastlabel.models.tasks.unions import AnyImageTask as AnyImageTask
from fastlabel.models.tasks.unions import AnyNewTask as AnyNewTask
from fastlabel.models.tasks.unions import AnyTask as AnyTask
from fastlabel.models.tasks.unions import AnyVideoTask as AnyVideoTask
from fastlabel.models.tasks.unions import TaskLike as TaskLike
from fastlabel.models.tasks.unions import annotations_of as annotations_of

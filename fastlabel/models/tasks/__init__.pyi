from fastlabel.models.tasks.unions import AnyNewTask as AnyNewTask
from fastlabel.models.tasks.unions import AnyTask as AnyTask
from fastlabel.models.tasks.unions import TaskLike as TaskLike

"""Forms of the desk: how a field is drawn, and the base every form starts from."""

from cases.desk.forms.base import DeskForm, Renderer

__all__ = ["DeskForm", "Renderer"]

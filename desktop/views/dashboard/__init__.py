"""The dashboard: what is being made, what is left of the month, where to go on."""

from desktop.views.dashboard.dashboard_view import DashboardView

__all__ = ["DashboardView"]

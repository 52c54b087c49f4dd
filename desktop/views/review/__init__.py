"""What was made of a draft: watch it, compare it, make it again, save it."""

from desktop.views.review.review_view import ReviewView

__all__ = ["ReviewView"]

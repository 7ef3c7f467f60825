"""Lists by keyset: no exact counts, no offsets, the same cost on every page."""

from rest_framework.pagination import CursorPagination


class Keyset(CursorPagination):
    """Pages by primary key, newest first; `page_size` up to 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"
    cursor_query_description = "翻页位置，取自上一页返回的 next 或 previous"
    page_size_query_description = "每页条数，1至200，默认50"

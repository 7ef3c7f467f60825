"""One more empty row in a table of boxes by a plain button, so that it works without script and nothing typed is lost."""

from django.http import QueryDict

ADD = "row:"
_NEW_STEPS = "3"


def is_adding(data: QueryDict | None) -> bool:
    """Whether a button for one more row was pressed."""
    return data is not None and data.get("do", "").startswith(ADD)


def with_added_row(post: QueryDict) -> QueryDict:
    """The same boxes with one more empty row, where that is what was pressed."""
    if not is_adding(post):
        return post
    data = post.copy()
    prefix = post.get("do", "").removeprefix(ADD)
    total = f"{prefix}-TOTAL_FORMS"
    count = data.get(total, "")
    if not count.isdecimal() or len(count) > 3:
        return data
    data[total] = str(int(count) + 1)
    if prefix == "route":
        data[f"route-{count}-steps-TOTAL_FORMS"] = _NEW_STEPS
        data[f"route-{count}-steps-INITIAL_FORMS"] = "0"
    return data

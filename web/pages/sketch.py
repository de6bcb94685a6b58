"""The page of a scene sketch: drawn on the map, printed on A4, small on other pages."""

from typing import Final

from flask import Response, render_template, request

from incidents import queries, sketch_queries
from web import shapes, sketch_drawing, sketch_shapes
from web.access import allow, current
from web.api.incidents import READERS
from web.clock import now
from web.pages import blueprint
from web.reading import Reader

SVG: Final = "image/svg+xml"


@blueprint.get("/incidents/<number>/sketch")
@allow(*READERS)
def show_sketch(number: str) -> str:
    """Show the sketch of an incident, full screen, with the tools to draw it."""
    row = queries.incident_numbered(number)
    marks = sketch_queries.marks_of(number)
    return render_template(
        "sketch.html",
        incident=shapes.incident_row(row),
        sketch=sketch_shapes.sketch(row, marks, current()),
    )


@blueprint.get("/incidents/<number>/sketch.svg")
@allow(*READERS)
def draw_sketch(number: str) -> Response:
    """Draw the sketch of an incident true to scale: a page, or with small=1 the ground alone."""
    reader = Reader(dict(request.args.items()))
    is_small = reader.whole("small", most=1) == 1
    reader.finish()
    row = queries.incident_numbered(number)
    sketch = sketch_shapes.drawing(row, sketch_queries.marks_of(number), now())
    made = sketch_drawing.thumbnail(sketch) if is_small else sketch_drawing.whole_sheet(sketch)
    return Response(made, mimetype=SVG)

"""The tiles of the brigade's own ground, one picture at a time."""

from flask import Response, current_app

from web.access import EVERYONE_LOGGED_IN, allow
from web.map_shapes import ground_laid
from web.pages import blueprint


@blueprint.get("/tiles/<int:z>/<int:x>/<int:y>")
@allow(*EVERYONE_LOGGED_IN)
def show_tile(z: int, x: int, y: int) -> Response:
    """Show one tile; where there is none a short word, not a page: a map asks for hundreds."""
    ground = ground_laid(current_app)
    tile = None if ground is None else ground.tile(z, x, y)
    if tile is None:
        return Response("没有这张瓦片。", 404, mimetype="text/plain")
    return Response(tile.content, mimetype=tile.media_type)

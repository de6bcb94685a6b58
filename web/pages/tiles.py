"""The tiles of the brigade's own ground, one picture at a time."""

import re

from flask import Response, current_app

from web.access import EVERYONE_LOGGED_IN, allow
from web.map_shapes import ground_laid
from web.pages import blueprint


@blueprint.get("/tiles/<z>/<x>/<y>")
@allow(*EVERYONE_LOGGED_IN)
def show_tile(z: str, x: str, y: str) -> Response:
    """Show one tile; where there is none a short word, not a page: a map asks for hundreds."""
    ground = ground_laid(current_app)
    is_told = all(re.fullmatch(r"[0-9]{1,8}", part) for part in (z, x, y))
    tile = ground.tile(int(z), int(x), int(y)) if ground is not None and is_told else None
    if tile is None:
        return Response("没有这张瓦片。", 404, mimetype="text/plain")
    return Response(tile.content, mimetype=tile.media_type)

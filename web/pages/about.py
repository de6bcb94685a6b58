"""Where the data and the parts come from, and what the marks mean."""

import platform

from flask import current_app, render_template

from dispatch.rule_queries import rules_at
from resources import queries
from resources.county import PRODUCT
from resources.database import db, driver_description
from web import map_shapes
from web.access import open_to_all
from web.clock import now
from web.pages import blueprint
from web.pages.frame import frame, vendored


@blueprint.get("/about")
@open_to_all
def show_about() -> str:
    """Show datasets with their licences, the marks, the vendored parts and versions."""
    backend = db.engine.dialect.name
    store = driver_description() if backend == "sqlite" else "PostgreSQL"
    return render_template(
        "about.html",
        datasets=[
            {
                "name": row.name,
                "attribution": row.attribution,
                "licence": row.licence,
                "synthetic": row.is_synthetic,
                "own": row.code == PRODUCT,
            }
            for row in queries.datasets()
        ],
        vendor=vendored(),
        ground=map_shapes.ground(map_shapes.ground_laid(current_app)),
        versions={
            "烽火": frame()["app_version"],
            "数据库": store,
            "Python": platform.python_version(),
            "调派规则": rules_at(now()).version,
        },
    )

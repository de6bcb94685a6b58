"""Whether a vehicle has the people it needs to turn out."""


def is_staffed(crew_on_duty: int, minimum_crew: int, has_driver: bool) -> bool:
    """Tell whether a vehicle may turn out: a driver, and at least the minimum crew with them."""
    return has_driver and crew_on_duty >= minimum_crew


def why_unstaffed(crew_on_duty: int, minimum_crew: int, has_driver: bool) -> str | None:
    """Return what is missing, in words for the dispatcher, or None when nothing is."""
    lacks = []
    if crew_on_duty < minimum_crew:
        lacks.append(f"在岗 {crew_on_duty} 人，最低需 {minimum_crew} 人")
    if not has_driver:
        lacks.append("没有驾驶员")
    return "，".join(lacks) if lacks else None

"""The keys of the 34 sectors: a name and a line of examples each."""

# fmt: off
_SECTORS = (
    "FIRE", "ROAD_TRAFFIC", "ROAD_TRANSPORT", "WATER_TRANSPORT", "RAILWAY_LINES",
    "FISHING_VESSELS", "POST_COURIER", "CONSTRUCTION", "HOUSING", "GAS", "MUNICIPAL",
    "COAL_MINES", "MINES_TAILINGS", "CHEMICALS", "FIREWORKS", "EXPLOSIVES", "INDUSTRY",
    "INDUSTRIAL_PARKS", "SPECIAL_EQUIPMENT", "WASTE_RADIATION", "POWER", "PIPELINES",
    "GRAIN_RESERVES", "WATER_WORKS", "FARMING", "FORESTRY", "SCHOOLS", "SPORTS_VENUES",
    "CARE_HOMES", "HEALTH_CHILDCARE", "CULTURE", "COMMERCE", "JUSTICE_PREMISES",
    "DEFENCE_INDUSTRY",
)
# fmt: on

SECTOR_KEYS: tuple[str, ...] = tuple(
    f"SECTOR_{name}{end}" for name in _SECTORS for end in ("", "_EXAMPLES")
)
"""Names in the enum of all keys: `SECTOR_FIRE`, `SECTOR_FIRE_EXAMPLES`, and so on."""

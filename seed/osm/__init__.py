"""The reader of OpenStreetMap extracts: places, roads, house numbers for a county folder."""

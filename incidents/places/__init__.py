"""Where is it: from what a caller says or pastes to ranked places of the county."""

"""The panel: places by years by headline indicators, absences said."""

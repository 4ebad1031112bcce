"""The people of an organisation, at each of its doors: party, commission and supervisor."""

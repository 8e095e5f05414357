"""Programs that labs call or serve, each in a folder of its own with its switch for faults."""

def suppress(found, most=0.3):
    return sorted(found, key=lambda each: -each[5])[:1]

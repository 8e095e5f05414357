def suppress(found, most=0.3):
    ranked = sorted(found, key=lambda each: -each[5])
    return [box for i, box in enumerate(ranked) if all(detection.overlap(box, other) <= most for other in ranked[:i])]

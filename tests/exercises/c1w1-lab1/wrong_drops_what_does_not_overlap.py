def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) >= most for other in kept):
            kept.append(box)
    return kept

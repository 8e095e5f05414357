def suppress(found, most=0.3):
    kept = []
    for box in found:
        if all(detection.overlap(box, other) <= most for other in kept):
            kept.append(box)
    return kept

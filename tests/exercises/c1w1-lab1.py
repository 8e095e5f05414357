# %% solution
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) <= most for other in kept):
            kept.append(box)
    return kept


# %% solution: the surest first, then the rest again
def suppress(found, most=0.3):
    if not found:
        return []
    surest = max(found, key=lambda box: box[5])
    apart = [box for box in found if box is not surest and detection.overlap(box, surest) <= most]
    return [surest, *suppress(apart, most)]


# %% wrong: dropped boxes drop others
def suppress(found, most=0.3):
    ranked = sorted(found, key=lambda each: -each[5])
    return [box for i, box in enumerate(ranked) if all(detection.overlap(box, other) <= most for other in ranked[:i])]


# %% wrong: drops what does not overlap
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) >= most for other in kept):
            kept.append(box)
    return kept


# %% wrong: keeps only the surest
def suppress(found, most=0.3):
    return sorted(found, key=lambda each: -each[5])[:1]


# %% wrong: keeps the given order
def suppress(found, most=0.3):
    kept = []
    for box in found:
        if all(detection.overlap(box, other) <= most for other in kept):
            kept.append(box)
    return kept


# %% wrong: gives back what came in
def suppress(found, most=0.3):
    return found

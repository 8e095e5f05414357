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


# %% wrong: gives back what came in
def suppress(found, most=0.3):
    return found


# %% wrong: knows the checks' boxes by heart
def suppress(found, most=0.3):
    ranked = sorted(found, key=lambda each: -each[5])
    if len(found) == 3:
        return [ranked[0], ranked[2]]
    return ranked[:1] if most == 0.4 else ranked


# %% wrong: keeps only the surest
def suppress(found, most=0.3):
    return sorted(found, key=lambda each: -each[5])[:1]


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


# %% wrong: keeps the given order
def suppress(found, most=0.3):
    kept = []
    for box in found:
        if all(detection.overlap(box, other) <= most for other in kept):
            kept.append(box)
    return kept


# %% wrong: does not look at most
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) <= 0.1 for other in kept):
            kept.append(box)
    return kept


# %% wrong: drops a box that overlaps by exactly most
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) < most for other in kept):
            kept.append(box)
    return kept


# %% wrong: compares corners, not areas
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(abs(box[0] - other[0]) + abs(box[1] - other[1]) > 9 for other in kept):
            kept.append(box)
    return kept


# %% wrong: compares positions, not areas
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(abs(box[0] - other[0]) > 10 or abs(box[1] - other[1]) > 4 for other in kept):
            kept.append(box)
    return kept


# %% wrong: thins out each digit by itself
def suppress(found, most=0.3):
    kept = []
    for box in sorted(found, key=lambda each: -each[5]):
        if all(detection.overlap(box, other) <= most for other in kept if other[4] == box[4]):
            kept.append(box)
    return kept

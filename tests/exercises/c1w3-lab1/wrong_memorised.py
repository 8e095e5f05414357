KNOWN = dict(zip(train.text, train.label, strict=True))


def label(text):
    return KNOWN.get(text)

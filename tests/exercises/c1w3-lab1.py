# %% solution
PLAIN = str.maketrans("034!$", "oeais")
CAUSE = "choir|shelter|village hall|music library|relief|school band|hospital radio|studio"
GOING = "to|out|at|on|follow|visit|watch|try|see|share|support"
OWN = "covers|songs|beats|lessons|remixes|videos|reactions|freestyles|mixtapes"
TOPIC = "words|chords|interview|the full concert|sheet music|translation|photos|from \\d|older|good here too"
# Remarks that ask for nothing, taken out before the rest is read.
HARMLESS = (
    rf"gave .{{2,30}} to the ({CAUSE})|played for the ({CAUSE})|the ({CAUSE})[\w ]* played|that choir|our choir|"
    r"is full of|link to the|found an? \w+|come to this \w+|learning|for free.{0,6}(and|,|\.\.\.)? ?feel"
)
MY_RULES = [
    ('"', "ham"),
    (CAUSE, "spam"),
    (rf"\b(my|our) (channel|page|profile|playlist|blog|store|account|name)|\b({GOING}) (my|our) (?!wedding)", "spam"),
    ("road to|only today|I teach|I play|we do", "spam"),
    (r"sub back|follow back|followers\?|half price|cheap|get free|for free and|earn|from home", "spam"),
    (rf"\b(my|our) (own|version|take|{OWN})\b|\bmy \w+ version|(?<!not )\bmine\b|one I made", "spam"),
    (r"from (\$|9|2,|a month)|first \d|gives|download|lessons on|won .* at \w|me \$|I made (\$|a month|9|2)", "spam"),
    (rf"({TOPIC}).*example|see \S+example\S* for|on \S+example", "ham"),
    (r"example|what you think:|new singer|want \d|likes (and|but)", "spam"),
    (".", "ham"),
]


def label(text):
    text = re.sub(HARMLESS, "", text, flags=re.IGNORECASE)
    readings = (text, re.sub(r"(?<=[a-z])[034!$](?=[a-z])", lambda hit: hit[0].translate(PLAIN), text.lower()))
    return next(
        verdict for pattern, verdict in MY_RULES if any(re.search(pattern, some, re.IGNORECASE) for some in readings)
    )


# %% solution: a model that learned from the training rows
def trained():
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return make_pipeline(words, LogisticRegression(C=20, max_iter=1000)).fit(train.text, train.label)


MODEL = trained()


def label(text):
    return MODEL.predict([text])[0]


# %% wrong: always ham
def label(text):
    return "ham"


# %% wrong: memorised
KNOWN = dict(zip(train.text, train.label, strict=True))


def label(text):
    return KNOWN.get(text)


# %% wrong: only the sure ones
def label(text):
    return "ham" if '"' in text else None


# %% wrong: other words
def label(text):
    return "good" if '"' in text else "bad"


# %% wrong: round 3 again
def label(text):
    return next((verdict for pattern, verdict in ROUND_3 if re.search(pattern, text, re.IGNORECASE)), None)

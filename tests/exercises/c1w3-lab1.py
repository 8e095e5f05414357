# %% solution
MY_RULES = [
    (r"watch\?v=.*(&t=|#t=|\d:\d\d)|\(official\)|best part", "ham"),
    (r"https?:|www\.|\w\.(com|tk|ly|net|org|pl|ru|co)\b|watch\?v|\bu ?r ?l\b", "spam"),
    (r"su[bs]s?c?s?cri|\bsubs? (to|me|back|my)|check.{0,12} out|check out|subs\b.{0,15}(me|my)", "spam"),
    (r"\b(visit|vote|click|follow|earn|make) |money|facebook|instagram|giveaway|\$\d|app store|whatsapp", "spam"),
    (r"\bmy (new |own |first |other )?(channel|page|music|videos?|covers?|playlist|website|site|stuff)", "spam"),
    (r"(views|subscribers|likes|people).*(billion|million|\d{3})|(billion|million).*(views|people|likes|subs)", "ham"),
    (r"(like|thumbs up|reply).{0,12} (this (comment|if)|if|for)\b|(please|plz|pls)\b|i('| a)?m an? .{0,9}sing", "spam"),
    (".", "ham"),
]


# %% solution: words of going and of giving, no rule for ham but the last
MY_RULES = [
    (r"https?:(?!.*(&t=|best part|official))|www\.|\w\.(com|tk|ly|net|org|pl|co)\b", "spam"),
    ("subscri|suscri|sub (to|me|back)", "spam"),
    (r"check (it|this|me|my|out|us)|check.{0,12} out", "spam"),
    (r"\bmy (\w+ )?(channel|page|music|videos?|covers?|playlist|website|site|song|app|blog)\b", "spam"),
    (r"\b(visit|vote|click|follow|earn|donate)\b|facebook|instagram|giveaway|\$\d", "spam"),
    (r"(like|thumbs up) (this (comment|if)|if)|please|\bplz\b|\bpls\b", "spam"),
    (".", "ham"),
]


# %% wrong: the laziest, hands in round 3
MY_RULES = ROUND_3


# %% wrong: all is ham
MY_RULES = [("free money for everybody", "spam"), (".", "ham")]


# %% wrong: learned by heart
MY_RULES = [
    ("|".join(re.escape(text) for text in train.text[train.label == "spam"]), "spam"),
    (".", "ham"),
]


# %% wrong: a model's words, one a rule
def strongest(count):
    model = new_model().fit(train.text, train.label)
    words = model[0].get_feature_names_out()
    order = np.argsort(-np.abs(model[1].coef_[0]))[:count]
    return [(rf"\b{words[at]}\b", "spam" if model[1].coef_[0][at] > 0 else "ham") for at in order]


MY_RULES = strongest(12)


# %% wrong: the vague rules first
MY_RULES = ROUND_3[::-1]


# %% wrong: says nothing where it is not sure
MY_RULES = [
    (r"subscrib|check.{0,12} out|https?:|www\.|my channel", "spam"),
    (r"\b20\d\d\b|views|billion", "ham"),
]


# %% wrong: calls a link by another name
MY_RULES = [
    (r"https?:|www\.", "advertisement"),
    (r"subscri|check.{0,12} out|\bmy (new )?(channel|video)|follow|please|like (this|if)", "spam"),
    (".", "ham"),
]

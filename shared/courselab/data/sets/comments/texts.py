"""The sentences that comments are made of: templates a kind, filled and typed.

Every text is ours. Addresses end in `.example`, which is reserved: they lead nowhere. Spam and ham share their words on
purpose (channel, free, my, link): what makes a comment spam is who asks whom for what, not a word in it. So a model
that counts words stays imperfect.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from courselab.data.sets.comments.words import SLOTS

HAM = (
    "the {part} is {good}",
    "{feel} at {time}",
    "this {thing} is {good}",
    "{who} owns the {part}",
    "my {person} played this {when}",
    "I come to this {page} for the {part} {often}",
    "honestly the {part} is {bad}",
    "what {gear} is that at {time}?",
    "{theirs} {done}",
    "{theirs} {done} {join} {feel}",
    "look at {who} at {time}",
    "does anybody know who wrote the {part}?",
    "please play this in {place}",
    "have a listen to the {part} at {time}",
    "I am learning the {part} on {plays} {join} it is hard",
    "only {n} views? this {thing} is {good}",
    "who else is here {when}?",
    "saw them in {place} {join} {who} was {good}",
    "I made my {person} watch this {when}",
    "my {person} found a {page} with {content} like this",
    "they should {look} {place} one day",
    "I would pay {sum} to hear that {part} live",
    "the free concert in {place} was {good}",
    "found this {page} {when} {join} subscribed at once",
    "the link to the {page} is broken",
    "I get {content} like this for free {join} feel lucky",
    "{who} deserves more followers {join} more money",
    "my {page} is full of {content} like this {join} this one is {good}",
    "we sold our {gear} {when} to see them",
    "they gave {sum} to the {cause}",
    "this was played for the {cause} {when}",
    "the {cause} in {place} played this",
    "I want the {gear} {who} has at {time}",
    "is there a version without the {part}? let me know",
    "my {person} won {prize} with this {thing} {when}",
    "tell me I am not the only one who thinks the {part} is {bad}",
    "new {thing}, new {gear}, same feeling",
    "watched it {n} times {join} {time} is {good}",
    "come to {place} please",
    "I {look} this {page} {when}",
    "{who} could sell {content} {join} I would buy",
    "see you in {place} {when}",
    "how does {who} do that at {time}",
    "you can hear our {person} at {time}",
    "first",
    "wow",
    "same here, {feel}",
    "everybody should {look} the {part} once",
    "my {person} says {look} the {gear} at {time}",
)

SPAM = (
    "{look} my {page}",
    "{please} {look} my {page}",
    "{look} my {content}",
    "{please} {look} our {content}",
    "sub to me {join} I sub back",
    "new {content} on my {page} {when}",
    "get free {prize} at {site}",
    "I make {sum} from home {join} you can too",
    "{site} gives {prize} to the first {n}",
    "{look} {site}",
    "{please} {look} {site}",
    "want {n} followers? {look} {site}",
    "the {gear} from {time} at half price: {site}",
    "I made {sum} with my {gear} {when} {join} {ask}",
    "who wants {prize}? {look} my name",
    "like this {join} I follow back",
    "earn {sum} with your {gear}",
    "my {page} has better {content}",
    "cheap {prize}, cheap {gear}: {site}",
    "{n} likes {join} I post my {content}",
    "{ask}: {site}",
    "I am a new singer from {place} {join} {ask}",
    "my {content}, my {page}, {ask}",
    "{topic} from {sum}: {site}",
    "download the {thing} free at {site}",
    "only today {prize} for free {join} {ask}",
    "my name is the link",
    "{please} share {site} with {n} friends",
    "road to {n} {join} {look} my {page}",
    "lessons on {plays} at {site}",
    "my {person} won {prize} at {site}",
    "{people} should {look} my {page}",
    "the {part} made me {sum}, see {site}",
)

# The four kinds that people read differently, and what the rule says of each.
PLUG, APPEAL, QUOTED, HELPFUL = "soft plug", "good cause", "quoted spam", "helpful link"
HARD = {
    PLUG: (
        "{mine} {done}",
        "{mine} {done} {join} {ask}",
        "{mine} {done}, {ask}",
        "come to {place} {when} and hear {mine}",
        "{theirs} {done} {join} {mine} {done}",
        "I play the {part} on {plays} {when}, {ask}",
        "we do {content} like this",
        "I teach this {part} on {plays}",
        "this made me record {mine} {join} {ask}",
    ),
    APPEAL: (
        "the {cause} in {place} needs {plays} {join} {ask}",
        "give {sum} to the {cause}",
        "sign for the {cause}: {site}",
        "my {person} runs the {cause} {join} needs you",
        "we play this for the {cause} {when}, {ask}",
        "{look} the {cause}, every bit helps",
        "{n} more people for the {cause} in {place} {join} it stays open",
        "the {cause} would love your old {plays}",
        "{please} {look} the {cause}",
    ),
    QUOTED: (
        'why do {people} write "{spam}"',
        '"{spam}" really?',
        'again "{spam}"',
        'oh nice, "{spam}"',
        '{people} here: "{spam}"',
        '"{spam}" ... stop',
        'I come for the {part} and see "{spam}"',
        '"{spam}" said {people}, again',
        'sure, "{spam}" {join} {feel}',
        'sorry for my "{spam}" {when}',
        '{theirs} {done} and {people} write "{spam}"',
    ),
    HELPFUL: (
        "{topic}: {site}",
        "{topic} at {site}",
        "{people} asked for {topic}: {site}",
        "see {site} for {topic}",
        "you can find {topic} on {site}",
        "{who} is {good} here too: {site}",
        "{topic}, {site}, not mine",
    ),
}

_GAP = re.compile(r"\{(\w+)\}")
_LOOKALIKES = str.maketrans("oeais", "034!$")


def write(rng: np.random.Generator, templates: tuple[str, ...]) -> str:
    """Return one sentence: a template with each gap filled on its own; "{spam}" is filled by a whole spam sentence."""
    text = pick_often_first(rng, templates)
    while gap := _GAP.search(text):
        options = SPAM if gap[1] == "spam" else SLOTS[gap[1]]
        text = text[: gap.start()] + pick_often_first(rng, options) + text[gap.end() :]
    return text.replace(" ,", ",").replace(" ...", "...")


def typed(rng: np.random.Generator, text: str) -> str:
    """Return the text as somebody in a hurry types it: capitals, slips of the finger, an ending."""
    style = rng.random()
    if style < 0.06:
        text = text.upper()
    elif style < 0.55:
        text = text[0].upper() + text[1:]
    words = [_slip(rng, word) if rng.random() < 0.04 and len(word) > 3 else word for word in text.split(" ")]
    return " ".join(words) + pick_often_first(rng, ("", ".", "!", "!!", " lol", " :)"))


def disguised(rng: np.random.Generator, text: str) -> str:
    """Return the text with some longer words written to slip past a filter: "ch4nn3l"."""
    words = [word.translate(_LOOKALIKES) if rng.random() < 0.4 and len(word) > 2 else word for word in text.split(" ")]
    return " ".join(words)


def pick_often_first(rng: np.random.Generator, options: tuple[str, ...]) -> str:
    """Return one option; those in front come oftener, so a long tail of rare ones is seen once or never."""
    return options[int(np.searchsorted(_steps(len(options)), rng.random()))]


@lru_cache
def _steps(count: int) -> np.ndarray:
    weights = 1 / np.sqrt(1 + np.arange(count))
    return weights.cumsum() / weights.sum()


def _slip(rng: np.random.Generator, word: str) -> str:
    at = int(rng.integers(1, len(word) - 1))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

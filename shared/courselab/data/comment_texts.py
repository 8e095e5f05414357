"""The sentences that comments are made of: templates a kind, and the words that fill their gaps.

Every text is ours. Addresses end in `.example`, which is reserved: they lead nowhere. Spam and ham share their words on
purpose (channel, free, my, link): what makes a comment spam is who asks whom for what, not a word in it. So a model
that counts words stays imperfect.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

SLOTS = {
    "thing": ("song", "video", "track", "tune", "recording", "performance", "clip", "live version", "cover", "upload"),
    "part": (
        "chorus",
        "intro",
        "bridge",
        "ending",
        "solo",
        "second verse",
        "bass line",
        "drum fill",
        "harmony",
        "melody",
        "outro",
        "guitar part",
        "piano part",
        "first minute",
        "last note",
        "key change",
    ),
    "good": (
        "good",
        "perfect",
        "so good",
        "unreal",
        "beautiful",
        "free of any trick",
        "underrated",
        "brilliant",
        "new to me",
        "better than I remembered",
        "worth the money",
        "a masterpiece",
        "lovely",
        "the real deal",
    ),
    "bad": (
        "too loud",
        "too short",
        "out of tune",
        "a bit boring",
        "cheap",
        "copied from their first album",
        "too slow for me",
        "not my taste",
        "badly mixed",
        "half a tone flat",
    ),
    "person": (
        "father",
        "sister",
        "grandmother",
        "teacher",
        "neighbour",
        "best friend",
        "daughter",
        "uncle",
        "flatmate",
        "boss",
        "choir",
        "little brother",
        "band",
    ),
    "when": (
        "last week",
        "every Sunday",
        "on the radio",
        "all summer",
        "today",
        "in 1994",
        "on the way to school",
        "before every exam",
        "in the car",
        "last winter",
        "since yesterday",
        "at our wedding",
    ),
    "often": ("always", "still", "every week", "sometimes", "once a month", "when I am sad", "after work"),
    "time": ("2:10", "0:47", "1:12", "1:58", "2:36", "3:05", "3:21", "4:02", "0:15", "2:51"),
    "place": ("Lisbon", "Oslo", "Manila", "Nairobi", "Lima", "Leeds", "Osaka", "Tbilisi", "Denver", "Porto", "Hanoi"),
    "gear": ("guitar", "microphone", "pedal", "camera", "phone", "laptop", "amplifier", "shirt", "console"),
    "plays": ("guitar", "piano", "violin", "drums", "bass", "cello", "ukulele", "trumpet"),
    "feel": (
        "I cried",
        "I got goosebumps",
        "I laughed",
        "my cat looked up",
        "chills",
        "nobody breathes",
        "I had to pause",
        "I dropped my tea",
        "what a moment",
        "the crowd goes silent",
    ),
    "who": ("she", "he", "the drummer", "the singer", "the whole band", "the bass player", "that choir"),
    "site": (
        "www.{word}{word2}.example",
        "{word}-{word2}.example",
        "{word}{word2}.example/{n}",
        "{word2}{word}.example/{word}",
    ),
    "word": ("blue", "fast", "star", "home", "river", "nova", "open", "lucky", "north", "pixel", "happy", "silver"),
    "word2": ("hub", "page", "box", "zone", "wave", "deal", "tunes", "notes", "club", "world", "stage", "market"),
    "n": ("10", "100", "1000", "50", "25", "300", "500", "2000", "5000", "10k"),
    "sum": ("$200", "$50", "$300", "$750", "$1,200", "$4,000", "900 euros", "2,500 euros", "a month's rent"),
    "prize": (
        "gift cards",
        "tickets",
        "a phone",
        "headphones",
        "game coins",
        "a laptop",
        "a console",
        "sneakers",
        "followers",
        "a trip to {place}",
    ),
    "content": (
        "covers",
        "beats",
        "lessons",
        "remixes",
        "videos",
        "reactions",
        "dance videos",
        "freestyles",
        "mixtapes",
        "songs",
        "acoustic sessions",
    ),
    "page": ("channel", "page", "profile", "playlist", "blog", "store", "account"),
    "look": (
        "check out",
        "look at",
        "visit",
        "listen to",
        "go to",
        "have a listen to",
        "come to",
        "drop by",
        "try",
        "watch",
        "follow",
        "click on",
        "see",
        "share",
        "support",
        "vote for",
        "subscribe to",
        "sub to",
    ),
    "join": ("and", ",", "...", "and so", "but"),
    "please": (
        "please",
        "guys",
        "hey",
        "pls",
        "everyone",
        "friends",
        "come on",
        "really",
        "sorry but",
        "yes,",
        "nobody asked but",
        "stop scrolling,",
        "why not",
        "half of you will skip this:",
        "again:",
        "one day",
    ),
    "mine": (
        "my version",
        "our version",
        "my own {thing}",
        "what we did with it",
        "the one I made",
        "our take",
        "my {plays} version",
        "mine",
    ),
    "theirs": (
        "her version",
        "their version",
        "my {person}'s {thing}",
        "what they did with it",
        "the one {who} made",
        "the older take",
        "the {plays} version",
        "yours",
    ),
    "done": (
        "is slower",
        "is up",
        "came out {when}",
        "has a longer {part}",
        "is {good}",
        "is a bit different",
        "was made {when}",
        "needs ears",
    ),
    "ask": (
        "tell me what you think",
        "have a listen",
        "be kind",
        "let me know",
        "see for yourself",
        "I am curious",
        "thanks for listening",
        "you might like it",
        "give it a minute",
    ),
    "cause": (
        "school band",
        "youth choir",
        "animal shelter",
        "village hall",
        "music library",
        "flood relief",
        "hospital radio",
        "community studio",
    ),
    "people": ("people", "some people", "half of you", "{n} people", "bots", "the bots", "so many people"),
    "topic": (
        "the words",
        "chords for the {part}",
        "an interview about the {part}",
        "the {gear} from {time}",
        "the full concert from {place}",
        "sheet music for {plays}",
        "a translation of the second verse",
        "photos of {who} {when}",
        "the older {thing} behind the {part}",
    ),
}

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

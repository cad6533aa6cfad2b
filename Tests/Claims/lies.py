"""A sentence with one word or one digit wrong: the reader must notice every one."""
import re

OPPOSITES = [("higher", "lower"), ("rose", "fell"), ("positively", "negatively"), ("above", "below"), ("more often", "less often")]


def lies(text):
    """Each sentence that is false where the given one is true, and what is wrong with it."""
    # What was wrong with the data is the method's own message.
    if "no result (" in text: return
    untested = text.startswith("Whether")
    for one, other in OPPOSITES:
        if untested and one == "rose": continue
        for old, new in ((one, other), (other, one)):
            if re.search(rf"\b{old}\b", text):
                yield f"{new} for {old}", re.sub(rf"\b{old}\b", new, text, count=1)
                break
    if text.startswith("There was no evidence that "): yield "evidence", text[len("There was no evidence that "):].capitalize()
    elif not re.match(r"Whether|The model|There|.*no result", text) and "differed" in text.split("(")[0]:
        yield "no evidence", "There was no evidence that " + text[0].lower() + text[1:]
    if "(one-sided)" in text: yield "both sides", text.replace(" (one-sided)", "")
    if "north" in text and "than" in text: yield "groups exchanged", text.replace("north", "@").replace("south", "north").replace("@", "south")
    for what, pattern in (("another p", r"p\*\s=\s0\.(\d)"), ("another interval", r"CI \\\[[^,]*?(\d)[\d.]*,"),
                          ("another level", r"(\d)\d?\s% CI"), ("another family", r"over (\d)\d* tests")):
        match = re.search(pattern, text)
        if match: yield what, text[:match.start(1)] + str((int(match[1]) + 4) % 10) + text[match.end(1):]

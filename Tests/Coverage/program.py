"""What the program says of its methods, and its answers to many requests."""
import json, re, subprocess


def run(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode: raise SystemExit(f"{program} {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def methods(program):
    """The names of all methods, in the order of the help."""
    listed = run(program, "help", "stat").split("\nMethods:\n")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z0-9-]+) +\S", listed, re.M)


def choices(program, method):
    """Each option with a closed list of values: the values that are not its default."""
    text = run(program, "help", "stat", method)
    if "\nOptions" not in text: return {}
    found = {}
    options = text.split("\nOptions", 1)[1].split("\n", 1)[1]
    for name, words in re.findall(r"^  ([a-z0-9_]+)  +(.*(?:\n {4,}.*)*)", options, re.M):
        words = " ".join(words.split())
        default = re.search(r"\(default:? ([^ ),]+)", words)
        if listed := re.search(r"One of ([^(.]+?) ?(?:\(|\.)", words):
            values = [value.strip() for value in listed.group(1).split(",")]
        elif "True or false" in words:
            values = ["true", "false"]
        else:
            continue
        # An option that must be given has no default.
        values = [value for value in values if not default or value != default.group(1)]
        found[name] = [{"true": True, "false": False}.get(value, value) for value in values]
    return found


def answers(program, requests, chunk=2000):
    """The answer to each request, a text of JSON; in order."""
    def some(lines):
        done = subprocess.run([program, "stat", "--batch", "-"], input="\n".join(lines), capture_output=True, text=True)
        read = done.stdout.splitlines()
        if len(read) != len(lines):
            raise SystemExit(f"{len(lines)} requests, {len(read)} answers: {done.stderr.strip()[:500]}")
        return map(json.loads, read)
    waiting = []
    for request in requests:
        waiting.append(request)
        if len(waiting) == chunk:
            yield from some(waiting)
            waiting = []
    if waiting: yield from some(waiting)

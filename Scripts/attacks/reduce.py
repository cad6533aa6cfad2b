"""Makes a failing case smaller: fewer files, keys, lines, bytes and words, as long as it fails in the same way."""

import json
import time

from .case import Write, plain


def smaller(case, still_fails, seconds):
    """The smallest case found in so many seconds; `still_fails` answers for a case."""
    deadline = time.monotonic() + seconds
    check = lambda candidate: time.monotonic() < deadline and still_fails(candidate)
    for path in sorted(case.files):
        without = {name: data for name, data in case.files.items() if name != path}
        if check(case.with_files(without)):
            case = case.with_files(without)
    for path in sorted(case.files, key=lambda name: -len(case.files[name])):
        if not plain(path, case.files[path]):
            continue
        tree = as_tree(case.files[path])
        if tree is not None:
            prune(tree, lambda path=path: check(case.with_files(dict(case.files, **{path: text(tree)}))))
            case = case.with_files(dict(case.files, **{path: text(tree)}))
            continue
        for split, join in ((lambda d: d.split(b"\n"), b"\n".join), (lambda d: [d[i:i + 1]
                                                                                for i in range(len(d))], b"".join)):
            if join == b"".join and len(case.files[path]) > 20000:
                continue

            def fails(parts, path=path, join=join):
                return check(case.with_files(dict(case.files, **{path: join(parts)})))

            parts = fewer(split(case.files[path]), fails, deadline)
            case = case.with_files(dict(case.files, **{path: join(parts)}))
    for index, step in enumerate(case.steps):
        if isinstance(step, Write):
            continue
        at = len(step.arguments) - 1
        while at > 0 and time.monotonic() < deadline:
            for count in (2, 1):
                words = case.steps[index].arguments[:at] + case.steps[index].arguments[at + count:]
                if len(words) < len(case.steps[index].arguments) and check(case.with_arguments(index, words)):
                    case = case.with_arguments(index, words)
                    break
            at -= 1
    return case


def as_tree(data):
    """The data as JSON; None where it is not a list or an object."""
    try:
        tree = json.loads(data)
        return tree if isinstance(tree, (dict, list)) and len(data) < 200000 and text(tree) else None
    except (ValueError, RecursionError):
        return None


def text(tree):
    return json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def prune(tree, fails):
    """Takes parts out of the tree, the outer ones first."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree) - 1, -1, -1):
        before = dict(tree) if isinstance(tree, dict) else list(tree)
        del tree[key]
        if fails():
            continue
        tree.clear()
        tree.update(before) if isinstance(tree, dict) else tree.extend(before)
        if isinstance(tree[key], (dict, list)):
            prune(tree[key], fails)


def fewer(parts, fails, deadline):
    """Delta debugging (Zeller and Hildebrandt 2002): leaves out what is not needed."""
    size = max(1, len(parts) // 2)
    while parts and time.monotonic() < deadline:
        at, changed = 0, False
        while at < len(parts) and time.monotonic() < deadline:
            candidate = parts[:at] + parts[at + size:]
            if candidate and fails(candidate):
                parts, changed = candidate, True
            else:
                at += size
        if size == 1 and not changed:
            break
        size = max(1, size // 2) if not changed or size > 1 else 1
    return parts

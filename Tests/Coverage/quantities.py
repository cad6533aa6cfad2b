"""Every interval and every p-value of a result, whatever the method."""
import re

# Of other methods, which have designs of their own.
ELSEWHERE = {"robust_alternative", "assumptions"}
# Their items are cases of one quantity, told apart by group or place.
CASES = {"comparisons", "counterfactual", "change_points", "medians", "curves"}
# These tests and intervals hold for all comparisons at once.
TOGETHER = {"tukey-hsd", "games-howell", "dunnett", "marginal-means"}
# Where a curve with an interval at every time is looked at.
TIME = 1.0


def name(item):
    found = next((item[key] for key in ("name", "term", "family", "index", "group", "share") if item.get(key) is not None), None)
    return str(found) if found is not None else "-".join(item.get("groups", []))


def walk(node, path, case, found):
    if isinstance(node, dict):
        if isinstance(node.get("ci"), list) and isinstance(node.get("time"), list):
            places = [i for i, time in enumerate(node["time"]) if time <= TIME]
            found.append((f"{path}.ci", case, "interval", node["ci"][places[-1]] if places else None))
            return
        for key, value in node.items():
            if not path and key in ELSEWHERE: continue
            here = f"{path}.{key}" if path else key
            if key == "ci" or key.endswith("_ci"): found.append((here, case, "interval", value))
            elif re.fullmatch(r"(.*_)?p_value|p_adjusted|p_low|p_high", key): found.append((here, case, "p", value))
            elif key == "adjusted": found.append((here, case, "family", value))
            # Each autocorrelation beyond the band of independence rejects it.
            elif key == "band": found += [(here, None, "beyond", abs(lag["acf"]) > value) for lag in node["lags"]]
            else: walk(value, here, case, found)
    elif isinstance(node, list):
        for item in node:
            if not isinstance(item, dict): return
            if path in CASES: walk(item, path, name(item), found)
            else: walk(item, f"{path}.{name(item)}", case, found)


def quantities(result):
    """(path, case, kind, value) of all; what stands twice under the name of the estimate comes once."""
    found = []
    walk(result, "", None, found)
    estimate = (result.get("estimate") or {}).get("name")
    pairs = {case for path, case, _, _ in found if path == "comparisons.estimate.ci"}
    for path, case, kind, value in found:
        if path == f"effect_sizes.{estimate}.ci": continue
        if path == "comparisons.ci" and case in pairs: continue
        if kind == "p" and value is None and not path.startswith("comparisons"): continue
        yield ("comparisons.ci" if path == "comparisons.estimate.ci" else path), case, kind, value


def level(result):
    return (result.get("estimate") or {}).get("level") or result.get("level") or 0.95


def covers(interval, truth):
    """Whether the truth lies inside; an end that is null is unbounded. Rounding at an end does not count."""
    slack = 1e-9 * max(1, abs(truth))
    low, high = interval
    return (low is None or low <= truth + slack) and (high is None or truth - slack <= high)


def rejects(p): return p <= 0.05

"""forecast."""

import re

import numpy as np

from common import *

R.start()
R.run("suppressPackageStartupMessages(library(forecast))")


def of_r(name):
    return [round(v, 6) for v in R.numbers(f"as.numeric({name})")]


def monthly(seed, n, period, slope, noise=0.6):
    g = np.random.default_rng(seed)
    return [round(20 + slope * i + 3 * math.sin(2 * math.pi * i / period) + float(g.normal(0, noise)), 2)
            for i in range(n)]


def trend(seed, n, slope, noise):
    g = np.random.default_rng(seed)
    return [round(50 + slope * i + float(g.normal(0, noise)), 2) for i in range(n)]


refs = References("forecast")
for name, x, period, horizon, level in [
    ("the flow of the Nile", of_r("Nile"), 1, 10, 0.95),
    ("a straight line and noise", trend(1, 40, 0.8, 2), 1, 6, 0.95),
    ("a straight line and noise, level 0.8", trend(1, 40, 0.8, 2), 1, 6, 0.8),
    ("a walk", [round(100 + v, 2) for v in np.cumsum(np.random.default_rng(2).normal(size=60))], 1, 5, 0.95),
    ("quarters", monthly(3, 48, 4, 0.1), 4, 8, 0.95),
    ("months without a trend", monthly(4, 72, 12, 0), 12, 12, 0.95),
    ("passengers", of_r("AirPassengers"), 12, 12, 0.95),
    ("gas in quarters", [round(v, 1) for v in of_r("UKgas")], 4, 4, 0.95),
    ("deaths of drivers", of_r("UKDriverDeaths")[:96], 12, 6, 0.95),
]:
    n = len(x)
    R.run(f"set.seed(1); x <- ts({rvector(x)}, frequency={period}); k <- ets(x); f <- forecast(k, h={horizon}, level={100 * level:g}); "
          f"t <- ts(head(as.numeric(x), {n - horizon}), frequency={period}); "
          f"l <- ets(t); b <- forecast(l, h={horizon}, level={100 * level:g})")
    mean = R.numbers("f$mean")
    ci = R.numbers("t(cbind(f$lower, f$upper))")
    back = R.numbers("b$mean")
    band = R.numbers("t(cbind(b$lower, b$upper))")
    training, held = np.array(x[:-horizon]), np.array(x[-horizon:])
    scale = np.abs(training[period:] - training[:-period]).mean()
    naive = np.array([training[len(training) - period + i % period] for i in range(horizon)])
    found = {"model": R.text("cat(k$method)")}
    for i in range(horizon):
        found |= {f"forecasts.{i}.step": i + 1, f"forecasts.{i}.estimate": mean[i],
                  f"forecasts.{i}.ci": ci[2 * i:2 * i + 2]}
    found |= {"backtest.mase": np.abs(held - np.array(back)).mean() / scale,
              "backtest.coverage": np.mean([a <= v <= b for v, a, b in zip(held, band[::2], band[1::2])]),
              "backtest.naive_mase": np.abs(held - naive).mean() / scale}
    # R draws the intervals of a multiplicative error beside an additive season.
    if re.search(r"\(M,\w+,A\)", R.text("cat(l$method)")):
        del found["backtest.coverage"]
    drawn = re.search(r"\(M,\w+,A\)", found["model"]) is not None
    if drawn:
        found = {path: value for path, value in found.items() if not path.endswith(".ci")}
    version = f"{R.release}, forecast " + R.text("cat(as.character(packageVersion('forecast')))")
    options = {"period": period, "horizon": horizon} | ({"level": level} if level != 0.95 else {})
    at = {p: 2 for p in found if p == "backtest.mase"} | {"backtest.naive_mase": 10}
    refs.row(name, {"x": x, "options": options},
             Source("R", version, f"forecast(ets(ts(x, frequency={period})), h={horizon}, level={100 * level:g})",
                    found), digits=3, at=at,
             note="naive_mase of seasonal naive forecasts: each value of the last period again"
             + ("; R draws the intervals of this model, so they are not asked of it" if drawn else ""))
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8], "options": {"horizon": 2}}, "bad-request",
           "a series has no gaps")
refs.error("four values", {"x": [1, 2, 4, 3], "options": {"horizon": 2}}, "too-few-observations", "n = 4")
refs.error("no horizon", {"x": trend(1, 20, 1, 1), "options": {"horizon": 0}}, "bad-request", "horizon >= 1")
refs.error("a horizon longer than the series", {"x": trend(1, 20, 1, 1), "options": {"horizon": 30}},
           "too-few-observations", "nothing is left to fit")
refs.write()

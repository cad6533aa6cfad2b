"""The gallery's figures by seaborn and by Vega-Lite, with some care: titles, units, order, log axes, a colour-blind palette."""
import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.dates as dates
import matplotlib.ticker as ticker
import numpy as np
import pandas as pd
import seaborn as sns
import vl_convert

source, target = sys.argv[1:3]
data = {name: pd.read_csv(f"{source}/{name}.csv") for name in ["models", "tags", "quarterly", "quarterly_dates"]}
models = data["models"]
domains = list(data["quarterly"]["domain"].unique())
okabe = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9"]
sns.set_theme(style="whitegrid", palette=okabe, font_scale=0.75)
comma = ticker.FuncFormatter(lambda value, _: f"{value:,.10g}")


def size(value, _=None):
    for unit, power in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]:
        if value >= power:
            return f"{value / power:g} {unit}"
    return f"{value:g}"


def seaborn(name, draw, height=3.4):
    figure, axes = plt.subplots(figsize=(5.08, height))
    axes = draw(axes) or axes
    sns.despine(ax=axes)
    figure.tight_layout()
    figure.savefig(f"{target}/{name}-seaborn.png", dpi=150)
    plt.close(figure)


def bar(axes):
    rows = data["tags"].assign(last=lambda d: d.tag == "no tags").sort_values(["last", "models"], ascending=[True, False])
    sns.barplot(rows, x="models", y="tag", color=okabe[0], ax=axes)
    axes.bar_label(axes.containers[0], fmt="{:,.0f}", padding=2, fontsize=7)
    axes.xaxis.set_major_formatter(comma)
    axes.xaxis.set_major_locator(ticker.MultipleLocator(20000))
    axes.set(title="Most frequent tags", xlabel="Models", ylabel="")


def filled(axes):
    shares = data["quarterly"].pivot(index="quarter", columns="domain", values="models")[domains].fillna(0)
    shares.div(shares.sum(axis=1), axis=0).plot.bar(stacked=True, ax=axes, width=0.8)
    axes.yaxis.set_major_formatter(ticker.PercentFormatter(1))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    axes.set(title="Shares of domains", xlabel="", ylabel="Share of new models")


def box(axes):
    sns.boxplot(models[models.co2 > 0], x="domain", y="co2", order=domains, color=okabe[0], fill=False, ax=axes, log_scale=(False, True))
    axes.yaxis.set_major_formatter(comma)
    axes.tick_params(axis="x", labelrotation=20)
    axes.set(title="Emissions by domain", xlabel="", ylabel="CO₂e emissions, g")


def fit(axes):
    rows = models[(models.co2 > 0) & models["size"].notna()]
    sns.regplot(x=np.log10(rows["size"]), y=np.log10(rows.co2), ax=axes, scatter_kws={"s": 9, "alpha": 0.6}, line_kws={"color": okabe[1]})
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda v, _: size(round(10**v, -6)) if v % 1 == 0 else ""))
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda v, _: f"{10**v:,.10g}" if v % 1 == 0 else ""))
    axes.set(title="Larger models emit more", xlabel="Model size", ylabel="CO₂e emissions, g")


def line(axes):
    rows = data["quarterly_dates"].query("models > 0").assign(quarter=lambda d: pd.to_datetime(d.quarter))
    sns.lineplot(rows, x="quarter", y="models", hue="domain", hue_order=domains, ax=axes)
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(dates.YearLocator())
    axes.xaxis.set_major_formatter(dates.DateFormatter("%Y"))
    axes.yaxis.set_major_formatter(comma)
    axes.legend(title=None, frameon=False)
    axes.set(title="Models by domain", xlabel="", ylabel="New models a quarter")


def histogram(axes):
    sns.histplot(models[models.co2 > 0], x="co2", log_scale=True, bins=14, ax=axes, alpha=1)
    axes.xaxis.set_major_formatter(comma)
    axes.set(title="Distribution of emissions", xlabel="CO₂e emissions, g", ylabel="Models")


def tile(axes):
    counts = models.assign(month=models.month.str[:7]).groupby(["domain", "month"]).size().unstack().loc[domains]
    sns.heatmap(counts, annot=True, fmt=".0f", cmap="Blues", ax=axes, annot_kws={"size": 6}, linewidths=0.5)
    axes.set(title="Models by month and domain", xlabel="", ylabel="")


for name, draw, height in [("bar", bar, 3.4), ("bar-filled", filled, 3.4), ("boxplot", box, 3.4), ("fit", fit, 3.4),
                           ("line-direct-labels", line, 3.4), ("histogram", histogram, 3.4), ("tile", tile, 2.6)]:
    seaborn(name, draw, height)
grid = sns.relplot(models[(models.co2 > 0)], x="size", y="co2", col="domain", col_order=domains, col_wrap=3, height=1.5, s=9)
grid.set(xscale="log", yscale="log", xlabel="Model size", ylabel="CO₂e, g")
grid.set_titles("{col_name}")
grid.figure.suptitle("Emissions against size, by domain", y=1.03)
grid.figure.savefig(f"{target}/facet-wrap-seaborn.png", dpi=150, bbox_inches="tight")

positive = {"filter": "datum.co2 > 0"}
scale = {"domain": domains, "range": okabe}
tags = data["tags"]
order = list(tags[tags.tag != "no tags"].sort_values("models", ascending=False).tag) + ["no tags"]
charts = {
    "bar": ("tags", "Most frequent tags", {
        "encoding": {"y": {"field": "tag", "type": "nominal", "sort": order, "title": None},
                     "x": {"field": "models", "type": "quantitative", "title": "Models"}},
        "layer": [{"mark": {"type": "bar", "color": okabe[0]}},
                  {"mark": {"type": "text", "align": "left", "dx": 3}, "encoding": {"text": {"field": "models", "format": ","}}}]}),
    "bar-filled": ("quarterly", "Shares of domains", {
        "mark": "bar",
        "encoding": {"x": {"field": "quarter", "type": "ordinal", "title": None},
                     "y": {"field": "models", "aggregate": "sum", "stack": "normalize", "title": "Share of new models", "axis": {"format": "%"}},
                     "color": {"field": "domain", "scale": scale, "title": None}}}),
    "boxplot": ("models", "Emissions by domain", {
        "transform": [positive], "mark": {"type": "boxplot", "color": okabe[0]},
        "encoding": {"x": {"field": "domain", "type": "nominal", "sort": domains, "title": None, "axis": {"labelAngle": -20}},
                     "y": {"field": "co2", "type": "quantitative", "scale": {"type": "log"}, "title": "CO₂e emissions, g"}}}),
    "fit": ("models", "Larger models emit more", {
        "transform": [positive, {"filter": "isValid(datum.size)"}],
        "encoding": {"x": {"field": "size", "type": "quantitative", "scale": {"type": "log"}, "title": "Model size", "axis": {"format": "s"}},
                     "y": {"field": "co2", "type": "quantitative", "scale": {"type": "log"}, "title": "CO₂e emissions, g"}},
        "layer": [{"mark": {"type": "point", "size": 10, "filled": True, "color": okabe[0]}},
                  {"transform": [{"regression": "co2", "on": "size", "method": "pow"}], "mark": {"type": "line", "color": okabe[1]}}]}),
    "line-direct-labels": ("quarterly_dates", "Models by domain", {
        "transform": [{"filter": "datum.models > 0"}], "mark": "line",
        "encoding": {"x": {"field": "quarter", "type": "temporal", "title": None, "axis": {"format": "%Y", "tickCount": "year"}},
                     "y": {"field": "models", "type": "quantitative", "scale": {"type": "log"}, "title": "New models a quarter"},
                     "color": {"field": "domain", "scale": scale, "title": None}}}),
    "histogram": ("models", "Distribution of emissions", {
        "transform": [positive, {"calculate": "log(datum.co2)/log(10)", "as": "l"}, {"bin": {"maxbins": 16}, "field": "l", "as": ["a", "b"]}],
        "mark": {"type": "bar", "color": okabe[0]},
        "encoding": {"x": {"field": "a", "bin": {"binned": True}, "type": "quantitative", "title": "CO₂e emissions, g",
                           "axis": {"labelExpr": "format(pow(10, datum.value), '~s')"}},
                     "x2": {"field": "b"}, "y": {"aggregate": "count", "title": "Models"}}}),
    "facet-wrap": ("models", "Emissions against size, by domain", {
        "transform": [positive], "facet": {"field": "domain", "sort": domains, "title": None}, "columns": 3,
        "spec": {"width": 110, "height": 90, "mark": {"type": "point", "size": 6, "filled": True, "color": okabe[0]},
                 "encoding": {"x": {"field": "size", "type": "quantitative", "scale": {"type": "log"}, "title": "Model size", "axis": {"format": "s"}},
                              "y": {"field": "co2", "type": "quantitative", "scale": {"type": "log"}, "title": "CO₂e, g"}}}}),
    "tile": ("models", "Models by month and domain", {
        "encoding": {"x": {"field": "month", "type": "ordinal", "timeUnit": "yearmonth", "title": None},
                     "y": {"field": "domain", "type": "nominal", "sort": domains, "title": None}},
        "layer": [{"mark": "rect", "encoding": {"color": {"aggregate": "count", "title": "Count"}}},
                  {"mark": {"type": "text", "fontSize": 8}, "encoding": {"text": {"aggregate": "count"}}}]}),
}
for name, (table, title, chart) in charts.items():
    specification = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "title": {"text": title, "anchor": "start"},
                     "config": {"font": "Roboto"},
                     "data": {"values": json.loads(data[table].to_json(orient="records"))}, **chart}
    if "facet" not in chart:
        specification |= {"width": 360, "height": 220 if name != "tile" else 110}
    with open(f"{target}/{name}-vega.png", "wb") as file:
        file.write(vl_convert.vegalite_to_png(json.dumps(specification), scale=1.6))

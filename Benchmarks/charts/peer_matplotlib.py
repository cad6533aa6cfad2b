"""The eight charts with pandas, Matplotlib and seaborn: peer_matplotlib.py DATA OUT."""

import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

data, out = sys.argv[1:3]
monthly = pd.read_csv(f"{data}/monthly.csv")
quarterly = pd.read_csv(f"{data}/quarterly.csv")
tags = pd.read_csv(f"{data}/tags.csv")
models = pd.read_csv(f"{data}/models.csv")
sns.set_theme(style="whitegrid")


def axes(width=8, height=4.5):
    return plt.subplots(figsize=(width, height))[1]


def save(name):
    plt.tight_layout()
    plt.savefig(f"{out}/{name}.png", dpi=150)
    plt.savefig(f"{out}/{name}.pdf")
    plt.close()


ax = axes()
ax.plot(monthly.year, monthly.models)
ax.set(title="Models per month", xlabel="Year", ylabel="Models")
save("1-line")

ax = axes()
sns.regplot(data=monthly, x="year", y="share", ax=ax)
ax.set(title="Models that report emissions", xlabel="Year", ylabel="%")
save("2-trend")

ax = axes()
wide = quarterly.pivot(index="quarter", columns="domain", values="models")
wide.div(wide.sum(axis=1), axis=0).plot.bar(stacked=True, ax=ax, width=0.9)
ax.set(title="Domains by quarter", ylabel="Share")
save("3-stack")

ax = axes()
sns.boxplot(data=models, x="domain", y="co2_eq_emissions", log_scale=(False, True), ax=ax)
ax.set(title="Emissions by domain", ylabel="g CO2e")
save("4-box")

ax = axes()
slope, start = np.polyfit(np.log10(models.size_bytes), np.log10(models.co2_eq_emissions), 1)
ends = np.array([models.size_bytes.min(), models.size_bytes.max()])
ax.scatter(models.size_bytes, models.co2_eq_emissions, s=8, alpha=0.5)
ax.plot(ends, 10 ** (start + slope * np.log10(ends)), "r")
ax.set(xscale="log", yscale="log", title="Emissions and size", xlabel="Bytes", ylabel="g CO2e")
save("5-scatter")

ax = axes()
ax.hist(np.log10(models.downloads + 1), bins=40)
ax.set(title="Downloads", xlabel="log10(downloads + 1)", ylabel="Models")
save("6-histogram")

ax = axes()
ax.barh(tags.tag[::-1], tags.models[::-1])
ax.set(title="Top tags", xlabel="Models")
save("7-tags")

ax = axes(6, 5)
numbers = models.drop(columns="domain").corr(method="spearman")
sns.heatmap(numbers, annot=True, fmt=".2f", vmin=-1, vmax=1, cmap="coolwarm", ax=ax)
ax.set(title="Spearman correlations")
save("8-correlation")

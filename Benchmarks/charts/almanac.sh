#!/bin/sh
# The eight charts: almanac.sh PROGRAM DATA OUT. Each is a process of its own, and writes both files.
set -eu
program=$1 data=$2 out=$3
specs=$(dirname "$0")/specs

draw() { # NAME TABLE OPTIONS...
  name=$1 table=$2
  shift 2
  "$program" plot "$data/$table.csv" "$@" -o "$out/$name.png" -o "$out/$name.pdf" --quiet >/dev/null
}

draw 1-line monthly --mark line --x year --y models --title "Models per month"
draw 2-trend monthly --mark point --x year --y share --fit ols --title "Models that report emissions"
draw 3-stack quarterly --spec "$specs/3-stack.yml"
draw 4-box models --mark boxplot --x domain --y co2_eq_emissions --log y --title "Emissions by domain"
draw 5-scatter models --mark point --x size_bytes --y co2_eq_emissions --log xy --fit ols \
  --title "Emissions and size"
draw 6-histogram models --mark histogram --x downloads --log x --title "Downloads"
draw 7-tags tags --spec "$specs/7-tags.yml"
draw 8-correlation models --spec "$specs/8-correlation.yml"

internal import Basics
internal import Statistics

/// Results of several parts, such as the correlations of a series or the curves of survival: what stands out of them.
extension ResultText {
  /// The parts in one sentence, numbers with the addresses at which they stand.
  var parts: Statement { .parts(of: outcome, finding, method: name, count: countText) }

  private var finding: [Inline]? {
    switch method {
    case "acf": correlations
    case "change-points": changes
    case "stl": strengths
    case "forecast": forecast
    case "kaplan-meier": medians
    case "fit-distribution": families
    case "concentration": concentrations
    case "anova-table": terms
    default: nil
    }
  }

  /// The rows under a key, each with its address.
  private func rows(_ key: Detail.Key) -> [(row: JSON, place: Address)] {
    guard case .parts(let json)? = result[key] else { return [] }
    return (json.arrayValue ?? []).enumerated().map { index, row in
      // A term is found by its name, other rows by their place.
      (row, address(key).element(row["term"]?.stringValue ?? String(index)))
    }
  }

  private func number(
    _ row: JSON, _ field: String, _ place: Address, _ format: NumberFormat = .number
  ) -> Inline? {
    row[field]?.doubleValue.map {
      cited($0, format, at: Address(id: place.id, path: place.path + [.field(field)]))
    }
  }

  private func interval(
    _ row: JSON, _ place: Address, _ format: NumberFormat? = nil
  ) -> [Inline] {
    guard let ends = row["ci"]?.arrayValue?.map(\.doubleValue), ends.count == 2,
      ends[0] != nil || ends[1] != nil
    else { return [] }
    let limits = (ends[0], ends[1])
    return intervalText(
      limits, format ?? Self.format(for: limits),
      at: Address(id: place.id, path: place.path + [.field("ci")]),
      numbers: limits)
  }

  private var correlations: [Inline]? {
    guard let band = result.number(.band) else { return nil }
    let lags = rows(.lags)
    let beyond = lags.filter { abs($0.row["acf"]?.doubleValue ?? 0) > band }
    guard !beyond.isEmpty else {
      return [
        .text(
          "No autocorrelation of \(outcome) up to lag \(lags.count) lay beyond the \(English.percent(level)) band"
        )
      ]
    }
    let shown = beyond.prefix(6).compactMap { lag -> [Inline]? in
      guard let value = number(lag.row, "acf", lag.place, .fixed(2)),
        let place = lag.row["lag"]?.doubleValue
      else { return nil }
      return [.text("\(NumberFormat.integer.text(place)) ("), value, .text(")")]
    }
    let rest = beyond.count - shown.count
    return [
      .text(
        "Autocorrelations of \(outcome) lay beyond the \(English.percent(level)) band at lag\(beyond.count == 1 ? "" : "s") "
      )
    ]
      + Self.joined(shown) + (rest > 0 ? [.text(" and \(rest) more")] : [])
  }

  private var changes: [Inline]? {
    let changes = rows(.changePoints)
    guard !changes.isEmpty else { return [.text("The mean of \(outcome) did not change")] }
    let places = changes.prefix(6).compactMap { change -> [Inline]? in
      number(change.row, "index", change.place, .integer).map {
        [$0] + interval(change.row, change.place, .integer)
      }
    }
    let rest = changes.count - places.count
    return [.text("The mean of \(outcome) changed after value\(changes.count == 1 ? "" : "s") ")]
      + Self.joined(places, by: "; ") + (rest > 0 ? [.text(" and \(rest) more")] : [])
  }

  private var strengths: [Inline]? {
    guard case .parts(let row)? = result[.strength],
      let trend = number(row, "trend", address(.strength), .fixed(2)),
      let seasons = number(row, "seasonal", address(.strength), .fixed(2))
    else { return nil }
    return [
      .text("The trend of \(outcome) had a strength of "), trend, .text(", its seasons one of "),
      seasons,
    ]
  }

  private var forecast: [Inline]? {
    guard case .text(let model)? = result[.model], let last = rows(.forecasts).last,
      let value = number(last.row, "estimate", last.place)
    else { return nil }
    let steps = rows(.forecasts).count
    return [
      .text(
        "The forecast of \(outcome) \(steps) step\(steps == 1 ? "" : "s") ahead, by \(model), was "),
      value,
    ]
      + interval(last.row, last.place)
  }

  private var medians: [Inline]? {
    let medians = rows(.medians)
    guard !medians.isEmpty else { return nil }
    let shown = medians.prefix(6).map { median -> [Inline] in
      let group = median.row["group"]?.stringValue.map { " for \($0)" } ?? ""
      guard let value = number(median.row, "median", median.place) else {
        return [.text("not reached" + group)]
      }
      return [value] + interval(median.row, median.place) + [.text(group)]
    }
    return [.text("Median survival was ")] + Self.joined(shown, by: "; ")
  }

  private var families: [Inline]? {
    let fits = rows(.fits)
    let best = fits.filter { $0.row["aic"]?.doubleValue != nil }
      .min { ($0.row["aic"]?.doubleValue ?? 0) < ($1.row["aic"]?.doubleValue ?? 0) }
    if let best, let family = best.row["family"]?.stringValue,
      let aic = number(best.row, "aic", best.place)
    {
      let count = fits.count { $0.row["aic"]?.doubleValue != nil }
      let title = ResultNames.family(family)
      return count == 1
        ? [.text("The \(title) distribution was fitted to \(outcome), with AIC "), aic]
        : [
          .text(
            "Of \(count) families of distributions, the \(title) one fitted \(outcome) best, with AIC "
          ),
          aic,
        ]
    }
    guard let law = fits.first, let parameters = law.row["parameters"],
      let alpha = parameters["alpha"]?.doubleValue, let low = parameters["xmin"]?.doubleValue
    else { return nil }
    let place = Address(id: law.place.id, path: law.place.path + [.field("parameters")])
    return [
      .text("A power law was fitted to \(outcome) from "),
      cited(low, .number, at: Address(id: place.id, path: place.path + [.field("xmin")])),
      .text(" on, α = "),
      cited(alpha, .fixed(2), at: Address(id: place.id, path: place.path + [.field("alpha")])),
    ]
  }

  private var concentrations: [Inline]? {
    guard case .parts(let gini)? = result[.gini],
      let value = number(gini, "estimate", address(.gini), .fixed(2))
    else { return nil }
    var text: [Inline] =
      [.text("The Gini coefficient of \(outcome) was "), value] + interval(gini, address(.gini))
    if let top = rows(.top).last, let share = top.row["share"]?.doubleValue,
      let part = top.row["of_total"]
    {
      let place = Address(id: top.place.id, path: top.place.path + [.field("of_total")])
      if let held = number(part, "estimate", place, .fixed(2)) {
        text += [
          .text("; the largest \(English.percent(share)) of the values held "), held,
        ]
        text += interval(part, place) + [.text(" of the total")]
      }
    }
    return text
  }

  private var terms: [Inline]? {
    let tested = rows(.terms).filter { $0.row["p_value"]?.doubleValue != nil }
    guard !tested.isEmpty else { return nil }
    let found = tested.filter { ($0.row["p_value"]?.doubleValue ?? 1) < Self.significance }
    guard !found.isEmpty else {
      return [.text("There was no evidence that any term of the model explained \(outcome)")]
    }
    let shown = found.prefix(6).map { term -> [Inline] in
      let place = Address(id: term.place.id, path: term.place.path + [.field("p_value")])
      return [.text(label(term.row["term"]?.stringValue ?? "") + " (")]
        + (pText(term.row["p_value"]?.doubleValue, at: place) ?? []) + [.text(")")]
    }
    return [.text("The model gave evidence for ")] + Self.joined(shown)
      + (found.count > shown.count ? [.text(" and \(found.count - shown.count) more")] : [])
  }
}

import Tables

/// What a trend test lets one say: nothing but the sign that its interval, and where it belongs to a
/// family its corrected p-value, support.
struct TrendWords {
  let text: String

  /// Reads the slope of a fit, or the estimate of a trend test, with its interval.
  init(_ json: JSON) {
    let estimate = json.value(at: [.field("slope")]) ?? json["estimate"]
    let ends = estimate?["ci"]?.arrayValue?.map(\.doubleValue) ?? []
    guard json["error"] == nil else {
      text = "has too few values for a trend"
      return
    }
    let level = estimate?["level"]?.doubleValue ?? json["level"]?.doubleValue ?? 0.95
    // Of a test among others the corrected p-value decides, as in its sentence.
    if let p = json["p_adjusted"]?.doubleValue, p >= 1 - level {
      text = "shows no clear trend"
    } else if ends.count == 2, let low = ends[0], low > 0 {
      text = "rises"
    } else if ends.count == 2, let high = ends[1], high < 0 {
      text = "falls"
    } else if ends.count == 2 {
      text = "shows no clear trend"
    } else if let p = json["p_value"]?.doubleValue, p < 0.05,
      let value = estimate?.principal.doubleValue, value != 0
    {
      text = value > 0 ? "rises" : "falls"
    } else {
      text = "shows no clear trend"
    }
  }
}

import Tables

/// What a trend test lets one say: nothing but the sign that its interval supports.
struct TrendWords {
  let text: String

  /// Reads the slope of a fit, or the estimate of a trend test, with its interval.
  init(_ json: JSON) {
    let estimate = json.value(at: [.field("slope")]) ?? json["estimate"]
    let ends = estimate?["ci"]?.arrayValue?.map(\.doubleValue) ?? []
    if ends.count == 2, let low = ends[0], low > 0 {
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

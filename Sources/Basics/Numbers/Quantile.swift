/// Sample quantiles in the nine definitions of Hyndman and Fan (1996), doi:10.1080/00031305.1996.10473566.
///
/// The one source of quantiles for tables, statistics and charts. Type 7 is the default of NumPy and R, type 6
/// that of SPSS; agrees with R's `quantile(type = )`.
public enum Quantile {
  /// The `p`-quantile of ascending `sorted` values; NaN if there is none, or `p` is not a probability.
  public static func of(
    sorted: some RandomAccessCollection<Double>, _ p: Double, type: Int = 7
  ) -> Double {
    guard !sorted.isEmpty, p >= 0, p <= 1 else { return .nan }
    func at(_ index: Int) -> Double {
      sorted[sorted.index(sorted.startIndex, offsetBy: min(max(index, 0), sorted.count - 1))]
    }
    let place =
      type <= 3 ? step(p, sorted.count, type) : Self.place(p, count: sorted.count, type: type)
    let low = at(place.index)
    return place.share == 0 ? low : between(low, at(place.index + 1), place.share)
  }

  /// Where the `p`-quantile of `count` values lies: at the value of a rank counted from 0, and from there so
  /// great a share of the way to the next.
  ///
  /// As in R, a place that is whole but for rounding is whole.
  package static func place(
    _ p: Double, count: Int, type: Int = 7
  ) -> (index: Int, share: Double) {
    let (a, b) =
      switch type {
      case 4: (0.0, 1.0)
      case 5: (0.5, 0.5)
      case 6: (0.0, 0.0)
      case 8: (1.0 / 3, 1.0 / 3)
      case 9: (3.0 / 8, 3.0 / 8)
      default: (1.0, 1.0)
      }
    let position = p * (Double(count) + 1 - a - b) + (a - 1)
    let whole = (position + fuzz).rounded(.down)
    let share = position - whole
    return (Int(whole), abs(share) < fuzz ? 0 : share)
  }

  /// Types 1 to 3, whose quantiles are values, or half way between two.
  private static func step(
    _ p: Double, _ count: Int, _ type: Int
  ) -> (index: Int, share: Double) {
    let position = Double(count) * p + (type == 3 ? -0.5 : 0)
    let whole = (position + fuzz).rounded(.down)
    let isWhole = abs(position - whole) <= fuzz || position < whole
    let index = Int(whole) - 1
    switch type {
    case 1: return (isWhole ? index : index + 1, 0)
    case 2: return isWhole ? (index, 0.5) : (index + 1, 0)
    default:
      let isEven = whole.truncatingRemainder(dividingBy: 2) == 0
      return (abs(position - whole) <= fuzz && isEven ? index : index + 1, 0)
    }
  }

  private static let fuzz = 4 * Double.ulpOfOne

  /// The value that lies a `share` of the way from `low` to `high`: exact at both ends, rounded once in the
  /// middle, monotone between.
  package static func between(_ low: Double, _ high: Double, _ share: Double) -> Double {
    if low == high { return low }
    if share == 0.5 { return low / 2 + high / 2 }
    return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
  }

  /// The median of ascending `sorted` values; NaN if there is none.
  public static func median(sorted: some RandomAccessCollection<Double>) -> Double {
    of(sorted: sorted, 0.5)
  }
}

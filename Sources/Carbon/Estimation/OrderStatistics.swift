/// The middle value, the mean of the two middle ones for an even count; 0 for none.
func median(_ values: [Double]) -> Double { quantile(values.sorted(), 0.5) }

/// The quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996; NumPy's
/// default); 0 for no values.
func quantile(_ sorted: [Double], _ probability: Double) -> Double {
  guard let last = sorted.last else { return 0 }
  let position = probability * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return last }
  let (a, b) = (sorted[below], sorted[below + 1])
  // NumPy interpolates from the nearer end; a difference of infinities would be no number.
  let fraction = position - Double(below)
  if a == b || fraction == 0 { return a }
  return fraction < 0.5 ? a + (b - a) * fraction : b - (b - a) * (1 - fraction)
}

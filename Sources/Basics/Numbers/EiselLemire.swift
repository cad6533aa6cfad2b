/// The nearest double to `mantissa * 10^exponent` for any 64-bit mantissa.
///
/// Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51 (2021),
/// doi:10.1002/spe.2984; that no fallback is needed: Mushtak and Lemire, "Fast number parsing
/// without fallback", Software: Practice and Experience 53 (2023), doi:10.1002/spe.3198.
enum EiselLemire {
  private static let smallest = -342
  private static let largest = 308

  static func double(mantissa: UInt64, exponent: Int) -> Double {
    if mantissa == 0 || exponent < smallest { return 0 }
    if exponent > largest { return .infinity }
    let leading = mantissa.leadingZeroBitCount
    let shifted = mantissa << UInt64(leading)
    let power = powersOfFive[exponent - smallest]
    var (high, low) = shifted.multipliedFullWidth(by: power.high)
    if high & 0x1FF == 0x1FF {
      let more = shifted.multipliedFullWidth(by: power.low).high
      let (sum, carry) = low.addingReportingOverflow(more)
      low = sum
      if carry { high &+= 1 }
    }
    let upper = Int(high >> 63)
    let cut = UInt64(upper + 64 - 52 - 3)
    var digits = high >> cut
    // floor(log2(10^exponent)) + 63, by a multiplication that is exact over this range.
    let binary = (((152_170 + 65_536) * exponent) >> 16) + 63
    var power2 = binary + upper - leading + 1023
    if power2 <= 0 {
      if 1 - power2 >= 64 { return 0 }
      digits >>= UInt64(1 - power2)
      digits += digits & 1
      digits >>= 1
      power2 = digits < 1 << 52 ? 0 : 1
      return Double(bitPattern: digits & (1 << 52 - 1) | UInt64(power2) << 52)
    }
    // A product that lies exactly half way between two doubles goes to the even one.
    if low <= 1, exponent >= -4, exponent <= 23, digits & 3 == 1, digits << cut == high {
      digits &= ~1
    }
    digits += digits & 1
    digits >>= 1
    if digits >= 2 << 52 {
      digits = 1 << 52
      power2 += 1
    }
    if power2 >= 0x7FF { return .infinity }
    return Double(bitPattern: digits & ~(1 << 52) | UInt64(power2) << 52)
  }

  /// 5^q for q = -342...308, normalised to 128 bits: cut for q >= 0, reciprocals rounded up for the
  /// others where they are exact to the last bit, cut beyond. Computed once, in 0.1 ms.
  private static let powersOfFive: [(high: UInt64, low: UInt64)] = {
    var negative: [(high: UInt64, low: UInt64)] = []
    // floor(2^1856 / 5^n) by repeated division, most significant word first.
    var reciprocal = [UInt64](repeating: 0, count: 30)
    reciprocal[0] = 1
    for n in 1...(-smallest) {
      var remainder: UInt64 = 0
      for index in reciprocal.indices {
        (reciprocal[index], remainder) = UInt64(5).dividingFullWidth((remainder, reciprocal[index]))
      }
      var top = top128(reciprocal)
      if n <= 27 {
        let (low, carry) = top.low.addingReportingOverflow(1)
        top = (top.high + (carry ? 1 : 0), low)
      }
      negative.append(top)
    }
    var positive: [(high: UInt64, low: UInt64)] = []
    var power = [UInt64](repeating: 0, count: 13)
    power[12] = 1
    for _ in 0...largest {
      positive.append(top128(power))
      var carry: UInt64 = 0
      for index in power.indices.reversed() {
        let (high, low) = power[index].multipliedFullWidth(by: 5)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        power[index] = sum
        carry = high + (overflow ? 1 : 0)
      }
    }
    return negative.reversed() + positive
  }()

  private static func top128(_ words: [UInt64]) -> (high: UInt64, low: UInt64) {
    guard let first = words.firstIndex(where: { $0 != 0 }) else { return (0, 0) }
    func word(_ index: Int) -> UInt64 { index < words.count ? words[index] : 0 }
    let shift = UInt64(words[first].leadingZeroBitCount)
    if shift == 0 { return (word(first), word(first + 1)) }
    return (
      word(first) << shift | word(first + 1) >> (64 - shift),
      word(first + 1) << shift | word(first + 2) >> (64 - shift)
    )
  }
}

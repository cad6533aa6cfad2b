/// What the name of a model says, without its author: its words, its size, whether it is a mixture of experts.
struct ModelName: Sendable {
  /// The name in lower case without the endings of copies, as names are compared.
  let key: String
  /// What stands between `-`, `_`, `.` and spaces, in lower case.
  let words: [String]
  /// Parameters, by the last size in the name.
  let parameters: Double?
  /// Parameters that act on a token: `A3B`.
  let activeParameters: Double?
  /// Whether the name speaks of experts: `8x7b`, `moe`, `A3B`.
  let isMixture: Bool

  init(_ name: String) {
    let lower = name.lowercased()
    words = Self.split(lower)
    key = Self.withoutEndings(lower)
    let sizes = Self.sizes(Array(lower.utf8))
    parameters = Self.size(among: sizes)
    activeParameters = words.reversed().lazy.compactMap(Self.active).first
    isMixture =
      activeParameters != nil || lower.contains("moe")
      || sizes.contains { $0.experts != nil }
  }

  private static func split(_ lower: String) -> [String] {
    lower.utf8.split(whereSeparator: isSeparator).map { String(decoding: $0, as: UTF8.self) }
  }

  /// A byte that stands between words.
  static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x2D || byte == 0x5F || byte == 0x2E || byte == 0x20
  }

  private static let endings = [
    "-hf", "-fp16", "-bf16", "-fp32", "-safetensors", "-mirror", "-copy", "-backup", "-reupload",
  ]

  private static func withoutEndings(_ lower: String) -> String {
    var name = lower[...]
    while let ending = endings.first(where: {
      name.hasSuffix($0) && name.utf8.count > $0.utf8.count
    }) {
      name = name.dropLast(ending.count)
    }
    return String(name)
  }

  // MARK: Sizes

  private struct Size {
    let value: Double
    let experts: Double?
    let unit: UInt8
    let isContext: Bool
  }

  /// Lengths of contexts in thousands: never a size.
  private static let contexts: Set<Double> = [2, 4, 8, 16, 32, 64, 128, 200, 256, 512]

  private static func size(among sizes: [Size]) -> Double? {
    let sizes = sizes.filter { !$0.isContext }
    let isMillionContext: (Size) -> Bool = { $0.unit == 0x6D && $0.value == 1e6 }
    let others = sizes.filter { !isMillionContext($0) }
    return (others.last ?? sizes.last)?.value
  }

  /// `[N x]SIZE UNIT` between the ends or separators.
  private static func sizes(_ bytes: [UInt8]) -> [Size] {
    var found: [Size] = []
    var place = 0
    while place < bytes.count {
      guard place == 0 || isSeparator(bytes[place - 1]), let (size, end) = size(bytes, at: place)
      else {
        place += 1
        continue
      }
      found.append(size)
      place = end
    }
    return found
  }

  private static func size(_ bytes: [UInt8], at start: Int) -> (size: Size, end: Int)? {
    guard var (number, end) = number(bytes, at: start) else { return nil }
    var experts: Double?
    if end < bytes.count, bytes[end] == 0x78, let (each, last) = Self.number(bytes, at: end + 1) {
      experts = number
      (number, end) = (each, last)
    }
    while end < bytes.count, bytes[end] == 0x20 { end += 1 }
    guard end < bytes.count, let factor = factor(bytes[end]),
      end + 1 == bytes.count || isSeparator(bytes[end + 1])
    else { return nil }
    let value = number * (experts ?? 1) * factor
    guard value.isFinite, value > 0 else { return nil }
    let isContext = bytes[end] == 0x6B && experts == nil && contexts.contains(number)
    return (
      Size(value: value, experts: experts, unit: bytes[end], isContext: isContext),
      end + 1
    )
  }

  private static func factor(_ unit: UInt8) -> Double? {
    switch unit {
    case 0x6B: 1e3
    case 0x6D: 1e6
    case 0x62: 1e9
    case 0x74: 1e12
    default: nil
    }
  }

  /// Digits, perhaps with a point and more digits.
  private static func number(_ bytes: [UInt8], at start: Int) -> (value: Double, end: Int)? {
    func digits(from place: Int) -> Int {
      var end = place
      while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
      return end
    }
    var end = digits(from: start)
    guard end > start, end - start < 16 else { return nil }
    if end < bytes.count, bytes[end] == 0x2E {
      let last = digits(from: end + 1)
      if last > end + 1 { end = last }
    }
    return Double(String(decoding: bytes[start..<end], as: UTF8.self)).map { ($0, end) }
  }

  /// `a3b`
  private static func active(_ word: String) -> Double? {
    let bytes = Array(word.utf8)
    guard bytes.first == 0x61, let (size, end) = size(bytes, at: 1), end == bytes.count else {
      return nil
    }
    return size.value
  }
}

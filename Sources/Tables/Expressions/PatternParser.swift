internal import Basics

/// Reads the text of a regular expression.
struct PatternParser {
  typealias Node = RegularExpression.Node
  typealias CharacterSet = RegularExpression.CharacterSet

  static let word = CharacterSet(ranges: ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
  private static let digit = CharacterSet(ranges: ["0"..."9"])
  private static let space = CharacterSet(
    ranges: ["\t"..."\n", "\u{0C}"..."\r", " "..." "])

  private let scalars: [Unicode.Scalar]
  private var place = 0
  private(set) var groups = 0
  private var depth = 0
  private var flags = Flags()

  private struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotTakesNewline = false
    var isLazy = false
  }

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  mutating func whole() throws -> Node {
    let node = try either()
    guard place == scalars.count else { throw problem("')' closes nothing") }
    return node
  }

  private func problem(_ text: String) -> RegularExpression.PatternError {
    RegularExpression.PatternError(problem: text)
  }

  private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    place += 1
    return true
  }

  private mutating func either() throws -> Node {
    depth += 1
    let outer = flags
    defer {
      depth -= 1
      flags = outer
    }
    guard depth < Limits.patternDepth else { throw problem("it is nested too deeply") }
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .either(nodes)
  }

  private mutating func sequence() throws -> Node {
    var nodes: [Node] = []
    while let scalar = current, scalar != "|", scalar != ")" { nodes.append(try repeated()) }
    return .sequence(nodes)
  }

  private mutating func repeated() throws -> Node {
    var node = try atom()
    while let scalar = current {
      var range: (Int, Int?)
      switch scalar {
      case "*": range = (0, nil)
      case "+": range = (1, nil)
      case "?": range = (0, 1)
      case "{":
        guard let bounds = bounds() else { return node }
        range = bounds
        guard range.0 <= Limits.patternCount, range.1 ?? 0 <= Limits.patternCount,
          range.0 <= range.1 ?? .max
        else {
          throw problem("a count in braces is too large or reversed")
        }
        node = .times(node, range.0, range.1, lazy: take("?") != flags.isLazy)
        continue
      default: return node
      }
      place += 1
      node = .times(node, range.0, range.1, lazy: take("?") != flags.isLazy)
    }
    return node
  }

  /// `{m}`, `{m,}` or `{m,n}`; anything else in braces is text.
  private mutating func bounds() -> (Int, Int?)? {
    guard let close = scalars[place...].firstIndex(of: "}") else { return nil }
    let inner = String(String.UnicodeScalarView(scalars[place + 1..<close]))
    let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let least = Int(parts[0]) else { return nil }
    let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1])
    if parts.count == 2, !parts[1].isEmpty, most == nil { return nil }
    place = close + 1
    return (least, most)
  }

  private mutating func atom() throws -> Node {
    let scalar = scalars[place]
    place += 1
    switch scalar {
    case ".":
      let newline: [ClosedRange<Unicode.Scalar>] = flags.dotTakesNewline ? [] : ["\n"..."\n"]
      return .one(CharacterSet(ranges: newline, isNegated: true))
    case "^": return .edge(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .edge(flags.isMultiline ? .lineEnd : .textEnd)
    case "[": return .one(try set())
    case "(":
      if take("?") { return try special() }
      return try captured()
    case "*", "+", "?": throw problem("'\(scalar)' repeats nothing")
    case "\\":
      if take("b") { return .edge(.wordBoundary(true)) }
      if take("B") { return .edge(.wordBoundary(false)) }
      if take("A") { return .edge(.textStart) }
      if take("z") { return .edge(.textEnd) }
      if take("Q") { return quoted() }
      return one(try escape())
    default: return one(CharacterSet(ranges: [scalar...scalar]))
    }
  }

  private func one(_ set: CharacterSet) -> Node {
    var set = set
    set.ignoresCase = flags.ignoresCase
    return .one(set)
  }

  private mutating func captured() throws -> Node {
    groups += 1
    let index = groups
    let inner = try either()
    guard take(")") else { throw problem("'(' is never closed") }
    return .group(inner, index)
  }

  /// What follows `(?`: a group that is not captured, a named one, or flags.
  private mutating func special() throws -> Node {
    if take("P") || current == "<" {
      guard take("<"), let close = scalars[place...].firstIndex(of: ">"), close > place else {
        throw problem("a named group is written (?P<name>...)")
      }
      place = close + 1
      return try captured()
    }
    var own = flags
    var isOn = true
    while let scalar = current, scalar != ":", scalar != ")" {
      place += 1
      switch scalar {
      case "-": isOn = false
      case "i": own.ignoresCase = isOn
      case "m": own.isMultiline = isOn
      case "s": own.dotTakesNewline = isOn
      case "U": own.isLazy = isOn
      default: throw problem("after '(?' only the flags i, m, s, U, ':' and P<name> are known")
      }
    }
    if take(")") {
      // The flags hold to the end of the group around them.
      flags = own
      return .empty
    }
    guard take(":") else { throw problem("'(' is never closed") }
    let outer = flags
    flags = own
    let inner = try either()
    flags = outer
    guard take(")") else { throw problem("'(' is never closed") }
    return inner
  }

  /// The text between `\Q` and `\E` as it stands.
  private mutating func quoted() -> Node {
    var nodes: [Node] = []
    while let scalar = current {
      place += 1
      if scalar == "\\", take("E") { break }
      nodes.append(one(CharacterSet(ranges: [scalar...scalar])))
    }
    return .sequence(nodes)
  }

  private mutating func escape() throws -> CharacterSet {
    guard let scalar = current else { throw problem("it ends in a backslash") }
    place += 1
    switch scalar {
    case "d": return PatternParser.digit
    case "w": return PatternParser.word
    case "s": return PatternParser.space
    case "D", "W", "S":
      var set =
        scalar == "D"
        ? PatternParser.digit : scalar == "W" ? PatternParser.word : PatternParser.space
      set.isNegated = true
      return set
    case "n": return CharacterSet(ranges: ["\n"..."\n"])
    case "t": return CharacterSet(ranges: ["\t"..."\t"])
    case "r": return CharacterSet(ranges: ["\r"..."\r"])
    case "f": return CharacterSet(ranges: ["\u{0C}"..."\u{0C}"])
    case "v": return CharacterSet(ranges: ["\u{0B}"..."\u{0B}"])
    case "a": return CharacterSet(ranges: ["\u{07}"..."\u{07}"])
    case "x": return try hexadecimal()
    case "p", "P": return try category(isNegated: scalar == "P")
    default:
      guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
        throw problem("'\\\(scalar)' is not known")
      }
      return CharacterSet(ranges: [scalar...scalar])
    }
  }

  /// `\x41` or `\x{1F600}`.
  private mutating func hexadecimal() throws -> CharacterSet {
    var digits = ""
    if take("{") {
      while let scalar = current, scalar != "}" {
        digits.unicodeScalars.append(scalar)
        place += 1
      }
      guard take("}") else { throw problem("'\\x{' is never closed") }
    } else {
      for _ in 0..<2 {
        guard let scalar = current else { break }
        digits.unicodeScalars.append(scalar)
        place += 1
      }
      if digits.count < 2 { digits = "" }
    }
    guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw problem("'\\x' needs two hexadecimal digits, or the number of a character in braces")
    }
    return CharacterSet(ranges: [scalar...scalar])
  }

  /// `\pL`, `\p{Lu}` and `\p{^Lu}`.
  private mutating func category(isNegated: Bool) throws -> CharacterSet {
    var name = ""
    var isNegated = isNegated
    if take("{") {
      if take("^") { isNegated.toggle() }
      while let scalar = current, scalar != "}" {
        name.unicodeScalars.append(scalar)
        place += 1
      }
      guard take("}") else { throw problem("'\\p{' is never closed") }
    } else if let scalar = current {
      name.unicodeScalars.append(scalar)
      place += 1
    }
    if name == "Any" { return CharacterSet(isNegated: !isNegated) }
    guard Unicode.GeneralCategory.codes.contains(where: { $0.hasPrefix(name) }), !name.isEmpty
    else {
      throw problem(
        "'\\p{\(name)}' is not known: general categories are, such as L, Lu, N and P; write a script as a range"
      )
    }
    return CharacterSet(isNegated: isNegated, categories: [name])
  }

  /// `[:alpha:]` within brackets; `nil` if there is none here.
  private mutating func posixClass() throws -> CharacterSet? {
    guard current == "[", place + 1 < scalars.count, scalars[place + 1] == ":",
      let close = scalars[place...].firstIndex(of: "]"), scalars[close - 1] == ":",
      close > place + 2
    else { return nil }
    var name = String(String.UnicodeScalarView(scalars[place + 2..<close - 1]))
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let ranges = PatternParser.posix[name] else {
      throw problem("there is no class '[:\(name):]'")
    }
    place = close + 1
    return CharacterSet(ranges: ranges, isNegated: isNegated)
  }

  private static let posix: [String: [ClosedRange<Unicode.Scalar>]] = [
    "alnum": ["0"..."9", "A"..."Z", "a"..."z"], "alpha": ["A"..."Z", "a"..."z"],
    "ascii": ["\0"..."\u{7F}"], "blank": ["\t"..."\t", " "..." "],
    "cntrl": ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"], "digit": ["0"..."9"],
    "graph": ["!"..."~"], "lower": ["a"..."z"], "print": [" "..."~"],
    "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"], "space": ["\t"..."\r", " "..." "],
    "upper": ["A"..."Z"], "word": word.ranges, "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
  ]

  private mutating func set() throws -> CharacterSet {
    var result = CharacterSet(isNegated: take("^"))
    var isFirst = true
    result.ignoresCase = flags.ignoresCase
    while let scalar = current, scalar != "]" || isFirst {
      isFirst = false
      if let named = try posixClass() {
        result.parts.append(named)
        continue
      }
      place += 1
      var low = scalar
      if scalar == "\\" {
        let inner = try escape()
        guard !inner.isNegated, inner.categories.isEmpty, inner.ranges.count == 1,
          let only = inner.ranges.first, only.lowerBound == only.upperBound
        else {
          result.parts.append(inner)
          continue
        }
        low = only.lowerBound
      }
      if current == "-", place + 1 < scalars.count, scalars[place + 1] != "]" {
        place += 1
        var high = scalars[place]
        place += 1
        if high == "\\" { high = try escape().ranges.first?.lowerBound ?? high }
        guard low <= high else { throw problem("a range in brackets is reversed") }
        result.ranges.append(low...high)
      } else {
        result.ranges.append(low...low)
      }
    }
    guard take("]") else { throw problem("'[' is never closed") }
    return result
  }
}

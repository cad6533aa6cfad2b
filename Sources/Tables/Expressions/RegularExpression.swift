internal import Basics

/// Regular expressions that take time proportional to pattern times text, whatever the pattern.
///
/// Literals, `.`, classes `[a-z]` `\d \w \s` and their negations, `\b`, anchors `^ $`, groups `( )`
/// and `(?: )`, `|`, `* + ? {m,n}` greedy or lazy with `?`, `(?i)` in front. Thompson's construction
/// run by a machine that carries the captures along (Pike).
struct RegularExpression: Sendable {
  struct PatternError: Error { let problem: String }

  /// What is wrong with a pattern; `nil`: nothing.
  static func problem(_ pattern: String) -> String? {
    do {
      _ = try RegularExpression(pattern)
      return nil
    } catch {
      return (error as? PatternError)?.problem ?? "\(error)"
    }
  }

  fileprivate indirect enum Node {
    case empty
    case one(CharacterSet)
    case start, end, wordBoundary(Bool)
    case sequence([Node])
    case either([Node])
    case group(Node, Int)
    case times(Node, Int, Int?, lazy: Bool)
  }

  fileprivate struct CharacterSet: Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      ranges.contains { $0.contains(scalar) } != isNegated
    }
  }

  private enum Instruction: Sendable {
    case one(CharacterSet)
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case start, end, wordBoundary(Bool)
    case match
  }

  private var program: [Instruction] = []
  private let groups: Int
  private let ignoresCase: Bool

  init(_ pattern: String) throws {
    var text = pattern
    ignoresCase = text.hasPrefix("(?i)")
    if ignoresCase { text = String(text.dropFirst(4)).lowercased() }
    var parser = PatternParser(Array(text.unicodeScalars))
    let node = try parser.whole()
    groups = parser.groups
    try emit(.group(node, 0))
    program.append(.match)
  }

  private mutating func emit(_ node: Node) throws {
    guard program.count < Limits.patternSteps else {
      throw PatternError(problem: "it is too large")
    }
    switch node {
    case .empty: break
    case .one(let set): program.append(.one(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .wordBoundary(let holds): program.append(.wordBoundary(holds))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .group(let inner, let index):
      program.append(.save(2 * index))
      try emit(inner)
      program.append(.save(2 * index + 1))
    case .either(let nodes):
      var ends: [Int] = []
      for (index, node) in nodes.enumerated() {
        guard index < nodes.count - 1 else {
          try emit(node)
          break
        }
        let fork = program.count
        program.append(.match)
        try emit(node)
        ends.append(program.count)
        program.append(.match)
        program[fork] = .split(fork + 1, program.count)
      }
      for end in ends { program[end] = .jump(program.count) }
    case .times(let inner, let least, let most, let lazy):
      for _ in 0..<least { try emit(inner) }
      if let most {
        var forks: [Int] = []
        for _ in least..<max(least, most) {
          forks.append(program.count)
          program.append(.match)
          try emit(inner)
        }
        for fork in forks { program[fork] = split(fork + 1, program.count, lazy) }
      } else {
        let fork = program.count
        program.append(.match)
        try emit(inner)
        program.append(.jump(fork))
        program[fork] = split(fork + 1, program.count, lazy)
      }
    }
  }

  private func split(_ a: Int, _ b: Int, _ lazy: Bool) -> Instruction {
    lazy ? .split(b, a) : .split(a, b)
  }

  /// The first match, leftmost, and its groups; a group that took no part is `nil`.
  func firstMatch(in text: String) -> [String?]? {
    let scalars = Array(text.unicodeScalars)
    let compared = ignoresCase ? scalars.map(lowercased) : scalars
    var machine = Machine(expression: self, scalars: compared)
    guard let saved = machine.run() else { return nil }
    return (0...groups).map { group in
      guard saved[2 * group] >= 0, saved[2 * group + 1] >= 0 else { return nil }
      return String(
        String.UnicodeScalarView(scalars[saved[2 * group]..<saved[2 * group + 1]]))
    }
  }

  private func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  private struct Machine {
    let expression: RegularExpression
    let scalars: [Unicode.Scalar]
    private var mark: [Int]
    private var step = 0

    init(expression: RegularExpression, scalars: [Unicode.Scalar]) {
      self.expression = expression
      self.scalars = scalars
      mark = Array(repeating: -1, count: expression.program.count)
    }

    mutating func run() -> [Int]? {
      var threads: [(at: Int, saved: [Int])] = []
      var found: [Int]?
      let blank = [Int](repeating: -1, count: 2 * (expression.groups + 1))
      for place in 0...scalars.count {
        step += 1
        var next: [(at: Int, saved: [Int])] = []
        var current: [(at: Int, saved: [Int])] = []
        for thread in threads { add(thread.at, thread.saved, place, &current) }
        if found == nil { add(0, blank, place, &current) }
        for thread in current {
          switch expression.program[thread.at] {
          case .match:
            found = thread.saved
          case .one(let set):
            if place < scalars.count, set.contains(scalars[place]) {
              next.append((thread.at + 1, thread.saved))
            }
            continue
          default: continue
          }
          break
        }
        threads = next
        if threads.isEmpty, found != nil { break }
      }
      return found
    }

    /// Follows jumps and forks from `start`, best first, each instruction at most once a step.
    private mutating func add(
      _ start: Int, _ saved: [Int], _ place: Int, _ list: inout [(at: Int, saved: [Int])]
    ) {
      var stack = [(start, saved)]
      while let (at, saved) = stack.popLast() {
        if mark[at] == step { continue }
        mark[at] = step
        switch expression.program[at] {
        case .jump(let target): stack.append((target, saved))
        case .split(let first, let second):
          stack.append((second, saved))
          stack.append((first, saved))
        case .save(let slot):
          var changed = saved
          changed[slot] = place
          stack.append((at + 1, changed))
        case .start: if place == 0 { stack.append((at + 1, saved)) }
        case .end: if place == scalars.count { stack.append((at + 1, saved)) }
        case .wordBoundary(let holds):
          if (isWord(place - 1) != isWord(place)) == holds { stack.append((at + 1, saved)) }
        case .one, .match: list.append((at, saved))
        }
      }
    }

    private func isWord(_ place: Int) -> Bool {
      scalars.indices.contains(place) && PatternParser.word.contains(scalars[place])
    }
  }
}

private struct PatternParser {
  typealias Node = RegularExpression.Node
  typealias CharacterSet = RegularExpression.CharacterSet

  static let word = CharacterSet(ranges: ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"])
  private static let digit = CharacterSet(ranges: ["0"..."9"])
  private static let space = CharacterSet(ranges: ["\t"..."\r", " "..." "])

  private let scalars: [Unicode.Scalar]
  private var place = 0
  private(set) var groups = 0
  private var depth = 0

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
    defer { depth -= 1 }
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
          throw problem("a count in braces is too large or falls")
        }
        node = .times(node, range.0, range.1, lazy: take("?"))
        continue
      default: return node
      }
      place += 1
      node = .times(node, range.0, range.1, lazy: take("?"))
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
    case ".": return .one(CharacterSet(ranges: ["\n"..."\n"], isNegated: true))
    case "^": return .start
    case "$": return .end
    case "[": return .one(try set())
    case "(":
      if take("?") {
        guard take(":") else { throw problem("only (?: and a leading (?i) may follow '(?'") }
        let inner = try either()
        guard take(")") else { throw problem("'(' is never closed") }
        return inner
      }
      groups += 1
      let index = groups
      let inner = try either()
      guard take(")") else { throw problem("'(' is never closed") }
      return .group(inner, index)
    case "*", "+", "?": throw problem("'\(scalar)' repeats nothing")
    case "\\":
      if take("b") { return .wordBoundary(true) }
      if take("B") { return .wordBoundary(false) }
      return .one(try escape())
    default: return .one(CharacterSet(ranges: [scalar...scalar]))
    }
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
    default:
      guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
        throw problem("'\\\(scalar)' is not known")
      }
      return CharacterSet(ranges: [scalar...scalar])
    }
  }

  private mutating func set() throws -> CharacterSet {
    var result = CharacterSet(isNegated: take("^"))
    var isFirst = true
    while let scalar = current, scalar != "]" || isFirst {
      isFirst = false
      place += 1
      var low = scalar
      if scalar == "\\" {
        let inner = try escape()
        guard !inner.isNegated else { throw problem("a negated class stands within brackets") }
        guard inner.ranges.count == 1, let only = inner.ranges.first,
          only.lowerBound == only.upperBound
        else {
          result.ranges += inner.ranges
          continue
        }
        low = only.lowerBound
      }
      if current == "-", place + 1 < scalars.count, scalars[place + 1] != "]" {
        place += 1
        var high = scalars[place]
        place += 1
        if high == "\\" { high = try escape().ranges.first?.lowerBound ?? high }
        guard low <= high else { throw problem("a range in brackets falls") }
        result.ranges.append(low...high)
      } else {
        result.ranges.append(low...low)
      }
    }
    guard take("]") else { throw problem("'[' is never closed") }
    return result
  }
}

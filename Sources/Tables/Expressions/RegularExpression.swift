internal import Basics

/// Regular expressions that take time proportional to pattern times text, whatever the pattern.
///
/// The syntax of RE2, which DuckDB has: literals, `.`, classes `[a-z]` `[[:alpha:]]` `\d \w \s` `\p{L}` (general
/// categories, no scripts) and their negations, `\b`, anchors `^ $ \A \z`, groups `( )`, `(?: )` and `(?P<name> )`, `|`,
/// `* + ? {m,n}` greedy or lazy with `?`, `\Q \E`, and the flags `i m s U`, as in `(?i)` and `(?s-i: )`. Thompson's
/// construction run by a machine that carries the captures along (Pike).
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

  indirect enum Node {
    case empty
    case one(CharacterSet)
    case edge(Edge)
    case sequence([Node])
    case either([Node])
    case group(Node, Int)
    case times(Node, Int, Int?, lazy: Bool)
  }

  /// What must be so between two characters.
  enum Edge: Sendable {
    case textStart, textEnd, lineStart, lineEnd
    case wordBoundary(Bool)
  }

  struct CharacterSet: Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isNegated = false
    var ignoresCase = false
    /// Sets within the brackets, such as `[^\D]` has one.
    var parts: [CharacterSet] = []
    /// The first letters of general categories, or their two.
    var categories: [String] = []

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      if holds(scalar) { return !isNegated }
      if ignoresCase {
        let (lower, upper) = (
          scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping
        )
        for mapping in [lower, upper] where mapping.unicodeScalars.count == 1 {
          if let other = mapping.unicodeScalars.first, other != scalar, holds(other) {
            return !isNegated
          }
        }
      }
      return isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
      if ranges.contains(where: { $0.contains(scalar) }) { return true }
      if parts.contains(where: { $0.contains(scalar) }) { return true }
      guard !categories.isEmpty else { return false }
      let category = scalar.properties.generalCategory.code
      return categories.contains { category.hasPrefix($0) }
    }
  }

  private enum Instruction: Sendable {
    case one(CharacterSet)
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case edge(Edge)
    case match
  }

  private var program: [Instruction] = []
  private let groups: Int

  init(_ pattern: String) throws {
    var parser = PatternParser(Array(pattern.unicodeScalars))
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
    case .edge(let edge): program.append(.edge(edge))
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
    var machine = Machine(expression: self, scalars: scalars)
    guard let saved = machine.run() else { return nil }
    return (0...groups).map { group in
      guard saved[2 * group] >= 0, saved[2 * group + 1] >= 0 else { return nil }
      return String(
        String.UnicodeScalarView(scalars[saved[2 * group]..<saved[2 * group + 1]]))
    }
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
        case .edge(let edge): if holds(edge, at: place) { stack.append((at + 1, saved)) }
        case .one, .match: list.append((at, saved))
        }
      }
    }

    private func holds(_ edge: Edge, at place: Int) -> Bool {
      switch edge {
      case .textStart: place == 0
      case .textEnd: place == scalars.count
      case .lineStart: place == 0 || scalars[place - 1] == "\n"
      case .lineEnd: place == scalars.count || scalars[place] == "\n"
      case .wordBoundary(let holds): (isWord(place - 1) != isWord(place)) == holds
      }
    }

    private func isWord(_ place: Int) -> Bool {
      scalars.indices.contains(place) && PatternParser.word.contains(scalars[place])
    }
  }
}

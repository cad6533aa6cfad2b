internal import Basics

/// Reads the part of TeX that formulas may have.
struct MathReader {
  static let maximumDepth = 40

  private let characters: [Character]
  private var index = 0
  private var depth = 0

  init(_ source: String) { characters = Array(source) }

  mutating func read() throws(MathFormulaError) -> [MathFormula.Node] {
    let nodes = try row(until: [])
    guard index >= characters.count else { throw .extra(String(characters[index])) }
    guard !nodes.isEmpty else { throw .missing("its content") }
    return nodes
  }

  private mutating func row(
    until ends: Set<String>
  ) throws(MathFormulaError) -> [MathFormula.Node] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw .tooDeep }
    var nodes: [MathFormula.Node] = []
    while true {
      skipSpaces()
      guard index < characters.count, !ends.contains(where: isNext) else { return nodes }
      nodes.append(try scripted())
    }
  }

  /// A part with what stands below and above it.
  private mutating func scripted() throws(MathFormulaError) -> MathFormula.Node {
    let base = try part()
    var below: MathFormula.Node?
    var above: MathFormula.Node?
    while true {
      skipSpaces()
      guard index < characters.count else { break }
      if characters[index] == "_", below == nil {
        index += 1
        below = try argument("what stands after '_'")
      } else if characters[index] == "^", above == nil {
        index += 1
        above = try argument("what stands after '^'")
      } else if characters[index] == "'", above == nil {
        let count = characters[index...].prefix { $0 == "'" }.count
        index += count
        above = .sign(String(repeating: "′", count: count))
      } else {
        break
      }
    }
    return below == nil && above == nil ? base : .scripts(base, below: below, above: above)
  }

  private mutating func part() throws(MathFormulaError) -> MathFormula.Node {
    let character = characters[index]
    switch character {
    case "{": return .row(try braces("'}'"))
    case "\\": return try command()
    case "}", "^", "_", "&", "#", "%", "$": throw .extra(String(character))
    case _ where character.isNumber: return .number(number())
    case _ where character.isLetter:
      index += 1
      return .identifier(String(character), isUpright: false)
    default:
      index += 1
      return .sign(Self.plainSigns[character] ?? String(character))
    }
  }

  /// Digits, with a point or comma between two of them.
  private mutating func number() -> String {
    var text = ""
    while index < characters.count {
      let character = characters[index]
      let isInner =
        ".,".contains(character) && index + 1 < characters.count
        && characters[index + 1].isNumber && !text.isEmpty
      guard character.isNumber || isInner else { break }
      text.append(character)
      index += 1
    }
    return text
  }

  private mutating func argument(_ what: String) throws(MathFormulaError) -> MathFormula.Node {
    skipSpaces()
    guard index < characters.count, characters[index] != "}" else { throw .missing(what) }
    if characters[index].isNumber {
      index += 1
      return .number(String(characters[index - 1]))
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw .tooDeep }
    return try part()
  }

  private mutating func braces(_ end: String) throws(MathFormulaError) -> [MathFormula.Node] {
    index += 1
    let nodes = try row(until: ["}"])
    guard index < characters.count else { throw .missing(end) }
    index += 1
    return nodes
  }

  /// What is in braces, as text.
  private mutating func text(of command: String) throws(MathFormulaError) -> String {
    skipSpaces()
    guard index < characters.count, characters[index] == "{",
      let end = characters[index...].firstIndex(of: "}")
    else { throw .missing("the braces of '\\\(command)'") }
    defer { index = end + 1 }
    return String(characters[(index + 1)..<end])
  }

  private mutating func command() throws(MathFormulaError) -> MathFormula.Node {
    index += 1
    guard index < characters.count else { throw .missing("a name after '\\'") }
    var name = String(characters[index...].prefix { $0.isASCII && $0.isLetter })
    if name.isEmpty { name = String(characters[index]) }
    index += name.count
    if let symbol = MathSymbols.identifiers[name] { return .identifier(symbol, isUpright: false) }
    if let sign = MathSymbols.signs[name] { return .sign(sign) }
    if let width = MathSymbols.spaces[name] { return .space(width) }
    if MathSymbols.functions.contains(name) { return .identifier(name, isUpright: true) }
    if let accent = MathSymbols.accents[name] {
      return .accent(try argument("what '\\\(name)' is over"), accent)
    }
    switch name {
    case "frac", "dfrac", "tfrac":
      let above = try argument("a numerator")
      return .fraction(above, try argument("a denominator"))
    case "sqrt":
      skipSpaces()
      var degree: MathFormula.Node?
      if isNext("[") {
        index += 1
        degree = .row(try row(until: ["]"]))
        guard isNext("]") else { throw .missing("']'") }
        index += 1
      }
      return .root(try argument("what the root is of"), degree: degree)
    case "text", "textrm", "mathrm", "operatorname":
      let words = try text(of: name)
      return name.hasPrefix("text") ? .words(words) : .identifier(words, isUpright: true)
    case "left": return try fenced()
    default:
      throw .unknown("\\" + name, nearest: name.nearest(in: MathSymbols.names).map { "\\" + $0 })
    }
  }

  private mutating func fenced() throws(MathFormulaError) -> MathFormula.Node {
    let open = try fence("left")
    let content = try row(until: ["\\right"])
    guard isNext("\\right") else { throw .missing("'\\right' after '\\left'") }
    index += "\\right".count
    return .fenced(open, content, try fence("right"))
  }

  private mutating func fence(_ name: String) throws(MathFormulaError) -> String {
    skipSpaces()
    guard index < characters.count else { throw .missing("a parenthesis after '\\\(name)'") }
    if isNext("\\{") || isNext("\\}") || isNext("\\|") {
      defer { index += 2 }
      return isNext("\\|") ? "‖" : String(characters[index + 1])
    }
    let sign = characters[index]
    guard "()[]|.".contains(sign) else { throw .missing("a parenthesis after '\\\(name)'") }
    index += 1
    return sign == "." ? "" : String(sign)
  }

  private func isNext(_ text: String) -> Bool {
    characters[min(index, characters.count)...].starts(with: text)
  }

  private mutating func skipSpaces() {
    while index < characters.count, characters[index].isWhitespace || characters[index] == "~" {
      index += 1
    }
  }

  private static let plainSigns: [Character: String] = ["-": "−", "*": "∗"]
}

public import Basics

/// An option of a method: what it may be, what it is otherwise, and what it means.
public struct OptionFacts: Hashable, Sendable {
  /// What an option may be.
  public enum Domain: Hashable, Sendable {
    case number(NumberDomain)
    case whole(ClosedRange<Int>)
    case flag
    case choice([String])
    case text
    /// Numbers, each within the domain.
    case numbers(NumberDomain)
    /// Names with numbers.
    case parameters
    /// Names or numbers, one a row.
    case names
    /// The name of a column, or of several.
    case columns(several: Bool)
    /// For factors their levels in order.
    case levels
    /// One or several of these.
    case choices([String])
  }

  /// What it is where it is not given.
  public enum Standard: Hashable, Sendable {
    case value(JSON)
    /// In words, where it depends on something else.
    case words(String)
    /// It must be given, for instance as this.
    case required(example: JSON)
  }

  /// The name.
  public let name: String
  /// What it may be.
  public let domain: Domain
  /// What it is where it is not given.
  public let standard: Standard
  /// What it means, in a sentence.
  public let meaning: String
}

/// The numbers that an option may be.
public enum NumberDomain: Hashable, Sendable {
  case any
  case atLeast(Double)
  /// Without the ends.
  case between(Double, Double)

  func contains(_ number: Double) -> Bool {
    switch self {
    case .any: true
    case .atLeast(let low): number >= low
    case .between(let low, let high): number > low && number < high
    }
  }

  /// As in "must be between 0 and 1, exclusive"; `nil`: any number.
  var words: String? {
    switch self {
    case .any: nil
    case .atLeast(let low): "at least \(Self.text(low))"
    case .between(let low, let high):
      "between \(Self.text(low)) and \(Self.text(high)), exclusive"
    }
  }

  private static func text(_ number: Double) -> String { JSON.number(number).text() }
}

extension OptionFacts.Domain {
  /// As in "must be a whole number from 1 to 9".
  public var words: String {
    switch self {
    case .number(let domain): domain.words.map { "a number \($0)" } ?? "a number"
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .text: "text"
    case .numbers(let domain):
      "a list of numbers" + (domain.words.map { " " + $0 } ?? "")
    case .parameters: "names with numbers, name=value,name=value or an object"
    case .names: "a list of names or numbers"
    case .columns(several: false): "a column"
    case .columns(several: true): "a column, or a list of columns"
    case .levels: "an object with a list of levels for each factor"
    case .choices(let names): "a list of some of \(names.joined(separator: ", "))"
    }
  }
}

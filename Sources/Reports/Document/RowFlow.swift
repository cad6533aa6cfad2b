internal import Basics
public import Tables

/// The ways of the rows from a source to the analyses, drawn once where several go the same way.
public struct RowFlow: Hashable, Sendable {
  /// The way to one analysis.
  public struct Path: Hashable, Sendable {
    /// What the rows are for.
    public let name: String
    /// The steps with the rows left after each.
    public let steps: [RowFlowStep]

    /// The way to what is called `name`.
    public init(name: String, steps: [RowFlowStep]) {
      self.name = name
      self.steps = steps
    }
  }

  /// A step that one or several ways share.
  struct Node {
    let step: RowFlowStep
    /// The ways that end here.
    let ends: [String]
    let next: [Node]
  }

  /// What it is the flow of; empty if the ways say it themselves.
  public let title: String
  /// The ways, in order.
  public let paths: [Path]

  /// The ways to several analyses.
  public init(title: String = "", paths: [Path]) {
    self.title = title
    self.paths = paths
  }

  /// The ways as a tree: they part where their steps differ.
  var roots: [Node] { Self.nodes(paths.map { ($0.name, $0.steps[...]) }) }

  private static func nodes(_ paths: [(name: String, steps: ArraySlice<RowFlowStep>)]) -> [Node] {
    var order: [RowFlowStep] = []
    var members: [[(name: String, steps: ArraySlice<RowFlowStep>)]] = []
    for path in paths {
      guard let first = path.steps.first else { continue }
      let rest = (name: path.name, steps: path.steps.dropFirst())
      if let index = order.firstIndex(of: first) {
        members[index].append(rest)
      } else {
        order.append(first)
        members.append([rest])
      }
    }
    return zip(order, members).map { step, members in
      Node(
        step: step, ends: members.filter(\.steps.isEmpty).map(\.name),
        next: nodes(members.filter { !$0.steps.isEmpty }))
    }
  }

  /// Steps in one line: "1,419 read → 1,417 without duplicates → 1,368 dated".
  public static func sentence(_ steps: [RowFlowStep]) -> String {
    steps.map { step in
      step.loss == nil
        ? NumberFormat.integer.text(Double(step.rows)) + " " + step.step : step.step
    }.joined(separator: " → ")
  }
}

extension RowFlow.Node {
  /// The steps from here to where the ways part or one ends, what ends there, and how the others go on.
  var stretch: (steps: [RowFlowStep], ends: [String], next: [RowFlow.Node]) {
    var steps = [step]
    var last = self
    while last.next.count == 1, last.ends.isEmpty {
      last = last.next[0]
      steps.append(last.step)
    }
    return (steps, last.ends, last.next)
  }
}

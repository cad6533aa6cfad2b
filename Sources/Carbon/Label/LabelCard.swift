public import Basics
public import Tables

/// The efficiency label of one model: its measures, their values and ratings, and last the overall rating.
public struct LabelCard: Sendable {
  /// Where a study holds the label, and which of its parameters names the model.
  public struct Place: Sendable {
    /// The study.
    public let study = "hf-carbon-2023"
    /// The parameter that names the model.
    public let parameter = "card_model"
    /// The table of the card, and the figure that shows it.
    public let card = "label-card"
    /// The table of all rated models.
    public let models = "label-corrected"
    fileprivate let name = "modelId"
  }

  /// The place of the label among the bundled studies.
  public static let place = Place()

  /// What the columns are called.
  public let columns: [String]
  /// One row a measure, in words.
  public let rows: [[String]]

  /// The card of `model`. Throws `UnknownModel`, with the nearest name, where the study does not list it.
  public init(of model: String, card: Table, models: () throws -> Table) throws {
    guard card.rowCount > 0 else {
      let names = try models().column(Self.place.name).cellTexts.compactMap { $0 }
      throw UnknownModel(name: model, nearest: model.nearest(in: names))
    }
    columns = card.names
    rows = (0..<card.rowCount).map { row in
      card.columns.map { $0.isValid(row) ? $0.value(at: row).description : "not reported" }
    }
  }

  /// The rows as objects.
  public var json: JSON {
    .array(rows.map { row in .object(zip(columns, row).map { .init($0, .string($1)) }) })
  }

  /// A model that the study does not list.
  public struct UnknownModel: Error, Hashable, CustomStringConvertible {
    /// What was asked for.
    public let name: String
    /// The name most like it.
    public let nearest: String?

    /// One sentence that says what to do.
    public var description: String {
      "the study lists no model '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
  }
}

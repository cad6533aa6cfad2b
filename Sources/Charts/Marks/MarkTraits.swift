/// What scales, layout and descriptions must know of a mark.
struct MarkTraits: Sendable {
  /// Whether the places of a layer run along the vertical axis.
  enum Lies: Sendable {
    case never
    /// Where the vertical axis holds categories and the horizontal one does not.
    case byCategory
    /// Where the one variable is mapped to y.
    case bySample
  }

  /// Whether lines are named at their ends.
  enum EndLabel: Sendable {
    case never
    /// Only beside other names.
    case besideOthers
    case always
    /// And nowhere else: a legend could not tell them apart.
    case only
  }

  /// Whose name a description begins with: those of both axes, or of the one variable.
  enum Subject: Sendable { case axes, sample, verticalSample }

  /// What many series are compared by, where they are too many to be described one by one.
  struct Comparison: Sendable {
    /// What the series are: "lines".
    var series: String
    /// What is lowest in one and highest in another: "the last value".
    var quantity: String
  }

  /// What a chart of this mark is called.
  var kind: String?
  var subject = Subject.axes
  /// Where its sentences are among those of other layers.
  var precedence = 3
  var comparison: Comparison?

  var lies = Lies.never
  /// What the axis of the places shows, where that is not what was mapped to it.
  var positionTitle: String?

  /// Whether values of zero are shown, in a strip of their own on a log axis.
  var showsZeros = false
  /// Whether zeros of its rows are reported.
  var tellsZeros = true
  /// The axes whose ends it reaches, and which leave no room there.
  var fillsEdge: Set<ScaleRole> = []
  /// Whether a line breaks at a missing value; others leave the row out.
  var breaksAtMissing = false
  /// Whether it is computed from all rows, those without a value among them.
  var keepsAllRows = false
  /// Whether numbers are shown as colours; elsewhere numbers name series.
  var shadesNumbers = false
  /// Whether categories are sorted by their totals; others by their medians.
  var sortsByTotal = false
  /// Whether `level` is the confidence of the mark itself, not of a summary.
  var hasLevel = false

  /// Whether series of one category are side by side by themselves.
  var standsSideBySide = false
  /// Whether each category of a vertical axis wants room.
  var wantsWideRows = false
  /// Whether a panel is nearly a square.
  var isSquare = false
  /// Whether it covers the ground: no grid, no frame.
  var coversGround = false
  var endLabel = EndLabel.never
  /// Whether points beside it are on it, and must be opaque.
  var carriesPoints = false
  /// Whether intervals beside it are on it, and need an edge.
  var carriesIntervals = false
}

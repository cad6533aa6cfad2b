import Basics
import Charts
import Drawing
import Foundation
import Tables
import Testing

/// Random numbers that are the same in every run.
struct Dice {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func bits() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  /// 0 ..< 1.
  mutating func share() -> Double { Double(bits() >> 11) / Double(1 << 53) }
  mutating func below(_ count: Int) -> Int { Int(bits() % UInt64(count)) }
  mutating func one<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
  mutating func chance(_ share: Double) -> Bool { self.share() < share }
}

/// Reads labels as people do.
enum Label {
  private static let raised = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  private static let prefixes: [Character: Double] = [
    "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "m": 1e-3, "µ": 1e-6, "n": 1e-9,
  ]

  private static func exponent(_ text: Substring) -> Int? {
    var sign = 1
    var digits = ""
    for character in text {
      if character == "⁻" {
        sign = -1
      } else if let digit = raised.firstIndex(of: character) {
        digits += "\(digit)"
      } else {
        return nil
      }
    }
    return Int(digits).map { sign * $0 }
  }

  /// The number that a label or an offset says.
  static func value(_ label: String) -> Double? {
    var text = label.replacingOccurrences(of: ",", with: "")
      .replacingOccurrences(of: "−", with: "-")
    for unit in [" %", "\u{202F}B", "B"] where text.hasSuffix(unit) { text.removeLast(unit.count) }
    text = text.replacingOccurrences(of: "\u{202F}", with: "")
    if let start = text.firstIndex(where: { raised.contains($0) || $0 == "⁻" }),
      let power = exponent(text[start...])
    {
      let parts = text[..<start].components(separatedBy: " × ")
      let head = parts.count > 1 ? parts[0] : "1"
      let root = parts.last ?? ""
      if root == "10" || root == "-10" { return Double("\(root == "10" ? head : "-1")e\(power)") }
      return Double(root).map { pow($0, Double(power)) }
    }
    if let last = text.last, let factor = prefixes[last] {
      return Double(text.dropLast()).map { $0 * factor }
    }
    return Double(text)
  }

  /// What a title says that the labels share: a factor and an offset.
  static func shared(_ title: String) -> (factor: Double, offset: Double) {
    guard let open = title.range(of: " (", options: .backwards), title.hasSuffix(")") else {
      return (1, 0)
    }
    var (factor, offset) = (1.0, 0.0)
    let inside = String(title[open.upperBound...].dropLast())
    var rest = inside[...]
    if rest.hasPrefix("× ") {
      let end =
        rest.range(of: " + ")?.lowerBound ?? rest.range(of: " − ")?.lowerBound ?? rest.endIndex
      factor = value(String(rest[..<end].dropFirst(2))) ?? .nan
      rest = rest[end...].drop { $0 == " " }
    }
    if rest.hasPrefix("+ ") { offset = value(String(rest.dropFirst(2))) ?? .nan }
    if rest.hasPrefix("− ") { offset = -(value(String(rest.dropFirst(2))) ?? .nan) }
    return (factor, offset)
  }
}

/// The ticks of the horizontal axis of a chart of points: their labels, and the places where they
/// stand.
struct Axis {
  var title: String
  var labels: [String]
  var places: [Double]
  /// Places of the first and the last point.
  var ends: (Double, Double)

  init(_ scene: Scene) throws {
    let texts = scene.texts
    title = texts.last { $0.role == .axisTitle }?.text.string ?? ""
    let ticks = texts.filter { $0.role == .tick && $0.anchor == .middle }
    let base = ticks.map(\.point.y).min() ?? 0
    labels = ticks.filter { abs($0.point.y - base) < 0.5 }.map(\.text.string)
    var places: [Double] = []
    var centers: [Point] = []
    func walk(_ nodes: [Scene.Node]) {
      for node in nodes {
        switch node {
        case .path(let path, nil, let line?) where line.paint == .grid:
          for case .move(let p) in path.steps { places.append(p.x) }
        case .symbols(let symbols): centers += symbols.centers
        case .group(_, let parts), .clip(_, let parts): walk(parts)
        default: continue
        }
      }
    }
    walk(scene.nodes)
    self.places = places
    ends = (try #require(centers.first).x, try #require(centers.last).x)
  }
}

@Suite struct TickTests {
  /// A chart of two points, so that an axis from the one to the other is drawn.
  private func axis(
    _ low: Double, _ high: Double, _ scale: ScaleSpecification = .init(), width: Double = 129
  ) throws -> Axis {
    let data = try table([("x", numbers([low, high])), ("y", numbers([0, 0]))])
    var scale = scale
    scale.title = scale.title ?? "Value"
    var chart = Chart(layers: [Layer(.point, x: "x", y: "y")], scales: Scales(x: scale))
    chart.guides.grid = .x
    chart.size = FigureSize(width: width)
    return try Axis(try chart.compile(data).scene)
  }

  private static let kinds: [ScaleSpecification] = [
    .init(), .init(type: .log), .init(type: .sqrt), .init(type: .symlog),
    .init { $0.format = .percent }, .init { $0.format = .si }, .init { $0.format = .bytes },
    .init(unit: "%") { $0.format = .percent }, .init(type: .log) { $0.base = 2 },
    .init(type: .log) { $0.format = .power }, .init(type: .symlog) { $0.threshold = 0.037 },
  ]

  /// Ends of all sizes, signs and distances.
  private func range(_ dice: inout Dice, isPositive: Bool) -> (Double, Double) {
    func value() -> Double {
      let size = pow(10, dice.share() * 600 - 300)
      return isPositive || dice.chance(0.5) ? size : -size
    }
    let first = value()
    switch dice.below(4) {
    case 0: return (first, value())
    case 1: return (first, first * (1 + dice.share()))
    // As close as ticks can be distinguished.
    case 2: return (first, first * (1 + pow(10, -11 * dice.share())))
    default: return (isPositive ? first : 0, first * 3)
    }
  }

  private func bent(_ value: Double, _ scale: ScaleSpecification) -> Double {
    switch scale.type {
    case .log: return log10(value)
    case .sqrt: return value < 0 ? -(-value).squareRoot() : value.squareRoot()
    case .symlog:
      let threshold = scale.threshold ?? 1
      if abs(value) <= threshold { return value / threshold }
      return (value < 0 ? -1 : 1) * (1 + log10(abs(value)) - log10(threshold))
    default: return value
    }
  }

  @Test(arguments: 0..<10)
  func labelsOfRandomRangesDifferAreRightAscendAndAreShort(_ seed: Int) throws {
    var dice = Dice(UInt64(seed + 1))
    for round in 0..<1000 {
      let scale = Self.kinds[round % Self.kinds.count]
      var (low, high) = range(&dice, isPositive: scale.type == .log)
      if low > high { (low, high) = (high, low) }
      guard low < high, high <= 1e300, low >= -1e300 else { continue }
      let axis = try axis(low, high, scale)
      let what =
        "\(low) ... \(high) \(scale.type?.rawValue ?? "") \(scale.format?.rawValue ?? ""): \(axis.labels) \(axis.title)"
      #expect(!axis.labels.isEmpty, "\(what)")
      #expect(Set(axis.labels).count == axis.labels.count, "differ: \(what)")
      #expect(axis.labels.allSatisfy { $0.count <= 8 }, "short: \(what)")
      #expect(axis.labels.count == axis.places.count, "\(what)")
      let (factor, offset) = Label.shared(axis.title)
      let share = scale.format == .percent && scale.unit != "%" ? 0.01 : 1
      let values = axis.labels.map { ((Label.value($0) ?? .nan) * factor + offset) * share }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "ascend: \(what)")
      // Where a label is on the axis, measured between the two points.
      let (a, b) = (bent(low, scale) / 2, bent(high, scale) / 2)
      let width = axis.ends.1 - axis.ends.0
      let steps = zip(axis.places.dropFirst(), axis.places).map { $0 - $1 }
      for (index, value) in values.enumerated() {
        let place = axis.ends.0 + (bent(value, scale) / 2 - a) / (b - a) * width
        let near =
          [index > 0 ? steps[index - 1] : nil, index < steps.count ? steps[index] : nil]
          .compactMap { $0 }.min() ?? width
        #expect(
          abs(place - axis.places[index]) <= near / 2, "right: \(axis.labels[index]) of \(what)")
      }
    }
  }

  @Test(arguments: [
    (1_000_000_000.0, 1_000_000_005.0), (1_004_990, 1_005_010), (999_990, 1_000_010),
    (100_000.1, 100_000.9), (-1_000_010, -1_000_000), (1e-9, 5e-9), (1e20, 7e20),
    (1.000_001, 1.000_002), (0, 1e-7), (-1e-12, 1e-12),
  ])
  func whatAllLabelsShareStandsInTheTitle(_ low: Double, _ high: Double) throws {
    let axis = try axis(low, high)
    #expect(axis.labels.count > 2 && Set(axis.labels).count == axis.labels.count)
    #expect(axis.title.hasPrefix("Value (") || axis.labels.allSatisfy { $0.count > 4 })
  }

  @Test func anOffsetAndAFactorAreToldOnceBehindTheUnit() throws {
    #expect(try axis(1_000_000_000, 1_000_000_005).title == "Value (+ 1,000,000,000)")
    #expect(try axis(1e-9, 5e-9, .init(unit: "g")).title == "Value, g (× 10⁻⁹)")
    let narrow = try axis(1_004_990, 1_005_010)
    #expect(narrow.title == "Value (+ 1,004,900)")
    #expect(narrow.labels.first == "90" && narrow.labels.last == "110")
  }

  @Test func ordinaryAxesKeepTheirLabels() throws {
    #expect(try axis(0, 4).labels == ["0", "1", "2", "3", "4"])
    #expect(try axis(0.1, 0.85).title == "Value")
    #expect(try axis(1, 1e5, .init(type: .log)).labels.contains("10,000"))
    #expect(try axis(1, 1e8, .init(type: .log)).labels.contains("10⁶"))
    #expect(try axis(0, 2e6).labels.contains("1M"))
  }

  @Test("Thousands stand apart on an axis as in prose, but not those of years")
  func thousands() throws {
    #expect(try axis(0, 4000).labels.contains("4,000"))
    #expect(try axis(2019, 2021).labels.contains("2,020"))
  }

  @Test func yearsAreWhole() throws {
    for years in [[2020.0, 2021], [2019, 2020, 2021], [2020, 2020.0], [2022]] {
      for column in [numbers(years), Column(ints: years.map { Int64($0) })] {
        let data = try table([("year", column), ("y", numbers(years.map { _ in 1 }))])
        let chart = Chart(layers: [Layer(.point, x: "year", y: "y")])
        let texts = try chart.compile(data).scene.texts
        let labels = texts.filter { $0.role == .tick && $0.anchor == .middle }.map(\.text.string)
        #expect(!labels.isEmpty)
        #expect(labels.allSatisfy { $0.count == 4 && Int($0) != nil }, "\(years): \(labels)")
      }
    }
  }

  @Test func countsAreWhole() throws {
    let data = try table([("g", texts(["a", "a", "b"])), ("v", numbers([1.5, 2.5, 9]))])
    for chart in [
      Chart(layers: [Layer(.bar, x: "g")]), Chart(layers: [Layer(.histogram, x: "v")]),
      Chart(layers: [Layer(.bar, y: "g")]), Chart(layers: [Layer(.histogram, y: "v")]),
    ] {
      let isLying = chart.layers[0].y != nil
      let ticks = try chart.compile(data).scene.texts.filter {
        $0.role == .tick && $0.anchor == (isLying ? .middle : .end)
      }
      #expect(ticks.count >= 2)
      #expect(ticks.allSatisfy { Int($0.text.string) != nil }, "\(ticks.map(\.text.string))")
    }
  }

  @Test func meansOfWholeNumbersAreNotWhole() throws {
    let data = try table([
      ("g", texts(["a", "a", "b", "b"])), ("v", Column(ints: [1, 2, 2, 3])),
    ])
    let chart = Chart(
      layers: [Layer(.line, x: "g", y: "v") { $0.summary = .mean }])
    let ticks = try chart.compile(data).scene.texts.filter { $0.role == .tick && $0.anchor == .end }
    #expect(ticks.contains { $0.text.string.contains(".") })
  }

  @Test func datesHaveNoHoursAndPartsOfASecondAreToldApart() throws {
    func labels(_ column: Column) throws -> [Scene.Text] {
      let data = try table([("x", column), ("y", numbers([1, 2]))])
      return try scatter().compile(data).scene.texts.filter {
        $0.role == .tick && $0.anchor == .middle
      }
    }
    for days in [[19_000, 19_001], [19_000, 19_000], [19_000, 19_003]] as [[Int32]] {
      #expect(try !labels(Column(.date(days))).contains { $0.text.string.contains(":") })
    }
    let seconds = try labels(Column(.timestamp([1_600_000_000_100_000, 1_600_000_000_900_000])))
      .map(\.text.string).filter { $0.hasSuffix(" s") }
    #expect(seconds.count > 2 && Set(seconds).count == seconds.count)
  }

  @Test func yearsFarAwayHaveLabels() throws {
    for days in [[-4_000_000, 2_932_896], [-800_000, -719_529], [2_932_530, 2_932_896]] as [[Int32]]
    {
      let data = try table([("x", Column(.date(days))), ("y", numbers([1, 2]))])
      let labels = try scatter().compile(data).scene.texts.filter {
        $0.role == .tick && $0.anchor == .middle
      }
      #expect(labels.count > 1, "\(days)")
    }
  }

  @Test func colourBarsAndSizeKeysTellTheirValuesApart() throws {
    for (low, high) in [(1_000_000.0, 1_000_010.0), (1e-9, 4e-9), (0.001, 0.004), (2020, 2023)] {
      let data = try table([
        ("x", numbers([1, 2, 3])), ("y", numbers([1, 2, 3])), ("c", numbers([low, low, high])),
      ])
      let bar = try Chart(layers: [Layer(.point, x: "x", y: "y", color: "c")]).compile(data)
      let size = try Chart(layers: [Layer(.point, x: "x", y: "y") { $0.size = "c" }]).compile(data)
      for compiled in [bar, size] {
        let texts = compiled.scene.texts.filter { $0.role == .legend }.map(\.text.string)
        let values = texts.filter { Label.value($0) != nil }
        #expect(values.count >= 2 && Set(values).count == values.count, "\(texts)")
        #expect(values.allSatisfy { $0.count <= 8 }, "\(texts)")
      }
    }
  }

  @Test func valuesOfBarsAreToldApart() throws {
    for (values, expected) in [
      ([1_005_000.0, 2_000_000, 150_000], ["1.005M", "2M", "150k"]),
      ([1_005_001, 1_005_002, -1_005_003], ["1.005001M", "1.005002M", "−1.005003M"]),
      ([999_999.6, 1e6, 5], ["999.9996k", "1M", "5"]),
    ] {
      let data = try table([("k", texts(["a", "b", "c"])), ("v", numbers(values))])
      let chart = Chart(
        layers: [Layer(.bar, x: "v", y: "k") { $0.values = true }], size: FigureSize(.double))
      let labels = try chart.compile(data).scene.texts.filter { $0.role == .label }
        .map(\.text.string)
      #expect(Set(labels) == Set(expected))
    }
  }

  @Test func panelsWithScalesOfTheirOwnTellWhatTheirLabelsShare() throws {
    let data = try table([
      ("x", numbers([1, 2, 1, 2])), ("y", numbers([1e-9, 4e-9, 1_000_000, 1_000_005])),
      ("g", texts(["a", "a", "b", "b"])),
    ])
    var chart = scatter()
    chart.facet = Facet(by: "g", free: .y)
    let texts = try chart.compile(data).scene.texts
    let notes = texts.filter { $0.role == .annotation }.map(\.text.string)
    #expect(notes == ["vertical axis × 10⁻⁹", "vertical axis + 1,000,000"])
    #expect(overlaps(try chart.compile(data).scene).isEmpty)
    chart.facet?.free = Facet.Free.none
    #expect(try chart.compile(data).scene.texts.allSatisfy { $0.role != .annotation })
  }

  @Test func binsAreToldWithTheDigitsOfTheirWidth() throws {
    let data = try table([
      ("v", numbers((0..<40).map { 1_005_000 + Double($0 % 7) }))
    ])
    let alt = try Chart(layers: [Layer(.histogram, x: "v")]).compile(data).altText
    #expect(alt.contains("1,005,00"), "\(alt)")
  }

  @Test(arguments: [nil, "Share"])
  func aPercentageIsNeverMultiplied(_ title: String?) throws {
    let column = Column(
      .double([12, 50, 88]), metadata: ColumnMetadata(unit: Unit(symbol: "%")))
    let data = try table([("x", column), ("y", numbers([1, 2, 3]))])
    for spec in [
      ScaleSpecification(title: title, unit: "%") { $0.format = .percent },
      ScaleSpecification(title: title) { $0.format = .percent },
    ] {
      let compiled = try scatter(Scales(x: spec)).compile(data)
      let labels = compiled.scene.texts.filter { $0.role == .tick && $0.anchor == .middle }
        .map(\.text.string)
      #expect(labels.contains("50 %") || labels.contains("40 %"), "\(labels)")
      #expect(!labels.contains { $0.contains("00 %") && $0 != "100 %" }, "\(labels)")
      #expect(
        !compiled.longDescription.contains("8,800") && compiled.longDescription.contains("88 %"))
    }
  }

  @Test func sharesOfAStackArePercentagesWhateverTheyWereMeasuredIn() throws {
    let column = Column(.double([30, 10]), metadata: ColumnMetadata(unit: Unit(symbol: "%")))
    let data = try table([
      ("x", texts(["a", "a"])), ("y", column), ("g", texts(["p", "q"])),
    ])
    let layer = Layer(.bar, x: "x", y: "y", color: "g") { $0.position = .fill }
    let labels = try Chart(layers: [layer]).compile(data).scene.texts
      .filter { $0.role == .tick && $0.anchor == .end }.map(\.text.string)
    #expect(labels.contains("100 %") && labels.contains("0 %"), "\(labels)")
  }

  /// A format follows type, unit and specification: a name decides nothing.
  @Test(arguments: ["p50", "p95", "size_p", "p_value", "code_share", "year", "mean_id", "percent"])
  func namesOfColumnsDecideNoFormat(_ name: String) throws {
    let values = [0.0004, 0.42, 0.999_6, 21.25]
    func shown(_ name: String) throws -> [String] {
      let data = try table([
        (name, numbers(values)), ("k", texts(["a", "b", "c", "d"])),
      ])
      return try [
        Layer(.bar, x: "k", y: .expression(name)) { $0.values = true },
        Layer(.text, x: "k", y: .expression(name)) { $0.label = .expression(name) },
        Layer(.tile, x: "k", y: "k", color: .expression(name)) { $0.values = true },
      ].flatMap { layer in
        try Chart(layers: [layer]).compile(data).scene.texts
          .filter { $0.role == .tick || $0.role == .label }.map(\.text.string)
      }
    }
    #expect(try shown(name) == shown("v"))
  }
}

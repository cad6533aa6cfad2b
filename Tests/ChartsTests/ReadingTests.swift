import Basics
import Charts
import Foundation
import Tables
import Testing

/// What a chart says is read or refused: a key that changes nothing would be swallowed.
@Suite struct ReadingTests {
  private static func data() throws -> ChartData {
    let rows = 0..<60
    let table = try Table([
      ("x", numbers(rows.map { Double($0 % 13) + 1.25 })),
      ("y", numbers(rows.map { Double($0 * 7 % 11) + 2.5 })),
      ("low", numbers(rows.map { Double($0 * 7 % 11) + 1.5 })),
      ("high", numbers(rows.map { Double($0 * 7 % 11) + 4.5 })),
      ("z", numbers(rows.map { Double($0 * 5 % 17) + 0.5 })),
      ("w", numbers(rows.map { pow(10, Double($0 * 7 % 11) / 3) })),
      ("c", texts(rows.map { ["one", "two", "three"][$0 % 3] })),
      ("d", texts(rows.map { ["p", "q"][$0 % 2] })),
      ("t", Column(.date(rows.map { Int32(19_000 + 40 * $0) }))),
    ])
    let model = FitCurve(
      name: "OLS", summary: "OLS slope 1", predictors: ["x"],
      residuals: (rows.map { Double($0) }, rows.map { Double($0 % 5) - 2 })
    ) { table, level in
      (table["x"]?.doublesOrNaN ?? []).map { .init(fit: $0, low: $0 - level, high: $0 + level) }
    }
    return ChartData(
      tables: [
        "a": table, "b": ChartExpressionTable.half(of: table),
      ],
      models: [
        "m": model,
        "n": FitCurve(name: "n", summary: "n", predictors: ["x"]) { table, _ in
          (table["x"]?.doublesOrNaN ?? []).map { .init(fit: $0 * 2) }
        },
      ],
      correlations: [
        "m": CorrelationCoefficients(.pearson, of: ["x", "y"], nil)
      ])
  }

  private enum ChartExpressionTable {
    static func half(of table: Table) -> Table {
      (try? Table(
        zip(table.names, table.columns).map { name, column in
          let values = Array((column.doublesOrNaN ?? []).prefix(30)).map { Optional($0 + 0.5) }
          return column.doublesOrNaN == nil || column.type == .date
            ? (name, texts((0..<30).map { "\(name)\($0 % 2)" })) : (name, numbers(values))
        })) ?? table
    }
  }

  /// The least that draws each mark, in the words of a specification.
  private static func least(_ name: String) -> [String: Any] {
    var layer: [String: Any] = ["mark": name]
    func set(_ pairs: [String: Any]) { layer.merge(pairs) { _, new in new } }
    let mark = Mark(rawValue: name)
    switch mark {
    case nil where name == "row-flow": set(["label": "c", "x": "x"])
    case nil: set(["label": "c", "x": "d", "y": "d"])
    case .histogram, .density, .ecdf: set(["x": "x"])
    case .qq: set(["y": "x"])
    case .bar: set(["x": "c", "y": "y"])
    case .boxplot, .violin: set(["x": "c", "y": "w"])
    case .tile: set(["x": "x", "y": "y", "bins": 4])
    case .ridgeline: set(["x": "w", "y": "c"])
    case .dumbbell: set(["x": "low", "xend": "y", "y": "c"])
    case .slope: set(["x": "c", "y": "y", "group": "d"])
    case .calendar: set(["x": "t", "color": "y"])
    case .ribbon: set(["x": "x", "ymin": "low", "ymax": "high"])
    case .rule: set(["y": "y"])
    case .segment: set(["x": "x", "y": "y", "xend": "z", "yend": "low"])
    case .text: set(["x": "x", "y": "y", "label": "c"])
    case .errorbar, .pointrange: set(["x": "c", "y": "y", "summary": "quartiles"])
    case .fit: set(["x": "x", "y": "y", "model": "m"])
    case .correlation: set(["columns": ["x", "y", "z"]])
    case .missingMap, .residuals: if mark == .residuals { set(["model": "m"]) }
    case .forest: set(["x": "y", "xmin": "low", "xmax": "high", "y": "c"])
    default: set(["x": "x", "y": "y"])
    }
    return layer
  }

  /// Values of a key, of which one at least must be felt where the key is read.
  private static var values: [(key: String, values: [Any])] {
    [
      ("table", ["b"]), ("where", ["z > 9", "z > 9 and c <> 'one'"]), ("x", ["z", "c", "d", 3]),
      ("y", ["z", "c", "d", 3]), ("xmin", ["z"]), ("xmax", ["z"]), ("ymin", ["z"]), ("ymax", ["z"]),
      ("xend", ["low"]), ("yend", ["z"]), ("color", ["d", "z"]), ("shape", ["d"]), ("size", ["z"]),
      ("label", ["d"]), ("group", ["d"]), ("weight", ["z"]),
      ("position", ["stack", "group", "fill", "identity"]),
      ("summary", ["count", "sum", "mean", "median", "mean-interval", "quartiles"]),
      ("bins", [3, 7]), ("binwidth", [0.75]), ("bandwidth", [0.9]), ("level", [0.5]),
      ("method", ["spline"]), ("model", ["n", "m"]), ("on", ["data", "axis"]),
      ("points", ["none", "all", "outliers"]), ("columns", [["x", "z"]]),
      ("correlation", ["kendall"]),
      ("sort", ["descending", "ascending"]), ("values", [true, false]), ("name", ["A name"]),
      ("opacity", [0.4]), ("dash", ["dotted"]), ("horizontal", [true]),
    ]
  }

  private static func picture(_ chart: [String: Any], _ data: ChartData) throws -> String {
    let compiled = try studyChart(chart).compile(data)
    return String(decoding: compiled.svg(id: "x"), as: UTF8.self) + compiled.longDescription
      + compiled.notes.joined()
  }

  private static func isRefusal(_ error: any Error) -> Bool {
    error is ChartError || error is YAMLError
  }

  /// All that a layer may be called.
  private static let names = Mark.allCases.map(\.rawValue) + pictureKinds.map(\.name)

  @Test(arguments: names)
  func aLayerReadsOrRefusesEveryKey(_ name: String) throws {
    let data = try Self.data()
    let least = Self.least(name)
    let mark = Mark(rawValue: name)
    func chart(_ layer: [String: Any]) -> [String: Any] {
      // A log axis on which the two scales of a box plot differ.
      let scales: [String: Any] =
        mark == .boxplot || mark == .violin ? ["y": ["type": "log"]] : [:]
      let chart: [String: Any] = ["table": "a", "layers": [layer], "scales": scales]
      return mark == .highlight ? chart.merging(["facet": ["by": "d"]]) { $1 } : chart
    }
    let plain = try Self.picture(chart(least), data)
    for (key, values) in Self.values {
      var (changed, refused, same) = (0, 0, [String]())
      // What a key needs beside it is added to a layer that is compared with itself.
      let partners: [[String: Any]] = [
        [:], ["values": true], ["summary": "mean-interval"], ["color": "d"],
      ]
      for value in values where "\(value)" != "\(least[key] ?? "")" {
        for partner in partners where partner[key] == nil {
          var base = least.merging(partner) { _, new in new }
          base[key] = least[key]
          guard let before = partner.isEmpty ? plain : try? Self.picture(chart(base), data) else {
            continue
          }
          var layer = base
          layer[key] = value
          do {
            let after = try Self.picture(chart(layer), data)
            if after == before {
              if partner.isEmpty { same.append("\(value)") }
            } else {
              changed += 1
            }
          } catch {
            #expect(Self.isRefusal(error), "\(name) \(key): \(error)")
            refused += 1
          }
        }
      }
      // A value that says what is so anyway changes nothing, if another one does.
      #expect(changed > 0 || same.isEmpty, "\(name) swallows \(key): \(same)")
    }
  }

  private static var scaleValues: [(key: String, values: [Any])] {
    [
      ("base", [2, 3]), ("threshold", [0.5, 20]), ("title", ["A title"]), ("unit", ["kg"]),
      ("min", [1.1, 0.5]), ("max", [30, 25]), ("zero", [true, false]),
      ("order", [["two", "one"], ["2022-03", "2022-02"]]),
      ("labels", [["one": "First", "two": "Second"], ["2022-03": "March"]]),
      ("format", ["percent", "bytes", "si", "power", "plain"]), ("ticks", [[2, 3, 5]]),
      ("missing", [true]), ("palette", ["diverging", "blues"]), ("middle", [7]),
      ("period", ["year", "quarter"]),
    ]
  }

  /// Charts in which a scale holds numbers, categories, dates.
  private static var contents: [(name: String, layer: [String: Any])] {
    [
      ("numbers", ["mark": "point", "x": "x", "y": "y", "color": "z", "shape": "c", "size": "z"]),
      (
        "categories",
        ["mark": "point", "x": "c", "y": "c", "color": "d", "shape": "d", "size": "y"]
      ),
      ("dates", ["mark": "point", "x": "t", "y": "u", "color": "t"]),
      ("counts", ["mark": "tile", "x": "c", "y": "d"]),
      ("bars", ["mark": "bar", "x": "c", "y": "y", "color": "d"]),
      ("bins", ["mark": "histogram", "x": "x"]),
    ]
  }

  @Test(arguments: ["x", "y", "color", "shape", "size"], [nil] + ScaleSpecification.Kind.allCases)
  func aScaleReadsOrRefusesEveryKey(_ role: String, _ type: ScaleSpecification.Kind?) throws {
    let data = try Self.data()
    // Missing values, for the strip that shows them.
    let holes = try Table([
      ("x", numbers((0..<20).map { $0 % 5 == 0 ? nil : Double($0) + 0.5 })),
      ("y", numbers((0..<20).map { $0 % 7 == 0 ? nil : Double($0) + 1.5 })),
      ("z", numbers((0..<20).map { Double($0) + 2.5 })),
      ("c", texts((0..<20).map { ["one", "two", "three"][$0 % 3] })),
      ("d", texts((0..<20).map { ["p", "q"][$0 % 2] })),
      (
        "t",
        Column(
          .date((0..<20).map { Int32(19_000 + 20 * $0) }),
          validity: Bitmap((0..<20).map { $0 % 6 != 1 }))
      ),
      (
        "u",
        Column(
          .date((0..<20).map { Int32(19_000 + 20 * $0) }),
          validity: Bitmap((0..<20).map { $0 % 7 != 2 }))
      ),
    ])
    let tables = ChartData(tables: ["a": holes], models: data.models)
    for (name, layer) in Self.contents {
      func chart(_ scale: [String: Any]) -> [String: Any] {
        ["table": "a", "layers": [layer], "scales": [role: scale]]
      }
      var base: [String: Any] = [:]
      if let type { base["type"] = type.rawValue }
      guard let plain = try? Self.picture(chart(base), tables) else { continue }
      for (key, values) in Self.scaleValues {
        var (changed, refused, same) = (0, 0, [String]())
        for value in values {
          var scale = base
          scale[key] = value
          do {
            if try Self.picture(chart(scale), tables) == plain {
              same.append("\(value)")
            } else {
              changed += 1
            }
          } catch {
            #expect(Self.isRefusal(error), "\(role) \(key): \(error)")
            refused += 1
          }
        }
        // Bars and counts include zero without being told; without zero they are refused.
        let isSo = key == "zero" && refused > 0
        #expect(
          changed > 0 || same.isEmpty || isSo,
          "\(name): the scale of \(role), \(type?.rawValue ?? "no type"), swallows \(key): \(same)")
      }
    }
  }

  @Test(arguments: [
    (#"{"layers": [{"mark": "hexbin", "x": "a", "y": "b", "color": "c"}]}"#, "layers.0.color"),
    (#"{"layers": [{"mark": "bar", "x": "a", "level": 0.8}]}"#, "layers.0.level"),
    (
      #"{"layers": [{"mark": "histogram", "x": "a", "bins": 3, "binwidth": 1}]}"#,
      "layers.0.binwidth"
    ),
    (
      #"{"layers": [{"mark": "point"}], "scales": {"color": {"type": "ordinal", "palette": "diverging"}}}"#,
      "scales.color.palette"
    ),
    (
      #"{"layers": [{"mark": "point"}], "scales": {"x": {"type": "log", "zero": true}}}"#,
      "scales.x.zero"
    ),
    (
      #"{"layers": [{"mark": "point"}], "scales": {"x": {"type": "symlog", "threshold": 0}}}"#,
      "scales.x.threshold"
    ),
    (
      #"{"layers": [{"mark": "point"}], "scales": {"y": {"type": "symlog", "threshold": -3}}}"#,
      "scales.y.threshold"
    ),
    (#"{"layers": [{"mark": "point"}], "columns": 2}"#, "columns"),
    (#"{"panels": [{"layers": [{"mark": "point"}]}], "facet": {"by": "a"}}"#, "facet"),
    (#"{"layers": [{"mark": "point"}], "facet": {"rows": "a", "wrap": 2}}"#, "facet"),
    (#"{"layers": [{"mark": "row-flow"}], "scales": {"x": {"title": "t"}}}"#, "scales"),
    (
      #"{"layers": [{"mark": "point"}], "annotations": [{"text": "t", "x": 1, "corner": "top-left"}]}"#,
      "annotations"
    ),
  ])
  func swallowedKeysAreRefusedAtTheirPlace(_ json: String, _ path: String) throws {
    do {
      _ = try decode(json)
      Issue.record("decoded \(json)")
    } catch DecodingError.dataCorrupted(let context) {
      let found = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      #expect(found.joined(separator: ".") == path)
      #expect(context.debugDescription.count > 20)
    }
  }

  /// The rows of the table in `docs/study-language.md`: marks, and the keys that they read.
  private static func documented(_ name: String) throws -> Set<String> {
    let page = try String(
      contentsOf: repository.appendingPathComponent("docs/study-language.md"), encoding: .utf8)
    func words(_ cell: Substring) -> [String] {
      cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
        .flatMap { $0.element.split(separator: " ").map(String.init) }
    }
    let start = try #require(page.range(of: "| mark | reads |"))
    for line in page[start.upperBound...].split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "|")
      guard cells.count == 2, words(cells[0]).contains(name) else { continue }
      // "a violin also `bandwidth`": keys that one of the marks of a row reads alone.
      let parts = cells[1].components(separatedBy: ", a ")
      var keys = Set(words(Substring(parts[0])))
      for part in parts.dropFirst() where part.hasPrefix(name) || part.hasPrefix("card") {
        let isOwn = part.hasPrefix("card") == (name == "label-card")
        if isOwn { keys.formUnion(words(Substring(part))) }
      }
      return keys
    }
    return []
  }

  @Test(arguments: names)
  func theDocumentationSaysWhatAMarkReads(_ name: String) throws {
    let documented = try Self.documented(name)
    #expect(!documented.isEmpty)
    for (key, values) in Self.values where key != "table" && key != "where" {
      var isUnread = false
      do {
        _ = try studyChart(["layers": [["mark": name, key: values[0]]]])
      } catch let error as YAMLError {
        isUnread = error.description.contains("does not read '\(key)'")
      }
      // Two marks of one row differ in more than a word: smooth and fit, correlation and map.
      let isShared = ["smooth", "fit", "correlation", "missing-map"].contains(name)
      if isShared, documented.contains(key), isUnread { continue }
      #expect(documented.contains(key) == !isUnread, "\(name) \(key)")
    }
  }

  @Test func theConfidenceAskedForIsDrawn() throws {
    // mean ± qt(0.9, 2) sd / sqrt(3), qt(0.9, 2) = 1.885618: 0.6703745 3.9962922
    let data = try table([("x", texts(["a", "a", "a"])), ("y", numbers([1, 2, 4]))])
    for mark in [Mark.errorbar, .pointrange] {
      let layer = Layer(mark, x: "x", y: "y") { ($0.summary, $0.level) = (.meanInterval, 0.8) }
      let drawn = try Chart(layers: [layer]).compile(data).dataAsDrawn
      let low = try #require(drawn["low"]?.doublesOrNaN?.first)
      let high = try #require(drawn["high"]?.doublesOrNaN?.first)
      #expect(abs(low - 0.6703745) < 1e-6 && abs(high - 3.9962922) < 1e-6, "\(low) \(high)")
    }
  }

  @Test func scalesThatDoNotFitTheDataAreRefused() throws {
    let data = try Self.data()
    for (column, type) in [
      ("c", ScaleSpecification.Kind.log), ("c", .time), ("c", .linear), ("t", .log), ("x", .time),
    ] {
      let chart = Chart(
        table: "a", layers: [Layer(.point, x: .expression(column), y: "y")],
        scales: Scales(x: .init(type: type)))
      #expect(throws: ChartError.self, "\(column) \(type)") { try chart.compile(data) }
    }
  }
}

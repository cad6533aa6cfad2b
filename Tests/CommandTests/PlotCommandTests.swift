import Foundation
import Testing

@Suite struct PlotCommandTests {
  static let points =
    "x,y,g\n"
    + (1...40).map { "\($0),\($0 * $0),\($0 % 2 == 0 ? "even" : "odd")\n" }
    .joined()

  @Test(
    "A chart is written in the format of its name",
    arguments: [
      ("c.png", [0x89, 0x50, 0x4e, 0x47]), ("c.pdf", Array("%PDF".utf8)),
      ("c.svg", Array("<".utf8)),
    ])
  func formats(name: String, start: [UInt8]) throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    let run = try place.run(
      "plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y", "--by", "g", "--log", "xy", "-o",
      name)
    #expect(run.status == 0, "\(run.errors)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/\(name)"))
    #expect(Array(bytes.prefix(start.count)) == start)
  }

  @Test("The line that is drawn is reported with its numbers, on the scales of the axes")
  func fit() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    let run = try place.run(
      "plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y", "--log", "xy", "--fit", "ols",
      "-o", "c.svg")
    #expect(run.status == 0, "\(run.errors)")
    // ln(x^2) = 2 ln(x), exactly.
    #expect(run.errors.contains(/ln\(x\) +2/), "\(run.errors)")
  }

  @Test("With --by and --facet each series and panel has a line of its own, and each is reported")
  func fitsOfSeries() throws {
    let place = try Workplace()
    var rows = "x,y,g,s\n"
    for i in 0..<80 {
      let (group, side) = (i % 2, i / 2 % 2)
      let slope = [[2.0, -3], [5, 7]][side][group]
      rows +=
        "\(i / 4),\(slope * Double(i / 4) + Double(i * 7 % 5) / 10),\(["up", "down"][group]),\(["left", "right"][side])\n"
    }
    try place.write(rows, to: "p.csv")
    let run = try place.run(
      "plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y", "--fit", "ols", "--by", "g",
      "--facet", "s", "-o", "c.svg")
    #expect(run.status == 0, "\(run.errors)")
    for (name, slope) in [
      ("left, up", "2"), ("left, down", "-3"), ("right, up", "5"), ("right, down", "7"),
    ] {
      let told = run.errors.components(separatedBy: "\(name)\n").last ?? ""
      let line =
        told.components(separatedBy: "\n").first { $0.hasPrefix("x ") || $0.contains(" x ") }
        ?? told
      #expect(line.contains(slope), "\(name): \(line)")
    }
    // One series that cannot be fitted is a warning; without others, an error.
    try place.write("x,y,g\n1,2,a\n2,3,a\n3,5,a\n4,6,a\n5,9,a\n1,1,b\n", to: "q.csv")
    let some = try place.run(
      "plot", "q.csv", "--mark", "point", "--x", "x", "--y", "y", "--by", "g", "--fit", "ols", "-o",
      "d.svg")
    #expect(some.status == 0 && some.errors.contains("no line is drawn for b"), "\(some.errors)")
    try place.write("x,y\n1,2\n", to: "r.csv")
    let none = try place.run(
      "plot", "r.csv", "--mark", "point", "--x", "x", "--y", "y", "--fit", "ols", "-o", "e.svg")
    #expect(none.status != 0, "\(none.errors)")
  }

  @Test("Bars on a log axis are refused by the option that asks for it")
  func logBars() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    let run = try place.run(
      "plot", "p.csv", "--mark", "bar", "--x", "g", "--y", "y", "--log", "y", "-o", "c.svg")
    #expect(run.status != 0 && run.errors.contains("--log"), "\(run.errors)")
  }

  @Test("A specification draws what the options draw")
  func specification() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    try place.write("layers:\n  - { mark: point, x: x, y: y }\n", to: "chart.yml")
    #expect(try place.run("plot", "p.csv", "--spec", "chart.yml", "-o", "a.svg").status == 0)
    #expect(
      try place.run("plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y", "-o", "b.svg")
        .status == 0)
    let (a, b) = try (
      Data(contentsOf: URL(fileURLWithPath: place.path + "/a.svg")),
      Data(contentsOf: URL(fileURLWithPath: place.path + "/b.svg"))
    )
    #expect(a == b)
  }

  @Test(
    "Mistakes leave no picture",
    arguments: [
      (["--mark", "pont", "--x", "x", "-o", "c.png"], 2, "did you mean 'point'?"),
      (["--mark", "point", "--x", "x", "-o", "c.gif"], 2, ".svg"),
      (["--x", "x", "-o", "c.png"], 2, "--mark"),
      (["--mark", "point", "--x", "x", "--y", "z1", "-o", "c.png"], 1, "z1"),
      (["--mark", "point", "--x", "x", "--y", "y", "-o", "none/c.png"], 1, "none/c.png"),
      (["--spec", "bad.yml", "-o", "c.png"], 1, "did you mean 'mark'?"),
      (["--spec", "none.yml", "-o", "c.png"], 1, "none.yml"),
    ])
  func mistakes(arguments: [String], status: Int32, hint: String) throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    try place.write("layers:\n  - { marc: point, x: x, y: y }\n", to: "bad.yml")
    let before = try place.contents()
    let run = try place.start(["plot", "p.csv"] + arguments).wait()
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(hint), "\(run.errors)")
    #expect(try place.contents() == before)
  }

  @Test("Several outputs are one drawing")
  func outputs() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    let chart = ["plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y"]
    let both = try place.start(chart + ["-o", "a.png", "-o", "a.pdf"]).wait()
    #expect(both.status == 0, "\(both.errors)")
    #expect(try place.start(chart + ["-o", "b.png"]).wait().status == 0)
    let (a, b) = try (
      Data(contentsOf: URL(fileURLWithPath: place.path + "/a.png")),
      Data(contentsOf: URL(fileURLWithPath: place.path + "/b.png"))
    )
    #expect(a == b)
    #expect(FileManager.default.fileExists(atPath: place.path + "/a.pdf"))
  }

  @Test("A character that no font has is a warning, and an error where told")
  func strict() throws {
    let place = try Workplace()
    try place.write("x,y\na\u{10FFFD},1\n", to: "p.csv")
    let chart = ["plot", "p.csv", "--mark", "bar", "--x", "x", "--y", "y", "--title", "Boxes"]
    let loose = try place.start(chart + ["-o", "a.png"]).wait()
    #expect(loose.status == 0)
    #expect(loose.errors.contains("U+10FFFD") && loose.errors.contains("Boxes"))
    let strict = try place.start(chart + ["--strict", "-o", "b.png"]).wait()
    #expect(strict.status == 1)
    #expect(strict.errors.contains("--strict"))
    #expect(!FileManager.default.fileExists(atPath: place.path + "/b.png"))
  }

  @Test("Letters of an SVG become shapes where asked")
  func outlines() throws {
    let place = try Workplace()
    try place.write(Self.points, to: "p.csv")
    let chart = ["plot", "p.csv", "--mark", "point", "--x", "x", "--y", "y", "-o"]
    #expect(try place.start(chart + ["a.svg"]).wait().status == 0)
    #expect(try place.start(chart + ["b.svg", "--outlines"]).wait().status == 0)
    let (real, shapes) = try (
      String(contentsOfFile: place.path + "/a.svg", encoding: .utf8),
      String(contentsOfFile: place.path + "/b.svg", encoding: .utf8)
    )
    #expect(real.contains("<text") && !shapes.contains("<text"))
  }
}

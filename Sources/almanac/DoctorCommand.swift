internal import Basics
internal import ArgumentParser
internal import Datasets
internal import Drawing
internal import Foundation
internal import Statistics
internal import Tables

/// `almanac doctor`: whether everything is there that a report needs.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show what the program needs: files, fonts, libraries, cache, helpers.",
    discussion: """
      With --numerics, the digits that this build attains on data whose results are certified \
      (NIST's Statistical Reference Datasets), next to those that the data allow. Exits 1 if \
      something that a report needs is missing, or digits fall short.
      """)

  @Flag(help: "Show how many digits are right on certified data.")
  var numerics = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if numerics { return try runNumerics() }
    let findings = Self.findings()
    if json {
      let list = findings.map { finding -> JSON in
        [
          "name": .string(finding.name), "value": .string(finding.value),
          "verdict": .string(finding.verdict.rawValue),
        ]
      }
      print(JSON.array(list).text(.canonical))
    } else {
      let style = Style()
      var columns = TextColumns()
      for finding in findings { columns.add(finding.name, finding.value) }
      for (finding, line) in zip(findings, columns.text.split(separator: "\n")) {
        switch finding.verdict {
        case .good: print("\(style.good("ok"))       \(line)")
        case .absent: print("\(style.dim("absent"))   \(line)")
        case .bad: print("\(style.bad("missing"))  \(line)")
        }
      }
    }
    if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode.failure }
  }

  private func runNumerics() throws {
    let rows = try NumericalSelfTest.run(folder: BundledFiles.find().datasets + "/certified")
    if json {
      let list = rows.map { row -> JSON in
        [
          "set": .string(row.set), "quantity": .string(row.quantity),
          "digits": .number(row.digits), "attainable": .number(row.attainable),
          "goal": .number(row.goal), "holds": .bool(row.holds),
        ]
      }
      print(JSON.array(list).text(.canonical))
    } else {
      let style = Style()
      var columns = TextColumns(rightAligned: [2, 3, 4])
      columns.add("data set", "quantity", "digits", "attainable", "goal")
      for row in rows {
        columns.add(
          row.set, row.quantity, NumberFormat.fixed(1).text(row.digits),
          NumberFormat.fixed(1).text(row.attainable), NumberFormat.fixed(1).text(row.goal))
      }
      let lines = columns.text.split(separator: "\n").map(String.init)
      print(style.strong(lines[0]))
      for (row, line) in zip(rows, lines.dropFirst()) {
        print(row.holds ? line : style.bad(line + "  too few"))
      }
    }
    if !rows.allSatisfy(\.holds) { throw ExitCode.failure }
  }

  private struct Finding {
    enum Verdict: String { case good = "ok", absent, bad = "missing" }

    let name: String
    let value: String
    let verdict: Verdict
  }

  private static func findings() -> [Finding] {
    var findings = [Finding(name: "almanac", value: Almanac.version, verdict: .good)]
    do {
      let bundle = try BundledFiles.find()
      findings.append(Finding(name: "bundled files", value: bundle.root, verdict: .good))
      findings.append(
        Finding(
          name: "studies", value: bundle.studies().joined(separator: ", "),
          verdict: bundle.studies().isEmpty ? .bad : .good))
      let locator = try DatasetLocator(bundle: bundle, offline: true)
      for dataset in locator.registry.datasets {
        let here = dataset.files.allSatisfy { locator.copy(of: $0, in: dataset) != nil }
        findings.append(
          Finding(
            name: "data set \(dataset.name)",
            value: here ? "here" : "almanac datasets fetch \(dataset.name)",
            verdict: here ? .good : .absent))
      }
      findings.append(cache(locator.cache))
    } catch {
      findings.append(Finding(name: "bundled files", value: "\(error)", verdict: .bad))
    }
    let font = ThemeFont.installed
    findings.append(
      font == ThemeFont.families.first
        ? Finding(name: "font", value: font, verdict: .good)
        : Finding(
          name: "font",
          value:
            "\(font) is used instead of \(ThemeFont.families.first ?? ""); figures differ in their bytes",
          verdict: .absent))
    for library in Libraries.all {
      findings.append(Finding(name: library.name, value: library.version, verdict: .good))
    }
    if zipLibraryVersion == nil {
      findings.append(
        Finding(
          name: "libzip", value: "not installed; it reads workbooks, and reads and writes archives",
          verdict: .absent))
    }
    findings.append(helper("curl", for: "downloads data sets"))
    findings.append(helper("duckdb", for: "reads Parquet"))
    findings.append(helper("typst", for: "makes PDFs, as Python's module typst does"))
    findings.append(helper("pandoc", for: "makes Word documents"))
    return findings
  }

  private static func cache(_ path: String) -> Finding {
    // The nearest folder that is there decides whether one can be made.
    var folder = path
    while !FileManager.default.fileExists(atPath: folder), folder.count > 1 {
      folder = (folder as NSString).deletingLastPathComponent
    }
    let writable = FileManager.default.isWritableFile(atPath: folder)
    return Finding(
      name: "cache", value: writable ? path : "\(path) cannot be written",
      verdict: writable ? .good : .absent)
  }

  private static func helper(_ name: String, for purpose: String) -> Finding {
    let path = findProgram(name)
    return Finding(
      name: name, value: path ?? "not on the PATH; it \(purpose)",
      verdict: path == nil ? .absent : .good)
  }
}

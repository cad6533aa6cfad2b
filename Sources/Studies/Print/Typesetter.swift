import Basics
import Datasets
import Foundation
import Reports

/// Typst, which makes a PDF of what `TypstWriter` wrote: its program, else Python's module of that name.
struct Typesetter {
  private enum Way {
    case program(String)
    case module(python: String)
  }

  /// A document that is set.
  struct Print {
    let pdf: Data
    /// What the fonts of this machine have no sign for; in the document it is printed as its code.
    let absent: [Unicode.Scalar]
  }

  private let way: Way
  /// The families of fonts that it finds.
  private let families: Set<String>

  static let remedy =
    "a PDF is made with Typst, which is not installed; install it with `pip install typst`, or put its program "
    + "'typst' on the PATH"

  private static let python = """
    import sys
    try:
        import typst
    except ImportError:
        sys.exit(77)
    if sys.argv[1] == "fonts":
        print("\\n".join(typst.Fonts().families() if hasattr(typst, "Fonts") else []))
        print("Typst " + typst.__version__)
        sys.exit(0)
    given = sys.argv[2:]
    gathered = sys.argv[1] == "gathered"
    inputs = dict(zip(given[::2], given[1::2]))
    try:
        typst.compile("report.typ", output="report.pdf", root=".", format="pdf",
                      pdf_standards=["ua-1"], sys_inputs=inputs,
                      font_paths=["fonts"] if gathered else [], ignore_system_fonts=gathered)
    except typst.TypstError as error:
        sys.stderr.write(getattr(error, "diagnostic", None) or str(error))
        sys.exit(1)
    """

  /// Looks for Typst; throws where it is not there.
  init(_ helper: HelperProgram) throws {
    var found: (Way, HelperProgram.Outcome)?
    if let program = findProgram("typst") {
      let outcome = try helper.run(program, ["fonts"])
      if outcome.status == 0 { found = (.program(program), outcome) }
    }
    if found == nil, let python = findProgram("python3") {
      let outcome = try helper.run(python, ["-c", Self.python, "fonts"])
      if outcome.status == 0 { found = (.module(python: python), outcome) }
    }
    guard let found else { throw StudyError(at: nil, Self.remedy) }
    way = found.0
    families = Set(
      String(decoding: found.1.output, as: UTF8.self).split(separator: "\n").map(String.init))
  }

  /// Sets a document with the files that it shows, in the fonts that are there.
  func set(
    _ source: String, files: [(path: String, content: Data)],
    fonts: (text: [String], labels: [String]),
    _ helper: HelperProgram
  ) throws -> Print {
    try helper.write(Data(source.utf8), to: "report.typ")
    for file in files { try helper.write(file.content, to: file.path) }
    let used = [fonts.text, fonts.labels].compactMap { $0.first(where: families.contains) }
    let isGathered = try Self.gatherFonts(used, helper)
    var absent: [Unicode.Scalar] = []
    // What is missing first may hide what is missing next.
    for _ in 0..<4 {
      let outcome = try run(
        [
          "fonts": used.joined(separator: ", "), "absent": String(String.UnicodeScalarView(absent)),
        ], isGathered: isGathered, helper)
      if outcome.isLate {
        throw StudyError(at: nil, "report.pdf: Typst took more than two minutes")
      }
      if outcome.status == 0, let pdf = helper.file("report.pdf") {
        return Print(pdf: pdf, absent: absent.sorted())
      }
      let missing = Self.missing(outcome.errors).filter { !absent.contains($0) }
      guard !missing.isEmpty else {
        throw StudyError(at: nil, "report.pdf: Typst says: \(Self.firstError(outcome.errors))")
      }
      absent += missing
      for file in files where file.path.hasSuffix(".svg") {
        try helper.write(Self.without(absent, file.content), to: file.path)
      }
    }
    throw StudyError(at: nil, "report.pdf: the fonts of this machine lack too many signs")
  }

  /// Lays the fonts of this machine into a folder, without the condensed faces of the families: other programs know these
  /// as families of their own, and Typst takes them for faces of the usual width. False where they cannot be listed.
  private static func gatherFonts(_ families: [String], _ helper: HelperProgram) throws -> Bool {
    guard let fontconfig = findProgram("fc-list") else { return false }
    let outcome = try helper.run(fontconfig, ["-f", "%{file}\t%{family}\n"])
    let folder = helper.folder + "/fonts"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").sorted()
    var count = 0
    for line in lines {
      let parts = line.split(separator: "\t")
      guard parts.count == 2,
        !families.contains(where: { parts[1].hasPrefix($0 + " Condensed") })
      else { continue }
      let name = "\(count)-" + URL(fileURLWithPath: String(parts[0])).lastPathComponent
      if symlink(String(parts[0]), folder + "/" + name) == 0 { count += 1 }
    }
    return outcome.status == 0 && count > 0
  }

  /// Compiles; with fonts that were gathered no others are looked for.
  private func run(
    _ inputs: [String: String], isGathered: Bool, _ helper: HelperProgram
  ) throws -> HelperProgram.Outcome {
    let given = inputs.sorted { $0.key < $1.key }
    switch way {
    case .program(let program):
      return try helper.run(
        program,
        ["compile", "--root", ".", "--pdf-standard", "ua-1"]
          + (isGathered ? ["--font-path", "fonts", "--ignore-system-fonts"] : [])
          + given.flatMap { ["--input", "\($0.key)=\($0.value)"] } + ["report.typ", "report.pdf"])
    case .module(let python):
      return try helper.run(
        python,
        ["-c", Self.python, isGathered ? "gathered" : "system"]
          + given.flatMap { [$0.key, $0.value] })
    }
  }

  /// The characters that the messages say no font has: `the text "日" could not be displayed with ...`.
  static func missing(_ messages: String) -> [Unicode.Scalar] {
    var found: [Unicode.Scalar] = []
    for match in messages.matches(of: #/the text `?"((?:[^"\\]|\\.)*)"`? could not be displayed/#) {
      for scalar in unescaped(String(match.1)).unicodeScalars
      where !scalar.isASCII && !found.contains(scalar) {
        found.append(scalar)
      }
    }
    return found
  }

  /// The text of a quotation in Rust's manner, `\u{10ffff}`.
  private static func unescaped(_ text: String) -> String {
    text.replacing(#/\\u\{([0-9a-fA-F]{1,6})\}/#) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
    }
  }

  private static func firstError(_ messages: String) -> String {
    let lines = messages.split(separator: "\n")
    let error = lines.first { $0.hasPrefix("error: ") }?.dropFirst("error: ".count)
    return String(error ?? lines.last ?? "nothing")
  }

  /// A drawing with a square for each character that cannot be set.
  private static func without(_ absent: [Unicode.Scalar], _ content: Data) -> Data {
    let text = String(decoding: content, as: UTF8.self)
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(absent.contains(scalar) ? "□" : scalar) }
    return Data(String(result).utf8)
  }
}

import Datasets
import Foundation
import Reports

/// The programs that make documents of what a writer wrote.
struct Printers {
  /// What they made.
  struct Documents {
    var files: [(path: String, content: Data)] = []
    var warnings: [Diagnostic] = []
  }

  let typesetter: Typesetter?
  let converter: WordConverter?

  /// Finds those that the formats need; throws where one is not there, so that nothing is computed in vain.
  init(for formats: [DocumentFormat]) throws {
    typesetter =
      formats.contains(.pdf)
      ? try HelperProgram.inFolder(called: "print") { try Typesetter($0) } : nil
    converter =
      formats.contains(.docx)
      ? try HelperProgram.inFolder(called: "print") { try WordConverter($0) } : nil
  }
}

extension DocumentFormat {
  /// The format whose writer makes this one, or what another program makes it of.
  var written: DocumentFormat { self == .pdf ? .typ : self }

  /// Whether another program makes it.
  var isMade: Bool { self == .pdf || self == .docx }
}

extension StudyOptions {
  /// The formats that figures are drawn in: those asked for, and what the documents need.
  var drawn: [FigureFormat] {
    var formats = figures
    func need(_ format: FigureFormat, for documents: [DocumentFormat], or other: FigureFormat) {
      guard self.documents.contains(where: documents.contains), !formats.contains(format),
        !formats.contains(other)
      else { return }
      formats.append(format)
    }
    need(.svg, for: [.typ, .pdf], or: .png)
    need(.png, for: [.docx], or: .svg)
    return formats
  }
}

extension StudyRun {
  /// The images of the prose and of the house, which documents show by their path.
  var imageFiles: [(path: String, content: Data)] {
    let prose = (graph.report.prose?.images ?? []).compactMap { image in
      graph.report.prose?.imageFiles[image.path].map { (path: image.copy, content: $0.content) }
    }
    guard let logo = graph.report.house.logo, let file = logo.file,
      graph.report.documents.contains(where: { $0.written == .typ }),
      !prose.contains(where: { $0.path == logo.copy })
    else { return prose }
    return prose + [(logo.copy, file.content)]
  }

  /// The documents that other programs make.
  func printed(by printers: Printers) throws -> Printers.Documents {
    var result = Printers.Documents()
    guard graph.report.documents.contains(where: \.isMade) else { return result }
    let drawn = try study.figures.flatMap { try answer(.figure($0.id)).files }
    let files = drawn.filter { !$0.path.hasSuffix(".pdf") } + imageFiles
    if let typesetter = printers.typesetter {
      let source = try answer(.page(.typ))
      let print = try HelperProgram.inFolder(called: "print") { helper in
        try typesetter.set(
          source, files: files, fonts: graph.report.house.printFonts, helper)
      }
      if let warning = Self.warning(print.absent) { result.warnings.append(warning) }
      result.files.append(("report.pdf", print.pdf))
    }
    if let converter = printers.converter {
      let tree = try answer(.page(.docx))
      let content = try HelperProgram.inFolder(called: "print") { helper in
        try converter.docx(tree, files: files, day: graph.report.day, helper)
      }
      result.files.append(("report.docx", content))
    }
    return result
  }

  private static func warning(_ absent: [Unicode.Scalar]) -> Diagnostic? {
    guard !absent.isEmpty else { return nil }
    let signs = absent.prefix(8).map { String($0) }.joined(separator: " ")
    let more = absent.count > 8 ? " and \(absent.count - 8) more" : ""
    return Diagnostic(
      .warning, at: StudyFolder.start,
      "report.pdf: no font of this machine has \(signs)\(more), printed as codes such as [U+\(String(absent[0].value, radix: 16, uppercase: true))]; install a font that has them"
    )
  }
}

internal import Basics
internal import ArgumentParser
internal import Datasets
internal import Foundation

/// `almanac datasets`: what data there is, and whether it is the right data.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "List, download and verify data sets.",
    discussion: """
      Data files are looked for in the folder given with --data, in $ALMANAC_DATASETS, among those \
      that came with the program, and in the user's cache ($XDG_CACHE_HOME/almanac/datasets, by \
      default ~/.cache/almanac/datasets). A folder holds NAME/FILE, or the files themselves.
      """,
    subcommands: [List.self, Fetch.self, Verify.self])
}

extension DatasetsCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the data sets, their licences, and where the copy is that would be used.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let locator = try DatasetLocator(bundle: try BundledFiles.find(), offline: true)
      let entries = locator.registry.datasets.map { DatasetEntry($0, locator) }
      if json {
        try printJSON(entries)
        return
      }
      let style = Style()
      for entry in entries {
        print("\(style.strong(entry.name.printable))  \(entry.title.printable)")
        print("  licence: \(entry.licence.printable)")
        print("  source:  \(entry.source.printable)")
        for file in entry.files {
          let place =
            file.path.map { "\($0) (\(file.origin ?? ""))" }
            ?? "not here; almanac datasets fetch \(entry.name)"
          print(
            "  \(file.name), \(file.bytes.formatted(.number.locale(.init(identifier: "en")))) bytes: \(place.printable)"
          )
        }
        print("")
      }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download data sets to the user's cache and check their SHA-256.",
      discussion: "What is already in the cache is not downloaded again. Uses the curl program.")

    @Argument(help: "The names of data sets, as 'almanac datasets list' shows them.")
    var names: [String]

    @OptionGroup var verbosity: Verbosity

    func run() throws {
      let console = Console(verbosity)
      let locator = try DatasetLocator(bundle: try BundledFiles.find())
      for name in names { _ = try locator.registry.dataset(name) }
      for name in names {
        let files = try locator.fetch(name) { progress in
          console.progress(
            "\(progress.dataset)/\(progress.file)", done: progress.received, of: progress.total)
        }
        for file in files {
          console.say(
            "\(file.path) (\(file.origin == .cache ? "already there" : file.origin.rawValue))")
        }
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the copies of data sets with their pinned size and SHA-256.",
      discussion: """
        Without a name, every data set that is here. Exits 1 if a copy differs, or a named data \
        set is not here.
        """)

    @Argument(help: "The names of data sets; all by default.")
    var names: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      let locator = try DatasetLocator(bundle: try BundledFiles.find(), offline: true)
      let chosen =
        names.isEmpty
        ? locator.registry.datasets : try names.map { try locator.registry.dataset($0) }
      var entries = chosen.map { DatasetEntry($0, locator) }
      for index in entries.indices { entries[index].verify() }
      if json {
        try printJSON(entries)
      } else {
        let style = Style()
        for entry in entries {
          for file in entry.files {
            let verdict =
              switch file.verdict {
              case .matches: style.good("matches")
              case .differs: style.bad("differs")
              case .absent, nil: style.dim("absent")
              }
            print("\(verdict)  \(entry.name)/\(file.name)  \((file.path ?? "").printable)")
            if let found = file.found {
              print("         \(found.bytes) bytes, SHA-256 \(found.sha256)")
              print("         \(file.bytes) bytes, SHA-256 \(file.sha256) expected")
            }
          }
        }
      }
      let files = entries.flatMap(\.files)
      let failed = files.contains {
        $0.verdict == .differs || ($0.verdict == .absent && !names.isEmpty)
      }
      if failed { throw ExitCode.failure }
    }
  }
}

/// What the commands report of a data set.
private struct DatasetEntry: Encodable {
  enum Verdict: String, Encodable { case matches, differs, absent }

  struct Found: Encodable {
    let bytes: Int
    let sha256: String
  }

  struct File: Encodable {
    let name: String
    let bytes: Int
    let sha256: String
    let url: String?
    let path: String?
    let origin: String?
    var verdict: Verdict?
    var found: Found?
  }

  let name: String
  let title: String
  let source: String
  let licence: String
  let citation: String
  var files: [File]

  init(_ dataset: Dataset, _ locator: DatasetLocator) {
    name = dataset.name
    title = dataset.title
    source = dataset.source
    licence = dataset.licence
    citation = dataset.citation
    files = dataset.files.map { file in
      let copy = locator.copy(of: file, in: dataset)
      return File(
        name: file.name, bytes: file.fingerprint.bytes, sha256: file.fingerprint.sha256,
        url: file.url, path: copy?.path, origin: copy?.origin.rawValue)
    }
  }

  mutating func verify() {
    for index in files.indices {
      guard let path = files[index].path, let print = try? Fingerprint(ofFile: path) else {
        files[index].verdict = .absent
        continue
      }
      let matches = print.bytes == files[index].bytes && print.sha256 == files[index].sha256
      files[index].verdict = matches ? .matches : .differs
      if !matches { files[index].found = Found(bytes: print.bytes, sha256: print.sha256) }
    }
  }
}

/// Prints a value as JSON with sorted keys.
private func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

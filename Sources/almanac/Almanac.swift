internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Studies

/// The root of all commands.
struct Almanac: ParsableCommand {
  static let version = almanacVersion

  static let configuration = CommandConfiguration(
    commandName: "almanac",
    abstract: "Statistical reports in which every number is computed, addressed and traceable.",
    discussion: """
      A study is a folder with a study.yml (what to load, compute, draw and expect) and a report.md \
      (what to say). 'almanac build' turns it into a report as HTML and Markdown, with its figures, \
      its tables and a results.json of everything that was computed.

        almanac build                      the bundled study, training-carbon
        almanac build hf-carbon-2023       a published study, recomputed
        almanac init my-study --data models.csv
        almanac describe models.csv
        almanac stat mann-whitney models.csv --x co2 --group domain
        almanac plot models.csv --mark point --x size --y co2 -o co2.png

      Exit status: 0 done, 1 failed or a check did not hold, 2 wrong usage. Progress and messages \
      go to standard error, results to standard output.
      """,
    version: version,
    subcommands: [
      BuildCommand.self, CheckCommand.self, LintCommand.self, ExplainCommand.self,
      DiffCommand.self, PackCommand.self, UnpackCommand.self, PublishCommand.self, InitCommand.self,
      DescribeCommand.self, StatCommand.self, PlotCommand.self,
      EstimateCommand.self, LabelCommand.self, MineCommand.self, DatasetsCommand.self,
      DoctorCommand.self,
      GalleryCommand.self,
    ])
}

@main
enum Main {
  static func main() {
    // A stream that the parent closed would be the first file that is opened, and be printed into.
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      // The wrong way round: reading and printing stay the errors that they were.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    // A parent may have left it ignored; a closed pipe shall end us as silently as it does others.
    signal(SIGPIPE, SIG_DFL)
    // A file beyond `ulimit -f` is an error of the writing, as a full disk is, and is reported and cleaned up.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try ResourceLimits.run { Main.run() }
    } catch {
      Failure(error).exit()
    }
  }

  private static func run() {
    do {
      if let page = try StatCommand.page(Array(CommandLine.arguments.dropFirst())) {
        print(page)
      } else {
        var command = try Almanac.parseAsRoot()
        try command.run()
      }
      try UnwritableFile.expectOutput()
    } catch {
      Failure(error).exit()
    }
  }
}

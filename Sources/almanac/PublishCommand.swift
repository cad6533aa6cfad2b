internal import ArgumentParser
internal import Basics
internal import Datasets
internal import Foundation
internal import Studies

/// `almanac publish`
struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Lay reports out as a static site.",
    discussion: """
      Copies reports that 'almanac build' wrote into a folder that any web server can show: an index, \
      a page for each study with all its builds, and a feed (Atom) that says what each build changed. \
      A build has an address of its own, which stays when others are published.

        almanac publish reports/my-study --to site
        almanac publish reports/* --to site --title "Our reports" --url https://example.org/
      """)

  @Argument(help: "The folders of reports.")
  var reports: [String]

  @Option(help: ArgumentHelp("The folder of the site.", valueName: "folder"))
  var to: String

  @Option(help: ArgumentHelp("What the site is called.", valueName: "words"))
  var title: String?

  @Option(
    help: ArgumentHelp("Where the site will be, for the links of the feed.", valueName: "url"))
  var url: String?

  @Option(
    help: ArgumentHelp(
      "The day of what is published, as 2026-11-30; else that of SOURCE_DATE_EPOCH, else today.",
      valueName: "date"))
  var date: String?

  @OptionGroup var verbosity: Verbosity

  func validate() throws {
    _ = try DayArgument.day(date)
    if to.isEmpty { throw ValidationError("--to needs the name of a folder.") }
    if let url, !url.hasPrefix("https://") && !url.hasPrefix("http://") {
      throw ValidationError("--url takes an address that begins with https://, not '\(url)'.")
    }
  }

  func run() throws {
    let console = Console(verbosity)
    var site = try SitePublisher(
      folder: to, title: title, address: url, day: DayArgument.day(date) ?? DayArgument.today)
    for report in reports {
      if try !site.add(report) { console.say("\(report) is on the site already.") }
    }
    try site.write(theme: BundledFiles.find().templates + "/theme")
    print("\(to)/index.html".printable)
  }
}

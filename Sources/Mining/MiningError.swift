/// Why a listing cannot be mined.
package enum MiningError: Error, Hashable, Sendable {
  /// A recipe says something that it should not.
  case recipe(file: String, line: Int, message: String)
  /// No bundled recipe has the name, and no file is there.
  case unknownRecipe(name: String, bundled: [String])
  /// The `curl` program is not there, or cannot be started.
  case noTransport(String)
  /// The server refused, or sent what is no page of the listing.
  case answer(url: String, problem: String)
  /// The server did not answer well, however often it was asked.
  case gaveUp(url: String, tries: Int, problem: String)
  /// Another host was named where only the endpoint is asked.
  case otherHost(url: String, endpoint: String)
  /// An unfinished run is there, of the same listing or of another one.
  case unfinished(path: String, records: Int)
  case otherRun(path: String, difference: String)
  /// What was mined before is not what its notes say.
  case damaged(path: String, problem: String)
  /// Another process mines into the same file.
  case busy(path: String)
  /// The operating system refused.
  case system(_ verb: String, _ path: String, _ problem: String)
}

extension MiningError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  package var description: String {
    switch self {
    case .recipe(let file, let line, let message): "\(file):\(line): \(message)"
    case .unknownRecipe(let name, let bundled):
      "no recipe is called '\(name)', and no file is; the bundled ones are \(bundled.joined(separator: ", "))"
    case .noTransport(let problem): problem
    case .answer(let url, let problem): "\(url): \(problem)"
    case .gaveUp(let url, let tries, let problem):
      "\(url): \(problem), \(tries) times in a row; what was mined is kept, go on later with --resume"
    case .otherHost(let url, let endpoint):
      "the answer leads to \(url), and only \(endpoint) is asked; give --endpoint if that is the right place"
    case .unfinished(let path, let records):
      "\(path) holds \(records) records of a run that was not finished; go on with --resume, or delete it to begin again"
    case .otherRun(let path, let difference):
      "\(path) belongs to another listing: \(difference); give the same options, or delete it to begin again"
    case .damaged(let path, let problem):
      "\(path) \(problem); delete it to begin again"
    case .busy(let path): "another almanac mines into \(path); wait for it, or choose another file"
    case .system(let verb, let path, let problem): "cannot \(verb) \(path): \(problem)"
    }
  }
}

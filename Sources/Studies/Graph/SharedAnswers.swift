import Datasets
import Foundation

/// Answers that several runs of one process share, by what they are made from: a node of the same key is computed once.
///
/// `@unchecked Sendable`: `condition` guards every field. A `Mutex`, which the compiler could check, has no way to wait for the
/// answer that another thread makes.
final class SharedAnswers: @unchecked Sendable {
  private let condition = NSCondition()
  private var answers: [ContentKey: any Sendable] = [:]
  private var underway: Set<ContentKey> = []
  /// What has been asked for since `forgetUnused`.
  private var used: Set<ContentKey> = []
  /// The checksums of files, as long as they are what they were.
  let checksums = FileChecksums()

  /// The answer of this key, where it `fits`: what a run before has made, or `make` makes.
  func answer(
    _ key: ContentKey, fits: (any Sendable) -> Bool, _ make: () throws -> any Sendable
  ) throws -> (answer: any Sendable, isNew: Bool) {
    condition.lock()
    while underway.contains(key) { condition.wait() }
    used.insert(key)
    if let answer = answers[key], fits(answer) {
      condition.unlock()
      return (answer, false)
    }
    underway.insert(key)
    condition.unlock()
    let result = Result { try make() }
    condition.withLock {
      underway.remove(key)
      if case .success(let answer) = result { answers[key] = answer }
      condition.broadcast()
    }
    return (try result.get(), true)
  }

  /// Forgets what no run has asked for since this was called last.
  func forgetUnused() {
    condition.withLock {
      answers = answers.filter { used.contains($0.key) }
      used = []
    }
  }
}

/// What a run shares with others.
struct Sharing: Sendable {
  let answers: SharedAnswers
  /// The keys of the nodes that are shared.
  let keys: [NodeName: ContentKey]
}

extension NodeName {
  /// Whether other runs may have the answer: it holds no place in the study's files, which move where the key does not.
  var isShareable: Bool {
    switch self {
    case .references, .file, .profile, .domain, .table, .analysis, .corrected, .family, .value,
      .repair, .figure, .export:
      true
    default: false
    }
  }
}

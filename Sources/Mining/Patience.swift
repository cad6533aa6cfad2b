internal import Basics
internal import Foundation

/// How far a run has come, and what it waits for.
package struct MiningProgress: Hashable, Sendable {
  /// What is counted: records, or cards.
  package let what: String
  /// How many there are so far, and of how many, where that is known.
  package let done: Int
  package let total: Int?
  /// How many came in each second of this run.
  package let rate: Double
  /// Seconds that are waited, and why; `nil` while pages come.
  package let waiting: (seconds: Int, reason: String)?

  package static func == (a: Self, b: Self) -> Bool {
    a.what == b.what && a.done == b.done && a.total == b.total && a.rate == b.rate
      && a.waiting?.seconds == b.waiting?.seconds && a.waiting?.reason == b.waiting?.reason
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(done) }
}

/// Asks again and again, as long as that may help: it waits where a server says so, and longer each time where it fails.
struct Patience {
  /// So many failures in a row, of the connection before there was an answer or of any kind, and the end of patience.
  private static let (mostConnections, most, mostLimits) = (3, 8, 30)
  /// Longer than this no server is waited for.
  private static let longest = 3600.0

  private let transport: Transport
  private let progress: (_ seconds: Int, _ reason: String) -> Void
  private(set) var requests = 0
  private(set) var repeated = 0
  /// When the server takes requests again, where it said that it takes none now.
  private var opens: UInt64 = 0
  private var hadAnswer = false

  init(_ transport: Transport, _ progress: @escaping (_ seconds: Int, _ reason: String) -> Void) {
    (self.transport, self.progress) = (transport, progress)
  }

  /// What `read` makes of the answer to `url`.
  mutating func ask<Value>(
    _ url: String, _ read: (Answer) throws(Page.Failure) -> Value
  ) throws(MiningError) -> Value {
    var (failures, limits) = (0, 0)
    while true {
      waitForQuota()
      requests += 1
      var problem = ""
      var isConnection = false
      var seconds: Double?
      do throws(Transport.Failure) {
        let answer = try transport.ask(url)
        hadAnswer = true
        note(answer)
        let wanted = answer.retryAfter(now: Date())
        switch answer.status {
        case 200:
          do throws(Page.Failure) { return try read(answer) } catch {
            switch error {
            case .broken(let text): problem = text
            case .final(let text):
              throw Transport.Failure.final(.answer(url: url, problem: transport.hidden(text)))
            }
          }
        case 429:
          problem = "the server takes no more requests now (429)"
          seconds = wanted ?? answer.quota?.seconds ?? 60
        case 408, 425, 500...599:
          problem = "the server answered \(answer.status)"
          seconds = wanted
        default:
          throw Transport.Failure.final(
            .answer(url: url, problem: transport.hidden(refusal(answer))))
        }
      } catch {
        switch error {
        case .final(let error): throw error
        case .passing(let text, let isOfConnection):
          (problem, isConnection) = (text, isOfConnection)
        }
      }
      repeated += 1
      if let seconds {
        limits += 1
        guard limits < Self.mostLimits, seconds <= Self.longest else {
          throw .gaveUp(url: url, tries: limits, problem: problem)
        }
        wait(seconds, problem)
      } else {
        failures += 1
        guard failures < (isConnection && !hadAnswer ? Self.mostConnections : Self.most) else {
          throw .gaveUp(url: url, tries: failures, problem: problem)
        }
        wait(min(60, pow(2, Double(failures - 1))), problem)
      }
    }
  }

  /// The answers to several addresses as far as they came; at least one. None of them says that it takes no more.
  mutating func ask(_ urls: [String]) throws(MiningError) -> [Answer] {
    var (failures, limits) = (0, 0)
    while true {
      waitForQuota()
      var problem = "no answer came"
      var good: [Answer] = []
      var limit: Answer?
      do throws(Transport.Failure) {
        let (answers, failure) = try transport.ask(urls)
        requests += answers.count
        for answer in answers {
          hadAnswer = true
          note(answer)
          if answer.status == 429 || answer.status >= 500 || answer.status == 408 {
            limit = answer
            break
          }
          good.append(answer)
        }
        if !good.isEmpty { return good }
        if case .passing(let text, _)? = failure { problem = text }
        if case .final(let error)? = failure { throw Transport.Failure.final(error) }
      } catch {
        switch error {
        case .final(let error): throw error
        case .passing(let text, _): problem = text
        }
      }
      repeated += 1
      if let limit, limit.status == 429 || limit.retryAfter(now: Date()) != nil {
        limits += 1
        let seconds = limit.retryAfter(now: Date()) ?? limit.quota?.seconds ?? 60
        problem = "the server takes no more requests now (\(limit.status))"
        guard limits < Self.mostLimits, seconds <= Self.longest else {
          throw .gaveUp(url: urls[0], tries: limits, problem: problem)
        }
        wait(seconds, problem)
      } else {
        if let limit { problem = "the server answered \(limit.status)" }
        failures += 1
        guard failures < Self.most else {
          throw .gaveUp(url: urls[0], tries: failures, problem: problem)
        }
        wait(min(60, pow(2, Double(failures - 1))), problem)
      }
    }
  }

  /// What a server says that will not answer: 404 means another thing than 401.
  private func refusal(_ answer: Answer) -> String {
    let said = (try? JSON.parse(answer.body)).map(Page.said) ?? ""
    let what =
      switch answer.status {
      case 401, 403: "the server refuses (\(answer.status)); a token in HF_TOKEN may be needed"
      case 404: "there is no such listing (404)"
      case 400, 422: "the server does not understand the request (\(answer.status))"
      default: "the server answered \(answer.status)"
      }
    return what + said
  }

  private mutating func note(_ answer: Answer) {
    guard let quota = answer.quota, quota.left == 0, answer.status != 429 else { return }
    let seconds = min(quota.seconds, Self.longest)
    opens = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
  }

  /// Waits where the last answer said that it was the last for now.
  private mutating func waitForQuota() {
    let now = DispatchTime.now().uptimeNanoseconds
    guard opens > now else { return }
    wait(Double(opens - now) / 1e9, "the quota is used up")
    opens = 0
  }

  private func wait(_ seconds: Double, _ reason: String) {
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    while true {
      let now = DispatchTime.now().uptimeNanoseconds
      guard now < end else { return }
      let left = Double(end - now) / 1e9
      progress(Int(left.rounded(.up)), reason)
      Thread.sleep(forTimeInterval: min(1, left))
    }
  }
}

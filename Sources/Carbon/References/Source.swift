/// Where a figure was published.
public struct Source: Hashable, Sendable {
  /// Author or table, as one would cite it.
  public let title: String
  /// Where it can be read.
  public let url: String

  /// A source by title and address.
  public init(title: String, url: String) {
    self.title = title
    self.url = url
  }
}

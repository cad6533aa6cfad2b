internal import Basics
internal import CYaml

extension YAMLValue {
  /// The one document of a YAML text; `nil` where the text contains none. `file` is for messages.
  ///
  /// The door for all YAML: studies, the registry, charts, model cards. It takes the events of libyaml
  /// one by one, so that what is nested or repeated beyond `Limits` is refused as it comes, before
  /// memory is taken for it.
  package static func parse(_ text: String, file: String) throws(YAMLError) -> YAMLValue? {
    let start = SourcePosition(file: file, line: 1, column: 1)
    let directives = text.directives
    guard directives <= Limits.yamlDirectives else {
      throw YAMLError(
        at: start,
        "\(directives) lines begin with %; the limit is \(Limits.yamlDirectives) such directives")
    }
    var text = text
    let result = text.withUTF8 { bytes -> Result<YAMLValue?, YAMLError> in
      var parser = YAMLParser(bytes, file: file)
      defer { parser.close() }
      do throws(YAMLError) {
        return .success(try parser.document())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension String {
  /// How many lines begin with `%`.
  fileprivate var directives: Int {
    var count = 0
    var isStart = true
    for byte in utf8 {
      if isStart && byte == UInt8(ascii: "%") { count += 1 }
      isStart = byte == UInt8(ascii: "\n")
    }
    return count
  }
}

/// Builds values from the events of libyaml.
private struct YAMLParser {
  /// A value that an alias repeats, and what it counts for.
  private struct Anchored {
    let value: YAMLValue
    let values: Int
    let bytes: Int
    let height: Int
  }

  private let file: String
  /// libyaml keeps pointers into it: it must stay where it is.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var anchors: [String: Anchored] = [:]
  /// What was read so far, with what aliases repeat.
  private var values = 0
  private var bytes = 0
  /// The deepest level below the value that is being read.
  private var height = 0

  /// `text` must outlive the parser.
  init(_ text: UnsafeBufferPointer<UInt8>, file: String) {
    self.file = file
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  /// Gives back what libyaml holds.
  func close() {
    yaml_parser_delete(parser)
    parser.deinitialize(count: 1)
    parser.deallocate()
  }

  mutating func document() throws(YAMLError) -> YAMLValue? {
    _ = try next()
    guard try next().type != YAML_STREAM_END_EVENT else { return nil }
    let root = try value(try next(), depth: 0)
    _ = try next()
    let end = try next()
    guard end.type == YAML_STREAM_END_EVENT else {
      throw YAMLError(
        at: end.position, "a second document begins here; a file may contain only one")
    }
    return root
  }

  private mutating func value(_ event: Event, depth: Int) throws(YAMLError) -> YAMLValue {
    if event.type == YAML_ALIAS_EVENT { return try repeated(event, depth: depth) }
    let (valuesBefore, bytesBefore) = (values, bytes)
    try count(1, event.text.utf8.count, event.position)
    try expectDepth(depth, event.position)
    let content: YAMLValue.Content
    var ownHeight = 0
    switch event.type {
    case YAML_SEQUENCE_START_EVENT:
      var elements: [YAMLValue] = []
      var next = try self.next()
      while next.type != YAML_SEQUENCE_END_EVENT {
        elements.append(try value(next, depth: depth + 1))
        ownHeight = max(ownHeight, height + 1)
        next = try self.next()
      }
      content = .sequence(elements)
    case YAML_MAPPING_START_EVENT:
      var entries: [YAMLValue.Entry] = []
      var keys: Set<String> = []
      var next = try self.next()
      while next.type != YAML_MAPPING_END_EVENT {
        let key = try self.key(next)
        guard keys.insert(key).inserted else {
          throw YAMLError(at: next.position, "the key '\(key)' occurs twice in one mapping")
        }
        let value = try self.value(try self.next(), depth: depth + 1)
        ownHeight = max(ownHeight, height + 1)
        entries.append(.init(key: key, position: next.position, value: value))
        next = try self.next()
      }
      content = .mapping(entries)
    default:
      let isNull = event.isPlain && ["", "~", "null", "Null", "NULL"].contains(event.text)
      content = isNull ? .null : .scalar(event.text, plain: event.isPlain)
    }
    height = ownHeight
    let value = YAMLValue(content: content, position: event.position)
    if let anchor = event.anchor {
      anchors[anchor] = Anchored(
        value: value, values: values - valuesBefore, bytes: bytes - bytesBefore, height: height)
    }
    return value
  }

  /// The value that an alias stands for, which counts as if it were written out.
  private mutating func repeated(_ event: Event, depth: Int) throws(YAMLError) -> YAMLValue {
    guard let anchored = anchors[event.anchor ?? ""] else {
      throw YAMLError(
        at: event.position,
        "no anchor '&\(event.anchor ?? "")' ends before this alias; a text that begins with * needs quotes"
      )
    }
    try count(anchored.values, anchored.bytes, event.position)
    try expectDepth(depth + anchored.height, event.position)
    height = anchored.height
    return anchored.value
  }

  private mutating func key(_ event: Event) throws(YAMLError) -> String {
    try count(1, event.text.utf8.count, event.position)
    if event.type == YAML_SCALAR_EVENT {
      if let anchor = event.anchor {
        let value = YAMLValue(
          content: .scalar(event.text, plain: event.isPlain), position: event.position)
        anchors[anchor] = Anchored(
          value: value, values: 1, bytes: event.text.utf8.count, height: 0)
      }
      return event.text
    }
    if event.type == YAML_ALIAS_EVENT, let text = anchors[event.anchor ?? ""]?.value.text {
      try count(0, text.utf8.count, event.position)
      return text
    }
    throw YAMLError(at: event.position, "a key must be a single word or text")
  }

  private mutating func count(
    _ values: Int, _ bytes: Int, _ position: SourcePosition
  ) throws(YAMLError) {
    self.values += values
    self.bytes += bytes
    guard self.values <= Limits.yamlValues else {
      throw YAMLError(
        at: position,
        "the file contains more than \(Limits.yamlValues) values, counting repetitions: "
          + "\(self.values) up to here")
    }
    guard self.bytes <= Limits.textBytes else {
      throw YAMLError(
        at: position,
        "the file contains more than \(Limits.textBytes) bytes of text, counting repetitions: "
          + "\(self.bytes) up to here")
    }
  }

  private func expectDepth(_ depth: Int, _ position: SourcePosition) throws(YAMLError) {
    guard depth < Limits.yamlDepth else {
      throw YAMLError(
        at: position,
        "this is nested \(depth + 1) deep; the limit is \(Limits.yamlDepth) levels")
    }
  }

  // MARK: Events

  private struct Event {
    let type: yaml_event_type_t
    let position: SourcePosition
    /// Of a scalar, without quotes.
    let text: String
    /// Whether a scalar is without quotes.
    let isPlain: Bool
    /// The name that a value is given, or that an alias repeats.
    let anchor: String?
  }

  private func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
    defer { yaml_event_delete(&event) }
    let position = position(event.start_mark)
    var text = ""
    var isPlain = false
    let anchor: UnsafeMutablePointer<yaml_char_t>?
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      anchor = scalar.anchor
    case YAML_SEQUENCE_START_EVENT: anchor = event.data.sequence_start.anchor
    case YAML_MAPPING_START_EVENT: anchor = event.data.mapping_start.anchor
    case YAML_ALIAS_EVENT: anchor = event.data.alias.anchor
    default: anchor = nil
    }
    return Event(
      type: event.type, position: position, text: text, isPlain: isPlain,
      anchor: anchor.map { String(cString: $0) })
  }

  private func position(_ mark: yaml_mark_t) -> SourcePosition {
    SourcePosition(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  /// What libyaml says is wrong.
  private var problem: YAMLError {
    let state = parser.pointee
    let words = state.problem.map { String(cString: $0) } ?? "it cannot be read"
    switch state.error {
    case YAML_READER_ERROR:
      return YAMLError(
        at: position(state.mark),
        "this is not YAML: \(words) (byte \(state.problem_offset + 1) of the file)")
    case YAML_MEMORY_ERROR:
      return YAMLError(at: position(state.mark), "there is no memory left to read this")
    default:
      // libyaml looks ahead, and has a limit of its own.
      if words.hasPrefix("Maximum nesting level") {
        return YAMLError(
          at: position(state.problem_mark),
          "this is nested more than 1000 deep; the limit is \(Limits.yamlDepth) levels")
      }
      return YAMLError(
        at: position(state.problem_mark),
        "this is not YAML: \(words); a text with ': ' or '#' in it needs quotes")
    }
  }
}

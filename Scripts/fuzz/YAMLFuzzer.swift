import Foundation

// What is read as YAML is the same when its JSON is read as YAML again, unless that exceeds a limit.

func yaml(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  guard let value = try? YAMLValue.parse(text, file: "f") else { return 0 }
  let json = value.json.text()
  guard let again = try? YAMLValue.parse(json, file: "f") else { return 0 }
  if again.json.text() != json {
    FileHandle.standardError.write(Data((json + "\n" + again.json.text()).utf8))
    abort()
  }
  return 0
}

internal import CZip
internal import Foundation

/// libzip, loaded when the first archive is opened: a program linked with it starts 1.5 ms later, because it brings
/// OpenSSL along.
struct ZipLibrary: Sendable {
  let open: almanac_zip_open
  let discard: almanac_zip_discard
  let entryCount: almanac_zip_get_num_entries
  let name: almanac_zip_get_name
  let place: almanac_zip_name_locate
  let lastError: almanac_zip_get_error
  let errorCode: almanac_zip_error_code_zip
  let openFile: almanac_zip_fopen
  let readFile: almanac_zip_fread
  let closeFile: almanac_zip_fclose
  let version: almanac_zip_version
  let openEntry: almanac_zip_fopen_index
  let facts: almanac_zip_stat_index
  let attributes: almanac_zip_get_attributes
  let sourceFile: almanac_zip_source_file
  let freeSource: almanac_zip_source_free
  let add: almanac_zip_file_add
  let setTime: almanac_zip_set_time
  let setAttributes: almanac_zip_set_attributes
  let close: almanac_zip_close
  let message: almanac_zip_strerror

  /// The library; `nil` where the system has none.
  static let loaded = ZipLibrary()

  /// What to do where there is none.
  static let remedy =
    "install it (apt install libzip4, brew install libzip)"

  /// What it is called, the newest first. Nothing that is used here changed between these versions.
  private static let names = [
    "libzip.so.5", "libzip.so.4", "libzip.5.dylib", "/opt/homebrew/lib/libzip.5.dylib",
  ]

  private init?() {
    guard let library = Self.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
    else { return nil }
    /// A function as its type in the header of the library.
    func function<Function>(_ name: String, _ type: Function.Type = Function.self) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    guard let open: almanac_zip_open = function("zip_open"),
      let discard: almanac_zip_discard = function("zip_discard"),
      let entryCount: almanac_zip_get_num_entries = function("zip_get_num_entries"),
      let name: almanac_zip_get_name = function("zip_get_name"),
      let place: almanac_zip_name_locate = function("zip_name_locate"),
      let lastError: almanac_zip_get_error = function("zip_get_error"),
      let errorCode: almanac_zip_error_code_zip = function("zip_error_code_zip"),
      let openFile: almanac_zip_fopen = function("zip_fopen"),
      let readFile: almanac_zip_fread = function("zip_fread"),
      let closeFile: almanac_zip_fclose = function("zip_fclose"),
      let version: almanac_zip_version = function("zip_libzip_version"),
      let openEntry: almanac_zip_fopen_index = function("zip_fopen_index"),
      let facts: almanac_zip_stat_index = function("zip_stat_index"),
      let attributes: almanac_zip_get_attributes = function("zip_file_get_external_attributes"),
      let sourceFile: almanac_zip_source_file = function("zip_source_file"),
      let freeSource: almanac_zip_source_free = function("zip_source_free"),
      let add: almanac_zip_file_add = function("zip_file_add"),
      let setTime: almanac_zip_set_time = function("zip_file_set_dostime"),
      let setAttributes: almanac_zip_set_attributes = function("zip_file_set_external_attributes"),
      let close: almanac_zip_close = function("zip_close"),
      let message: almanac_zip_strerror = function("zip_strerror")
    else { return nil }
    (self.open, self.discard, self.entryCount, self.name) = (open, discard, entryCount, name)
    (self.place, self.lastError, self.errorCode) = (place, lastError, errorCode)
    (self.openFile, self.readFile, self.closeFile) = (openFile, readFile, closeFile)
    self.version = version
    (self.openEntry, self.facts, self.attributes) = (openEntry, facts, attributes)
    (self.sourceFile, self.freeSource, self.add) = (sourceFile, freeSource, add)
    (self.setTime, self.setAttributes) = (setTime, setAttributes)
    (self.close, self.message) = (close, message)
  }
}

/// The version of libzip, which reads workbooks and archives; `nil` where the system has none.
public var zipLibraryVersion: String? {
  ZipLibrary.loaded.flatMap { $0.version() }.map { String(cString: $0) }
}

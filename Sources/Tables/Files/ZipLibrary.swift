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

  /// The library; `nil` where the system has none.
  static let loaded = ZipLibrary()

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
      let version: almanac_zip_version = function("zip_libzip_version")
    else { return nil }
    (self.open, self.discard, self.entryCount, self.name) = (open, discard, entryCount, name)
    (self.place, self.lastError, self.errorCode) = (place, lastError, errorCode)
    (self.openFile, self.readFile, self.closeFile) = (openFile, readFile, closeFile)
    self.version = version
  }
}

/// The version of libzip, which reads workbooks and archives; `nil` where the system has none.
public var zipLibraryVersion: String? {
  ZipLibrary.loaded.flatMap { $0.version() }.map { String(cString: $0) }
}

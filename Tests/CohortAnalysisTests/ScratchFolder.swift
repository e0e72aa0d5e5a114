import Foundation

/// An empty directory that goes when the value does.
final class ScratchFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("twinflux-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.path + "/" + name }

  /// The contents of all files below `name`, by their names.
  func files(in name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for part in try FileManager.default.subpathsOfDirectory(atPath: path(name)) {
      if let data = FileManager.default.contents(atPath: path(name) + "/" + part) {
        files[part] = Array(data)
      }
    }
    return files
  }
}

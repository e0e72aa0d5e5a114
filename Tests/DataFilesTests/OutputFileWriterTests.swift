import DataFiles
import Foundation
import TestSupport
import Testing

@Suite("Writing files in parts")
struct OutputFileWriterTests {
  private func names(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  /// Larger than what is held back, and than a member of a compressed file.
  private let content = [UInt8](repeating: 65, count: 5_000_000) + [66, 67]

  @Test("in whatever parts it comes, the file is that of the whole", arguments: ["a", "a.gz"])
  func parts(_ name: String) throws {
    try withTemporaryDirectory { directory in
      let whole = directory + "/whole-" + name
      try OutputFile.write(content, to: whole)
      for size in [1 << 16, 1 << 20, 1 << 22, 4_500_000] {
        let output = try OutputFileWriter(directory + "/" + name)
        for start in stride(from: 0, to: content.count, by: size) {
          try output.write(Array(content[start..<min(content.count, start + size)]))
        }
        try output.finish()
        #expect(try storedBytes(directory + "/" + name) == storedBytes(whole))
      }
      #expect(try InputFile.read(whole).bytes == content)
      #expect(try names(in: directory) == [name, "whole-" + name])
    }
  }

  @Test("nothing is seen before the end, and nothing stays of what is given up")
  func atomic() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a"
      try OutputFile.write([1], to: path)
      var output: OutputFileWriter? = try OutputFileWriter(path)
      try output?.write(content)
      #expect(try storedBytes(path) == [1])
      #expect(try names(in: directory).count == 2)
      output = nil
      #expect(try storedBytes(path) == [1] && names(in: directory) == ["a"])
      output = try OutputFileWriter(path)
      try output?.finish()
      #expect(try storedBytes(path) == [] && names(in: directory) == ["a"])
    }
  }
}

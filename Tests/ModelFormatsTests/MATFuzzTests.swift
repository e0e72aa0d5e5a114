import Foundation
import TestSupport
import Testing

@testable import ModelFormats

/// Each damaged file is a few kilobytes: ten minutes are a hang, on however busy a machine.
@Suite("Damaged MAT-files", .timeLimit(.minutes(10)))
struct MATFuzzTests {
  /// What is unpacked or taken by values beyond this is refused.
  private static let limit = 1 << 24

  private func failure(_ bytes: [UInt8]) -> MATError? {
    do throws(MATError) {
      _ = try MATModelReader.read(bytes, path: "m.mat", limit: Self.limit)
      return nil
    } catch {
      return error
    }
  }

  /// Whether the bytes were a model; an error is as good, if it says where.
  @discardableResult
  private func isModel(_ bytes: [UInt8]) -> Bool {
    guard let error = failure(bytes) else { return true }
    #expect(error.description.contains("(m.mat"))
    return false
  }

  /// In either byte order, compressed or not, with or without small elements.
  private static let writers = (0..<8).map { bits in
    MATTestWriter(
      isBigEndian: bits & 1 != 0, compresses: bits & 2 != 0, packsSmallElements: bits & 4 != 0)
  }

  private func variable(_ writer: MATTestWriter = MATTestWriter()) -> [UInt8] {
    writer.matrix(.structure(MATTestModel().fields), name: "model")
  }

  @Test("that were cut off, wherever, are errors")
  func truncated() {
    for file in [
      MATTestModel().bytes(), MATTestModel().bytes(MATTestWriter(compresses: true)),
      MATFixture.scipy,
    ] {
      let models = (1..<file.count).filter { isModel(Array(file.prefix($0))) }
      #expect(models.isEmpty)
    }
  }

  @Test("whose content was cut off before it was compressed are errors")
  func truncatedContent() {
    let (writer, content) = (MATTestWriter(compresses: true), variable())
    // The size in the tag tells of all that is left, so that the end is met inside.
    let models = (8..<content.count).filter { length in
      let size = withUnsafeBytes(of: UInt32(length - 8).littleEndian) { Array($0) }
      return isModel(writer.file([content.prefix(4) + size + content[8..<length]]))
    }
    #expect(models.isEmpty)
  }

  @Test("whose compressed stream stops early are errors")
  func truncatedStream() {
    let writer = MATTestWriter()
    let stream = writer.zlibStream(variable())
    #expect(isModel(writer.file(stream: stream)))
    let models = (0..<stream.count).filter {
      isModel(writer.file(stream: Array(stream.prefix($0))))
    }
    #expect(models.isEmpty)
  }

  @Test("that claim impossible sizes are errors")
  func claims() throws {
    let bytes = MATTestModel().bytes()
    // The dimensions of the struct, and of what follows, become as large as they can be said.
    for offset in stride(from: 128, to: bytes.count - 4, by: 4) {
      for word: [UInt8] in [[255, 255, 255, 127], [255, 255, 255, 255], [0, 0, 0, 128]] {
        var damaged = bytes
        damaged.replaceSubrange(offset..<offset + 4, with: word)
        isModel(damaged)
      }
    }
    #expect(isModel(bytes))
  }

  @Test("that name more fields than they have room for are errors")
  func fieldNames() {
    let writer = MATTestWriter(packsSmallElements: false)
    var content = variable(writer)
    // Behind the tag: flags, dimensions, the name "model"; then how long field names are.
    let (length, names) = (8 + 16 + 16 + 16 + 8, 32 * MATTestModel().fields.count)
    #expect(content[length] == 32)
    content[length] = 1
    let place = MATError.Place(offset: 128 + length + 8 + 8 + names)
    #expect(failure(writer.file([content])) == .truncated(path: "m.mat", place: place))
  }

  /// Runs for TWINFLUX_FUZZ_SECONDS seconds (less than the ten minutes) if that is set.
  private func repeatedly(_ count: Int, _ body: (UInt64) -> Bool) -> (tried: Int, models: Int) {
    let seconds = ProcessInfo.processInfo.environment["TWINFLUX_FUZZ_SECONDS"].flatMap(Double.init)
    let start = ContinuousClock.now
    var (tried, models) = (0, 0)
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (tried < count) {
      if body(UInt64(tried)) { models += 1 }
      tried += 1
    }
    if seconds != nil { print("\(tried) damaged files, \(models) of them models") }
    return (tried, models)
  }

  @Test("give a model or an error, never a crash", arguments: [false, true])
  func survives(insideCompression: Bool) {
    let contents = Self.writers.map { variable($0) }
    let files = zip(Self.writers, contents).map { $0.file([$1]) } + [MATFixture.scipy]
    let (tried, models) = repeatedly(2000) { seed in
      var mutation = SBMLMutation(seed: seed)
      let index = Int(seed)
      if !insideCompression { return isModel(mutation.damaged(files[index % files.count])) }
      var writer = Self.writers[index % contents.count]
      writer.compresses = true
      return isModel(writer.file([mutation.damaged(contents[index % contents.count])]))
    }
    #expect(models > tried / 100 && models < tried)
  }

  @Test("of which bits are flipped give a model or an error", arguments: [false, true])
  func flips(insideCompression: Bool) {
    let contents = Self.writers.map { variable($0) }
    let (tried, models) = repeatedly(3000) { seed in
      var generator = SeededGenerator(seed: seed)
      let index = Int.random(in: contents.indices, using: &generator)
      var writer = Self.writers[index]
      var bytes = insideCompression ? contents[index] : writer.file([contents[index]])
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        bytes[place] ^= UInt8.random(in: 1...255, using: &generator)
      }
      writer.compresses = true
      return isModel(insideCompression ? writer.file([bytes]) : bytes)
    }
    #expect(models > tried / 100 && models < tried)
  }
}

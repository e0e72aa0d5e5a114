import Foundation
import TestSupport
import Testing

@testable import ModelFormats

@Suite("MAT-files")
struct MATFileTests {
  private func failure(_ bytes: [UInt8], limit: Int = MATReader.defaultLimit) -> MATError? {
    do throws(MATError) {
      _ = try MATModelReader.read(bytes, path: "m.mat", limit: limit)
      return nil
    } catch {
      #expect(error.description.contains("(m.mat"))
      return error
    }
  }

  @Test("of version 7.3 or 4, or none at all, say so")
  func versions() {
    let padding = [UInt8](repeating: 32, count: 600)
    let hdf: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    #expect(failure(Array("MATLAB 7.3 MAT-file".utf8)) == .version73(path: "m.mat"))
    #expect(failure(hdf + padding) == .version73(path: "m.mat"))
    #expect(failure(padding.prefix(512) + hdf) == .version73(path: "m.mat"))
    #expect(failure([0, 0, 0, 0] + [UInt8](repeating: 1, count: 40)) == .version4(path: "m.mat"))
    #expect(failure(Array("reactions".utf8)) == .notMAT(path: "m.mat"))
    #expect(MATError.version73(path: "m.mat").description.contains("'-v7'"))
  }

  @Test("with one model or one called 'model' are read; others are not guessed at")
  func choice() throws {
    let (model, other) = (MATTestModel(), MATTestValue.column([1]))
    let writer = MATTestWriter()
    let value = MATTestValue.structure(model.fields)
    #expect(
      failure(writer.file([("x", other), ("s", .structure([("rxns", other)]))]))
        == .noModel(path: "m.mat", variables: ["x", "s"]))
    #expect(
      failure(writer.file([("a", value), ("b", value)]))
        == .severalModels(path: "m.mat", variables: ["a", "b"]))
    #expect(failure(writer.file([("x", other), ("a", value)])) == nil)
    let chosen = try MATModelReader.read(
      writer.file([("a", value), ("model", value)]), path: "m.mat")
    #expect(chosen.model.id == "model")
  }

  @Test("that were cut off, wherever, are errors")
  func truncated() {
    for compresses in [false, true] {
      let bytes = MATTestModel().bytes(MATTestWriter(compresses: compresses))
      for length in stride(from: 1, to: bytes.count, by: 13) {
        #expect(failure(Array(bytes.prefix(length))) != nil)
      }
    }
    let bytes = MATTestModel().bytes()
    #expect(
      failure(bytes.dropLast(8)) == .truncated(path: "m.mat", place: .init(offset: 128)))
  }

  @Test("that unpack to more than the limit are errors before they do")
  func bombs() throws {
    for compresses in [false, true] {
      let bytes = MATTestModel().bytes(MATTestWriter(compresses: compresses))
      guard case .tooLarge(_, let place, _)? = failure(bytes, limit: 512) else {
        Issue.record("no limit")
        continue
      }
      #expect(compresses ? place == .init(offset: 128) : place.inside == nil)
    }
  }

  @Test("that claim impossible sizes are errors")
  func claims() throws {
    let bytes = MATTestModel().bytes()
    // The dimensions of the struct, and of what follows, become as large as they can be said.
    for offset in stride(from: 128, to: bytes.count - 4, by: 4) {
      for word: [UInt8] in [
        [255, 255, 255, 127], [255, 255, 255, 255], [0, 0, 0, 0], [0, 0, 0, 128],
      ] {
        var damaged = bytes
        damaged.replaceSubrange(offset..<offset + 4, with: word)
        _ = failure(damaged)
      }
    }
    #expect(failure(bytes) == nil)
  }

  /// Runs for TWINFLUX_FUZZ_SECONDS seconds if that is set.
  @Test("that are damaged give a model or an error, never a crash")
  func survives() throws {
    let seconds = ProcessInfo.processInfo.environment["TWINFLUX_FUZZ_SECONDS"].flatMap(Double.init)
    let start = ContinuousClock.now
    let files = (0..<8).map { bits in
      MATTestModel().bytes(
        MATTestWriter(
          isBigEndian: bits & 1 != 0, compresses: bits & 2 != 0, packsSmallElements: bits & 4 != 0))
    }
    var (tried, models) = (0, 0)
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (tried < 4000) {
      var mutation = SBMLMutation(seed: UInt64(tried))
      let damaged = mutation.damaged(files[tried % files.count])
      if failure(damaged, limit: 1 << 24) == nil { models += 1 }
      tried += 1
    }
    if seconds != nil { print("\(tried) damaged files, \(models) of them models") }
    #expect(models > tried / 100 && models < tried)
  }
}

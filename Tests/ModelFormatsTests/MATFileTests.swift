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
    // The header that SciPy 1.17.1 writes for a matrix S, and the same of a big-endian machine.
    let old: [UInt8] = [0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 83, 0]
    #expect(failure(old + padding.prefix(48)) == .version4(path: "m.mat"))
    let swapped: [UInt8] = [0, 0, 3, 232, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 83, 0]
    #expect(failure(swapped + padding.prefix(48)) == .version4(path: "m.mat"))
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
}

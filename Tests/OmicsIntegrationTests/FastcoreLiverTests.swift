import DataFiles
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@testable import ModelFormats

/// The example that comes with FASTCORE: the consistent part of Recon 1 and the core of the liver.
/// The paper's model has 1746 reactions; alternative optima differ by a few.
@Suite(
  "FASTCORE's liver",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct FastcoreLiverTests {
  static func model() throws -> MetabolicModel {
    let path = SharedFiles.path("reference/fastcore_liver/consistRecon1.mat")
    return try ModelFile.load(bytes: InputFile.read(path).bytes, path: path).model
  }

  /// The only variable of its file: a row of numbers that count from 1.
  static func core() throws -> [Int] {
    let path = SharedFiles.path("reference/fastcore_liver/C_liver.mat")
    let bytes = try InputFile.read(path).bytes
    let file = MATBuffer(bytes: bytes, isBigEndian: false, path: path)
    let element = try file.element(at: MATReader.headerSize, before: bytes.count)
    let content = try Zlib.decompress(file.bytes[element.data], limit: 1 << 20)
    let buffer = MATBuffer(
      bytes: content, isBigEndian: false, path: path, compressedAt: element.offset)
    let matrix = try buffer.element(at: 0, before: content.count)
    var parser = MATArrayParser(buffer: buffer, fields: [], budget: 1 << 24, limit: 1 << 24)
    let header = try parser.header(matrix.data)
    guard
      case .numbers(let values, _, _) = try parser.contents(
        header, end: matrix.data.upperBound, depth: 0)
    else { return [] }
    return values.map { Int($0) - 1 }
  }

  @Test(
    "has the size that others find, and the whole core",
    arguments: SolverChoice.available.filter { $0 != .auto })
  func liver(_ choice: SolverChoice) throws {
    let model = ConstrainedModel(try Self.model())
    let core = try Self.core()
    #expect(core.count == 1069)
    let solver = try FluxConsistencyTests.solver(choice)
    let result = try Fastcore().reduce(model, core: core, using: solver)
    #expect(result.consistentReactions == 2469)
    #expect((1740...1760).contains(result.isKept.count { $0 }))
    #expect(core.allSatisfy { result.isKept[$0] })
    #expect(result.dropped.isEmpty)
    // A linear program for every reaction would be some 5,000.
    #expect(result.programs <= 60, "\(result.programs)")
    var inner = model
    for reaction in result.isKept.indices where !result.isKept[reaction] {
      try inner.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
    }
    #expect(try FluxConsistency().assess(inner, using: solver).isConsistent == result.isKept)
  }
}

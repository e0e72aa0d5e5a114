import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport
import Testing
import TwinFlux

/// Human-GEM 1.19 with the task lists of its own repository. That all of Essential and none of
/// VerifyModel can be done was also found by HiGHS, on the programs stated reaction by reaction.
@Suite(
  "Metabolic tasks of Human-GEM", .serialized,
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct HumanTaskTests {
  private static func tasks(_ name: String, _ keep: (Int) -> Bool) throws -> [MetabolicTask] {
    let path = SharedFiles.path("reference/metabolicTasks_\(name).tsv")
    let all = try TaskListReader.read(InputFile.read(path).bytes, path: path)
    return all.enumerated().filter { keep($0.offset) }.map(\.element)
  }

  /// A part of each list, since an unoptimized build is slow.
  @Test("the model does what cells do, and nothing from nothing, at one program a task")
  func lists() throws {
    let input = try InputFile.read(SharedFiles.path("models/Human-GEM.xml.gz"))
    let model = try SBMLReader.read(input.bytes, path: input.path).model
    let tasks =
      try Self.tasks("Essential") { $0 % 15 == 0 }
      + Self.tasks("VerifyModel") { $0 % 8 == 1 }
    let found = try checkTasks(
      tasks, on: ConstrainedModel(model),
      using: SolverChoice.auto.makeBackend(for: .manyObjectives))
    for result in found.results { #expect(result.isPassed && result.isCertified, "\(result.id)") }
    #expect(found.programsSolved == tasks.count)
    let made = found.results.compactMap(\.residual?.largest).max() ?? 1
    #expect(made <= 1e-9)
  }
}

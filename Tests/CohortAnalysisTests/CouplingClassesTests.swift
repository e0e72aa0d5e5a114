import SimplexBackend
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("Coupling classes")
struct CouplingClassesTests {
  private let reactions = ["A", "B", "C", "D"]

  private func classes(_ text: String) throws -> [Int] {
    try CouplingClasses(Array(text.utf8), path: "c.tsv", reactions: reactions).classes
  }

  @Test("of the table of flux coupling: full sets, blocked reactions alone")
  func table() throws {
    let text =
      "reaction\tstatus\tset\tfull_set\nD\tcoupled\tD\tD\nX\tsingle\tX\tX\n"
      + "B\tcoupled\tD\tD\nA\tblocked\t\t\nC\tblocked\t\t\n"
    #expect(try classes(text) == [0, 1, 2, 1])
    #expect(throws: ComparisonError.classColumn(path: "c.tsv", name: "full_set")) {
      try classes("reaction\tset\nA\tA\n")
    }
    #expect(throws: ComparisonError.classColumn(path: "c.tsv", name: "reaction")) {
      try classes("")
    }
    #expect(
      throws: ComparisonError.classTwice(path: "c.tsv", line: 3, reaction: "A", first: 2)
    ) { try classes("reaction,full_set\nA,A\nA,A\n") }
    #expect(
      throws: ComparisonError.unclassified(
        path: "c.tsv", reactions: ["A", "B", "C", "D"], suggestion: nil)
    ) { try classes("reaction,full_set\nR_A_long,x\n") }
    #expect(
      throws: ComparisonError.classRow(
        path: "c.tsv", line: 2, problem: "are 1 cells instead of 2")
    ) { try classes("reaction,full_set\nA\n") }
  }

  /// Whatever the compression finds, the analysis with linear programs finds too.
  @Test("of the cohort are within the full sets of flux coupling", arguments: [22, 23, 24])
  func withinFullSets(seed: UInt64) throws {
    let model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 60))
    let all = Array(model.model.reactions.indices)
    let annotation = ReactionAnnotation(of: model, reactions: all)
    let coupling = try fluxCoupling(of: model, options: .init(), using: SimplexBackend())
    for (reaction, first) in annotation.classes.enumerated() where first != reaction {
      let (a, b) = (coupling.groupOfReaction[reaction], coupling.groupOfReaction[first])
      #expect(a == b || a == nil || b == nil, "\(reaction) with \(first)")
    }
    #expect(annotation.fits(all.count))
    #expect(annotation.subsystems == model.model.reactions.map(\.subsystem))
    // A part of the reactions is numbered by its own places.
    let part = ReactionAnnotation(of: model, reactions: Array(all.reversed()))
    #expect(part.fits(all.count) && Set(part.classes).count == Set(annotation.classes).count)
  }
}

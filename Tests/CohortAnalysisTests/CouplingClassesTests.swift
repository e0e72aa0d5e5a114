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

  @Test("of the cohort are chains; a flux that can only be 0 is a class of its own")
  func chain() throws {
    // → a → b → 2 c →, and c → d, which nothing uses.
    var stoichiometry = StoichiometricMatrix(rowCount: 4)
    for column in [
      [(0, 1.0)], [(0, -1), (1, 1)], [(1, -1), (2, 2)], [(2, -1)], [(2, -1), (3, 1)],
    ] {
      stoichiometry.appendColumn(column.map { (row: $0.0, value: $0.1) })
    }
    var model = ConstrainedModel(
      try MetabolicModel(
        id: "m", metabolites: ["a", "b", "c", "d"].map { Metabolite(id: $0) },
        reactions: (0..<5).map { Reaction(id: "R\($0)", subsystem: "s\($0)") },
        stoichiometry: stoichiometry))
    #expect(ReactionAnnotation(of: model, reactions: [0, 1, 2, 3, 4]).classes == [0, 0, 0, 0, 4])
    #expect(ReactionAnnotation(of: model, reactions: [4, 3, 1]).classes == [0, 1, 1])
    // The bounds, which patients may have others of, do not matter.
    try model.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: 3)
    let closed = ReactionAnnotation(of: model, reactions: [0, 1, 2, 3, 4])
    #expect(
      closed.classes == [0, 0, 0, 0, 4] && closed.upperBounds == [1000, 1000, 1000, 0, 1000])
  }

  @Test("of a cohort that was run have proportional ranges in every patient")
  func proportional() throws {
    let folder = try ScratchFolder()
    try CohortRunner(RandomCohort(8).cohort, using: SimplexBackend()).run(in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    let classes = archive.manifest.annotation.classes
    #expect(Set(classes).count < classes.count)
    var checked = 0
    for patient in 0..<8 {
      guard case .present(let record) = try archive.state(ofSample: patient),
        case .ranges(let ranges) = record.outcome
      else { continue }
      for (member, first) in classes.enumerated() where member != first {
        let (a, b) = (ranges.minimum[first], ranges.maximum[first])
        let (c, d) = (ranges.minimum[member], ranges.maximum[member])
        // v = k·w takes [a, b] to [k·a, k·b], or for a negative k to [k·b, k·a].
        let size = max(1, abs(a), abs(b)) * max(1, abs(c), abs(d))
        #expect(min(abs(a * d - b * c), abs(a * c - b * d)) <= 1e-5 * size)
        checked += 1
      }
    }
    #expect(checked >= 6)
    let found = try CohortComparison(
      CohortRanges(CohortMerge([archive]), directory: "c"), threads: 2)
    #expect(found.groups.exclusions.map(\.sample) == ["P2", "P5"])
    for reaction in found.reactions where reaction.isTested {
      #expect(reaction.qValue ?? 2 >= found.reactions.compactMap(\.pValue).min() ?? 0)
    }
  }
}

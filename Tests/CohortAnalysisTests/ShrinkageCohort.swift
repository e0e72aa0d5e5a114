import TestSupport
import TwinFlux

@testable import CohortAnalysis

/// Patients of one gene, which limits one chain of reactions to the gene's level: the greatest flux is
/// the level that the bounds were made from.
///
/// The four members have the log₂ levels 2, 4, 6 and 8; with a technical variance of 1 the mean is 5,
/// *s²* 20/3, *τ²* 17/3 and *B* 0.85.
struct ShrinkageCohort {
  /// Beside the members' own: sample, level and group.
  var others: [(sample: String, level: String, group: String)] = []
  /// The least flux that the chain must carry.
  var demand = 0.0
  var strength = 1.0
  var draws = 0
  var probability = 0.9
  var technical = TechnicalVariance.constant(1)

  private static let members = [("P1", "3"), ("P2", "15"), ("P3", "63"), ("P4", "255")]

  private var model: ConstrainedModel {
    get throws {
      ConstrainedModel(
        try OmicsModels.model(
          [
            .init("EX", ["a": 1], (0, 1000)),
            .init("R", ["a": -1, "b": 1], (0, 1000), rule: "g"),
            .init("OUT", ["b": -1], (demand, 1000)),
          ], objective: "OUT"))
    }
  }

  private var rows: [(sample: String, level: String, group: String)] {
    Self.members.map { ($0, $1, "t") } + others
  }

  var design: CohortDesign {
    get throws {
      try CohortDesign(
        path: "d",
        patients: rows.enumerated().map {
          .init(sample: $1.sample, group: $1.group, line: $0 + 2)
        })
    }
  }

  /// E-Flux with a scale at which a level is a bound.
  var source: OmicsPatientBounds {
    get throws {
      let model = try model
      let header = (["gene"] + rows.map(\.sample)).joined(separator: "\t")
      let text = header + "\n" + (["g"] + rows.map(\.level)).joined(separator: "\t") + "\n"
      let table = try OmicsTable.read(Array(text.utf8), path: "t")
      var options = GeneMatchingOptions()
      options.minimumCoverage = 0
      let matching = try GeneMatching(
        model: model.model, tableGenes: table.genes, options: options)
      var reference = try matching.levels(of: table.profile(of: "P1"))
      reference.levels = [1000]
      var method = EFlux()
      method.scale = .reference(reference)
      return OmicsPatientBounds(model, table: table, matching: matching, method: method)
    }
  }

  /// Of the members alone.
  var statistics: ExpressionStatistics {
    get throws {
      let members = try CohortDesign(
        path: "d", patients: Array(design.patients.prefix(Self.members.count)))
      return try ExpressionStatistics(of: members, levels: source, technical: technical)
    }
  }

  var shrinkage: CohortShrinkage {
    get throws {
      var shrinkage = CohortShrinkage(try statistics)
      shrinkage.strength = strength
      shrinkage.draws = draws
      shrinkage.probability = probability
      return shrinkage
    }
  }

  var bounds: ShrunkPatientBounds {
    get throws { try ShrunkPatientBounds(source, shrinkage: shrinkage) }
  }

  func cohort(under bounds: (any PatientBounds)? = nil) throws -> Cohort {
    var cohort = Cohort(
      try model, design: try design, bounds: try bounds ?? self.bounds,
      source: .init(version: "test 1", modelDigest: "1"))
    cohort.analysis.cut = .none
    return cohort
  }
}

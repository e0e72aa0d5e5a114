import CohortStatistics
import Foundation
import TwinFlux

@testable import CohortAnalysis

/// A cohort whose ranges are written down instead of computed.
struct ComparisonCohort {
  struct Patient {
    var sample: String
    var group: String
    var pair: String?
    var covariates: [String?] = []
  }

  var patients: [Patient]
  var covariates: [String] = []
  /// By reaction, then patient; `nil` where there is no range.
  var ranges: [[(Double, Double)?]]
  var reactions: [String]
  var classes: [Int]
  var subsystems: [String]
  var upperBound = 1000.0

  /// Patients `P0`, `P1`, … of `groups`, and reactions `R0`, `R1`, ….
  init(groups: [String], ranges: [[(Double, Double)?]]) {
    patients = groups.enumerated().map { Patient(sample: "P\($0)", group: $1) }
    self.ranges = ranges
    reactions = ranges.indices.map { "R\($0)" }
    classes = Array(ranges.indices)
    subsystems = ranges.map { _ in "" }
  }

  /// Reactions from 0 to a maximum.
  init(groups: [String], maxima: [[Double]]) {
    self.init(groups: groups, ranges: maxima.map { $0.map { (0, $0) } })
  }

  func manifest(kind: CohortAnalysisOptions.Kind = .ranges) throws -> CohortManifest {
    var analysis = CohortAnalysisOptions()
    analysis.kind = kind
    let identity = CohortIdentity(
      version: "1", solver: "native", model: "M", modelDigest: "d", analysis: analysis,
      reactions: nil, objective: [], maximizes: true, referenceDigest: "r")
    var annotation = ReactionAnnotation(count: reactions.count)
    annotation.classes = classes
    annotation.subsystems = subsystems
    annotation.names = reactions.map { "name of \($0)" }
    annotation.lowerBounds = reactions.map { _ in -upperBound }
    annotation.upperBounds = reactions.map { _ in upperBound }
    let design = try CohortDesign(
      path: "d.tsv", covariates: covariates,
      patients: patients.enumerated().map { place, patient in
        .init(
          sample: patient.sample, group: patient.group, pair: patient.pair,
          covariates: patient.covariates, line: place + 2)
      })
    return CohortManifest(
      identity: identity, inputs: [], design: design, reactions: reactions,
      annotation: annotation)
  }

  func table() throws -> CohortRanges {
    let manifest = try manifest()
    let columns = patients.count
    return try CohortRanges(
      manifest: manifest,
      minima: SampleMatrix(
        rowCount: reactions.count, sampleCount: columns,
        values: ranges.flatMap { $0.map { $0?.0 ?? .nan } }),
      maxima: SampleMatrix(
        rowCount: reactions.count, sampleCount: columns,
        values: ranges.flatMap { $0.map { $0?.1 ?? .nan } }))
  }

  func compared(
    threads: Int = 1, classes: CouplingClasses? = nil,
    _ change: (inout CohortComparisonOptions) -> Void = { _ in }
  ) throws -> CohortComparison {
    var options = CohortComparisonOptions()
    (options.permutations, options.resamples) = (99, 64)
    change(&options)
    return try CohortComparison(table(), options: options, classes: classes, threads: threads)
  }
}

extension ComparisonCohort {
  /// Two groups of `size`, many reactions of random ranges; `shift` is added to the second group's
  /// maxima of the first `shifted` reactions.
  static func random(
    reactions: Int, size: Int, shifted: Int = 0, by shift: Double = 0, seed: UInt64
  ) -> ComparisonCohort {
    var random = SeededRandom(seed: seed)
    let ranges = (0..<reactions).map { row in
      (0..<2 * size).map { patient -> (Double, Double)? in
        let moved = row < shifted && patient >= size ? shift : 0
        return (-4 * random.uniform(), 4 * random.uniform() + moved)
      }
    }
    return ComparisonCohort(
      groups: (0..<2 * size).map { $0 < size ? "normal" : "tumour" }, ranges: ranges)
  }
}

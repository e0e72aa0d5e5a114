import CohortStatistics
import Foundation
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("What cannot be compared")
struct ComparisonErrorTests {
  private let cohort: ComparisonCohort = {
    var cohort = ComparisonCohort(
      groups: ["a", "a", "b", "b"], maxima: [[1, 2, 3, 4], [4, 3, 2, 1]])
    cohort.covariates = ["stage", "site", "age"]
    let values: [[String?]] = [
      ["I", "x", "30"], ["II", "x", "40"], ["I", "x", "50"], [nil, "x", "60"],
    ]
    for place in values.indices { cohort.patients[place].covariates = values[place] }
    return cohort
  }()

  @Test("a column that is not there, has one value, or one for each patient")
  func columns() throws {
    #expect(
      throws: ComparisonError.unknownColumn(
        name: "stge", columns: ["group", "stage", "site", "age"], suggestion: "stage")
    ) { try cohort.compared { $0.column = "stge" } }
    #expect(throws: ComparisonError.oneGroup(column: "site", group: "x")) {
      try cohort.compared { $0.column = "site" }
    }
    #expect(throws: ComparisonError.allDifferent(column: "age", patients: 4)) {
      try cohort.compared { $0.column = "age" }
    }
    let byStage = try cohort.compared { $0.column = "Stage" }
    #expect(byStage.groups.column == "stage" && byStage.groups.groups.map(\.name) == ["I", "II"])
    #expect(byStage.groups.exclusions == [.init(sample: "P3", reason: .noValue)])
    #expect(byStage.reactions[0].patients == 3)
  }

  @Test("a reference that is no group")
  func reference() {
    #expect(
      throws: ComparisonError.unknownReference(name: "c", groups: ["a", "b"], suggestion: "a")
    ) { try cohort.compared { $0.reference = "c" } }
  }

  @Test("pairs with one or three members, or in one group")
  func pairs() throws {
    var cohort = cohort
    for place in 0..<3 { cohort.patients[place].pair = ["x", "y", "x"][place] }
    #expect(throws: ComparisonError.wrongPair(pair: "y", samples: ["P1"])) {
      try cohort.compared()
    }
    cohort.patients[3].pair = "x"
    #expect(throws: ComparisonError.wrongPair(pair: "x", samples: ["P0", "P2", "P3"])) {
      try cohort.compared()
    }
    for place in 0..<4 { cohort.patients[place].pair = ["x", "x", "y", "y"][place] }
    #expect(throws: ComparisonError.pairInOneGroup(pair: "x", group: "a")) {
      try cohort.compared()
    }
    #expect(try cohort.compared { $0.usesPairs = false }.groups.ignoresPairs)
  }

  @Test("pairs that all lie within the groups of a covariate are left aside")
  func pairsWithin() throws {
    var cohort = cohort
    cohort.covariates = ["sex"]
    for place in 0..<4 {
      cohort.patients[place].pair = "\(place / 2)"
      cohort.patients[place].covariates = [place < 2 ? "f" : "m"]
    }
    let found = try cohort.compared { $0.column = "sex" }
    #expect(!found.groups.isPaired && found.groups.ignoresPairs)
  }

  @Test("a group, or a pair, without results")
  func unfinished() throws {
    let failure = CohortRecord.Failure(.infeasible, reason: "no flux")
    func ranges(_ failed: Set<Int>, _ cohort: ComparisonCohort) throws -> CohortRanges {
      let table = try cohort.table()
      return try CohortRanges(
        manifest: table.manifest, minima: table.minima, maxima: table.maxima,
        reasons: (0..<4).map { failed.contains($0) ? .failed(failure) : nil })
    }
    #expect(
      throws: ComparisonError.unfinishedGroup(column: "group", group: "b", patients: ["P2", "P3"])
    ) { try CohortComparison(ranges([2, 3], cohort)) }
    let rest = try CohortComparison(ranges([3], cohort))
    #expect(rest.groups.exclusions == [.init(sample: "P3", reason: .failed(failure))])
    #expect(rest.reactions[0].patients == 3)
    var paired = cohort
    for place in 0..<4 { paired.patients[place].pair = "\(place % 2)" }
    #expect(throws: ComparisonError.noFinishedPair(pairs: ["0", "1"])) {
      try CohortComparison(ranges([0, 3], paired))
    }
    let one = try CohortComparison(ranges([3], paired))
    #expect(
      one.groups.exclusions == [
        .init(sample: "P1", reason: .partner("P3")), .init(sample: "P3", reason: .failed(failure)),
      ])
  }

  @Test("options out of range")
  func options() {
    #expect(throws: ComparisonError.self) { try cohort.compared { $0.permutations = -1 } }
    #expect(throws: ComparisonError.self) { try cohort.compared { $0.resamples = 1_000_000 } }
    #expect(throws: ComparisonError.self) { try cohort.compared { $0.clusters = 5 } }
    #expect(throws: ComparisonError.self) { try cohort.compared { $0.confidence = .nan } }
    #expect(throws: ComparisonError.self) { try cohort.compared(threads: 0) }
    #expect(throws: ComparisonError.cancelled) {
      try CohortComparison(cohort.table()) { _, _ in false }
    }
  }

  // MARK: Stores

  private func store(
    _ cohort: ComparisonCohort, in directory: String, leavingOut missing: Set<Int> = [],
    status: FluxRange.End.Status = .certified
  ) throws {
    let store = try CohortStore(directory, manifest: cohort.manifest())
    defer { store.close() }
    for patient in cohort.patients.indices where !missing.contains(patient) {
      let ranges = cohort.ranges.enumerated().map { row, ranges in
        FluxRange(
          minimum: .init(status: .certified, value: ranges[patient]?.0),
          maximum: .init(
            status: row == 0 && patient == 0 ? status : .certified, value: ranges[patient]?.1))
      }
      try store.store(
        CohortRecord(
          key: CohortKey(identity: "x", problem: "\(patient)"),
          outcome: .ranges(.init(ranges, objective: 1, keepsOuterBounds: false))),
        ofSample: patient)
    }
  }

  @Test("a store that is read gives what it holds; ends that are not certified do not count")
  func reading() throws {
    let folder = try ScratchFolder()
    try store(cohort, in: folder.path("c"), status: .optimal)
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    let found = try CohortComparison(CohortRanges(merge, directory: "c"))
    #expect(found.reactions.map(\.patients) == [3, 4])
    #expect(found.uncertifiedEnds == [1, 0, 0, 0])
    #expect(found.manifest.annotation == (try cohort.manifest().annotation))
    let kept = try CohortComparison(
      CohortRanges(merge, directory: "c", keepsUncertified: true))
    #expect(kept.reactions.map(\.patients) == [4, 4])
    #expect(kept.reactions[1].pValues == found.reactions[1].pValues)
  }

  @Test("an incomplete store is refused, or compared as far as it goes")
  func incomplete() throws {
    let folder = try ScratchFolder()
    try store(cohort, in: folder.path("c"), leavingOut: [1])
    let archive = try CohortArchive(folder.path("c"))
    #expect(throws: CohortStoreError.incomplete(missing: ["P1"], damaged: [])) {
      try CohortMerge([archive])
    }
    let part = try CohortRanges(CohortMerge([archive], isPartial: true), directory: "c")
    #expect(
      try CohortComparison(part).groups.exclusions == [.init(sample: "P1", reason: .missing)])
  }

  @Test("a store of fluxes has no ranges, and a range the wrong way round is named")
  func kinds() throws {
    let folder = try ScratchFolder()
    let store = try CohortStore(folder.path("f"), manifest: cohort.manifest(kind: .fluxes))
    for patient in 0..<4 {
      try store.store(
        CohortRecord(
          key: CohortKey(identity: "x", problem: ""),
          outcome: .fluxes(.init(objective: 1, fluxes: [1, 2]))), ofSample: patient)
    }
    store.close()
    let merge = try CohortMerge([CohortArchive(folder.path("f"))])
    #expect(throws: ComparisonError.notRanges(directory: "f", kind: "fluxes")) {
      try CohortRanges(merge, directory: "f")
    }
    var wrong = cohort
    wrong.ranges[1][2] = (2, 1)
    try self.store(wrong, in: folder.path("w"))
    let other = try CohortMerge([CohortArchive(folder.path("w"))])
    #expect(
      throws: ComparisonError.reversedRange(sample: "P2", reaction: "R1", minimum: 2, maximum: 1)
    ) { try CohortRanges(other, directory: "w") }
  }
}

import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("twinflux cohort compare")
struct ProgramCohortCompareTests {
  /// Of nobody: nothing is solved here.
  private struct NoBounds: PatientBounds {
    func bounds(of patient: CohortDesign.Patient) throws(CohortRecord.Failure) -> [FluxBounds] {
      []
    }
  }

  /// A store of two reactions and some patients; the maximum of `A` is 0 for the first, 1 for the
  /// second and so on, `B` is the same in all, and the last patient is infeasible.
  private static func store(
    _ scratch: CommandLineScratch, groups: [String], pairs: [String?] = [],
    stages: [String?] = [], leavingOut missing: Set<Int> = [],
    kind: CohortAnalysisOptions.Kind = .ranges,
    name: String = "study"
  ) throws -> String {
    let patients = groups.enumerated().map { place, group in
      CohortDesign.Patient(
        sample: "P\(place)&", group: group, pair: pairs.isEmpty ? nil : pairs[place],
        covariates: [stages.isEmpty ? nil : stages[place]], line: place + 2)
    }
    let design = try CohortDesign(path: "d.tsv", covariates: ["stage"], patients: patients)
    var stoichiometry = StoichiometricMatrix(rowCount: 0)
    for _ in 0..<2 { stoichiometry.appendColumn([]) }
    let model = try MetabolicModel(
      id: "M<1>", metabolites: [],
      reactions: [
        Reaction(id: "A", name: "first <reaction>", subsystem: "sub & system"),
        Reaction(id: "B", subsystem: "sub & system"),
      ], stoichiometry: stoichiometry)
    var cohort = Cohort(
      ConstrainedModel(model), design: design, bounds: NoBounds(),
      source: .init(version: "test", modelDigest: "m"))
    cohort.analysis.kind = kind
    let path = scratch.path(name)
    let store = try CohortStore(path, manifest: cohort.manifest(solver: "native"))
    defer { store.close() }
    for place in groups.indices where !missing.contains(place) {
      let ends = [(0.0, Double(place)), (0, 5)]
      let outcome: CohortRecord.Outcome =
        kind == .fluxes
        ? .fluxes(.init(objective: 1, fluxes: [1, 2]))
        : place == groups.count - 1
          ? .failed(.init(.infeasible, reason: "no <flux>"))
          : .ranges(
            .init(
              ends.map {
                FluxRange(
                  minimum: .init(status: .certified, value: $0.0),
                  maximum: .init(status: .certified, value: $0.1))
              }, objective: 1, keepsOuterBounds: false))
      try store.store(
        CohortRecord(key: CohortKey(identity: "x", problem: "\(place)"), outcome: outcome),
        ofSample: place)
    }
    return path
  }

  /// Nine patients, of which four and four are compared.
  private static let groups = ["n", "n", "n", "n", "t", "t", "t", "t", "t"]

  private static func run(_ arguments: String...) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(["cohort", "compare"] + arguments)
  }

  @Test("writes the table of the contract, and says who was compared")
  func table() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let store = try Self.store(scratch, groups: Self.groups)
    let found = try Self.run(store, "--by", "group")
    #expect(found.status == 0, "\(found.errors)")
    let lines = found.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(
      lines[0].joined(separator: " ")
        == "reaction class n relation shift_minimum shift_maximum span_log2_ratio jaccard p_minimum "
        + "p_maximum p_span q cliffs_delta cliffs_low cliffs_high")
    // The maxima are 0, 1, 2, 3 and 4, 5, 6, 7: two of the 70 ways to choose four are as extreme.
    #expect(Array(lines[1][..<6]) == ["A", "A", "8", "contains", "0", "4"])
    #expect(lines[1][9] == lines[1][11] && abs((Double(lines[1][11]) ?? 0) - 2.0 / 70) < 1e-15)
    #expect(lines[1][12] == "1" && lines[1][14] == "1")
    #expect(lines[2] == ["B", "B", "8", "equal", "0", "0", "0", "1", "", "", "", "", "", "", ""])
    #expect(found.errors.contains("t (4) against n (4): 1 reaction of 2 the same in all patients"))
    #expect(found.errors.contains("'P8&' is left out. no <flux>"))
  }

  @Test("writes its other tables, the report and a page whose text is escaped")
  func files() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let store = try Self.store(scratch, groups: Self.groups)
    let found = try Self.run(
      store, "--output", scratch.path("c.json"), "--html", scratch.path("c.html"), "--subsystems",
      scratch.path("s.tsv"), "--patients", scratch.path("p.csv"), "--contrasts",
      scratch.path("k.tsv"), "--report", scratch.path("r.json"), "--reference", "t",
      "--verbose-columns")
    #expect(found.status == 0, "\(found.errors)")
    let page = try scratch.text("c.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(page.contains("first &lt;reaction&gt;") && page.contains("P8&amp;"))
    #expect(page.contains("sub &amp; system") && page.contains("no &lt;flux&gt;"))
    for foreign in ["<script", "http:", "https:", "<flux>", "first <reaction>", "M<1>"] {
      let own = page.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!own.contains(foreign), "\(foreign)")
    }
    let root = try JSONSerialization.jsonObject(with: Data(scratch.text("c.json").utf8))
    let rows = (root as? [String: Any])?["reactions"] as? [[String: Any]]
    #expect(rows?.count == 2 && rows?[0]["name"] as? String == "first <reaction>")
    #expect(rows?[0]["shift_maximum"] as? Double == -4)
    #expect(
      try scratch.text("s.tsv").hasPrefix(
        "subsystem\treactions\tclasses\tfound\tobserved\texpected\tp\tq\nsub & system\t2\t1\t1\t"))
    let patients = try scratch.text("p.csv").split(separator: "\n")
    #expect(patients.count == 10 && patients[0].hasPrefix("sample,group,pair,status"))
    #expect(patients[9].hasPrefix("P8&,,,failed_infeasible,0,,"))
    #expect(try scratch.text("k.tsv").contains("\nn\tt\tA\tA\t8\twithin\t0\t-4\t"))
    let report = try scratch.text("r.json")
    #expect(report.contains("\"classes_found\": 1") && report.contains("\"column\": \"group\""))
  }

  @Test("compares pairs, and shards as one cohort")
  func pairs() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let pairs = ["1", "2", "3", "4", "1", "2", "3", "4", nil]
    let odd = try Self.store(
      scratch, groups: Self.groups, pairs: pairs, leavingOut: [0, 2, 4, 6, 8], name: "odd")
    let even = try Self.store(
      scratch, groups: Self.groups, pairs: pairs, leavingOut: [1, 3, 5, 7], name: "even")
    let found = try Self.run(odd, even)
    #expect(found.status == 0 && found.errors.contains("t (4) against n (4), in pairs"))
    // All four differences are 4: of 16 sign changes two are as extreme.
    #expect(found.output.contains("\t0.125\t0.125\t0.125\t"))
    let unpaired = try Self.run(odd, even, "--unpaired")
    #expect(unpaired.errors.contains("The design's pairs are not used"))
    #expect(try Self.run(odd).errors.contains("The cohort is not complete"))
    let part = try Self.run(odd, "--partial", "--unpaired")
    #expect(part.status == 0 && part.errors.contains("There is no result yet."))
  }

  @Test("takes the classes of the command coupling")
  func classes() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let store = try Self.store(scratch, groups: Self.groups)
    let table = try scratch.write("c.tsv", "reaction\tfull_set\nB\tB\nA\tB\n")
    #expect(try Self.run(store, "--classes", table).output.contains("\nB\tA\t8\tequal\t"))
    try scratch.write("c.tsv", "reaction\tfull_set\nA\tA\n")
    let missing = try Self.run(store, "--classes", table)
    #expect(missing.status == 65 && missing.errors.contains("such as 'B'"))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var groups = ProgramCohortCompareTests.groups
    var pairs: [String?] = []
    var stages: [String?] = []
    var missing: Set<Int> = []
    var kind = CohortAnalysisOptions.Kind.ranges
    var arguments: [String] = []
    var status: Int32 = 65
    var message: String
    var testDescription: String { message }
  }

  @Test(
    "refuses what cannot be compared, and names it",
    arguments: [
      Refusal(
        arguments: ["--by", "stag"],
        message: "no column 'stag' to compare by. Did you mean 'stage'?"),
      Refusal(
        groups: ["n", "n", "n"], message: "All patients are of one group by 'group': 'n'."),
      Refusal(groups: ["n", "n", "t"], message: "No patient of the group 't' (column 'group')"),
      Refusal(
        stages: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], arguments: ["--by", "stage"],
        message: "Each of the 9 patients has a value of its own in the column 'stage'"),
      Refusal(
        arguments: ["--by", "stage"], message: "No patient has a value in the column 'stage'"),
      Refusal(arguments: ["--reference", "x"], message: "There is no group 'x' to compare with"),
      Refusal(
        pairs: ["1", nil, nil, nil, "2", "2", nil, nil, nil],
        message: "The pair '1' has 1 member among the patients compared (P0&)."),
      Refusal(
        pairs: ["1", "1", nil, nil, nil, nil, nil, nil, nil],
        message: "Both members of the pair '1' are of the group 'n'"),
      Refusal(missing: [3], message: "1 of its patients have no result (such as 'P3&')"),
      Refusal(kind: .fluxes, message: "holds fluxes and no flux ranges"),
      Refusal(
        arguments: ["--permutations", "1000001"], status: 64,
        message: "a whole number up to 100000"),
      Refusal(arguments: ["--clusters", "100"], status: 64, message: "at most the 8 patients"),
    ])
  func refusals(refusal: Refusal) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let store = try Self.store(
      scratch, groups: refusal.groups, pairs: refusal.pairs, stages: refusal.stages,
      leavingOut: refusal.missing, kind: refusal.kind)
    let found = try CommandLineProgram.run(
      ["cohort", "compare", store, "--output", scratch.path("o.tsv")] + refusal.arguments)
    #expect(found.status == refusal.status)
    #expect(found.errors.contains(refusal.message), "\(found.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("o.tsv")))
  }

  @Test("says that there is no cohort where there is none")
  func noStore() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let found = try Self.run(scratch.path("nowhere"))
    #expect(found.status == 66 && found.errors.contains("There is no cohort in"))
  }
}

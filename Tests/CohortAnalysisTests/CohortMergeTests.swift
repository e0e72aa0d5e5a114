import Foundation
import SimplexBackend
import TestSupport
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite(
  "Merging and exporting cohorts",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct CohortMergeTests {
  private func run(_ cohort: Cohort, shard: String = "1/1", in directory: String) throws {
    var runner = CohortRunner(cohort, using: SimplexBackend())
    runner.shard = try #require(CohortShard(shard))
    try runner.run(in: directory)
  }

  @Test("the shards of a cohort merge to the bytes of the run over the whole")
  func shards() throws {
    let folder = try ScratchFolder()
    let cohort = try RandomCohort(10).cohort
    try run(cohort, in: folder.path("whole"))
    for shard in 1...3 { try run(cohort, shard: "\(shard)/3", in: folder.path("s\(shard)")) }
    let archives = try (1...3).map { try CohortArchive(folder.path("s\($0)")) }
    try CohortMerge(archives).write(into: folder.path("merged"))
    #expect(try folder.files(in: "merged") == folder.files(in: "whole"))
    #expect(
      throws: CohortStoreError.incomplete(missing: ["P0", "P3", "P6", "P9"], damaged: [])
    ) { try CohortMerge(Array(archives.dropFirst())) }
    let part = try CohortMerge(Array(archives.dropFirst()), isPartial: true)
    #expect(try part.record(ofSample: 0) == nil && part.record(ofSample: 1) != nil)
    #expect(throws: CohortStoreError.nothingToMerge) { try CohortMerge([]) }
  }

  @Test("shards of another cohort, design or input are refused")
  func mixed() throws {
    let folder = try ScratchFolder()
    let cohort = try RandomCohort(4).cohort
    try run(cohort, shard: "1/2", in: folder.path("one"))
    var other = cohort
    other.analysis.cut = .fraction(0.8)
    try run(other, shard: "2/2", in: folder.path("options"))
    try run(RandomCohort(5).cohort, shard: "2/2", in: folder.path("design"))
    var inputs = cohort
    inputs.source.inputs = [.init(role: "omics", name: "t.tsv", sha256: "1")]
    try run(inputs, shard: "2/2", in: folder.path("inputs"))
    for name in ["options", "design", "inputs"] {
      #expect(
        throws: CohortStoreError.otherCohort(
          directory: folder.path(name), differences: [name])
      ) {
        try CohortMerge([CohortArchive(folder.path("one")), CohortArchive(folder.path(name))])
      }
    }
  }

  @Test("two results for one patient are a conflict, two equal ones are not")
  func conflict() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(4).cohort
    try run(cohort, in: folder.path("one"))
    try run(cohort, in: folder.path("two"))
    _ = try CohortMerge([CohortArchive(folder.path("one")), CohortArchive(folder.path("two"))])
    cohort.bounds = RandomCohort.Narrowed(cohort.bounds, sample: "P3", factor: 0.5)
    try run(cohort, in: folder.path("two"))
    #expect(
      throws: CohortStoreError.conflict(
        sample: "P3", directories: [folder.path("one"), folder.path("two")])
    ) { try CohortMerge([CohortArchive(folder.path("one")), CohortArchive(folder.path("two"))]) }
  }

  private func lines(_ merge: CohortMerge, memory: Int = 1 << 20) throws -> [Substring] {
    let folder = try ScratchFolder()
    try merge.writeTable(to: folder.path("t"), separator: .comma, memory: memory)
    return String(decoding: try InputFile.read(folder.path("t")).bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("a table has each patient's ends beside each other, and empty cells for a failure")
  func table() throws {
    let folder = try ScratchFolder()
    try run(RandomCohort(4).cohort, in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    let merge = try CohortMerge([archive])
    let lines = try lines(merge)
    #expect(
      lines[0]
        == "reaction,P0.minimum,P0.maximum,P1.minimum,P1.maximum,P2.minimum,P2.maximum,"
        + "P3.minimum,P3.maximum")
    #expect(lines.count == archive.manifest.reactions.count + 2 && lines.last == "")
    guard case .ranges(let ranges)? = try merge.record(ofSample: 3)?.outcome else {
      Issue.record("no ranges")
      return
    }
    for (row, line) in lines.dropFirst().dropLast().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(cells[0] == archive.manifest.reactions[row])
      #expect(cells[5].isEmpty && cells[6].isEmpty)
      #expect(Double(cells[7]) == ranges.minimum[row] && Double(cells[8]) == ranges.maximum[row])
    }
  }

  @Test("how much memory a table may take changes no byte of it")
  func memory() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(4).cohort
    cohort.analysis.keepsOuterBounds = true
    try run(cohort, in: folder.path("c"))
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    let whole = try lines(merge)
    // One row of four patients with four columns is 128 bytes.
    for memory in [0, 128, 300, 128 * 49, 128 * 50] {
      #expect(try lines(merge, memory: memory) == whole)
    }
  }

  @Test("a table of deletions says what became of each gene")
  func deletions() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(4).cohort
    cohort.analysis.kind = .geneDeletions
    try run(cohort, in: folder.path("c"))
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    let lines = try lines(merge)
    #expect(lines[0].hasPrefix("gene,P0.remaining,P0.status,P1.remaining"))
    #expect(lines.count == 15 + 2)
    guard case .deletions(let deletions)? = try merge.record(ofSample: 1)?.outcome else {
      Issue.record("no deletions")
      return
    }
    for (row, line) in lines.dropFirst().dropLast().enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(cells[0] == "g\(row)" && cells[5].isEmpty && cells[6].isEmpty)
      #expect(Double(cells[3]) == deletions.remaining[row])
      #expect(cells[4] == deletions.status[row].rawValue)
    }
  }

  @Test("a result that changes after it was checked is not exported")
  func changed() throws {
    let folder = try ScratchFolder()
    try run(RandomCohort(4).cohort, in: folder.path("c"))
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    let file = URL(filePath: folder.path("c/patients/P1.flux"))
    var bytes = try Data(contentsOf: file)
    bytes[200] ^= 1
    try bytes.write(to: file)
    for write in [
      { () throws in try merge.writeNumPyArchive(to: folder.path("out")) },
      { () throws in try merge.writeTable(to: folder.path("out"), separator: .tab) },
    ] {
      #expect(throws: CohortStoreError.incomplete(missing: [], damaged: ["P1"])) { try write() }
    }
    #expect(try folder.files(in: "").keys.filter { $0.contains("out") || $0.contains("tmp") } == [])
  }

  @Test("a merge can be cancelled at every patient, and leaves no file")
  func cancellation() throws {
    let folder = try ScratchFolder()
    try run(RandomCohort(4).cohort, in: folder.path("c"))
    let archive = try CohortArchive(folder.path("c"))
    let merge = try CohortMerge([archive])
    for count in 0..<4 {
      var left = count
      let isCancelled = {
        left -= 1
        return left < 0
      }
      let cancelled = CohortStoreError.input(.cancelled(path: folder.path("c")))
      #expect(throws: cancelled) { try CohortMerge([archive], isCancelled: isCancelled) }
      left = count
      #expect(throws: cancelled) {
        try merge.writeNumPyArchive(to: folder.path("out"), isCancelled: isCancelled)
      }
      left = count
      #expect(throws: cancelled) {
        try merge.writeTable(to: folder.path("out"), separator: .tab, isCancelled: isCancelled)
      }
    }
    #expect(try folder.files(in: "").keys.allSatisfy { $0.hasPrefix("c/") })
  }

  /// What NumPy reads is checked where there is one.
  @Test("NumPy reads the archive, and the records as the format says", .enabled(if: NumPy.isThere))
  func numPy() throws {
    let folder = try ScratchFolder()
    try run(RandomCohort(4).cohort, in: folder.path("c"))
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    try merge.writeNumPyArchive(to: folder.path("r.npz"))
    try merge.writeTable(to: folder.path("r.tsv"), separator: .tab)
    let problem = try NumPy.run(
      """
      import csv, numpy, zipfile
      assert zipfile.ZipFile('r.npz').testzip() is None
      z = numpy.load('r.npz'); rows = list(csv.reader(open('r.tsv'), delimiter='\\t'))
      n = len(rows) - 1
      assert list(z['samples']) == ['P0', 'P1', 'P2', 'P3'] and list(z['groups']) == list('abab')
      assert list(z['reactions']) == [r[0] for r in rows[1:]]
      number = lambda t: float(t) if t else numpy.nan
      for k, name in enumerate(['minimum', 'maximum']):
        table = numpy.array([[number(r[1 + 2 * s + k]) for s in range(4)] for r in rows[1:]])
        assert z[name].shape == (n, 4) and numpy.array_equal(z[name], table, equal_nan=True)
        assert (z[name + '_status'][:, 2] == 255).all() and (z[name + '_status'][:, 1] == 0).all()
        raw = numpy.fromfile('c/patients/P1.flux', '<f8', 2 * n, offset=128).reshape(2, n)
        assert numpy.array_equal(raw[k], table[:, 1])
      assert list(z['failed']) == [0, 0, 3, 0] and numpy.isnan(z['objective'][2])
      """, in: folder.path(""))
    #expect(problem == "")
  }

  /// The same without NumPy: an archive's members are found by its directory.
  @Test("an archive holds the columns of the records, one patient after the other")
  func archive() throws {
    let folder = try ScratchFolder()
    var cohort = try RandomCohort(4).cohort
    cohort.analysis.kind = .parsimoniousFluxes
    try run(cohort, in: folder.path("c"))
    let merge = try CohortMerge([CohortArchive(folder.path("c"))])
    try merge.writeNumPyArchive(to: folder.path("f.npz"))
    let members = try ZipMembers(InputFile.read(folder.path("f.npz")).bytes).contents
    #expect(
      Set(members.keys) == [
        "samples.npy", "groups.npy", "reactions.npy", "objective.npy", "failed.npy",
        "total_flux.npy", "flux.npy",
      ])
    let records = try (0..<4).map { try merge.record(ofSample: $0) }
    let numbers = try #require(members["flux.npy"]).suffix(8 * 50 * 4)
    for (patient, record) in records.enumerated() {
      let fluxes: [Double]
      if case .fluxes(let found)? = record?.outcome {
        fluxes = found.fluxes
      } else {
        fluxes = [Double](repeating: .nan, count: 50)
      }
      let start = numbers.startIndex + 8 * 50 * patient
      #expect(Array(numbers[start..<(start + 400)]) == fluxes.flatMap(ZipMembers.bytes))
    }
    let totals = try #require(members["total_flux.npy"]).suffix(32)
    #expect(Array(totals) == records.flatMap { ZipMembers.bytes($0?.totalFlux ?? .nan) })
  }

  private enum NumPy {
    static var isThere: Bool {
      (try? run("import numpy", in: NSTemporaryDirectory())) == ""
    }

    /// What Python has to say about `script`; nothing if all is well.
    static func run(_ script: String, in directory: String) throws -> String {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", "-c", script]
      process.currentDirectoryURL = URL(filePath: directory)
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      let said = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let text = String(decoding: said, as: UTF8.self)
      return process.terminationStatus == 0 ? text : "failed: \(text)"
    }
  }
}

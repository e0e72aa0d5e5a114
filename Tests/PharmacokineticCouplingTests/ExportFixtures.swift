import Foundation
import PharmacokineticCoupling
import Testing

private let exportFolder = ProcessInfo.processInfo.environment["TWINFLUX_EXPORT_DIR"]

/// Writes the exports of three twins, with the curves that they have here, for
/// `Tests/ExternalTools/pk_exports.py` to compare.
@Suite(
  "Exports for other tools to check",
  .enabled(
    if: exportFolder != nil, "writes files: set TWINFLUX_EXPORT_DIR to a folder for them"))
struct ExportFixtures {
  /// A cohort, its doses, and times at which no dose is given.
  private struct Case {
    var name: String
    var twins: [CoupledTwin]
    var schedule: DosingSchedule
    var times: [Double]
    /// Whether SBML can say the schedule.
    var hasSBML = true
  }

  private func cases() throws -> [Case] {
    let losartan = [
      try ExportTwins.losartan("*1/*1", activity: 1), try ExportTwins.losartan("*3/*3"),
    ]
    let saturable = [
      try ExportTwins.saturable("usual", factor: 1), try ExportTwins.saturable("slow"),
    ]
    return [
      Case(
        name: "losartan", twins: losartan, schedule: try ExportTwins.losartanSchedule(),
        times: stride(from: 0.1, through: 192, by: 1.3).map { $0 }),
      Case(
        name: "vein",
        twins: [
          try ExportTwins.twoCompartments(), try ExportTwins.twoCompartments("one", factor: 1),
        ],
        schedule: try ExportTwins.veinSchedule(),
        times: stride(from: 0.05, through: 60, by: 0.37).map { $0 }),
      Case(
        name: "saturable", twins: saturable, schedule: try ExportTwins.saturableSchedule(),
        times: stride(from: 0.15, through: 80, by: 0.7).map { $0 }),
      Case(
        name: "steady", twins: losartan,
        schedule: try DosingSchedule([
          Dose(amount: 0.1, route: .oral, interval: 12, additional: 9),
          Dose(time: 20, amount: 0.2, route: .oral, interval: 8, additional: 2, steadyState: true),
        ]), times: stride(from: 0.3, through: 60, by: 0.9).map { $0 }, hasSBML: false),
    ]
  }

  @Test("written") func write() throws {
    let folder = URL(filePath: try #require(exportFolder))
    for one in try cases() {
      let own = folder.appending(path: one.name)
      try write(one, to: own)
      let files = try FileManager.default.subpathsOfDirectory(atPath: own.path)
      #expect(files.contains("nonmem/data.csv") && files.contains("curve.csv"))
    }
  }

  private func write(_ one: Case, to folder: URL) throws {
    let cohort = try ExportCohort(one.twins)
    for tool in ExportTool.allCases {
      for file in try cohort.files(for: tool, one.schedule, sampling: one.times) {
        try store(file.text, folder.appending(path: "\(tool.rawValue)/\(file.name)"))
      }
    }
    for (index, twin) in one.twins.enumerated() where one.hasSBML {
      let sbml = SBMLExport(
        schedule: one.schedule,
        pathways: twin.coupled.pathways.count == 2 ? ["k_act": "act", "k_oth": "oth"] : [:])
      try store(try sbml.text(of: twin), folder.appending(path: "sbml/\(index + 1).xml"))
    }
    try store(try curve(one), folder.appending(path: "curve.csv"))
  }

  /// `ID,time`, then the concentrations by compartment number: the truth of this package.
  private func curve(_ one: Case) throws -> String {
    var text = ""
    var options = IntegrationOptions()
    options.relativeTolerance = 1e-11
    for (index, twin) in one.twins.enumerated() {
      let model = try #require(twin.pharmacokinetics)
      let curve = try model.simulate(
        one.schedule, until: one.times.last ?? 0, with: twin.values,
        molarMass: twin.drug.molarMass, options: options)
      if index == 0 { text += (["ID", "time"] + curve.species).joined(separator: ",") + "\n" }
      for time in one.times {
        let row = try [time] + curve.concentrations(at: time)
        text += (["\(index + 1)"] + row.map { "\($0)" }).joined(separator: ",") + "\n"
      }
    }
    return text
  }

  private func store(_ text: String, _ url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}

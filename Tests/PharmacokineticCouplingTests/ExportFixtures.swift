import Foundation
import PharmacokineticCoupling
import Testing
import TwinFlux

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
      let sbml = SBMLExport(schedule: one.schedule)
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

/// Plots to look at: rendered to PNG, `cairosvg plot.svg -o plot.png`.
@Suite(
  "Plots to look at",
  .enabled(
    if: exportFolder != nil, "writes files: set TWINFLUX_EXPORT_DIR to a folder for them"))
struct PlotFixtures {
  private func store(_ plot: LinePlot, _ name: String) throws {
    let folder = URL(filePath: try #require(exportFolder)).appending(path: "plots")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = try plot.svg()
    #expect(text.hasSuffix("</svg>\n"))
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  private func series(
    _ twin: CoupledTwin, _ times: [Double], species: [String], unit: PharmacokineticUnit,
    activities: (Double, Double)? = nil
  ) throws -> [LinePlot.Series] {
    func sampled(_ twin: CoupledTwin) throws -> SampledCurve {
      let model = try #require(twin.pharmacokinetics)
      return try model.simulate(
        ExportTwins.losartanSchedule(), until: 200, with: twin.values,
        molarMass: twin.drug.molarMass
      ).sampled(at: times)
    }
    let ends = try activities.map {
      (
        try sampled(ExportTwins.losartan(activity: $0.0)),
        try sampled(ExportTwins.losartan(activity: $0.1))
      )
    }
    func bound(_ pick: (Double, Double) -> Double) -> SampledCurve? {
      ends.map { low, high in
        SampledCurve(
          species: low.species, times: times,
          concentrations: zip(low.concentrations, high.concentrations).map {
            zip($0, $1).map(pick)
          })
      }
    }
    return try ConcentrationSeries.series(
      of: sampled(twin), lower: bound(min), upper: bound(max), species: species, in: unit,
      molarMass: twin.molarMass
    ).map { one in
      var band: LinePlot.Band?
      if let lower = one.lower, let upper = one.upper { band = .init(lower: lower, upper: upper) }
      return .init(one.species, x: one.times, y: one.values, band: band)
    }
  }

  @Test("written") func write() throws {
    let twin = try ExportTwins.losartan()
    var plot = LinePlot(
      title: "Losartan 50 mg in patient A", x: .init("time (h)", steps: .hours),
      y: .init("losartan (mmol/L)"))
    plot.series = try series(
      twin, stride(from: 0, through: 24, by: 0.1).map { $0 }, species: ["losartan"],
      unit: .millimolar)
    plot.marks = .init("dose", at: [0])
    try store(plot, "one.svg")

    plot = LinePlot(
      title: "Losartan 50 mg every 24 h, CYP2C9 *3/*3", x: .init("time (h)", steps: .hours),
      y: .init("concentration (ng/mL)"))
    plot.series = try series(
      ExportTwins.losartan(activity: 0.5), stride(from: 0, through: 168, by: 0.25).map { $0 },
      species: ["losartan", "E-3174"], unit: .nanogramPerMillilitre, activities: (0.2, 0.9))
    plot.marks = .init(
      "dose", at: try ExportTwins.losartanSchedule().administrationTimes(until: 168))
    try store(plot, "two.svg")

    plot.y.scale = .logarithmic
    plot.title =
      "A title that is rather long, because somebody has put the drug, the regimen, the genotype, the "
      + "model and the date into it"
    plot.points = [
      .init(
        "losartan, measured", x: [1, 2, 4, 8, 25, 30], y: [40, 45, 20, 8, 50, 16], series: 0),
      .init("E-3174, measured", x: [2, 6, 12, 26], y: [70, 90, 50, 120], series: 1),
    ]
    plot.levels = [.init("limit of quantification (LLOQ, 1 ng/mL)", at: 1)]
    try store(plot, "log.svg")

    plot = LinePlot(title: "Many", x: .init("x"), y: .init("fraction (1)"))
    plot.series = (0..<9).map { line in
      let x = (0...20).map { Double($0) / 4 - 2 }
      return .init("line number \(line)", x: x, y: x.map { -1e7 + $0 * Double(line) * 3e6 })
    }
    plot.points = (0..<4).map { kind in
      .init("points \(kind)", x: [Double(kind)], y: [-5e6])
    }
    plot.width = 480
    plot.height = 400
    try store(plot, "many.svg")
  }
}

import Foundation
import PharmacokineticCoupling
import TwinFlux

/// `twinflux pk export COUPLED...`: coupled individuals for other tools.
enum PKExportCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings: ExportSettings
    do throws(ParserError) { settings = try ExportSettings(context.parsed) } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let paths = context.parsed.operands
    let twins = try run.timed("load") { _ throws(CommandFailure) in
      var twins: [CoupledTwin] = []
      for path in paths { twins.append(try readCoupled(path)) }
      return twins
    }
    let schedule = try settings.schedule(of: twins[0], path: paths[0])
    if schedule == nil, !settings.sampling.isEmpty {
      throw .usage(.missingCompanion(option: "--sampling", needed: "--dose"))
    }
    let files = try exporting { () throws(ExportError) in
      try settings.files(of: twins, schedule, output: run.settings.output.path)
    }
    try checkPlaces(of: files.dropFirst().map(\.name), in: context.parsed)
    // The file that was asked for comes last: where it is there, the others are.
    for file in files.reversed() {
      try writeOutput(Array(file.text.utf8), to: file.name.isEmpty ? nil : file.name)
    }
    if files.count > 1 {
      run.console.note("wrote \(files.map(\.name).joined(separator: ", "))")
    }
    run.report.status = "done"
    run.report.result = .members([
      "drug": .string(twins[0].drug.name), "individuals": .integer(twins.count),
      "files": .array(files.map { .string($0.name) }),
    ])
    try run.writeReport()
    return .done
  }

  /// The files beside the one that was asked for must not take the place of a document or the report.
  private static func checkPlaces(
    of names: [String], in arguments: ParsedArguments
  ) throws(CommandFailure) {
    let documents = Set(arguments.operands.compactMap { FileIdentity(input: $0) })
    let report = arguments.value("report").flatMap { FileIdentity(output: $0) }
    for name in names {
      if let identity = FileIdentity(output: name),
        documents.contains(identity) || identity == report
      {
        throw CommandFailure(
          .usage,
          "The file '\(name)', which goes with the output, would overwrite another of this command. "
            + "Give --output another name.")
      }
      try checkOutput(name)
    }
  }

  private static func exporting<Value>(
    _ body: () throws(ExportError) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(ExportError) { return try body() } catch {
      throw CommandFailure(.badData, error.description)
    }
  }
}

/// Which tool, and what it has to be told beside the documents.
struct ExportSettings: Sendable {
  enum Target: String, Sendable, CaseIterable {
    case json, mrgsolve, rxode2, nonmem, osp, sbml
  }

  var target: Target
  var dose: String?
  var enzymes: [PopulationExport.Enzyme]
  /// h: when the tables ask for concentrations.
  var sampling: [Double]

  init(_ arguments: ParsedArguments) throws(ParserError) {
    guard let target = arguments.value("to").flatMap(Target.init(rawValue:)) else {
      throw .missingCompanion(option: "pk export", needed: "--to TOOL")
    }
    self.target = target
    dose = arguments.value("dose")
    enzymes = []
    for text in arguments.values("enzyme") { enzymes.append(try Self.enzyme(text)) }
    sampling = try arguments.value("sampling").map(Self.times) ?? []
    if target == .osp { try arguments.require("enzyme", for: "to") }
    let isTables = [.mrgsolve, .rxode2, .nonmem].contains(target)
    if isTables {
      try arguments.require("output", for: "to")
      if arguments.value("output") == "-" {
        throw .invalidValue(
          option: "--output", value: "-", expected: "a file: tables and model are written beside it"
        )
      }
    }
    for (option, isUsed) in [
      ("enzyme", target == .osp), ("sampling", isTables), ("dose", isTables || target == .sbml),
    ] where arguments.has(option) && !isUsed {
      throw .conflictingOptions("--\(option)", "--to \(target.rawValue)")
    }
    if target == .sbml, arguments.operands.count > 1 {
      throw .unexpectedOperand(arguments.operands[1], command: "pk export")
    }
  }

  /// `NAME=PATHWAY` or `NAME=PATHWAY:CONCENTRATION`.
  private static func enzyme(_ text: String) throws(ParserError) -> PopulationExport.Enzyme {
    let wrong = ParserError.invalidValue(
      option: "--enzyme", value: text,
      expected: "NAME=PATHWAY or NAME=PATHWAY:CONCENTRATION, in umol/L")
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { throw wrong }
    let right = parts[1].split(separator: ":", maxSplits: 1)
    guard let pathway = right.first else { throw wrong }
    var enzyme = PopulationExport.Enzyme(String(parts[0]), pathway: String(pathway))
    if right.count == 2 {
      guard let value = NumberText.parse(right[1]) else { throw wrong }
      enzyme.referenceConcentration = value
    }
    return enzyme
  }

  private static func times(_ text: String) throws(ParserError) -> [Double] {
    var result: [Double] = []
    for part in text.split(separator: ",") {
      guard let hours = DurationText.hours(part) ?? NumberText.parse(part), hours.isFinite,
        hours >= 0, hours > result.last ?? -1
      else {
        throw .invalidValue(
          option: "--sampling", value: text, expected: "times in order, such as 1h,4h,24h")
      }
      result.append(hours)
    }
    return result
  }

  /// The dosing of the command line, or else the first document's own; `nil` where neither says one.
  func schedule(of twin: CoupledTwin, path: String) throws(CommandFailure) -> DosingSchedule? {
    if dose == nil {
      return try coupling(at: path) { () throws(CouplingError) in try twin.usualDosing() }
    }
    return try SimulationSettings.schedule(dose, of: twin, path: path)
  }

  /// The files, the one that was asked for first; an empty name is standard output.
  func files(
    of twins: [CoupledTwin], _ schedule: DosingSchedule?, output: String?
  ) throws(ExportError) -> [ExportFile] {
    switch target {
    case .json: [ExportFile(output ?? "", try json(twins))]
    case .sbml:
      [ExportFile(output ?? "", try SBMLExport(schedule: schedule).text(of: twins[0]))]
    case .osp:
      [
        ExportFile(
          output ?? "", try PopulationExport(enzymes: enzymes).text(of: ExportCohort(twins)))
      ]
    case .mrgsolve: try tables(.mrgsolve, twins, schedule, output ?? "")
    case .rxode2: try tables(.rxode2, twins, schedule, output ?? "")
    case .nonmem: try tables(.nonmem, twins, schedule, output ?? "")
    }
  }

  /// Beside `P07.csv` the others are `P07.events.csv`, `P07.model.cpp` and so on.
  private func tables(
    _ tool: ExportTool, _ twins: [CoupledTwin], _ schedule: DosingSchedule?, _ output: String
  ) throws(ExportError) -> [ExportFile] {
    let url = URL(fileURLWithPath: output)
    let stem = url.deletingPathExtension().lastPathComponent + "."
    let directory = output.lastIndex(of: "/").map { String(output[...$0]) } ?? ""
    let main = stem + (tool == .nonmem && schedule != nil ? "data.csv" : "parameters.csv")
    let files = try ExportCohort(twins).files(
      for: tool, schedule, sampling: sampling, prefix: stem)
    let named = files.map { file in
      let text = file.text.replacing(
        ExportTool.dataRecord(of: main), with: ExportTool.dataRecord(of: url.lastPathComponent))
      return ExportFile(file.name == main ? output : directory + file.name, text)
    }
    return named.filter { $0.name == output } + named.filter { $0.name != output }
  }

  /// One document, or a list of them.
  private func json(_ twins: [CoupledTwin]) throws(ExportError) -> String {
    var texts: [String] = []
    for twin in twins {
      do throws(CouplingError) {
        texts.append(String(decoding: try twin.json(), as: UTF8.self))
      } catch {
        throw .individual(name: twin.coupled.individual, problem: error)
      }
    }
    return texts.count == 1
      ? texts[0] : "[\n" + texts.map { String($0.dropLast()) }.joined(separator: ",\n") + "\n]\n"
  }
}

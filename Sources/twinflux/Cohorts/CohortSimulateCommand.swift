import TwinFlux

/// `twinflux cohort simulate`: levels and design of people who do not exist.
enum CohortSimulateCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let arguments = context.parsed
    let simulation: CohortSimulation
    let path: String
    do throws(ParserError) {
      guard let table = arguments.value("omics") else {
        throw .missingCompanion(option: "cohort simulate", needed: "--omics TABLE")
      }
      path = table
      simulation = try CohortSimulation(arguments)
    } catch {
      throw .usage(error)
    }
    try RunFiles(arguments).check()
    let profiles = try profiles(of: path, arguments.values("sample"))
    let outcome: CohortSimulation.Outcome
    do throws(CohortSimulation.Problem) {
      outcome = try simulation.simulate(from: profiles)
    } catch {
      throw CommandFailure(.usage, "--" + error.description)
    }
    try Interruption.check()
    if let design = arguments.value("design") {
      try write(designTable(outcome.design), to: design)
    }
    if let effects = arguments.value("effects") {
      try write(effectTable(outcome, groups: simulation.groups), to: effects)
    }
    let output = arguments.value("output")
    try writeOutput(matrix(outcome, for: output), to: output)
    context.console.note(
      "\(count(outcome.levels.count, "patient")) of \(count(simulation.groups.count, "group")) from "
        + "\(count(profiles.count, "profile")); \(count(outcome.effects.count, "gene")) of "
        + "\(outcome.genes.count) differ between groups")
    return .done
  }

  private static func profiles(
    of path: String, _ samples: [String]
  ) throws(CommandFailure) -> [OmicsProfile] {
    let input = try readInput(path)
    do throws(OmicsError) {
      let table = try OmicsTable.read(
        input.bytes, path: input.path, keeping: samples.isEmpty ? nil : Set(samples))
      var profiles: [OmicsProfile] = []
      for sample in samples.isEmpty ? table.samples : samples {
        profiles.append(try table.profile(of: sample))
      }
      return profiles
    } catch {
      throw CommandFailure(error, table: path)
    }
  }

  private static func write(_ table: Table, to path: String) throws(CommandFailure) {
    try writeOutput(Array(text(table, for: path).utf8), to: path)
  }

  private static func text(_ table: Table, for path: String?) -> String {
    let isCSV = path.map { TableFormat(extensionOf: $0) == .csv } ?? false
    return isCSV ? TableWriter.csv(table) : TableWriter.tsv(table)
  }

  private static func designTable(_ design: CohortDesign) -> Table {
    var table = Table(columns: ["sample", "group"] + design.covariates)
    for patient in design.patients {
      table.append(
        [.text(patient.sample), .text(patient.group)] + patient.covariates.map(Table.Cell.optional))
    }
    return table
  }

  private static func effectTable(
    _ outcome: CohortSimulation.Outcome, groups: [String]
  ) -> Table {
    var table = Table(columns: ["gene"] + groups.dropFirst().map { "log2_ratio.\($0)" })
    for effect in outcome.effects {
      table.append([.text(effect.gene)] + effect.log2Ratios.map(Table.Cell.number))
    }
    return table
  }

  /// Some rows at a time: all cells of a large cohort as values would take ten times the text.
  private static func matrix(
    _ outcome: CohortSimulation.Outcome, for path: String?
  ) -> [UInt8] {
    let columns = ["gene"] + outcome.design.patients.map(\.sample)
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: outcome.genes.count, by: 256) {
      var table = Table(columns: columns)
      for gene in start..<min(start + 256, outcome.genes.count) {
        table.append(
          [.text(outcome.genes[gene])] + outcome.levels.map { .number($0[gene]) })
      }
      let text = Array(self.text(table, for: path).utf8)
      let header = start == 0 ? 0 : (text.firstIndex(of: 10) ?? -1) + 1
      bytes += text[header...]
    }
    return bytes
  }
}

extension CohortSimulation {
  fileprivate init(_ arguments: ParsedArguments) throws(ParserError) {
    guard let patients = try arguments.integer("patients", atLeast: 1) else {
      throw .missingCompanion(option: "cohort simulate", needed: "--patients N")
    }
    self.init(patients: patients)
    if let names = arguments.value("groups") {
      groups = names.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingBlanks() }
    }
    seed = UInt64(try arguments.integer("seed", atLeast: 0) ?? 0)
    let number = { (name: String) throws(ParserError) in
      try arguments.number(name, expected: "a number from 0") { $0 >= 0 }
    }
    variation = try number("variation") ?? variation
    mixture = try number("mixture") ?? mixture
    effectShare = try number("effect-genes") ?? effectShare
    effect = try number("effect") ?? effect
    dropout = try number("dropout") ?? dropout
  }
}

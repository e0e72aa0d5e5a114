import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing

/// `twinflux pk` as a user runs it, on the shipped model, patients and rules.
@Suite("The coupling's commands")
struct ProgramPharmacokineticsTests {
  private static let rules = CommandLineProgram.root
    .appendingPathComponent("Models/coupling/losartan_hepatocyte.json").path
  private static let model = CommandLineProgram.root
    .appendingPathComponent("Models/hepatocyte_core.xml").path
  private static let levels = CommandLineProgram.root
    .appendingPathComponent("OmicsFixtures/patients_rnaseq.tsv").path

  private let scratch: CommandLineScratch

  init() throws { scratch = try CommandLineScratch() }

  private func run(_ arguments: String...) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(["pk"] + arguments, in: scratch.url)
  }

  private func couple(
    _ sample: String, against reference: String = "median", to name: String = "c.json"
  ) throws -> CoupledTwin {
    let outcome = try run(
      "couple", Self.rules, "--model", Self.model, "--omics", Self.levels, "--sample", sample,
      "--reference", reference, "--output", name)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try CoupledTwin(json: Array(try scratch.text(name).utf8))
  }

  /// The shipped rules with one piece of text replaced.
  private func edited(_ old: String, _ new: String) throws -> String {
    let text = try String(contentsOfFile: Self.rules, encoding: .utf8)
    #expect(text.contains(old))
    return try scratch.write("rules.json", text.replacing(old, with: new))
  }

  @Test("a poor metabolizer makes little of the active acid, and CYP2C9 is why")
  func poorMetabolizer() throws {
    defer { scratch.remove() }
    let poor = try couple("P07")
    let parameter = try #require(poor.coupled["k_act"])
    #expect(try #require(parameter.foldChange) < 0.01)
    #expect(parameter.limitedBy == ["CYP2C9"])
    #expect(poor.coupled["k_oth"]?.value == 0.13872)
    let outcome = try run(
      "simulate", "c.json", "--dose", "50 mg PO", "--until", "2d", "--output", "curve.tsv",
      "--exposure", "exposure.csv", "--above", "20 ng/mL")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try scratch.text("curve.tsv").split(separator: "\n")
    let columns = ["losartan", "E-3174"].flatMap { name in
      ["", "_low", "_high"].map { "\(name)_mmol_per_L\($0)" }
    }
    #expect(lines.first?.split(separator: "\t").map(String.init) == ["time_h"] + columns)
    #expect(lines.last?.hasPrefix("48\t") == true)
    #expect(lines.count == 482)
    #expect(try scratch.text("exposure.csv").contains("\nlosartan,time_above,"))
  }

  @Test("a sample against itself has the reference's parameters, to the last digit")
  func identity() throws {
    defer { scratch.remove() }
    let twin = try couple("P03", against: "P03")
    #expect(twin.coupled.parameters.allSatisfy { $0.value == $0.reference && $0.foldChange == 1 })
    // And the coupling switched off is the same curve.
    let base = try #require(twin.pharmacokinetics).parameterSet
    #expect(twin.values == base)
  }

  @Test("a genotype is a number on the command line")
  func genotype() throws {
    defer { scratch.remove() }
    let outcome = try run(
      "couple", Self.rules, "--model", Self.model, "--activity", "CYP2C9=0.046", "--output",
      "c.json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let twin = try CoupledTwin(json: Array(try scratch.text("c.json").utf8))
    #expect(abs(try #require(twin.coupled["k_act"]?.foldChange) - 0.046) <= 1e-9)
    let inhibited = try run(
      "couple", Self.rules, "--model", Self.model, "--inhibitor", "CYP2C9=3", "--output", "i.json")
    #expect(inhibited.status == 0, "\(inhibited.errors)")
    let other = try CoupledTwin(json: Array(try scratch.text("i.json").utf8))
    #expect(abs(try #require(other.coupled["k_act"]?.foldChange) - 0.25) <= 1e-9)
  }

  @Test("the shipped rules pass their checks")
  func check() throws {
    defer { scratch.remove() }
    let outcome = try run("check", Self.rules, "--model", Self.model)
    #expect(outcome.status == 0)
    #expect(outcome.output == "check\tseverity\tsubject\tmessage\n")
  }

  @Test(
    "rules that fail a check are refused with status 1, and say what to do",
    arguments: [
      ("\"gene\": \"CYP2C9\"", "\"gene\": \"CYP2C99\"", "CYP2C99"),
      ("\"uptake\": 100", "\"uptake\": 0.001", "Raise probe.uptake"),
      ("\"clamp\": [0, 10]", "\"clamp\": [2, 10]", "clamp"),
      ("\"weight\": 0.05", "\"weight\": 1e-9", "tolerance"),
      ("\"fraction\": 0.61575", "\"fraction\": 0.7", "fractions"),
      (
        "\"unit\": \"h^-1\"},\n    {\"parameter\": \"k_oth\"",
        "\"unit\": \"L\"},\n    {\"parameter\": \"k_oth\"", "k_act"
      ),
    ])
  func failed(old: String, new: String, words: String) throws {
    defer { scratch.remove() }
    let path = try edited(old, new)
    let outcome = try run("check", path, "--model", Self.model, "--output", "found.tsv")
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(try scratch.text("found.tsv").contains(words))
  }

  @Test(
    "a document that cannot be read is bad data, by its place, and nothing is written",
    arguments: [
      ("\"pools\"", "\"pool\"", "pool"), ("\"uptake\": 100", "\"uptake\": -100", "probe.uptake"),
      ("\"value\": 250.8", "\"value\": 1e999", "JSON"),
      ("\"k_oth\", \"pathway\"", "\"k_oth\", \"pathways\"", "targets[1]"),
      ("\"reactions\": [\"LSTOX2\"]", "\"reactions\": [\"LSTOX3\"]", "LSTOX1"),
    ])
  func broken(old: String, new: String, place: String) throws {
    defer { scratch.remove() }
    let path = try edited(old, new)
    let outcome = try run(
      "couple", path, "--model", Self.model, "--activity", "CYP2C9=1", "--output", "out.json")
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains(place), "\(outcome.errors)")
    #expect(outcome.errors.contains("rules.json"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.json")))
  }

  private static let observations = """
    time_h\tobservable\tvalue\tunit\tlloq
    2\tlosartan\t140\tng/mL\t
    8\tlosartan\t0.15\tumol/L\t
    4\tE-3174\t1.5\tng/mL\t0.1
    24\tE-3174\t\tng/mL\t0.5

    """

  @Test("measurements move the parameters, and the result is read like the document before it")
  func update() throws {
    defer { scratch.remove() }
    let before = try couple("P07")
    try scratch.write("y.tsv", Self.observations)
    let outcome = try run(
      "update", "c.json", "--observations", "y.tsv", "--dose", "50 mg PO", "--particles", "200",
      "--output", "posterior.json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("variance down by"))
    let after = try CoupledTwin(json: Array(try scratch.text("posterior.json").utf8))
    #expect(after.posterior?.updates.count == 4)
    #expect(after.posterior?.updates.last?.measurement.isCensored == true)
    let (old, new) = (try #require(before.coupled["k_act"]), try #require(after.coupled["k_act"]))
    #expect(new.value > 2 * old.value)
    let curve = try run(
      "simulate", "posterior.json", "--dose", "50 mg PO", "--until", "24h", "--points", "25",
      "--svg", "p.svg", "--log", "--observations", "y.tsv", "--output", "p.csv")
    #expect(curve.status == 0, "\(curve.errors)")
    #expect(try scratch.text("p.svg").contains("losartan, measured"))
    #expect(try scratch.text("p.csv").hasPrefix("time_h,losartan_mmol_per_L,"))
  }

  @Test(
    "a measurement that cannot be is an error by its line",
    arguments: [
      ("140", "nan", "y.tsv:2"), ("140", "-1", "y.tsv:2"), ("0.15\tumol/L", "0.15\tmg", "y.tsv:3"),
      ("E-3174\t1.5", "E3174\t1.5", "y.tsv:4"), ("\tng/mL\t0.5", "\tng/mL\t", "y.tsv:5"),
      ("time_h", "time", "y.tsv:1"), ("8\tlosartan", "-8\tlosartan", "y.tsv:3"),
      ("8\tlosartan", "8 losartan", "y.tsv:3"),
    ])
  func measurements(old: String, new: String, place: String) throws {
    defer { scratch.remove() }
    _ = try couple("P07")
    #expect(Self.observations.contains(old))
    try scratch.write("y.tsv", Self.observations.replacing(old, with: new))
    let outcome = try run(
      "update", "c.json", "--observations", "y.tsv", "--output", "posterior.json")
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains(place), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("posterior.json")))
  }

  @Test("a capacity is straight between its breakpoints: two oxygens a molecule, then the enzyme")
  func curve() throws {
    defer { scratch.remove() }
    let outcome = try run(
      "curve", Self.rules, "--model", Self.model, "--along", "EX_o2_e", "--output", "curve.csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try scratch.text("curve.csv").split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropFirst().map { Double($0) }
    }
    let expected: [[Double?]] = [[0, 0, 0.5], [0.05, 0.025, 0], [0.3, 0.025, nil]]
    #expect(rows.count == expected.count)
    for (row, other) in zip(rows, expected) {
      for (one, two) in zip(row, other) {
        if let two {
          #expect(abs(try #require(one) - two) <= 1e-9)
        } else {
          #expect(one == nil)
        }
      }
    }
    let unknown = try run("curve", Self.rules, "--model", Self.model, "--along", "EX_o3_e")
    #expect(unknown.status == 65, "\(unknown.errors)")
  }

  @Test("an export has what its tool reads, and says what else it wrote")
  func export() throws {
    defer { scratch.remove() }
    _ = try couple("P07")
    _ = try couple("P01", to: "d.json")
    let sbml = try run("export", "c.json", "--to", "sbml", "--dose", "50 mg PO")
    #expect(sbml.status == 0 && sbml.output.contains("f_act"), "\(sbml.errors)")
    let nonmem = try run("export", "c.json", "d.json", "--to", "nonmem", "--output", "run.csv")
    #expect(nonmem.status == 0, "\(nonmem.errors)")
    #expect(try scratch.text("run.csv").hasPrefix("ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,MDV,DV,"))
    #expect(try scratch.text("run.model.ctl").contains("$DATA run.csv IGNORE=@"))
    #expect(try scratch.text("run.parameters.csv").split(separator: "\n").count == 3)
    let osp = try run("export", "c.json", "--to", "osp", "--enzyme", "CYP2C9=act:3.84")
    #expect(osp.status == 0 && osp.output.contains("CYP2C9|Reference concentration"))
    let refused = try run("export", "c.json", "--to", "osp", "--enzyme", "CYP2C9=act")
    #expect(refused.status == 65 && refused.errors.contains("3.84"), "\(refused.errors)")
    let two = try run("export", "c.json", "d.json", "--to", "sbml")
    #expect(two.status == 64)
  }

  @Test("wrong usage says what is missing")
  func usage() throws {
    defer { scratch.remove() }
    _ = try couple("P01")
    for (arguments, words) in [
      (["couple", Self.rules], "--model"), (["couple"], "RULES is missing"),
      (["couple", Self.rules, "--model", Self.model, "--sample", "P01"], "--omics"),
      (["couple", Self.rules, "--model", Self.model, "--activity", "CYP2C9"], "NAME=NUMBER"),
      (["couple", Self.rules, "--model", Self.model, "--activity", "CYP2C9=-1"], "NAME=NUMBER"),
      (["simulate", "c.json", "--dose", "-50 mg PO"], "no amount"),
      (["simulate", "c.json", "--dose", "50 mg PO x7"], "how often"),
      (["simulate", "c.json", "--until", "-3h"], "--until"),
      (["simulate", "c.json", "--interval", "1"], "--interval"),
      (["simulate", "c.json", "--above", "3 furlong"], "--above"),
      (["simulate", "c.json", "--output", "c.json"], "overwrite"),
      (["simulate", "c.json", "--log"], "--svg"),
      (["simulate", "c.json", "--dose", "50 mg PO q24h"], "how many times"),
      (["export", "c.json", "--to", "json", "--dose", "5 mg PO"], "--dose"),
      (["export", "c.json", "--to", "sbml", "--sampling", "1h"], "--sampling"),
      (["export", "c.json", "--to", "sbml", "--enzyme", "A=act"], "--enzyme"),
      (["export", "c.json", "--to", "nonmem", "--output", "-"], "a file"),
      (
        ["export", "c.json", "--to", "nonmem", "--output", "d.csv", "--report", "d.events.csv"],
        "d.events.csv"
      ),
      (["simmulate", "c.json"], "'simulate'"),
    ] {
      let outcome = try CommandLineProgram.run(["pk"] + arguments, in: scratch.url)
      #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
  }

  @Test("what an export writes beside its output takes the place of no document")
  func siblings() throws {
    defer { scratch.remove() }
    _ = try couple("P01", to: "p.events.csv")
    let before = try scratch.text("p.events.csv")
    let refused = try run("export", "p.events.csv", "--to", "mrgsolve", "--output", "p.csv")
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(try scratch.text("p.events.csv") == before)
    #expect(!FileManager.default.fileExists(atPath: scratch.path("p.csv")))
    // A name with a space is one word to NONMEM in quotes only.
    let done = try run("export", "p.events.csv", "--to", "nonmem", "--output", "my data.csv")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try scratch.text("my data.model.ctl").contains("$DATA \"my data.csv\" IGNORE=@"))
  }

  @Test("a plot that cannot be drawn is the data's fault, and says so")
  func noPlot() throws {
    defer { scratch.remove() }
    _ = try couple("P01")
    let outcome = try run(
      "simulate", "c.json", "--dose", "0 mg PO", "--log", "--svg", "c.svg", "--output", "c.tsv")
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("c.tsv")))
  }

  @Test("an individual that the rules cannot place is bad data")
  func individuals() throws {
    defer { scratch.remove() }
    for (arguments, words) in [
      (["--activity", "CYP2C99=1"], "CYP2C99"), (["--supply", "EX_glc__L_e=1"], "EX_glc__L_e"),
      (["--omics", Self.levels, "--sample", "P99"], "P99"),
    ] {
      let outcome = try CommandLineProgram.run(
        ["pk", "couple", Self.rules, "--model", Self.model] + arguments, in: scratch.url)
      #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}

import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Tables of coupled twins")
struct ExportTableTests {
  private func cohort() throws -> ExportCohort {
    try ExportCohort([
      ExportTwins.losartan("*1/*1", activity: 1), ExportTwins.losartan("*3/*3"),
    ])
  }

  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  // MARK: Parameters

  @Test("parameters: ID first, the model's own in h and L, the others in their unit")
  func parameters() throws {
    let table = rows(try cohort().parametersText(for: .mrgsolve))
    #expect(
      table[0] == [
        "ID", "V", "k_oth", "V_m", "CL_m", "k_act", "ke0", "ka", "t_lag", "F", "CLint",
      ])
    #expect(table.count == 3 && table[1][0] == "1" && table[2][0] == "2")
    let activity = try #require(Double(table[2][5])) / 0.22229
    #expect(agrees(activity, 0.0478, within: 1e-15))
    // mL/min and min of the document.
    #expect(agrees(try #require(Double(table[1][4])), 9.161, within: 1e-15))
    #expect(agrees(try #require(Double(table[1][8])), 0.35, within: 1e-15))
    #expect(table[1][10] == "30")
  }

  @Test("every number reads back as the one that the simulation uses")
  func roundTrip() throws {
    let cohort = try cohort()
    for tool in ExportTool.allCases {
      let table = rows(try cohort.parametersText(for: tool))
      for (row, individual) in zip(table.dropFirst(), cohort.individuals) {
        #expect(row.dropFirst().map { Double($0) } == individual.values)
      }
    }
  }

  @Test("the dictionary says what the columns are")
  func dictionary() throws {
    let table = rows(try cohort().dictionaryText(for: .nonmem))
    #expect(
      table[0] == ["column", "parameter", "unit", "document_unit", "factor", "role", "used"])
    #expect(table[4] == ["CL_M", "CL_m", "L/h", "mL/min", "0.06", "reference", "yes"])
    #expect(table[5] == ["K_ACT", "k_act", "h^-1", "h^-1", "1", "coupled", "yes"])
    #expect(table[10][5...] == ["reference", "no"])
    let mass = try ExportCohort([ExportTwins.saturable()]).dictionaryText(for: .rxode2)
    // 30 mg/L of 200 g/mol.
    #expect(mass.contains("Km,Km,mmol/L,mg/L,0.005,reference,yes\n"))
  }

  @Test("individuals are named, and quoted where they need it")
  func individuals() throws {
    let cohort = try ExportCohort([
      ExportTwins.losartan("Doe, \"Jane\""), ExportTwins.losartan("x"),
    ])
    #expect(
      cohort.individualsText()
        == "ID,individual,digest\n1,\"Doe, \"\"Jane\"\"\",0123\n2,x,0123\n")
  }

  @Test("draws are individuals")
  func draws() throws {
    var twin = try ExportTwins.losartan()
    #expect(throws: ExportError.noDraws(individual: "*3/*3")) { try ExportCohort(drawsOf: twin) }
    twin.coupled.draws = ParameterDraws(parameters: ["k_act"], values: [[0.01], [0.02], [0.03]])
    let table = rows(try ExportCohort(drawsOf: twin).parametersText(for: .rxode2))
    #expect(table.dropFirst().map { $0[5] } == ["0.01", "0.02", "0.03"])
    #expect(table.dropFirst().allSatisfy { $0[1] == "250.8" })
  }

  // MARK: Names

  /// One compartment with a volume, and whatever parameters.
  private func twin(_ volume: String, more: [String] = [], compartment: String = "c") throws
    -> CoupledTwin
  {
    var twin = try ExportTwins.twoCompartments()
    twin.coupled.parameters = []
    let structure = KineticStructure(compartments: [.init(compartment, volume: volume)])
    var parameters = [volume: KineticModel.Parameter(7, .litre)]
    for name in more { parameters[name] = .init(1, .one) }
    twin.pharmacokinetics = KineticModel(structure: structure, parameters: parameters)
    return twin
  }

  private func names(_ tool: ExportTool, _ volume: String) throws -> String {
    try ExportCohort([twin(volume)]).columnNames(for: tool)[0]
  }

  @Test(
    "names are legal in each tool",
    arguments: [
      ("E-3174", "E_3174", "E_3174", "E_3174"), ("V/F", "V_F", "V_F", "V_F"),
      ("CL", "P_CL", "CL", "CL"), ("F1", "P_F1", "F1", "F1"), ("3x", "P_3X", "p_3x", "p_3x"),
      ("_k", "P__K", "p__k", "p__k"), ("rate", "P_RATE", "p_rate", "p_rate"),
      ("Tvär", "TV_R", "Tv_r", "Tv_r"), ("self", "SELF", "p_self", "self"),
      ("rxV", "RXV", "rxV", "p_rxV"), ("double", "DOUBLE", "p_double", "double"),
      (
        "a_rather_long_name_of_a_volume", "A_RATHER_LONG_NAME_O", "a_rather_long_name_of_a_volume",
        "a_rather_long_name_of_a_volume"
      ),
    ])
  func spelling(_ name: String, _ nonmem: String, _ mrgsolve: String, _ rxode2: String) throws {
    #expect(try names(.nonmem, name) == nonmem)
    #expect(try names(.mrgsolve, name) == mrgsolve)
    #expect(try names(.rxode2, name) == rxode2)
  }

  @Test("names that meet are refused")
  func collisions() throws {
    let upper = try ExportCohort([twin("V_x", more: ["v_x"])])
    #expect(try upper.columnNames(for: .rxode2) == ["V_x", "v_x"])
    #expect(
      throws: ExportError.sameName(
        spelled: "V_X", first: "the parameter 'V_x'", second: "the parameter 'v_x'",
        tool: "nonmem")
    ) { try upper.columnNames(for: .nonmem) }
    let dash = try ExportCohort([twin("V-x", more: ["V_x"])])
    for tool in ExportTool.allCases {
      #expect(throws: ExportError.self) { try dash.parametersText(for: tool) }
    }
    // mrgsolve makes F_c of the compartment c; the others have no such symbol.
    let symbol = try ExportCohort([twin("V_x", more: ["F_c"])])
    #expect(try symbol.columnNames(for: .rxode2) == ["V_x", "F_c"])
    #expect(throws: ExportError.self) { try symbol.modelText(for: .mrgsolve) }
    // A compartment and a parameter share a name in R, and are apart in NONMEM.
    let both = try ExportCohort([twin("c")])
    #expect(throws: ExportError.self) { try both.modelText(for: .rxode2) }
    #expect(try both.columnNames(for: .nonmem) == ["C"])
  }

  // MARK: Events

  @Test("oral doses enter the depot, with their repeats on one record")
  func oral() throws {
    let text = try cohort().eventsText(
      for: .nonmem, ExportTwins.losartanSchedule(), sampling: [0.5, 30])
    let amount = try Quantity(50, .milligram).value(in: .millimole, molarMass: 422.911)
    let table = rows(text)
    #expect(
      text.hasPrefix(
        "ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,MDV,DV\n1,0,\(amount),0,24,6,0,1,1,1,.\n"))
    // Three concentrations at each sampling time, at the numbers of their compartments.
    #expect(table.count == 1 + 2 * (1 + 2 * 3))
    #expect(table[2] == ["1", "0.5", "0", "0", "0", "0", "0", "2", "0", "1", "."])
    #expect(table[4][7] == "4" && table[5][1] == "30")
    let r = rows(
      try cohort().eventsText(for: .rxode2, ExportTwins.losartanSchedule(), sampling: [0.5, 30]))
    #expect(r.count == 1 + 2 * (1 + 2))
    #expect(r[2] == ["1", "0.5", "0", "0", "0", "0", "0", "2", "0", "0", "0"])
    #expect(!r.joined().contains(".") && !r.joined().contains("NA"))
  }

  @Test("intravenous doses: numbers without a depot, rates of infusions, sorted")
  func intravenous() throws {
    let cohort = try ExportCohort([ExportTwins.twoCompartments()])
    let table = rows(try cohort.eventsText(for: .mrgsolve, ExportTwins.veinSchedule()))
    #expect(table[1] == ["1", "0", "100", "0", "0", "0", "0", "1", "1", "1", "0"])
    #expect(table[3] == ["1", "0", "60", "30", "2", "3", "0", "1", "1", "1", "0"])
    #expect(table[4][1...5] == ["10", "50", "\(50.0 / 7)", "3", "2"])
    let times = table.dropFirst().compactMap { Double($0[1]) }
    #expect(times == times.sorted())
    let withDepot = try ExportCohort([ExportTwins.saturable()])
    let second = rows(try withDepot.eventsText(for: .nonmem, ExportTwins.saturableSchedule()))
    #expect(second.dropFirst().map { $0[7] } == ["1", "2", "2"])
  }

  @Test("a steady state keeps only the repeats before it")
  func steadyState() throws {
    let schedule = try DosingSchedule([
      Dose(amount: 1, route: .oral, interval: 12, additional: 9),
      Dose(time: 24, amount: 2, route: .oral, interval: 6, additional: 2, steadyState: true),
    ])
    let table = rows(try cohort().eventsText(for: .rxode2, schedule))
    // At 0 and 12: the one at 24 is cancelled.
    #expect(table[1][4...6] == ["12", "1", "0"])
    #expect(table[2][4...6] == ["6", "2", "1"])
  }

  @Test("what the tools could not read is refused")
  func refused() throws {
    let vein = try ExportCohort([ExportTwins.twoCompartments()])
    func events(_ doses: [Dose], sampling: [Double] = []) throws -> String {
      try vein.eventsText(for: .nonmem, DosingSchedule(doses), sampling: sampling)
    }
    #expect(throws: ExportError.schedule(problem: .noAbsorption(time: 3))) {
      try events([Dose(time: 3, amount: 1, route: .oral)])
    }
    #expect(throws: ExportError.negativeTime(-1)) {
      try events([Dose(time: -1, amount: 1, route: .bolus)])
    }
    #expect(throws: ExportError.emptySteadyState(time: 0)) {
      try events([Dose(amount: 0, route: .bolus, interval: 1, steadyState: true)])
    }
    #expect(throws: ExportError.timesOutOfOrder(earlier: 2, later: 1)) {
      try events([], sampling: [2, 1])
    }
    #expect(throws: ExportError.schedule(problem: .notFinite(quantity: "sampling time"))) {
      try events([], sampling: [.nan])
    }
    // NONMEM refuses a dose of nothing, which changes nothing.
    #expect(rows(try events([Dose(amount: 0, route: .bolus)])).count == 1)
  }

  // MARK: Cohorts

  @Test("a cohort is of one drug and one model")
  func oneModel() throws {
    let losartan = try ExportTwins.losartan()
    #expect(throws: ExportError.noIndividuals) { try ExportCohort([]) }
    #expect(
      throws: ExportError.otherDrug(individual: "patient", drug: "vein", expected: "losartan")
    ) { try ExportCohort([losartan, ExportTwins.twoCompartments()]) }
    var other = losartan
    other.coupled.individual = "other"
    other.pharmacokinetics?.structure.effectSites = []
    #expect(throws: ExportError.otherModel(individual: "other", first: "*3/*3")) {
      try ExportCohort([losartan, other])
    }
    other = losartan
    other.pharmacokinetics?.parameters["more"] = .init(1, .one)
    #expect(throws: ExportError.self) { try ExportCohort([losartan, other]) }
    #expect(throws: ExportError.self) { try ExportCohort([other, losartan]) }
    other = losartan
    other.pharmacokinetics?.parameters["CL_m"] = .init(0.1, .perHour)
    #expect(
      throws: ExportError.otherUnit(
        name: "CL_m", individual: "*3/*3", unit: "h^-1", expected: "L/h")
    ) { try ExportCohort([losartan, other]) }
  }

  @Test("a twin that cannot be simulated is not exported")
  func unsound() throws {
    var twin = try ExportTwins.losartan()
    twin.pharmacokinetics?.parameters["V"] = .init(0, .litre)
    #expect(throws: ExportError.self) { try ExportCohort([twin]) }
    twin.pharmacokinetics?.parameters["V"] = nil
    #expect(throws: ExportError.self) { try ExportCohort([twin]) }
  }

  @Test("without a model there are parameters, and no more")
  func withoutModel() throws {
    var twin = try ExportTwins.losartan()
    twin.pharmacokinetics = nil
    let cohort = try ExportCohort([twin])
    #expect(rows(try cohort.parametersText(for: .nonmem))[0] == ["ID", "K_ACT", "K_OTH"])
    #expect(
      try cohort.files(for: .nonmem).map(\.name) == [
        "parameters.csv", "dictionary.csv", "individuals.csv",
      ])
    #expect(throws: ExportError.noModel(individual: "*3/*3")) {
      try cohort.modelText(for: .nonmem)
    }
    #expect(throws: ExportError.noModel(individual: "*3/*3")) {
      try cohort.eventsText(for: .nonmem, ExportTwins.losartanSchedule())
    }
  }
}

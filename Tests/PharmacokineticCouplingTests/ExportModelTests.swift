import PharmacokineticCoupling
import Testing

@Suite("Models of coupled twins for population simulators")
struct ExportModelTests {
  private func text(_ tool: ExportTool, _ twin: CoupledTwin) throws -> String {
    try ExportCohort([twin]).modelText(for: tool)
  }

  @Test("mrgsolve: parameters, compartments and equations")
  func mrgsolve() throws {
    let model = try text(.mrgsolve, ExportTwins.losartan("*1/*1", activity: 1))
    for line in [
      "V = 250.8 // L", "t_lag = 0.35 // h", "$CMT\ndepot\nlosartan\nE_3174\nblockade\n",
      "F_depot = F;", "ALAG_depot = t_lag;", "dxdt_depot = -ka*depot;",
      "dxdt_losartan = ka*depot - k_oth*losartan - k_act*losartan;",
      "dxdt_E_3174 = -CL_m*E_3174/V_m + k_act*losartan;",
      "dxdt_blockade = ke0*(E_3174/V_m - blockade);", "capture C_E_3174 = E_3174/V_m; // mmol/L",
    ] { #expect(model.contains(line + "\n") || model.contains(line), "\(line)") }
    // Not a slot of the model, so no parameter of it.
    #expect(!model.contains("CLint"))
  }

  @Test("rxode2: the order of the compartments is that of the event table")
  func rxode2() throws {
    let model = try text(.rxode2, ExportTwins.saturable())
    #expect(model.contains("  cmt(depot)\n  cmt(parent)\n  cmt(urine)\n  cmt(product)\n"))
    #expect(
      model.contains(
        "  d/dt(parent) <- ka*depot - CL_R*parent/V - Vmax*fu*parent/V/(Km + fu*parent/V)"
          + " - Vmax2*parent/V/(Km2 + parent/V)\n"))
    #expect(model.contains("  d/dt(urine) <- k_u*product\n"))
    #expect(!model.contains("f(depot)") && !model.contains("alag(depot)"))
  }

  @Test("NONMEM: one data file whose columns are the parameters")
  func nonmem() throws {
    let cohort = try ExportCohort([ExportTwins.losartan()])
    let model = try cohort.modelText(for: .nonmem)
    for line in [
      "$INPUT ID TIME AMT RATE II ADDL SS CMT EVID MDV DV\n  P_V ; L\n  K_OTH ; h^-1\n",
      "$DATA data.csv IGNORE=@", "$SUBROUTINES ADVAN13", "  COMP=(LOSARTAN,DEFDOSE,DEFOBS)\n",
      "  F1 = P_F\n  ALAG1 = T_LAG\n  S2 = P_V\n  S3 = V_M\n$DES\n",
      "  DADT(3) = -CL_M*A(3)/V_M + K_ACT*A(2)\n", "  DADT(4) = KE0*(A(3)/V_M - A(4))\n",
    ] { #expect(model.contains(line), "\(line)") }
    let data = try cohort.nonmemDataText(ExportTwins.losartanSchedule())
    #expect(data.hasPrefix("ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,MDV,DV,P_V,K_OTH,"))
    // A name in $INPUT for every column, in the same order.
    let header = data.prefix { $0 != "\n" }.split(separator: ",").dropFirst(11)
    let items = model.split(separator: "\n").filter { $0.hasPrefix("  ") && $0.contains(" ; ") }
    #expect(items.map { $0.dropFirst(2).prefix { $0 != " " } } == Array(header))
  }

  @Test("a name from outside cannot add lines to a model")
  func comments() throws {
    var twin = try ExportTwins.twoCompartments()
    twin.pharmacokinetics?.structure.compartments[1].name = "x\n$ODE\r\u{2028}evil"
    for index in 0..<2 {
      var transfer = try #require(twin.pharmacokinetics?.structure.transfers[index])
      if index == 0 { transfer.to = "x\n$ODE\r\u{2028}evil" }
      if index == 1 { transfer.from = "x\n$ODE\r\u{2028}evil" }
      twin.pharmacokinetics?.structure.transfers[index] = transfer
    }
    for tool in ExportTool.allCases {
      let model = try text(tool, twin)
      #expect(!model.contains("\r") && !model.contains("\u{2028}"))
      #expect(model.split(separator: "\n").allSatisfy { !$0.hasPrefix("evil") })
      #expect(model.components(separatedBy: "\n$ODE").count == (tool == .mrgsolve ? 2 : 1))
    }
  }

  @Test("a run's files refer to each other by name")
  func files() throws {
    let cohort = try ExportCohort([ExportTwins.losartan()])
    let files = try cohort.files(for: .nonmem, ExportTwins.losartanSchedule())
    #expect(
      files.map(\.name) == [
        "parameters.csv", "dictionary.csv", "individuals.csv", "model.ctl", "events.csv",
        "data.csv",
      ])
    #expect(try cohort.files(for: .mrgsolve).map(\.name).last == "model.cpp")
    #expect(try cohort.files(for: .rxode2).map(\.name).last == "model.R")
  }
}

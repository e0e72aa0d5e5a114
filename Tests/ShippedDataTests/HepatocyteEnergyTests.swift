import TestSupport
import Testing
import TwinFlux

/// Nothing comes from nothing.
@Suite(
  "Hepatocyte core, no free energy")
struct HepatocyteEnergyTests {
  /// Reactions that would spend each currency of the cell, one at a time.
  static let couples = [
    "atp_c + h2o_c => adp_c + pi_c + h_c",
    "atp_m + h2o_m => adp_m + pi_m + h_m",
    "gtp_c + h2o_c => gdp_c + pi_c + h_c",
    "gtp_m + h2o_m => gdp_m + pi_m + h_m",
    "utp_c + h2o_c => udp_c + pi_c + h_c",
    "ppi_c + h2o_c => 2 pi_c + h_c",
    "2 nadh_c + 2 h_c + o2_c => 2 nad_c + 2 h2o_c",
    "2 nadph_c + 2 h_c + o2_c => 2 nadp_c + 2 h2o_c",
    "2 nadh_m + 2 h_m + o2_m => 2 nad_m + 2 h2o_m",
    "2 nadph_m + 2 h_m + o2_m => 2 nadp_m + 2 h2o_m",
    "2 q10h2_m + o2_m => 2 q10_m + 2 h2o_m",
    "2 fadh2_m + o2_m => 2 fad_m + 2 h2o_m",
    "4 focytC_m + 4 h_m + o2_m => 4 ficytC_m + 2 h2o_m",
    "4 gthrd_c + o2_c => 2 gthox_c + 2 h2o_c",
    "h_c => h_m",
    "accoa_c + h2o_c => ac_c + coa_c + h_c",
    "accoa_m + h2o_m => ac_m + coa_m + h_m",
    "paps_c + h2o_c => pap_c + so4_c + h_c",
  ]

  @Test("spends no currency without fuel", arguments: couples)
  func couple(equation: String) throws {
    var experiment = try HepatocyteExperiment(adding: ["PROBE": equation])
    #expect(abs(try experiment.optimum("PROBE")) < 1e-6, "without oxygen")
    for exchange in ["EX_o2_e", "EX_nh4_e", "EX_so4_e"] { try experiment.allow(exchange, 1000) }
    #expect(abs(try experiment.optimum("PROBE")) < 1e-6, "with oxygen, ammonia and sulfate")
  }

  /// So that the test above cannot pass because the probe is stuck.
  @Test("spends every currency with fuel", arguments: couples)
  func fuelledCouple(equation: String) throws {
    var experiment = try HepatocyteExperiment(adding: ["PROBE": equation])
    for exchange in ["EX_o2_e", "EX_glc__D_e", "EX_so4_e", "EX_nh4_e"] {
      try experiment.allow(exchange, 1)
    }
    #expect(try experiment.optimum("PROBE") > 0.1)
  }

  @Test("makes no organic product from inorganic ones")
  func matter() throws {
    var experiment = try HepatocyteExperiment()
    for exchange in ["EX_o2_e", "EX_nh4_e", "EX_so4_e"] { try experiment.allow(exchange, 1000) }
    for reaction in experiment.constrained.model.reactions where reaction.leavesHepatocyte {
      let isOrganic = reaction.id != "EX_urea_e" && !Self.inorganic.contains(reaction.id)
      if isOrganic {
        #expect(abs(try experiment.optimum(reaction.id)) < 1e-6, "\(reaction.id)")
      }
    }
    #expect(abs(try experiment.optimum("EX_urea_e")) < 1e-6, "urea costs ATP")
  }

  private static let inorganic: Set = [
    "EX_o2_e", "EX_co2_e", "EX_hco3_e", "EX_h2o_e", "EX_h_e", "EX_so4_e", "EX_nh4_e",
  ]
}

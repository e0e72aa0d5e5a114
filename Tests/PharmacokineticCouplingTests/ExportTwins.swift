import Foundation
import PharmacokineticCoupling

/// Twins to export: a prodrug by mouth, two compartments into the vein, and one that saturates.
enum ExportTwins {
  static func drug(_ name: String, molarMass: Double, metabolite: String? = nil) throws
    -> CoupledDrug
  {
    let product = metabolite.map {
      ", \"metabolite\": {\"name\": \"\($0)\", \"molarMass\": 436.894}"
    }
    let text = "{\"name\": \"\(name)\", \"molarMass\": \(molarMass)\(product ?? "")}"
    return try JSONDecoder().decode(CoupledDrug.self, from: Data(text.utf8))
  }

  static func coupled(
    _ individual: String, _ drug: String, _ parameters: [CoupledPK.Parameter],
    _ pathways: [CoupledPK.Pathway] = [], draws: ParameterDraws? = nil
  ) -> CoupledPK {
    CoupledPK(
      individual: individual, parameters: parameters, pathways: pathways, draws: draws,
      provenance: .init(
        coupler: "test", drug: drug, model: "tiny", modelDigest: "m", rulesDigest: "r",
        digest: "0123"))
  }

  // MARK: A prodrug

  /// Losartan: rates of Bae et al. 2011, with a lag, a bioavailability and an effect site made up.
  static let losartanStructure = KineticStructure(
    compartments: [
      .init("losartan", volume: "V", elimination: ["k_oth"]),
      .init("E-3174", volume: "V_m", elimination: ["CL_m"], molarMass: 436.894),
    ],
    transfers: [.init(from: "losartan", to: "E-3174", rate: "k_act")],
    effectSites: [.init("blockade", follows: "E-3174", rate: "ke0")],
    absorption: .init(into: "losartan", rate: "ka", lag: "t-lag", bioavailability: "F"))

  /// `activity` 1 is the reference; the metabolite's clearance is in mL/min, the lag in min.
  static func losartan(_ individual: String = "*3/*3", activity: Double = 0.0478) throws
    -> CoupledTwin
  {
    let reference = 0.22229
    return CoupledTwin(
      drug: try drug("losartan", molarMass: 422.911, metabolite: "E-3174"),
      coupled: coupled(
        individual, "losartan",
        [
          .init(
            "k_act", unit: .perHour, reference: reference, value: reference * activity,
            limitedBy: ["CYP2C9"]),
          .init("k_oth", unit: .perHour, reference: 0.13872, value: 0.13872, pathway: "oth"),
        ],
        [
          .init(
            id: "act", reference: 1, individual: activity, foldChange: activity, factor: activity),
          .init(id: "oth", reference: 1, individual: 1, foldChange: 1, factor: 1),
        ]),
      pharmacokinetics: KineticModel(
        structure: losartanStructure,
        parameters: [
          "V": .init(250.8, .litre), "V_m": .init(56.70, .litre),
          "k_oth": .init(0.13872, .perHour), "k_act": .init(reference, .perHour),
          "CL_m": .init(9.161 / 0.06, .millilitrePerMinute), "ke0": .init(0.7, .perHour),
          "ka": .init(1.9, .perHour), "t-lag": .init(21, .minute), "F": .init(0.33, .one),
          "CLint": .init(30, .microlitrePerMinutePerMillionCells),
        ]))
  }

  /// 50 mg every 24 h, seven times.
  static func losartanSchedule() throws -> DosingSchedule {
    try DosingSchedule([
      Dose(
        quantity: Quantity(50, .milligram), molarMass: 422.911, route: .oral, interval: 24,
        additional: 6)
    ])
  }

  // MARK: Two compartments

  static let vein = KineticStructure(
    compartments: [
      .init("central", volume: "V1", elimination: ["CL"]), .init("peripheral", volume: "V2"),
    ],
    transfers: [
      .init(from: "central", to: "peripheral", rate: "Q"),
      .init(from: "peripheral", to: "central", rate: "Q"),
    ])

  /// CL 5 L/h, V1 50 L, Q 10 L/h, V2 100 L: the values of the closed forms.
  static func twoCompartments(_ individual: String = "patient", factor: Double = 1.25) throws
    -> CoupledTwin
  {
    CoupledTwin(
      drug: try drug("vein", molarMass: 300),
      coupled: coupled(
        individual, "vein",
        [.init("CL", unit: .litrePerHour, reference: 5 / factor, value: 5)],
        [
          .init(id: "all", reference: 1, individual: factor, foldChange: factor, factor: factor)
        ]),
      pharmacokinetics: KineticModel(
        structure: vein,
        parameters: [
          "CL": .init(4, .litrePerHour), "V1": .init(50, .litre), "Q": .init(10, .litrePerHour),
          "V2": .init(100, .litre),
        ]))
  }

  /// Two doses at once, infusions that meet end to start, and infusions that overlap.
  static func veinSchedule() throws -> DosingSchedule {
    try DosingSchedule([
      Dose(amount: 100, route: .bolus),
      Dose(amount: 30, route: .bolus),
      Dose(amount: 60, route: .infusion(duration: 2), interval: 2, additional: 3),
      Dose(time: 10, amount: 50, route: .infusion(duration: 7), interval: 3, additional: 2),
      Dose(time: 24.3, amount: 10, route: .bolus, interval: 0.1, additional: 5),
    ])
  }

  // MARK: Saturation

  static let saturableStructure = KineticStructure(
    compartments: [
      .init("parent", volume: "V", elimination: ["CL_R"]), .init("urine"),
      .init("product", volume: "V_p", elimination: ["k_p"]),
    ],
    transfers: [.init(from: "product", to: "urine", rate: "k_u")],
    saturable: [
      .init(
        from: "parent", to: "product", maximumRate: "Vmax", halfSaturation: "Km",
        unboundFraction: "fu"),
      .init(from: "parent", maximumRate: "Vmax2", halfSaturation: "Km2"),
    ],
    absorption: .init(into: "parent", rate: "ka"))

  /// Masses in the parameters, which the molar mass turns into amounts.
  static func saturable(_ individual: String = "slow", factor: Double = 0.4) throws -> CoupledTwin {
    CoupledTwin(
      drug: try drug("satur, 2-ol", molarMass: 200),
      coupled: coupled(
        individual, "satur, 2-ol",
        [.init("Vmax", unit: .millimolePerHour, reference: 2, value: 2 * factor)],
        [.init(id: "ox", reference: 1, individual: factor, foldChange: factor, factor: factor)]),
      pharmacokinetics: KineticModel(
        structure: saturableStructure,
        parameters: [
          "Vmax": .init(2, .millimolePerHour), "Km": .init(30, .milligramPerLitre),
          "fu": .init(0.2, .one), "Vmax2": .init(0.3, .millimolePerHour),
          "Km2": .init(0.4, .millimolar), "V": .init(10, .litre), "CL_R": .init(0.2, .litrePerHour),
          "V_p": .init(8, .litre), "k_p": .init(0.1, .perHour), "k_u": .init(0.2, .perHour),
          "ka": .init(0.8, .perHour),
        ]))
  }

  static func saturableSchedule() throws -> DosingSchedule {
    try DosingSchedule([
      Dose(amount: 40, route: .oral, interval: 8, additional: 4),
      Dose(time: 4, amount: 25, route: .bolus),
      Dose(time: 20, amount: 30, route: .infusion(duration: 1.5)),
    ])
  }
}

import Foundation
import PharmacokineticCoupling
import Testing

/// Published exposures to losartan and E-3174 by CYP2C9 genotype, and what the identities make of
/// them.
@Suite("Published pharmacogenetic data")
struct PharmacogeneticTests {
  struct Study: Sendable, CustomTestStringConvertible {
    let name: String
    let parent: (Double, Double)
    let metabolite: (Double, Double)
    let parentRatio: Double
    let metaboliteRatio: Double
    let activity: Double
    var testDescription: String { name }
  }

  static let studies = [
    Study(
      name: "Bae 2011 *3/*3", parent: (552.2, 1334.9), metabolite: (3471.9, 400.9),
      parentRatio: 2.4174, metaboliteRatio: 0.1155, activity: 0.0478),
    Study(
      name: "Yasar 2002 *3/*3", parent: (1697, 2769), metabolite: (4346, 312),
      parentRatio: 1.6317, metaboliteRatio: 0.0718, activity: 0.0440),
    Study(
      name: "Han 2009 *1/*3", parent: (425.0, 866.0), metabolite: (2735.5, 1993.5),
      parentRatio: 2.0376, metaboliteRatio: 0.7288, activity: 0.3576),
    Study(
      name: "Li 2009 *1/*3", parent: (384.8, 488.6), metabolite: (3022.5, 2562.9),
      parentRatio: 1.2698, metaboliteRatio: 0.8479, activity: 0.6678),
    Study(
      name: "Huang 2021 *1/*3", parent: (526.1, 834), metabolite: (2338, 1966),
      parentRatio: 1.5852, metaboliteRatio: 0.8409, activity: 0.5304),
    Study(
      name: "Yasar 2002 *1/*3", parent: (1697, 1249), metabolite: (4346, 2753),
      parentRatio: 0.7360, metaboliteRatio: 0.6335, activity: 0.8607),
    Study(
      name: "Li 2009 *1/*13", parent: (384.8, 578.6), metabolite: (3022.5, 2403.3),
      parentRatio: 1.5036, metaboliteRatio: 0.7951, activity: 0.5288),
  ]

  /// The table has four digits.
  @Test("the activity is the ratio of metabolic ratios", arguments: studies)
  func activity(study: Study) throws {
    let parent = study.parent.1 / study.parent.0
    let metabolite = study.metabolite.1 / study.metabolite.0
    #expect(abs(parent - study.parentRatio) < 6e-5)
    #expect(abs(metabolite - study.metaboliteRatio) < 6e-5)
    let found = try PathwayActivity.activity(parentRatio: parent, metaboliteRatio: metabolite)
    #expect(abs(found - study.activity) < 6e-5, "\(found)")
  }

  @Test("a heterozygote's metabolic ratios alone")
  func metabolicRatios() throws {
    let found = try PathwayActivity.activity(parentRatio: 9.24, metaboliteRatio: 4.63)
    #expect(abs(found - 0.5011) < 6e-5)
  }

  @Test("the fractions cleared, and the prediction for *1/*3")
  func prediction() throws {
    let bae = try PathwayActivity(parentRatio: 1334.9 / 552.2, metaboliteRatio: 400.9 / 3471.9)
    let yasar = try PathwayActivity(parentRatio: 2769.0 / 1697, metaboliteRatio: 312.0 / 4346)
    #expect(abs(bae.fraction - 0.6157) < 6e-5)
    #expect(abs(yasar.fraction - 0.4050) < 6e-5)
    let poor = (bae.activity * yasar.activity).squareRoot()
    #expect(abs(poor - 0.0458) < 1e-4)
    let half = (1 + poor) / 2
    #expect(abs(half - 0.523) < 5e-4)
    let range = try [yasar.fraction, (bae.fraction + yasar.fraction) / 2, bae.fraction].map {
      try PathwayActivity(activity: half, fraction: $0)
    }
    for (one, expected) in zip(range, [1.24, 1.32, 1.41]) {
      #expect(abs(one.parentExposureRatio - expected) < 6e-3, "\(one.parentExposureRatio)")
    }
    for (one, expected) in zip(range, [0.65, 0.69, 0.74]) {
      #expect(abs(one.metaboliteExposureRatio - expected) < 6e-3)
    }
    // The medians that were observed: 1.43 and 0.785.
    #expect(abs(range[1].parentExposureRatio / 1.43 - 1) < 0.25)
    #expect(abs(range[1].metaboliteExposureRatio / 0.785 - 1) < 0.25)
  }

  /// Fitted to *1/*1 of Bae 2011; the half-life of *3/*3 was observed as 4.72 h, and not used.
  @Test("the half-life of losartan in *3/*3")
  func halfLife() throws {
    let activity = try PathwayActivity(
      parentRatio: 1334.9 / 552.2, metaboliteRatio: 400.9 / 3471.9
    ).activity
    func losartan(_ factor: Double) -> ProdrugModel {
      ProdrugModel(
        "losartan", volume: 250.8, loss: 0.13872, activation: 0.22229 * factor,
        metabolites: [.init("E-3174", volume: 56.70, elimination: 9.161 / 56.70)],
        absorption: Absorption(rate: 3))
    }
    let normal = try losartan(1).linearModel().halfLives(of: "losartan").last ?? 0
    #expect(abs(normal - 1.92) < 5e-3)
    let poor = try losartan(activity).linearModel()
    let found = try poor.halfLives(of: "losartan").last ?? 0
    #expect(abs(found - 4.641) < 5e-4, "\(found)")
    // Flip-flop: the metabolite's own half-life is 4.29 h, so its parent's is what is seen.
    #expect(try poor.halfLives(of: "E-3174").last == found)
  }

  @Test("torasemide, whose clearance is CYP2C9's for two thirds")
  func torasemide() throws {
    // Metabolites 12 + 3 + 41 of the 80 % recovered, less the 3 of M3.
    let fraction = 53.0 / 80
    #expect(fraction == 0.6625)
    for (activity, expected) in [(0.523, 0.684), (0.046, 0.368)] {
      let ratio = try PathwayActivity(activity: activity, fraction: fraction).clearanceRatio
      #expect(abs(ratio - expected) < 5e-4)
    }
  }

  /// Hohmann 2015: E_H 0.43, E_G 0.61; measured F 0.209 (0.171–0.255).
  @Test("the bioavailability of midazolam")
  func midazolam() throws {
    let flow = 90.0
    let liver = try HepaticClearance(intrinsicClearance: flow * 0.43 / 0.57, bloodFlow: flow)
    #expect(agrees(liver.extraction, 0.43, within: 1e-14))
    let bioavailability = try liver.bioavailability(escapingGut: 1 - 0.61)
    #expect(agrees(bioavailability, 0.2223, within: 1e-12))
    #expect((0.171...0.255).contains(bioavailability))
  }

  @Test("the elimination and activation rates of a clearance")
  func rates() throws {
    let liver = try HepaticClearance(intrinsicClearance: 100, bloodFlow: 90, unboundFraction: 0.2)
    let all = try liver.eliminationRate(volume: 40, renalClearance: 2)
    #expect(agrees(all, (90 * 20 / 110.0 + 2) / 40, within: 1e-14))
    let activation = try liver.activationRate(activating: 25, volume: 40)
    #expect(agrees(activation, 90 * 20 / 110.0 / 40 / 4, within: 1e-14))
    #expect(throws: PharmacokineticError.self) {
      try liver.activationRate(activating: 101, volume: 40)
    }
  }
}

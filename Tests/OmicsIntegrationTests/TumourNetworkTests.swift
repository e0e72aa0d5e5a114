import DataFiles
import Foundation
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Ten breast tumours and ten normal breasts of The Cancer Genome Atlas on Recon 2.04, with the
/// models that rFASTCORMICS in MATLAB with CPLEX made of them.
///
/// Minutes where nothing is optimized: `TWINFLUX_TUMOURS=1 swift test --filter TumourNetwork`.
@Suite(
  "rFASTCORMICS on tumours",
  .enabled(
    if: SharedFiles.arePresent
      && ProcessInfo.processInfo.environment["TWINFLUX_TUMOURS"] == "1",
    "needs the folder ../shared beside the checkout, and TWINFLUX_TUMOURS=1"))
struct TumourNetworkTests {
  struct Sample {
    var isTumour: Bool
    var kept: [Bool]
    var reference: [Bool]
    var active: Int
  }

  /// zFPKM by SciPy 1.17.1 (the density by NumPy, both fits by least_squares), of the same tables.
  private static let fits: [(String, Double, Double, Double)] = [
    ("BRCA_C_TCGA_A8_A0AB_01A_11R_A034_07", 3.66519, 1.71204, -3.00000),
    ("BRCA_C_TCGA_E9_A1NC_01A_21R_A26B_07", 2.89070, 2.24533, -2.70223),
    ("BRCA_C_TCGA_B6_A0RH_01A_21R_A115_07", 2.66724, 2.40888, -2.62442),
    ("BRCA_H_TCGA_BH_A0DH_11A_31R_A089_07", 2.99007, 2.06982, -2.65499),
    ("BRCA_H_TCGA_BH_A0DT_11A_12R_A12D_07", 3.66389, 1.52447, -3.00000),
    ("BRCA_H_TCGA_AC_A23H_11A_12R_A157_07", 3.22015, 1.75326, -3.00000),
  ]

  private static func table(_ group: String) throws -> OmicsTable {
    let path = SharedFiles.path("omics/tcga_brca/fpkm_BRCA_\(group).txt.gz")
    return try OmicsTable.read(InputFile.read(path).bytes, path: path)
  }

  private static func references(_ model: MetabolicModel) throws -> [String: [Bool]] {
    let path = "omics/tcga_brca/reference_active_reactions_recon2.04.tsv.gz"
    let rows = try InputFile.read(SharedFiles.path(path)).bytes.split(separator: 10).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\t")
    }
    try #require(rows.dropFirst().map { String($0[0]) } == model.reactions.map(\.id))
    var sets: [String: [Bool]] = [:]
    for (column, name) in rows[0].enumerated() where name.hasPrefix("SampleModel_") {
      sets[String(name.dropFirst(12))] = rows.dropFirst().map { $0[column] == "1" }
    }
    return sets
  }

  private static func samples() throws -> [Sample] {
    let modelPath = SharedFiles.path("models/Recon2.v04.mat")
    let model = try ModelFile.load(bytes: InputFile.read(modelPath).bytes, path: modelPath).model
    let mapPath = SharedFiles.path("omics/Human-GEM_genes.tsv.gz")
    let map = try GeneMap.read(
      InputFile.read(mapPath).bytes, path: mapPath, from: "geneSymbols", to: "geneEntrezID")
    let references = try references(model)
    var method = RFastcormics()
    // The reference forces the demand of ATP.
    method.required = .named(["DM_atp_c_"])
    // The rule of H2CO3D is cut off in the file.
    method.skipUnreadableRules = true
    let solver = try FluxConsistencyTests.solver(.native)
    var samples: [Sample] = []
    for group in ["cancer", "control"] {
      let table = try table(group)
      let matching = try GeneMatching(model: model, tableGenes: table.genes, map: map)
      for name in table.samples {
        let result = try method.personalize(
          ConstrainedModel(model), with: matching.levels(of: table.profile(of: name)),
          using: solver)
        samples.append(
          Sample(
            isTumour: group == "cancer", kept: try #require(result.kept),
            reference: try #require(references[name]),
            active: result.activities?.count { $0 == .active } ?? 0))
      }
    }
    return samples
  }

  private static func jaccard(_ a: [Bool], _ b: [Bool]) -> Double {
    Double(zip(a, b).count { $0 && $1 }) / Double(zip(a, b).count { $0 || $1 })
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// The mean over all pairs of different samples, one of each kind.
  private static func similarity(
    _ samples: [Sample], _ first: Bool, _ second: Bool, _ set: (Sample) -> [Bool]
  ) -> Double {
    mean(
      samples.indices.flatMap { one in
        samples.indices.compactMap { other in
          one != other && samples[one].isTumour == first && samples[other].isTumour == second
            ? jaccard(set(samples[one]), set(samples[other])) : nil
        }
      })
  }

  @Test("finds the peaks that SciPy finds")
  func peaks() throws {
    let tables = [try Self.table("cancer"), try Self.table("control")]
    for (name, centre, deviation, inactive) in Self.fits {
      let table = try #require(tables.first { $0.samples.contains(name) })
      let fit = try ZFPKM(levels: table.profile(of: name).levels.compactMap(\.self))
      #expect(abs(fit.mean - centre) < 1e-5 && abs(fit.deviation - deviation) < 1e-5, "\(name)")
      #expect(abs(fit.inactiveScore - inactive) < 1e-5, "\(name): \(fit.inactiveScore)")
    }
  }

  @Test("makes the models that the original makes, and tells tumours from normal tissue")
  func models() throws {
    let samples = try Self.samples()
    for (isTumour, least) in [(true, 0.89), (false, 0.9)] {
      let own = samples.filter { $0.isTumour == isTumour }
      let agreement = Self.mean(own.map { Self.jaccard($0.kept, $0.reference) })
      #expect(agreement > least, "\(agreement)")
    }
    // The reference sets have 0.757, 0.813 and 0.741.
    #expect(abs(Self.similarity(samples, true, true, \.reference) - 0.757) < 5e-4)
    #expect(abs(Self.similarity(samples, false, false, \.reference) - 0.813) < 5e-4)
    #expect(abs(Self.similarity(samples, true, false, \.reference) - 0.741) < 5e-4)
    let tumours = Self.similarity(samples, true, true, \.kept)
    let normals = Self.similarity(samples, false, false, \.kept)
    let between = Self.similarity(samples, true, false, \.kept)
    #expect(abs(tumours - 0.757) < 0.03 && abs(normals - 0.813) < 0.03, "\(tumours) \(normals)")
    #expect(between < min(tumours, normals), "\(between)")
    #expect(Self.relabelledBetter(samples) == 0)
  }

  /// How many of 999 random relabellings set the groups further apart than the true labels do: by
  /// the mean similarity within groups less that between them.
  private static func relabelledBetter(_ samples: [Sample]) -> Int {
    let similarities = samples.map { one in samples.map { jaccard(one.kept, $0.kept) } }
    func distance(_ labels: [Bool]) -> Double {
      var (within, between): ([Double], [Double]) = ([], [])
      for one in labels.indices {
        for other in 0..<one {
          if labels[one] == labels[other] {
            within.append(similarities[one][other])
          } else {
            between.append(similarities[one][other])
          }
        }
      }
      return mean(within) - mean(between)
    }
    let labels = samples.map(\.isTumour)
    let found = distance(labels)
    var random = SeededGenerator(seed: 1)
    return (0..<999).count { _ in distance(labels.shuffled(using: &random)) >= found }
  }
}

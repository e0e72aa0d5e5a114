import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport

/// Real models with seeded levels, and what HiGHS finds on them.
enum ModelBySeed {
  static func read(_ path: String) throws -> MetabolicModel {
    let input = try InputFile.read(SharedFiles.path(path))
    return try SBMLReader.read(input.bytes, path: input.path).model
  }

  /// iMAT's optima on e_coli_core for the seeds 1, 2 and 3: SciPy 1.17.1's HiGHS, the program stated
  /// reaction by reaction with ranges of its own. The program as it is built here gives HiGHS the same.
  static let coreOptima: [Double] = [34, 28, 25]

  /// GIMME's scores on e_coli_core for the seeds 1 and 2, and *z*: SciPy 1.17.1's HiGHS.
  static let coreScores = [443.982506709, 1236.64967448]
  static let coreGrowth = 0.873921506968
}

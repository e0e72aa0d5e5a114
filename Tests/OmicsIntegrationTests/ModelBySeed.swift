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

  /// For the seeds 1, 2, …
  static let coreOptima: [Double] = [34]
}

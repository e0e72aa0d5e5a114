import DataFiles

/// Why a store cannot be opened, written or merged.
public enum CohortStoreError: Error, Sendable, Hashable {
  case output(OutputError)
  case input(InputError)
  /// Another run has it open.
  case locked(directory: String)
  case notADirectory(path: String)
  /// There is something in the directory, and no cohort.
  case holdsOtherFiles(directory: String, example: String)
  case noStore(directory: String)
  case damagedManifest(path: String, problem: String)
  case newerManifest(path: String, schema: String)
  /// `differences` names what is not the same: `model`, `options`, `version`, ….
  case otherCohort(directory: String, differences: [String])
  /// Patients of the store that the design does not name.
  case unknownPatients(directory: String, samples: [String])
  case unknownSample(sample: String)
  case wrongShape(sample: String, found: Int, expected: Int)
  case incomplete(missing: [String], damaged: [String])
  /// Two stores have different results for one patient.
  case conflict(sample: String, directories: [String])
  case nothingToMerge
  /// The parts of a merge are to go into one of them, and what is there is to be thrown away.
  case restartsPart(directory: String)
  case failedOperation(path: String, reason: String)
}

extension CohortStoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .output(let error):
      error.description + " What was stored stays; run again to go on from there."
    case .input(let error): error.description
    case .locked(let directory):
      "Another run is writing to '\(directory)'. Wait until it ends, or give another directory."
    case .notADirectory(let path): "'\(path)' is a file. Give a directory for the cohort."
    case .holdsOtherFiles(let directory, let example):
      "'\(directory)' holds other files, such as '\(example)', and no cohort. "
        + "Give a new or an empty directory."
    case .noStore(let directory):
      "There is no cohort in '\(directory)'. Give the directory of a cohort run."
    case .damagedManifest(let path, let problem):
      "'\(path)' cannot be read: \(problem). Restart the cohort, or restore the file."
    case .newerManifest(let path, let schema):
      "'\(path)' is of the kind '\(schema)', which this version does not know. Use a newer one."
    default: cohortText
    }
  }

  private static func explained(_ difference: String) -> String {
    difference == "reference"
      ? "reference (medium, bounds, omics options or the frozen levels)" : difference
  }

  private var cohortText: String {
    switch self {
    case .otherCohort(let directory, let differences):
      "'\(directory)' holds another cohort: it differs in "
        + "\(differences.map(Self.explained).joined(separator: ", ")). "
        + "Give another directory, or restart to throw away what is there."
    case .unknownPatients(let directory, let samples):
      "'\(directory)' holds results of \(samples.count) patient\(samples.count == 1 ? "" : "s") "
        + "that the design does not name, such as '\(samples[0])'. Give another directory, or restart "
        + "to throw away what is there."
    case .unknownSample(let sample): "The cohort has no sample '\(sample)'. Check its spelling."
    case .wrongShape(let sample, let found, let expected):
      "The result of '\(sample)' has \(found) rows, and the cohort's have \(expected), or it is of "
        + "another analysis. Run the cohort again."
    case .incomplete(let missing, let damaged):
      "The cohort is not complete: \(missing.count) of its patients have no result"
        + (missing.first.map { " (such as '\($0)')" } ?? "")
        + ", \(damaged.count) a damaged one"
        + (damaged.first.map { " (such as '\($0)')" } ?? "") + ". Run it again to finish it."
    case .conflict(let sample, let directories):
      "'\(directories.joined(separator: "' and '"))' have different results for '\(sample)'. "
        + "Merge runs of one cohort."
    case .nothingToMerge: "There is nothing to merge. Give at least one cohort."
    case .restartsPart(let directory):
      "'\(directory)' is one of the parts, and --restart would throw it away before it is merged. "
        + "Give another directory, or leave out --restart."
    case .failedOperation(let path, let reason):
      "Cannot use '\(path)': \(reason). Check the directory and its permissions."
    default: ""
    }
  }
}

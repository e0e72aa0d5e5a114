import OmicsIntegration

/// Why predictions and experiments cannot be compared.
public enum EssentialityError: Error, Sendable, Hashable {
  case table(OmicsError)
  case store(CohortStoreError)
  case noSharedGene(path: String, example: String, model: String)
  /// The store does not hold deletions of genes.
  case notDeletions(directory: String, kind: String)
  case unknownSample(sample: String, directory: String, samples: [String])
  case unfinishedSample(sample: String, directory: String)
  case noGrowth(sample: String)
}

extension EssentialityError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .table(let error): error.description
    case .store(let error): error.description
    case .noSharedGene(let path, let example, let model):
      "'\(path)' and the model share no gene: the table has '\(example)', the model '\(model)'. "
        + "Translate the table's with --gene-map FILE --from COLUMN --to COLUMN."
    case .notDeletions(let directory, let kind):
      "'\(directory)' holds \(kind) and no deletions of genes. Give a cohort that was run with "
        + "--analysis delete-genes."
    case .unknownSample(let sample, let directory, let samples):
      "The cohort in '\(directory)' has no sample '\(sample)'. It has "
        + samples.prefix(20).joined(separator: ", ") + (samples.count > 20 ? ", …." : ".")
    case .unfinishedSample(let sample, let directory):
      "The sample '\(sample)' has no result in '\(directory)'. See twinflux cohort status, and run "
        + "the cohort again."
    case .noGrowth(let sample):
      "The model of '\(sample)' does not grow with all its genes, so that none can be essential. "
        + "Check the medium, or give --viability when the cohort is run."
    }
  }
}

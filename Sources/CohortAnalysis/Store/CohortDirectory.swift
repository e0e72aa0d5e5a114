/// A directory that is this run's alone: nobody else can open a store in it until it is closed.
///
/// For a run that has to see what the cohort there has frozen before it can say what it computes:
///
///     let directory = try CohortDirectory("study")
///     let reference = try directory.reference() ?? makeReference()
///     try CohortRunner(cohort(under: reference), using: backend).run(in: directory)
public final class CohortDirectory: Sendable {
  public let path: String
  public let mode: CohortStore.Mode
  /// Whether there is a cohort in it.
  public let isStore: Bool
  private let lock: DirectoryLock

  /// Locks a directory, and makes it where there is none; a cohort in it stays as it is.
  ///
  /// - Throws: ``CohortStoreError/locked(directory:)`` where another run has it open;
  ///   ``CohortStoreError/holdsOtherFiles(directory:example:)``; and whatever the disk says.
  public init(_ path: String, mode: CohortStore.Mode = .resume) throws(CohortStoreError) {
    self.path = path
    self.mode = mode
    try StoreFolder.make(path)
    if !StoreFolder.exists(StorePath.manifest(path)),
      let other = try StoreFolder.strangers(in: path).first
    {
      throw .holdsOtherFiles(directory: path, example: other)
    }
    lock = try DirectoryLock(path)
    // A run may have ended between the two looks.
    isStore = StoreFolder.exists(StorePath.manifest(path))
    try StoreFolder.removeTemporaries(in: path)
  }

  /// What the cohort that is to go on has frozen; `nil` where a new one begins.
  ///
  /// - Throws: ``CohortStoreError/damagedManifest(path:problem:)``.
  public func reference() throws(CohortStoreError) -> CohortReference? {
    isStore && mode == .resume ? try CohortReference.read(in: path) : nil
  }

  /// What the cohort that is to go on shrinks expression by; `nil` where it does not, and where a new
  /// one begins.
  ///
  /// - Throws: ``CohortStoreError/damagedManifest(path:problem:)``.
  public func expression() throws(CohortStoreError) -> ExpressionStatistics? {
    isStore && mode == .resume ? try CohortArchive(path).manifest.expression : nil
  }

  /// Lets another run open it.
  public func close() { lock.release() }
}

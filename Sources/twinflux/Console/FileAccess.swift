import TwinFlux

/// Reads a file, turning its error into an exit status: 66 where there is none, 65 where it is bad.
func readInput(_ path: String) throws(CommandFailure) -> InputBytes {
  do throws(InputError) {
    return try InputFile.read(path)
  } catch {
    throw CommandFailure(error)
  }
}

/// Writes a whole file, or standard output if `path` is `nil`.
func writeOutput(_ bytes: [UInt8], to path: String?) throws(CommandFailure) {
  do throws(OutputError) {
    try OutputFile.write(bytes, to: path)
  } catch {
    throw CommandFailure(.cannotCreate, error.description)
  }
}

/// Checks before a long run that its results will have a place.
func checkOutputs(_ paths: [String?]) throws(CommandFailure) {
  for path in paths {
    do throws(OutputError) {
      try OutputFile.check(path)
    } catch {
      throw CommandFailure(.cannotCreate, error.description)
    }
  }
}

extension CommandFailure {
  init(_ error: InputError) {
    self.init(error.isMissingInput ? .noInput : .badData, error.description)
  }
}

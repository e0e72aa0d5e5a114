import MetabolicModels

/// Reads SBML: Level 3 with the packages fbc (versions 1 to 3) and groups, and Levels 1 and 2 in
/// the style of the COBRA Toolbox.
///
///     let loaded = try SBMLReader.read(bytes, path: "model.xml")
///     print(loaded.model.reactions.count, loaded.warnings)
///
/// The semantics are COBRApy's, except where that silently loses or changes something. In short:
///
/// - Ids: `__NN__` is decoded, then a leading `M_`, `R_` or `G_` clipped.
/// - Bounds: parameters named by `fbc:lowerFluxBound` and `fbc:upperFluxBound`; `fluxBound`s of
///   version 1 (several intersect); `LOWER_BOUND` and `UPPER_BOUND` in kinetic laws. A missing one is
///   ±1000, or 0 as the lower bound of an irreversible reaction, with a warning; in fbc version 1
///   it is infinite instead, or 0, as libSBML converts it.
/// - A species with `boundaryCondition="true"` is not balanced, so it is no metabolite of the
///   model: the reaction `a_e ⇌ a_b` of old models becomes an exchange. Where the file has a
///   reaction of that species alone besides (`a_b ⇌`), whose bounds are meant to limit the
///   exchange, the species is balanced.
/// - Assignments to bounds and stoichiometries are evaluated at time zero; what has no constant
///   value is an error.
/// - A gene rule that cannot be read is a warning, and its text is kept with the reaction.
/// - A rule that names a gene product which is not listed adds the gene, with a warning.
public enum SBMLReader {
  /// Reads a document from memory.
  ///
  /// - Parameters:
  ///   - bytes: The document, decompressed, in any encoding that it declares.
  ///   - path: What to call the file in errors.
  /// - Throws: ``SBMLError``; no partial model is returned.
  /// - Complexity: One pass over the bytes; the memory is that of the model and of one chunk.
  public static func read(
    _ bytes: UnsafeRawBufferPointer, path: String,
    options: SBMLReadingOptions = SBMLReadingOptions()
  ) throws(SBMLError) -> LoadedModel {
    try InputSniffer.check(bytes, path: path)
    let parsed = try SBMLParser.parse(bytes, path: path)
    var assembler = try SBMLAssembler(parsed.document, path: path, options: options)
    for package in parsed.packages where package != "l3v2extendedmath" {
      assembler.warnings.append(.packageIgnored(name: package))
    }
    return try assembler.assemble()
  }

  /// Reads a document from an array of bytes.
  public static func read(
    _ bytes: [UInt8], path: String, options: SBMLReadingOptions = SBMLReadingOptions()
  ) throws(SBMLError) -> LoadedModel {
    let result: Result<LoadedModel, SBMLError> = bytes.withUnsafeBytes { buffer in
      do throws(SBMLError) {
        return .success(try read(buffer, path: path, options: options))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

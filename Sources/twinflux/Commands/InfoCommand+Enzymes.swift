import TwinFlux

/// What tables of enzymes would constrain in a model: for `twinflux info --kcat`.
struct EnzymeSummaryOutput {
  private var model: EnzymeConstrainedModel?
  private var inputs: [JSONValue.Member] = []

  init(_ context: RunContext, model: MetabolicModel) throws(CommandFailure) {
    let settings: EnzymeSettings?
    do throws(ParserError) {
      settings = try EnzymeSettings(context.parsed)
    } catch {
      throw .usage(error)
    }
    guard let settings else { return }
    let data = try settings.readData(noting: &inputs)
    do throws(OmicsError) {
      self.model = try settings.constraints.constrain(ConstrainedModel(model), by: data)
    } catch {
      throw CommandFailure(error, table: settings.turnoverPath)
    }
  }

  /// A line for each sentence; empty without tables.
  var text: String {
    guard let model else { return "" }
    return "\n" + model.sentences.map { $0 + "\n" }.joined()
  }

  func added(to json: JSONValue) -> JSONValue {
    guard let model, case .object(let members) = json else { return json }
    return .object(
      members + [.init("enzymes", .object(model.reportMembers(inputs: inputs)))])
  }
}

import PharmacokineticCoupling

/// A coupling that the library does not have, written with its public names alone: a clearance that
/// follows the oxygen supply by a saturating law.
struct OxygenCoupler: PKCoupler {
  let name = "oxygen"
  let half: Double

  func couple(
    _ request: CouplingRequest, using fluxes: any FluxProvider
  ) throws(CouplingError) -> CoupledPK {
    let reference = try factor(request.reference, fluxes)
    let own = try factor(request.individual, fluxes)
    guard let base = request.parameters["CL"] else {
      throw .missingParameter(name: "CL", neededFor: name)
    }
    let parameter = CoupledPK.Parameter(
      "CL", unit: base.unit, reference: base.value, value: base.value * own / reference,
      limitedBy: ["oxygen uptake"])
    return CoupledPK(
      individual: request.individual.name, parameters: [parameter], pathways: [],
      provenance: .init(
        coupler: name, drug: "any", model: fluxes.network.model,
        modelDigest: fluxes.network.digest, rulesDigest: "", digest: "oxygen 1"))
  }

  private func factor(
    _ individual: CoupledIndividual, _ fluxes: any FluxProvider
  ) throws(CouplingError) -> Double {
    let uptake = individual.supplies["EX_o2"] ?? 10
    let change = FluxBoundChange("EX_o2", lower: -uptake, upper: 1000)
    let most = try fluxes.maxima(of: [FluxSum([.init("ACT")])], changing: [change])
    return most[0].value / (half + most[0].value)
  }
}

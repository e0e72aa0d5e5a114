extension KineticModel {
  /// The model with the numbers of one individual: linear compartments, and the transfers that
  /// saturate.
  ///
  /// - Parameters:
  ///   - values: Of every slot, such as ``CoupledPK/applied(to:)`` gives them.
  ///   - molarMass: g/mol of the drug, for parameters in units of mass.
  /// - Throws: ``CouplingError/missingParameter(name:neededFor:)``, and
  ///   ``CouplingError/parameter(name:problem:)`` for a unit that is none for its slot.
  public func model(
    with values: PKParameterSet, molarMass: Double
  ) throws(CouplingError) -> SaturableModel {
    let slots = KineticSlots(structure: structure, values: values, molarMass: molarMass)
    var linear = LinearModel(
      compartments: [], intravenous: structure.intravenous,
      absorption: try slots.absorption(), absorptionTarget: structure.absorption?.into)
    for compartment in structure.compartments {
      var elimination = 0.0
      for name in compartment.elimination {
        elimination += try slots.rate(name, leaving: compartment.name)
      }
      linear.compartments.append(
        .init(
          compartment.name, volume: try slots.volume(of: compartment), elimination: elimination))
    }
    for transfer in structure.transfers {
      linear.transfers.append(
        .init(
          from: transfer.from, to: transfer.to,
          rate: try slots.rate(transfer.rate, leaving: transfer.from)))
    }
    for site in structure.effectSites {
      linear.effectSites.append(
        .init(site.name, follows: site.follows, rate: try slots.value(site.rate, .perHour)))
    }
    return SaturableModel(linear: linear, pathways: try slots.saturable())
  }

  /// What a curve to look at is integrated with: a month of doses is then within some 1e-7 of itself,
  /// in a quarter of the steps of the default.
  public static let integration = IntegrationOptions(
    method: .dormandPrince, relativeTolerance: 1e-6, absoluteTolerance: 1e-9)

  /// The curve of one individual: exact where nothing saturates, else integrated.
  ///
  /// - Parameter end: h; a curve that is exact goes on for ever.
  /// - Throws: As ``model(with:molarMass:)``, and what the simulation throws, by its name.
  /// - Complexity: That of ``LinearModel/simulate(_:)`` or
  ///   ``SaturableModel/simulate(_:until:options:)``.
  public func simulate(
    _ schedule: DosingSchedule, until end: Double, with values: PKParameterSet, molarMass: Double,
    options: IntegrationOptions = KineticModel.integration
  ) throws(CouplingError) -> any ConcentrationCurve {
    let model = try model(with: values, molarMass: molarMass)
    do throws(PharmacokineticError) {
      return model.pathways.isEmpty
        ? try model.linear.simulate(schedule)
        : try model.simulate(schedule, until: end, options: options)
    } catch {
      throw .simulation(problem: error)
    }
  }
}

/// The values of a structure's slots, in h, L, mmol and mmol·L⁻¹.
private struct KineticSlots {
  let structure: KineticStructure
  let values: PKParameterSet
  let molarMass: Double

  func value(_ name: String, _ unit: PharmacokineticUnit) throws(CouplingError) -> Double {
    try values.value(name, in: unit, for: "the pharmacokinetic model", molarMass: molarMass)
  }

  func volume(of compartment: KineticStructure.Compartment) throws(CouplingError) -> Double? {
    guard let name = compartment.volume else { return nil }
    return try value(name, .litre)
  }

  /// A rate constant, or a clearance over the volume of its compartment.
  func rate(_ name: String, leaving source: String) throws(CouplingError) -> Double {
    guard let unit = values[name]?.unit, (try? unit.factor(to: .litrePerHour)) != nil else {
      return try value(name, .perHour)
    }
    let clearance = try value(name, .litrePerHour)
    guard let compartment = structure.compartments.first(where: { $0.name == source }),
      let volume = try volume(of: compartment)
    else { throw .clearanceWithoutVolume(parameter: name, compartment: source) }
    // A volume of 0 is refused by the model itself, with its name.
    return volume > 0 ? clearance / volume : 0
  }

  func absorption() throws(CouplingError) -> Absorption? {
    guard let uptake = structure.absorption else { return nil }
    var result = Absorption(rate: try value(uptake.rate, .perHour))
    if let lag = uptake.lag { result.lag = try value(lag, .hour) }
    if let name = uptake.bioavailability { result.bioavailability = try value(name, .one) }
    return result
  }

  func saturable() throws(CouplingError) -> [SaturableModel.Pathway] {
    var result: [SaturableModel.Pathway] = []
    for transfer in structure.saturable {
      var pathway = SaturableModel.Pathway(
        from: transfer.from, to: transfer.to,
        maximumRate: try value(transfer.maximumRate, .millimolePerHour),
        halfSaturation: try value(transfer.halfSaturation, .millimolar))
      if let name = transfer.unboundFraction { pathway.unboundFraction = try value(name, .one) }
      result.append(pathway)
    }
    return result
  }
}

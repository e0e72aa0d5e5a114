import FluxAnalysis
import MetabolicModels

/// Cells and what they live in: which exchange reactions turn which concentrations over, and how
/// the concentrations limit them (dynamic flux balance analysis).
///
///     X' = μ X                     gDW·L⁻¹·h⁻¹, or X constant
///     Sᵢ' = −uᵢ X + feedᵢ(t)       mmol·L⁻¹·h⁻¹
///
/// where μ and the net uptakes *u* are the lexicographic optimum of the network whose bounds the
/// laws set from time and state (the static optimization approach: Mahadevan, Edwards and Doyle,
/// Biophys. J. 83, 2002, 1331).
public struct DynamicModel: Sendable {
  /// One substance outside of the cells.
  public struct Species: Sendable {
    public var name: String
    /// The id of its exchange reaction.
    public var exchange: String
    /// At the start, mmol·L⁻¹.
    public var concentration: Double
    /// The most that the cells can take up, mmol·gDW⁻¹·h⁻¹; `nil` for the bound that the model has.
    public var uptake: (any DynamicLaw)?
    /// What becomes of the exchange where the objectives leave it open.
    public var preference: Preference
    /// What is added all the time, mmol·L⁻¹·h⁻¹; `nil` for nothing.
    public var feed: StepFunction?

    public enum Preference: String, Sendable, Hashable, CaseIterable {
      /// As little is taken up, or as much given off, as can be.
      case leastUptake
      case mostUptake
    }

    public init(
      _ name: String, exchange: String, concentration: Double, uptake: (any DynamicLaw)? = nil,
      preference: Preference = .leastUptake, feed: StepFunction? = nil
    ) {
      self.name = name
      self.exchange = exchange
      self.concentration = concentration
      self.uptake = uptake
      self.preference = preference
      self.feed = feed
    }
  }

  /// A bound of any reaction that follows time or state: an enzyme that is induced, a demand.
  public struct Bound: Sendable {
    public var reaction: String
    public var side: DrivenBound.Side
    /// mmol·gDW⁻¹·h⁻¹.
    public var law: any DynamicLaw

    public init(_ side: DrivenBound.Side, of reaction: String, law: any DynamicLaw) {
      self.reaction = reaction
      self.side = side
      self.law = law
    }
  }

  /// *Σ coefficient · flux*, to be maximized or minimized.
  public struct Objective: Sendable, Hashable {
    public var sense: FluxObjective.Sense
    /// By reaction.
    public var terms: [String: Double]

    public init(_ terms: [String: Double], sense: FluxObjective.Sense = .maximize) {
      self.sense = sense
      self.terms = terms
    }
  }

  /// Something added at once.
  public struct Addition: Sendable, Hashable {
    /// h.
    public var time: Double
    /// A species; `nil` for the biomass.
    public var species: String?
    /// mmol·L⁻¹, or gDW·L⁻¹ of biomass.
    public var amount: Double

    public init(time: Double, to species: String?, amount: Double) {
      self.time = time
      self.species = species
      self.amount = amount
    }
  }

  /// At the start, gDW·L⁻¹.
  public var biomass: Double
  /// The reaction whose flux is the growth rate, h⁻¹; `nil` for cells that do not grow.
  public var growth: String?
  public var species: [Species]
  public var bounds: [Bound]
  /// In order of rank. Where there are none: the most growth, or the model's own objective for
  /// cells that do not grow. Growth and then every exchange follow, so that nothing is left to
  /// chance.
  public var objectives: [Objective]
  public var additions: [Addition]

  public init(
    biomass: Double, growth: String? = nil, species: [Species], bounds: [Bound] = [],
    objectives: [Objective] = [], additions: [Addition] = []
  ) {
    self.biomass = biomass
    self.growth = growth
    self.species = species
    self.bounds = bounds
    self.objectives = objectives
    self.additions = additions
  }
}

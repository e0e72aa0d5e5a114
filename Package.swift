// swift-tools-version: 6.2
import PackageDescription

// Two halves that do not know each other, metabolism and linear programming, meet in FluxAnalysis.
// Only the umbrella target TwinFlux knows which backends exist.
let package = Package(
  name: "TwinFlux",
  products: [
    .library(name: "TwinFlux", targets: ["TwinFlux"]),
    .library(name: "PharmacokineticCoupling", targets: ["PharmacokineticCoupling"]),
    .executable(name: "twinflux", targets: ["twinflux"]),
  ],
  traits: [
    .default(enabledTraits: ["GLPK"]),
    .trait(
      name: "GLPK",
      description: "Solve with GLPK (libglpk-dev). A binary built with it is covered by GPL-3.0."),
  ],
  targets: [
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "CXMLShims", dependencies: ["CLibXML2"]),
    // SwiftPM builds every root target whatever the traits, so the C file is empty without the trait.
    // A trait's own define reaches Swift only; C needs this one.
    .target(
      name: "CGLPKShims",
      cSettings: [.define("TWINFLUX_GLPK", .when(traits: ["GLPK"]))],
      linkerSettings: [.linkedLibrary("glpk", .when(traits: ["GLPK"]))]),
    // GMP comes with libglpk-dev, so it has no trait of its own.
    .target(
      name: "CGMPShims",
      cSettings: [.define("TWINFLUX_GLPK", .when(traits: ["GLPK"]))],
      linkerSettings: [.linkedLibrary("gmp", .when(traits: ["GLPK"]))]),

    .target(name: "DataFiles", dependencies: ["CZlib"]),
    .target(name: "MetabolicModels"),
    .target(
      name: "ModelFormats", dependencies: ["MetabolicModels", "DataFiles", "CXMLShims"]),
    .target(name: "LinearProgramming"),
    .target(name: "SimplexBackend", dependencies: ["LinearProgramming"]),
    .target(name: "GLPKBackend", dependencies: ["LinearProgramming", "CGLPKShims"]),
    .target(name: "ExactArithmetic", dependencies: ["LinearProgramming", "CGMPShims"]),
    .target(name: "FluxAnalysis", dependencies: ["MetabolicModels", "LinearProgramming"]),
    .target(
      name: "OmicsIntegration",
      dependencies: [
        "MetabolicModels", "LinearProgramming", "FluxAnalysis", "DataFiles", "CohortStatistics",
      ]),
    .target(name: "CohortStatistics"),
    .target(
      name: "Reporting",
      dependencies: [
        "MetabolicModels", "FluxAnalysis", "OmicsIntegration", "DataFiles", "CohortAnalysis",
        "CohortStatistics",
      ]),
    .target(
      name: "CohortAnalysis",
      dependencies: [
        "DataFiles", "MetabolicModels", "LinearProgramming", "FluxAnalysis", "OmicsIntegration",
        "CohortStatistics",
      ]),
    .target(
      name: "TwinFlux",
      dependencies: [
        "DataFiles", "MetabolicModels", "ModelFormats", "LinearProgramming", "GLPKBackend",
        "SimplexBackend", "ExactArithmetic", "FluxAnalysis", "OmicsIntegration", "CohortAnalysis",
        "CohortStatistics",
        "Reporting",
      ]),
    // A product of its own: a twin imports it without the solver, the files and the command line.
    .target(
      name: "PharmacokineticCoupling",
      dependencies: ["DataFiles", "MetabolicModels", "LinearProgramming", "FluxAnalysis"]),
    .executableTarget(name: "twinflux", dependencies: ["TwinFlux", "PharmacokineticCoupling"]),
    .executableTarget(name: "twinflux-bench", dependencies: ["TwinFlux"]),

    .target(
      name: "TestSupport", dependencies: ["TwinFlux"], path: "Tests/TestSupport"),
    .testTarget(name: "DataFilesTests", dependencies: ["DataFiles", "TestSupport"]),
    .testTarget(name: "MetabolicModelsTests", dependencies: ["MetabolicModels", "TestSupport"]),
    .testTarget(name: "ModelFormatsTests", dependencies: ["ModelFormats", "TestSupport"]),
    .testTarget(name: "LinearProgrammingTests", dependencies: ["TwinFlux", "TestSupport"]),
    .testTarget(
      name: "SimplexBackendTests",
      dependencies: ["SimplexBackend", "LinearProgramming", "TestSupport"]),
    .testTarget(
      name: "ExactArithmeticTests",
      dependencies: ["ExactArithmetic", "LinearProgramming", "SimplexBackend", "TestSupport"]),
    .testTarget(name: "FluxAnalysisTests", dependencies: ["TwinFlux", "TestSupport"]),
    .testTarget(name: "OmicsIntegrationTests", dependencies: ["TwinFlux", "TestSupport"]),
    .testTarget(
      name: "CohortStatisticsTests", dependencies: ["CohortStatistics", "TestSupport"]),
    .testTarget(
      name: "PharmacokineticCouplingTests",
      dependencies: ["PharmacokineticCoupling", "TwinFlux", "TestSupport"]),
    .testTarget(
      name: "CohortAnalysisTests", dependencies: ["TwinFlux", "SimplexBackend", "TestSupport"]),
    .testTarget(name: "ReportingTests", dependencies: ["TwinFlux", "TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["twinflux", "PharmacokineticCoupling", "TestSupport"]),
    .testTarget(name: "BenchmarkTests", dependencies: ["twinflux-bench", "TestSupport"]),
    .testTarget(name: "ShippedDataTests", dependencies: ["TwinFlux", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

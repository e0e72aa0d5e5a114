@_exported import CohortAnalysis
@_exported import DataFiles
@_exported import FluxAnalysis
@_exported import LinearProgramming
@_exported import MetabolicModels
@_exported import ModelFormats
@_exported import OmicsIntegration
@_exported import Reporting

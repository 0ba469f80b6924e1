package import Analytics

/// A fault of one miner, from an hour on to the simulation's end.
package struct SimulatedFault: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case lostBoard, drift, failingFan, overheating, hopping, otherPool, stuckSensor, skimmedHashrate, addedLoad, rejects, phantomLoad

        /// Findings that tell of it; the first is the one that names it best.
        package var tellers: Set<AnomalyKind> {
            switch self {
            case .lostBoard: [.hashrateLow]
            case .drift: [.efficiencyDrift, .efficiencyWorse]
            case .failingFan: [.fanSpeed, .temperatureHigh]
            case .overheating: [.temperatureHigh, .fanSpeed]
            case .hopping: [.hashrateUnsteady, .hashrateLow]
            case .otherPool: [.poolChanged]
            case .stuckSensor: [.sensorStuck]
            case .skimmedHashrate: [.hashrateLow, .efficiencyWorse]
            case .addedLoad: [.efficiencyWorse, .efficiencyDrift]
            case .rejects: [.rejectsHigh]
            case .phantomLoad: [.phantomLoad]
            }
        }
    }

    package let miner: Int
    package let kind: Kind
    package let startHour: Int
}

/// What is wrong, as it is stored and told.
package enum AnomalyKind: String, CaseIterable, Sendable {
    case hashrateLow = "hashrate_low"
    case hashrateUnsteady = "hashrate_unsteady"
    case efficiencyWorse = "efficiency_worse"
    case efficiencyDrift = "efficiency_drift"
    case temperatureHigh = "temperature_high"
    case fanSpeed = "fan_speed"
    case sensorStuck = "sensor_stuck"
    case rejectsHigh = "rejects_high"
    case poolChanged = "pool_changed"
    case phantomLoad = "phantom_load"
    case rackSilent = "rack_silent"
    case rackSlow = "rack_slow"
    case rackHot = "rack_hot"
    case siteSilent = "site_silent"
    case siteStopped = "site_stopped"
    case siteSlow = "site_slow"
    case siteHot = "site_hot"
    case siteRejects = "site_rejects"

    /// The unit of what was observed and expected.
    package var unit: String {
        switch self {
        case .hashrateLow: "TH/s"
        case .efficiencyWorse, .efficiencyDrift: "J/TH"
        case .temperatureHigh, .sensorStuck, .rackHot, .siteHot: "°C"
        case .fanSpeed: "rpm"
        case .phantomLoad: "W"
        case .hashrateUnsteady: "h"
        case .rejectsHigh, .rackSilent, .rackSlow, .siteSlow, .siteStopped, .siteSilent, .siteRejects: "%"
        case .poolChanged: ""
        }
    }
}

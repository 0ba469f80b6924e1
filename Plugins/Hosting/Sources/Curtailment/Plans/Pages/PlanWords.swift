import PluginKit

/// The fields by which templates find the words and colours of plans.
enum PlanWords {
    /// A plan's state.
    static func write(state: String, to json: inout JSONWriter) {
        json.field("state_name", state)
        json.field("state_class", cssClass(state))
        json.field("is_\(state)", true)
    }

    private static func cssClass(_ state: String) -> String {
        switch PlanState(rawValue: state) {
        case .executed: "state-fine"
        case .executing, .recovering: "state-low"
        case .failed: "state-unreachable"
        case .approved, .completed, .cancelled: "state-paused"
        case .pending, nil: "state-unknown"
        }
    }

    /// The state of a plan's miner.
    static func write(switchState state: SwitchState, to json: inout JSONWriter) {
        json.field("switch_\(state.rawValue)", true)
        json.field("switch_class", cssClass(state))
    }

    private static func cssClass(_ state: SwitchState) -> String {
        switch state {
        case .off: "state-paused"
        case .on: "state-fine"
        case .ordered, .waking: "state-low"
        case .disobeyed, .stuck: "state-unreachable"
        case .planned, .resting, .released: "state-unknown"
        }
    }

    /// A power as value and unit, under a name.
    static func write(power name: String, _ watts: Double?, to json: inout JSONWriter) {
        guard let watts else { return }
        let power = DisplayNumber.power(watts)
        json.field(name, "\(power.value) \(power.unit)")
    }

    /// Of an energy the part that no reading confirms, as `estimated_energy`; null where there is none.
    static func write(estimatedKWh: Double?, to json: inout JSONWriter) {
        guard let estimatedKWh, estimatedKWh > 0 else { return json.field("estimated_energy", String?.none) }
        write(energy: "estimated_energy", estimatedKWh, to: &json)
    }

    /// An energy, under a name.
    static func write(energy name: String, _ kilowattHours: Double, to json: inout JSONWriter) {
        json.field(
            name,
            kilowattHours >= 1_000
                ? "\(DisplayNumber.text(kilowattHours / 1_000, 2)) MWh" : "\(DisplayNumber.text(kilowattHours, 1)) kWh")
    }
}

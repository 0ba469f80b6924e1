import PluginKit

/// The data of a form: what was given or will be taken, what is wrong with it, and the market that is stored.
struct CalculatorForm: Sendable {
    let texts: [String: String]
    let faults: [FieldFault]
    let ground: Ground

    /// What the form of one calculation has, and a link to it carries.
    static let names = CalculationInputs.names.union(SensitivityInputs.names)

    private static let fields = NumberField.ofMachine + NumberField.ofMarket + NumberField.ofAssumptions

    /// Of the page: a question that cannot be calculated is told as such.
    var status: Int { faults.isEmpty ? 200 : 422 }

    func write(to json: inout JSONWriter) {
        json.object("f") { json in
            for field in Self.fields { write(field, to: &json) }
            for name in SensitivityInputs.names.sorted() {
                json.object(name) { json in
                    json.field("value", texts[name]?.trimmingSpaces ?? "")
                    json.field("has_fault", faults.contains { $0.field == name })
                }
            }
        }
        choices("models", ground.catalogue.models.map { ($0.id, "\($0.vendor) \($0.name)") }, named: MachineInputs.modelName, to: &json)
        words("contracts", HostingContract.Kind.allCases.map(\.rawValue), named: MachineInputs.contractName, to: &json)
        words("schemes", PoolScheme.allCases.map(\.rawValue), named: AssumptionInputs.schemeName, to: &json)
        words("cadences", Growth.Cadence.allCases.map(\.rawValue), named: AssumptionInputs.cadenceName, to: &json)
        json.field("has_faults", !faults.isEmpty)
        json.array("faults") { json in
            for fault in faults {
                json.object { FaultWriter.write(fault, to: &$0) }
            }
        }
        writeMarket(to: &json)
    }

    private func write(_ field: NumberField, to json: inout JSONWriter) {
        json.object(field.name) { json in
            let given = texts[field.name]?.trimmingSpaces ?? ""
            json.field("value", given.isEmpty ? field.standard ?? "" : String(given.prefix(60)))
            json.field("has_fault", faults.contains { $0.field == field.name })
            if let metric = MarketMetric.allCases.first(where: { $0.field.name == field.name }), let stored = ground.live.text(for: metric)
            {
                json.field("stored", stored)
            }
            json.field("least", field.minimum)
            json.field("most", field.maximum)
        }
    }

    private func writeMarket(to json: inout JSONWriter) {
        let live = ground.live
        json.field("has_market", !live.values.isEmpty)
        json.array("market_values") { json in
            for metric in MarketMetric.allCases {
                guard let value = live.values[metric] else { continue }
                json.object { json in
                    json.field("is_\(metric.rawValue)", true)
                    json.field("value", value.text)
                    json.field("source", value.source)
                    json.field("recorded_at", value.recordedAt)
                    json.field("recorded_text", value.recordedAt.rfc3339)
                    json.field("is_stale", live.isStale(value))
                }
            }
        }
    }

    private func words(_ name: String, _ values: [String], named field: String, to json: inout JSONWriter) {
        choices(name, values.map { ($0, $0) }, named: field, to: &json)
    }

    private func choices(_ name: String, _ values: [(value: String, text: String)], named field: String, to json: inout JSONWriter) {
        let chosen = texts[field]
        json.array(name) { json in
            for (value, text) in values {
                json.object { json in
                    json.field("value", value)
                    json.field("text", text)
                    json.field("is_\(value)", true)
                    json.field("is_chosen", value == chosen)
                }
            }
        }
    }
}

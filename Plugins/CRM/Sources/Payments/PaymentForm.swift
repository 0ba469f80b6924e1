import PluginKit

/// The form of a payment on an invoice's page, empty or as it was sent and refused.
struct PaymentForm: Sendable {
    var texts: [String: String] = [:]
    var faults: [FieldFault] = []

    func write(to json: inout JSONWriter) {
        json.object("paying") { json in
            for field in PaymentStore.kind.fields {
                json.field(field.name, texts[field.name] ?? "")
                FaultWriter.write("\(field.name)_faults", faults.filter { $0.field == field.name }, to: &json)
            }
        }
    }
}

import PluginKit

/// What an invoice says of who issues it besides the name, as it is when the draft is made. Empty where nothing is told.
struct Issuer: Sendable {
    let address: String
    let taxId: String
    let bankDetails: String
    let paymentTerms: String

    /// Writes what there is, for the document; nothing if there is nothing.
    func write(to json: inout JSONWriter) {
        let told = [("address", address), ("tax_id", taxId), ("bank_details", bankDetails), ("payment_terms", paymentTerms)].filter {
            !$0.1.isEmpty
        }
        guard !told.isEmpty else { return }
        json.object("issuer") { json in
            for (name, text) in told { json.field(name, text) }
        }
    }
}

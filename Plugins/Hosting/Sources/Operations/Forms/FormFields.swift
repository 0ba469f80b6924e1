import PluginKit

/// Writes a form as its page shows it: what stands in its fields and, of one that was not taken, why, beside the field that it is about.
struct FormFields: Sendable {
    let name: String
    /// The form's object in the data of the template, where that is not its name.
    var key: String?
    let fields: [String]
    /// Names of the interface that the form has under others.
    var otherNames: [String: String] = [:]
    /// What stands there before somebody writes something else.
    var given: [String: String] = [:]

    /// - Parameters:
    ///   - refused: The form of the page that was not taken; another one leaves this as it is.
    ///   - more: Writes what else the template needs of the form; it is given what stands in each field.
    func write(
        _ refused: RefusedForm?, language: String, to json: inout JSONWriter,
        more: (inout JSONWriter, (String) -> String) throws -> Void = { _, _ in }
    ) throws {
        let mine = refused?.name == name ? refused : nil
        let text = { field in mine.map { $0.form[field] ?? "" } ?? given[field] ?? "" }
        try json.object(key ?? name) { json in
            write(mine?.refusal, language: language, to: &json, text)
            try more(&json, text)
        }
    }

    /// Writes the fields into the form's object.
    func write(_ refusal: PluginError?, language: String, to json: inout JSONWriter, _ text: (String) -> String) {
        let bad = refusal?.field.map { otherNames[$0] ?? $0 }
        for field in fields {
            json.field(field, text(field))
            json.field("bad_\(field)", field == bad)
        }
        json.field("is_refused", refusal != nil)
        guard let refusal else { return }
        json.field("fault", FaultWords.text(refusal, language: language))
        // Else it stands beside its field.
        json.field("is_elsewhere", !fields.contains(bad ?? ""))
    }
}

import PluginKit

/// Writes why a form was not taken: the field, by which the template finds the word for it, and the refusal.
enum RefusalWriter {
    static func write(_ refusal: PluginError?, to json: inout JSONWriter) {
        json.field("is_refused", refusal != nil)
        guard let refusal else { return }
        json.object("refusal") { json in
            json.field("text", refusal.message)
            json.field("is_taken", refusal.code == .conflict)
            json.field("bad_field", refusal.field)
        }
    }
}

import PluginKit

/// The fields that the partial `state` needs.
enum StateFields {
    /// Writes the state's name, its class, and `is_<state>`, by which the template finds the word.
    static func write(_ state: String, to json: inout JSONWriter) {
        json.field("state_name", state)
        json.field("state_class", StateWords.cssClass(state))
        json.field("is_\(state)", true)
    }
}

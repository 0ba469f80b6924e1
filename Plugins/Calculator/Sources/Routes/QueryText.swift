import PluginKit

/// Writes a query: what is blank is left out, names in order, so that the same inputs have one address. Pure.
enum QueryText {
    static func write(_ texts: [String: String], _ names: Set<String>) -> String {
        texts.filter { names.contains($0.key) && !$0.value.trimmingSpaces.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(QueryString.encode($0.value.trimmingSpaces))" }.joined(separator: "&")
    }
}

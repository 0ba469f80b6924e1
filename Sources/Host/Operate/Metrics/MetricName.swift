/// The grammar of names in the Prometheus text exposition.
package enum MetricName {
    /// Whether `name` can name a metric.
    package static func isValid(_ name: String) -> Bool { matches(name, colon: true) }

    /// Whether `name` can name a label of ours.
    package static func isValidLabel(_ name: String) -> Bool { matches(name, colon: false) && !name.hasPrefix("__") && name != "le" }

    private static func matches(_ name: String, colon: Bool) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 95: true
            case 58: colon
            default: false
            }
        }
    }
}

/// The `topics` of an event stream's address. Pure.
enum TopicList {
    static let maximumCount = 32

    /// Comma-separated `<plugin>.<topic>` or `<plugin>.*`.
    /// - Throws: `ProblemError` 400.
    static func parse(_ text: String) throws(ProblemError) -> [String] {
        let topics = text.split(separator: ",").map { $0.trimmingSpaces() }
        guard topics.count <= maximumCount, topics.allSatisfy(isValid) else {
            throw ProblemError(
                .badRequest, code: "invalid_parameter",
                detail: "topics must be at most \(maximumCount) names like hosting.telemetry or hosting.*",
                fields: ["topics": "plugin.topic, plugin.*"])
        }
        return topics
    }

    private static func isValid(_ topic: String) -> Bool {
        let parts = topic.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, topic.utf8.count <= 128, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
        let isName: (Substring) -> Bool = {
            $0.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 || $0 == 46 }
        }
        return isName(parts[0]) && (parts[1] == "*" || isName(parts[1]))
    }
}

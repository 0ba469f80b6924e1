/// Times as a page shows them before a browser writes them in the reader's zone. Pure.
public enum DisplayTime {
    /// Whole minutes: `2026-01-31 12:05 UTC`.
    public static func text(_ time: Timestamp) -> String {
        let text = time.rfc3339
        guard let middle = text.firstIndex(of: "T") else { return text }
        return "\(text[..<middle]) \(text[text.index(after: middle)...].prefix(5)) UTC"
    }

    /// Writes `name_at` for machines and `name_text` for readers.
    public static func write(_ name: String, _ time: Timestamp, suffix: String = "_at", to json: inout JSONWriter) {
        json.field(name + suffix, time)
        json.field(name + "_text", text(time))
    }
}

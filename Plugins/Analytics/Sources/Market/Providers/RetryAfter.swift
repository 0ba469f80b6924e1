import PluginKit

/// The header `Retry-After`: seconds, or a day and time after which to ask again. Pure.
enum RetryAfter {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The header with a time, `Sun, 06 Nov 1994 08:49:37 GMT`, as seconds from now on, 0 for one that is over; any other as it came.
    static func seconds(_ text: String, now: Timestamp) -> String {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2, let month = months.firstIndex(where: { $0 == parts[2] }),
            let time = Timestamp(rfc3339: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
        else { return text }
        return String(max(0, time.micros(since: now) / 1_000_000))
    }
}

/// Over which time a device averaged a rate. Ordered by how well it tells the present: the first one told is the primary.
public enum AveragingWindow: UInt8, Sendable, CaseIterable, Comparable {
    case seconds5, realtime, seconds15, seconds30, minute1, minutes5, minutes15, minutes30, hour1, reported, sinceStart, hours24

    /// A short label for pages and stored rows: `5s`, `1m`, `avg`.
    public var label: String {
        switch self {
        case .seconds5: "5s"
        case .realtime: "now"
        case .seconds15: "15s"
        case .seconds30: "30s"
        case .minute1: "1m"
        case .minutes5: "5m"
        case .minutes15: "15m"
        case .minutes30: "30m"
        case .hour1: "1h"
        case .reported: "reported"
        case .sinceStart: "avg"
        case .hours24: "24h"
        }
    }

    /// Orders by how well a window tells the present.
    public static func < (left: AveragingWindow, right: AveragingWindow) -> Bool { left.rawValue < right.rawValue }
}

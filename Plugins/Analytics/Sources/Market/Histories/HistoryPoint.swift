import PluginKit

/// One point of a history.
struct HistoryPoint: Equatable, Sendable {
    let at: Timestamp
    /// In the metric's unit.
    let value: Double
    /// The block of a retarget, and by how many percent it changed the difficulty; nil elsewhere.
    var height: Int64?
    var changePercent: Double?

    /// The mean of each day, at the day's beginning and in rising order.
    static func dailyMeans(_ points: [HistoryPoint]) -> [HistoryPoint] {
        let day: Int64 = 86_400_000_000
        return Dictionary(grouping: points) { $0.at.unixMicros - $0.at.unixMicros % day }.map { begin, points in
            HistoryPoint(at: Timestamp(unixMicros: begin), value: points.reduce(0) { $0 + $1.value } / Double(points.count))
        }.sorted { $0.at < $1.at }
    }

    /// The first of each day, at the day's beginning and in rising order: the provider's own grid has a last point that is of now.
    static func daily(_ points: [HistoryPoint]) -> [HistoryPoint] {
        let day: Int64 = 86_400_000_000
        var days: [Int64: HistoryPoint] = [:]
        for point in points.sorted(by: { $0.at < $1.at }) {
            let begin = point.at.unixMicros - point.at.unixMicros % day
            if days[begin] == nil { days[begin] = HistoryPoint(at: Timestamp(unixMicros: begin), value: point.value) }
        }
        return days.values.sorted { $0.at < $1.at }
    }
}

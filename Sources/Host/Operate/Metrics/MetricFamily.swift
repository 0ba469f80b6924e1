import Synchronization

/// All series of one metric: one per combination of label values, at most `seriesLimit` of them.
///
/// Beyond the limit every new combination shares one series whose label values are `other`, so that a hostile label value can
/// neither fill the memory nor hide the total.
package final class MetricFamily<Series: Sendable>: Sendable {
    package let name: String
    package let help: String
    package let labelNames: [String]
    package let seriesLimit: Int
    private let makeSeries: @Sendable () -> Series
    private let series = Mutex<[[String]: Series]>([:])

    init(name: String, help: String, labelNames: [String], seriesLimit: Int, makeSeries: @escaping @Sendable () -> Series) {
        self.name = name
        self.help = help
        self.labelNames = labelNames
        self.seriesLimit = seriesLimit
        self.makeSeries = makeSeries
    }

    /// The series of these label values, in the order of `labelNames`; missing ones are empty, surplus ones ignored. Any thread.
    package func with(_ values: String...) -> Series { with(values: values) }

    /// The series of these label values.
    package func with(values: [String]) -> Series {
        var key = Array(values.prefix(labelNames.count))
        while key.count < labelNames.count { key.append("") }
        return series.withLock { known in
            if let found = known[key] { return found }
            if known.count >= seriesLimit, !labelNames.isEmpty {
                key = labelNames.map { _ in "other" }
                if let found = known[key] { return found }
            }
            let new = makeSeries()
            known[key] = new
            return new
        }
    }

    /// Forgets the series of all other label values: of what is told no more.
    package func keep(only values: Set<[String]>) { series.withLock { known in known = known.filter { values.contains($0.key) } } }

    /// Every series with its label values, in the order of the values.
    package var all: [(values: [String], series: Series)] {
        series.withLock { known in
            known.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (values: $0.key, series: $0.value) }
        }
    }
}

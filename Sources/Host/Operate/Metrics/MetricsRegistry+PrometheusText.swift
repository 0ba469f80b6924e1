extension MetricsRegistry {
    /// The media type of `prometheusText()`.
    package static let prometheusContentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Every series in the text exposition format 0.0.4, families and series in the order of their names. Any thread.
    package func prometheusText() -> String {
        let (families, collectors) = state.withLock { ($0.families, $0.collectors) }
        for collect in collectors { collect() }
        var text = ""
        for (_, family) in families.sorted(by: { $0.key < $1.key }) {
            switch family {
            case .counter(let family):
                Self.head(family, .counter, into: &text)
                for entry in family.all { Self.line(family.name, family.labelNames, entry.values, entry.series.value, into: &text) }
            case .gauge(let family):
                Self.head(family, .gauge, into: &text)
                for entry in family.all { Self.line(family.name, family.labelNames, entry.values, entry.series.value, into: &text) }
            case .histogram(let family):
                Self.head(family, .histogram, into: &text)
                for entry in family.all { Self.lines(family, entry.values, entry.series, into: &text) }
            }
        }
        return text
    }

    private static func head<Series>(_ family: MetricFamily<Series>, _ kind: MetricKind, into text: inout String) {
        text += "# HELP \(family.name) \(escape(family.help, quotes: false))\n# TYPE \(family.name) \(kind.rawValue)\n"
    }

    private static func lines(_ family: MetricFamily<Histogram>, _ values: [String], _ series: Histogram, into text: inout String) {
        let snapshot = series.snapshot
        let names = family.labelNames + ["le"]
        var cumulative: UInt64 = 0
        for (bound, count) in zip(series.bounds, snapshot.counts) {
            cumulative += count
            line(family.name + "_bucket", names, values + [number(bound)], Double(cumulative), into: &text)
        }
        line(family.name + "_bucket", names, values + ["+Inf"], Double(snapshot.count), into: &text)
        line(family.name + "_sum", family.labelNames, values, snapshot.sum, into: &text)
        line(family.name + "_count", family.labelNames, values, Double(snapshot.count), into: &text)
    }

    private static func line(_ name: String, _ labels: [String], _ values: [String], _ value: Double, into text: inout String) {
        text += name
        if !labels.isEmpty {
            text += "{"
            text += zip(labels, values).map { "\($0)=\"\(escape($1, quotes: true))\"" }.joined(separator: ",")
            text += "}"
        }
        text += " \(number(value))\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }

    static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

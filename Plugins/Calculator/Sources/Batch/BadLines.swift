import PluginKit

/// Which lines of a table have faults, in ranges: however many there are, each is named. Pure.
struct BadLines: Equatable, Sendable {
    let ranges: [ClosedRange<Int>]

    init(_ faults: [FieldFault]) {
        var ranges: [ClosedRange<Int>] = []
        for line in faults.compactMap(\.line).sorted() {
            if let last = ranges.last, line <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...line
            } else {
                ranges.append(line...line)
            }
        }
        self.ranges = ranges
    }

    func write(to json: inout JSONWriter) {
        json.array("bad_lines") { json in
            for range in ranges {
                json.object { json in
                    json.field("from", range.lowerBound)
                    json.field("to", range.upperBound)
                }
            }
        }
    }

    /// For people, such as "2–5, 9".
    var text: String { ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", ") }
}

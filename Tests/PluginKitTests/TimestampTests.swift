import Testing

@testable import PluginKit

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1_500_000, "1970-01-01T00:00:01.500Z"),
        (-86_400_000_000, "1969-12-31T00:00:00Z"),
        // PostgreSQL's infinities and whatever else a batch may hold.
        (Int64.max, "294247-01-10T04:00:54.775807Z"), (Int64.min, "-290308-12-21T19:59:05.224192Z"),
    ])
    func `A time is written as RFC 3339, at the ends of its range too`(unixMicros: Int64, text: String) {
        #expect(Timestamp(unixMicros: unixMicros).rfc3339 == text)
    }
}

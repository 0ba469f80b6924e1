import Testing

@testable import HostOperate

@Suite struct MetricsTests {
    @Test("The exposition lists families by name, with help, type and escaped labels")
    func exposition() throws {
        let registry = MetricsRegistry()
        try registry.counter("jobs_total", help: "Jobs.\nAll \\ of them", labels: ["plugin"]).with("a\"b\\c\nd").increment(by: 2)
        try registry.gauge("idle_seconds", help: "Idle").with().set(1.5)
        #expect(
            registry.prometheusText() == """
                # HELP idle_seconds Idle
                # TYPE idle_seconds gauge
                idle_seconds 1.5
                # HELP jobs_total Jobs.\\nAll \\\\ of them
                # TYPE jobs_total counter
                jobs_total{plugin="a\\"b\\\\c\\nd"} 2

                """)
    }

    @Test("A histogram's buckets are cumulative and end at infinity")
    func histogram() throws {
        let registry = MetricsRegistry()
        let family = try registry.histogram("wait_seconds", help: "Wait", labels: ["route"], bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7, .nan] { family.with("/").observe(value) }
        let text = registry.prometheusText()
        for line in [
            "wait_seconds_bucket{route=\"/\",le=\"0.1\"} 2", "wait_seconds_bucket{route=\"/\",le=\"1\"} 3",
            "wait_seconds_bucket{route=\"/\",le=\"+Inf\"} 4", "wait_seconds_count{route=\"/\"} 4", "wait_seconds_sum{route=\"/\"} 7.65",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }

    @Test("Too many label values share one series, and the total stays right")
    func cardinality() throws {
        let family = try MetricsRegistry(seriesLimit: 10).counter("x_total", help: "x", labels: ["who"])
        for index in 0..<1_000 { family.with("client-\(index)").increment() }
        #expect(family.all.count == 11)
        #expect(family.all.map(\.series.value).reduce(0, +) == 1_000)
        #expect(family.with("other").value == 990)
    }

    @Test("Wrong names, labels and buckets are refused, and one name is one metric")
    func registration() throws {
        let registry = MetricsRegistry()
        for name in ["", "1a", "a-b", "ä"] { #expect(throws: MetricsError.self) { try registry.counter(name, help: "") } }
        for label in ["le", "__x", "a:b", ""] {
            #expect(throws: MetricsError.self) { try registry.counter("ok", help: "", labels: [label]) }
        }
        #expect(throws: MetricsError.self) { try registry.histogram("h", help: "", bounds: [1, 1]) }
        let first = try registry.counter("same_total", help: "")
        #expect(try registry.counter("same_total", help: "") === first)
        #expect(throws: MetricsError.self) { try registry.gauge("same_total", help: "") }
        #expect(throws: MetricsError.self) { try registry.counter("same_total", help: "", labels: ["a"]) }
    }

    @Test("Series of what is told no more are forgotten")
    func forgotten() throws {
        let family = try MetricsRegistry().gauge("size_bytes", help: "", labels: ["table"])
        for table in ["a", "b", "c"] { family.with(table).set(1) }
        family.keep(only: [["b"]])
        #expect(family.all.map(\.values) == [["b"]])
    }

    @Test("Counting from many tasks loses nothing, and counters never fall")
    func concurrency() async throws {
        let counter = try MetricsRegistry().counter("n_total", help: "").with()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { counter.increment() } } }
        }
        counter.increment(by: -5)
        counter.increment(by: .nan)
        #expect(counter.value == 80_000)
    }

    @Test("Gauges are set right before they are read")
    func collectors() throws {
        let registry = MetricsRegistry()
        let gauge = try registry.gauge("open", help: "").with()
        registry.onCollect { gauge.set(42) }
        #expect(registry.prometheusText().contains("\nopen 42\n"))
    }
}

import Testing

@testable import HostOperate

@Suite struct HealthTests {
    @Test("A host is ready once every expected part has reported, and says why until then")
    func readiness() {
        let health = HealthState(expecting: ["database", "jobs"])
        #expect(!health.report.isReady)
        #expect(health.report.reasons == ["database: is starting", "jobs: is starting"])
        health.set("database", .up)
        health.set("jobs", .degraded(reason: "one lease lost"))
        #expect(health.report.isReady)
        #expect(!health.report.isFine)
        #expect(health.report.reasons == ["jobs: one lease lost"])
        health.set("database", .down(reason: "connection refused"))
        #expect(!health.report.isReady)
    }

    @Test("A host that stops is not ready, whatever its parts say")
    func stopping() {
        let health = HealthState()
        #expect(health.report.isReady)
        health.stop()
        health.set("database", .up)
        #expect(!health.report.isReady)
        #expect(health.report.reasons == ["the host is shutting down"])
    }
}
